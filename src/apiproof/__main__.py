"""`python -m apiproof`."""

from __future__ import annotations

from apiproof.cli.main import main

main()
