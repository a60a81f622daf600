"""Run the contestants, interleaved, and print one table.

`python -m benchmarks.thousand --tests 1000 --rounds 3 --contestants classic ours`
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._measure import Spent, interleaved, ratio, spent_by_children, table
from benchmarks.thousand.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CONTESTANTS = (
    "empty",
    "classic",
    "create_drop",
    "testclient",
    "stock_best",
    "ours",
    "ours_one_loop",
    "flask_classic",
    "flask_ours",
    "django",
)
FEW = 4
BASE = "classic"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="thousand-") as folder:
        projects = [Project.make(name, Path(folder)) for name in options.contestants]
        spent = interleaved(_runs(projects, options.tests), options.rounds)
    print(_report(options.contestants, spent, options.tests))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.thousand")
    parser.add_argument("--tests", type=int, default=1000, help="a multiple of four")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--contestants", nargs="+", choices=CONTESTANTS, default=CONTESTANTS, metavar="NAME"
    )
    options = parser.parse_args(arguments)
    if options.tests % FEW or options.tests <= FEW:
        parser.error(f"--tests must be a multiple of {FEW} and more than {FEW}")
    return options


def _runs(projects: Sequence[Project], tests: int) -> dict[str, Callable[[], Spent]]:
    """Each project twice: the whole suite, and a few tests for what starting up costs."""
    runs: dict[str, Callable[[], Spent]] = {}
    for project in projects:
        project.run(FEW)  # green, and its bytecode is written, before the clock starts
        for name, number in ((project.name, tests), (f"{project.name} few", FEW)):
            runs[name] = partial(spent_by_children, partial(project.run, number))
    return runs


def _report(names: Sequence[str], spent: dict[str, Spent], tests: int) -> str:
    rates = {name: _rates(spent[name], spent[f"{name} few"], tests) for name in names}
    whole, after = rates.get(BASE, (None, None))
    rows = [
        (
            name,
            f"{spent[name].wall:.2f}",
            f"{spent[name].cpu:.2f}",
            f"{spent[f'{name} few'].cpu:.2f}",
            f"{rates[name][0]:.0f}",
            ratio(rates[name][0], whole),
            f"{rates[name][1]:.0f}",
            ratio(rates[name][1], after),
        )
        for name in names
    ]
    headings = (
        "suite", "wall s", "CPU s", "start-up s", "tests/s", "ratio", "after start-up", "ratio"
    )  # fmt: skip
    return table(headings, rows)


def _rates(whole: Spent, few: Spent, tests: int) -> tuple[float, float]:
    """Count tests per second of CPU: of the whole run, and of what a further test costs."""
    return tests / whole.cpu, (tests - FEW) / (whole.cpu - few.cpu)


if __name__ == "__main__":
    sys.exit(main())
