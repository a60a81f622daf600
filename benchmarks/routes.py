"""How long it takes to list the operations of large apps, as CPU seconds in fresh processes.

`python -m benchmarks.routes`: generated apps of 100, 300 and 1,000 operations, FastAPI's and
Flask's. What each command costs over the bare import of the same app: `apiproof routes` as text and
as JSON, and the peer that users of FastAPI have, `app.openapi()`; and how it grows with the app.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks import _many
from benchmarks._measure import interleaved, ratio, spent_by_children, table

SIZES = (100, 300, 1000)

PYTHON = (sys.executable, "-c")
ROUTES = (sys.executable, "-m", "apiproof", "routes", "main:app", "--quiet")
COMMANDS = {
    "import": (*PYTHON, "import main"),
    "app.openapi()": (*PYTHON, "import main; main.app.openapi()"),
    "text": ROUTES,
    "json": (*ROUTES, "--format", "json"),
}


def run(command: tuple[str, ...], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def over_import(framework: str, folder: Path, rounds: int) -> dict[str, float]:
    """CPU seconds of each command, the import left out."""
    named = {
        name: partial(spent_by_children, partial(run, command, folder))
        for name, command in COMMANDS.items()
        if framework == "fastapi" or name != "app.openapi()"
    }
    spent = {name: each.cpu for name, each in interleaved(named, rounds).items()}
    base = spent.pop("import")
    return {name: cpu - base for name, cpu in spent.items()}


def rows(framework: str, rounds: int, home: Path) -> list[list[str]]:
    lines, first = [], 0.0
    for size in SIZES:
        folder = _many.write(home / f"{framework}{size}", framework, size)
        found = over_import(framework, folder, rounds)
        first = first or found["json"]
        lines.append(
            [
                f"{framework}, {size} operations",
                f"{found['text']:.2f}",
                f"{found['json']:.2f}",
                ratio(found["json"], found.get("app.openapi()")),
                f"{found['json'] / first / (size / SIZES[0]):.2f}",
            ]
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    headings = ("over the import", "text, s", "json, s", "over app.openapi()", "over linear")
    with tempfile.TemporaryDirectory() as home:
        lines = [line for name in _many.SOURCES for line in rows(name, asked.rounds, Path(home))]
    print(table(headings, lines))


if __name__ == "__main__":
    main()
