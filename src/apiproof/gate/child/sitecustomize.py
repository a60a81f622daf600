"""Puts the gate up in a Python process that a test starts; found through PYTHONPATH."""

import sys
from pathlib import Path


def _put_up() -> None:
    try:
        from apiproof.gate.gate import put_up_in_child
    except ImportError:
        # Another interpreter, without apiproof: nothing can be done from here.
        return
    put_up_in_child()


def _hand_over() -> None:
    """Run the sitecustomize that this one hides."""
    here = str(Path(__file__).parent)
    sys.path[:] = [entry for entry in sys.path if entry != here]
    this = sys.modules.pop("sitecustomize")
    try:
        import sitecustomize  # noqa: F401 - for its effects
    except ImportError:
        sys.modules["sitecustomize"] = this


_put_up()
_hand_over()
