"""What every benchmark needs: CPU clocks, interleaved rounds, medians, one aligned table."""

from __future__ import annotations

import gc
import resource
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of wall clock and of CPU (user and system, every thread)."""

    wall: float
    cpu: float


def spent_here(work: Callable[[], object]) -> Spent:
    """Measure one call in this process, with no garbage of an earlier call to collect."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def spent_by_children(work: Callable[[], object]) -> Spent:
    """Measure the processes that one call starts and waits for."""
    wall, cpu = time.perf_counter(), _children_cpu()
    work()
    return Spent(time.perf_counter() - wall, _children_cpu() - cpu)


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def interleaved(contestants: Mapping[str, Callable[[], Spent]], rounds: int) -> dict[str, Spent]:
    """Take the median of each contestant over the rounds.

    Every round runs each contestant once, every other round in reverse, so that what else the
    machine does is shared out among them.
    """
    seen: dict[str, list[Spent]] = {name: [] for name in contestants}
    for number in range(rounds):
        names = list(contestants)
        for name in names if number % 2 == 0 else reversed(names):
            seen[name].append(contestants[name]())
    return {name: _median(values) for name, values in seen.items()}


def _median(values: Iterable[Spent]) -> Spent:
    pairs = [(value.wall, value.cpu) for value in values]
    return Spent(median(wall for wall, _ in pairs), median(cpu for _, cpu in pairs))


def ratio(value: float, base: float | None) -> str:
    """Print a quotient, or a dash where there is nothing to divide by."""
    return f"{value / base:.2f}" if base else "-"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Aligned text: the first column to the left, the others to the right."""
    lines = [list(headings), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[index]) for line in lines) for index in range(len(headings))]
    return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(line, widths, strict=True)
    cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return "  ".join(cells).rstrip()
