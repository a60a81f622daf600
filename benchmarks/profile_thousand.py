"""Where the CPU time of one contestant's run goes, by package.

`python -m benchmarks.profile_thousand --contestant ours --tests 1000` runs the suite under
cProfile, in a process of its own. The profiler makes small functions look dearer than they are:
read the shares, and look at the dearest functions, but time with `benchmarks.thousand`. A builtin
counts for the package that called it. Only the main thread is seen, so what aiosqlite's worker does
shows as waiting in the selector.
"""

from __future__ import annotations

import argparse
import pstats
import sys
import tempfile
from collections import defaultdict
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._measure import table
from benchmarks.thousand.project import Project

if TYPE_CHECKING:
    from collections.abc import Sequence

    Place = tuple[str, int, str]
    Counts = tuple[int, int, float, float]
    Functions = dict[Place, tuple[int, int, float, float, dict[Place, Counts]]]

BUILTIN = "~"
OTHER = "standard library, other"
FEW = 4
PACKAGES = (
    ("apiproof", ("/apiproof/",)),
    ("pytest-asyncio", ("/pytest_asyncio/",)),
    ("pytest", ("/_pytest/", "/pluggy/", "/pytest/")),
    (
        "other pytest plugins",
        ("/xdist/", "/pytest_cov/", "/hypothesis/", "/pytest_timeout", "_hypothesis_pytestplugin"),
    ),
    ("app and tests", ("_shop", "/test_users.py", "/conftest.py")),
    ("sqlalchemy", ("/sqlalchemy/", "/flask_sqlalchemy/", "sqlite3", "/aiosqlite/", "greenlet")),
    ("httpx", ("/httpx/", "/httpx2/", "/httpcore", "/h11/")),
    ("framework", ("/fastapi/", "/starlette/", "/flask/", "/werkzeug/", "/django/", "pydantic")),
    ("asyncio, anyio", ("/asyncio/", "/anyio/", "/selectors.py", "select.epoll", "_asyncio")),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile_thousand")
    parser.add_argument("--contestant", default="ours")
    parser.add_argument("--tests", type=int, default=1000)
    parser.add_argument("--top", type=int, default=25)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        stats = Path(folder) / "run.prof"
        project = Project.make(options.contestant, Path(folder))
        project.run(FEW)  # its bytecode is written before anything is counted
        project.run(options.tests, launcher=("-m", "cProfile", "-o", str(stats)))
        functions = pstats.Stats(str(stats)).stats  # type: ignore[attr-defined]
    print(_packages(functions), end="\n\n")
    print(_functions(functions, options.top))
    return 0


def _packages(functions: Functions) -> str:
    own: dict[str, float] = defaultdict(float)
    for place, (_, _, seconds, _, callers) in functions.items():
        if place[0] == BUILTIN and _package(place) == OTHER:
            for caller, (_, _, share, _) in callers.items():
                own[_package(caller)] += share
        else:
            own[_package(place)] += seconds
    total = sum(own.values())
    dearest = sorted(own.items(), key=itemgetter(1), reverse=True)
    lines = [(name, f"{seconds:.2f}", f"{seconds / total:.0%}") for name, seconds in dearest]
    return table(("package", "own s", "share"), lines)


def _functions(functions: Functions, top: int) -> str:
    dearest = sorted(functions.items(), key=lambda item: item[1][2], reverse=True)[:top]
    lines = [
        (_label(place), _package(place), calls, f"{own:.3f}", f"{cumulative:.3f}")
        for place, (_, calls, own, cumulative, _) in dearest
    ]
    return table(("function", "package", "calls", "own s", "cumulative s"), lines)


def _package(place: Place) -> str:
    file, _, name = place
    where = name if file == BUILTIN else file
    found = (package for package, marks in PACKAGES if any(mark in where for mark in marks))
    return next(found, OTHER)


def _label(place: Place) -> str:
    file, line, name = place
    return name if file == BUILTIN else f"{'/'.join(Path(file).parts[-2:])}:{line} {name}"


if __name__ == "__main__":
    sys.exit(main())
