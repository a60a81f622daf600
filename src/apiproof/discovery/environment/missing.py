"""Which environment variables a failed import is about."""

from __future__ import annotations

import inspect
import re
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apiproof.discovery.environment import statements
from apiproof.discovery.environment.lookups import span
from apiproof.discovery.environment.settings_classes import settings_field, unsatisfied
from apiproof.errors import Error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType, TracebackType

    from apiproof.discovery.environment.lookups import Lookups
    from apiproof.discovery.environment.statements import Region

VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
"""What is surely the name of a variable, in a text."""

_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class Missing:
    """A variable that an import wants, or of which it refused the value.

    Attributes:
        name: The variable.
        field: The field of pydantic-settings that it fills, where it does.
        certain: Whether the import was seen to ask for it; else a text only mentions it.
    """

    name: str
    field: Any = None
    certain: bool = True


def missing_variables(
    error: BaseException, lookups: Lookups, stand_ins: Mapping[str, str]
) -> Iterator[list[Missing]]:
    """Tell what a failure is for want of, by several ways.

    Args:
        error: What the import raised.
        lookups: What it asked of the environment.
        stand_ins: The values that apiproof has set, by their variables.

    Yields:
        The variables that one way of looking shows, the surest way first.
    """
    if any(isinstance(each, Error) for each in causes(error)):
        return  # a refused connection or version is no missing variable
    for each in causes(error):
        yield [Missing(*entry) for entry in unsatisfied(each)]
        yield [Missing(name) for name in _from_environ(each)]
        yield [Missing(name) for name in _named(each, lookups, stand_ins)]
        yield list(_read_there(each, lookups, stand_ins))
        yield [Missing(name, certain=False) for name in _mentioned(each)]


def causes(error: BaseException) -> Iterator[BaseException]:
    """Walk from an exception to what it was raised for.

    Args:
        error: The exception.

    Yields:
        It, and what it says to come from, each once.
    """
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        context = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or context


def wanted_names(error: BaseException) -> list[str]:
    """Tell from an exception alone what it is for want of.

    Args:
        error: The exception.

    Returns:
        The variables: of a settings class, of `os.environ[...]`, else what the text mentions.
    """
    return [name for name, _ in unsatisfied(error)] or _from_environ(error) or _mentioned(error)


def _mentioned(error: BaseException) -> list[str]:
    """What a text mentions that looks like a variable; none where it is about the code itself."""
    if isinstance(error, ImportError | SyntaxError | NameError):
        return []
    return list(dict.fromkeys(VARIABLE.findall(str(error))))


def _from_environ(error: BaseException) -> list[str]:
    """The key that `os.environ[...]` has not."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    asked = bool(frames) and frames[-1].f_globals.get("__name__") == "os"
    return [str(error.args[0])] if isinstance(error, KeyError) and asked else []


def _named(error: BaseException, lookups: Lookups, stand_ins: Mapping[str, str]) -> list[str]:
    """The variables that were asked for and that the text names, or whose value it quotes."""
    text = str(error)
    words = set(re.findall(r"\w+", text))
    found = [
        lookup.variable
        for lookup in lookups.made
        if lookup.variable in words or words & _telling(lookup.spots[:1])
    ]
    quoted = [
        name for name, value in stand_ins.items() if repr(value) in text or _long(value, text)
    ]
    return list(dict.fromkeys([*found, *quoted]))


def _long(value: str, text: str) -> bool:
    """Whether a text has a value that cannot stand there by chance."""
    return len(value) > 8 and value in text  # noqa: PLR2004 - a word of a sentence is shorter


def _telling(spots: tuple[Any, ...]) -> set[str]:
    kept = (name for spot in spots for name in statements.kept_as(spot))
    return {name for name in kept if VARIABLE.fullmatch(name)}


def _read_there(
    error: BaseException, lookups: Lookups, stand_ins: Mapping[str, str]
) -> Iterator[Missing]:
    """The variables that the failing expression reads, or is computed from."""
    for frame, trace in _project_frames(error, lookups):
        path = frame.f_code.co_filename
        for region in statements.regions(path, trace.tb_lineno, _exact(trace)):
            found = dict.fromkeys(_asked_in(region, path, lookups))
            reasons = [Missing(name) for name in found]
            reasons += _kept_in(region, frame, lookups, stand_ins)
            if reasons:
                yield from {each.name: each for each in reasons}.values()
                return


def _exact(trace: TracebackType) -> tuple[int | None, ...]:
    return span(trace.tb_frame.f_code, trace.tb_lasti)


def _project_frames(
    error: BaseException, lookups: Lookups
) -> list[tuple[FrameType, TracebackType]]:
    found, trace = [], error.__traceback__
    while trace is not None:
        if lookups.is_mine(trace.tb_frame.f_code.co_filename):
            found.append((trace.tb_frame, trace))
        trace = trace.tb_next
    return found[::-1]


def _asked_in(region: Region, path: str, lookups: Lookups) -> Iterator[str]:
    for lookup in lookups.made:
        there = any(spot.path == path and region.holds(spot) for spot in lookup.spots)
        if lookup.direct and there and not statements.has_default(path, region, lookup.variable):
            yield lookup.variable


def _kept_in(
    region: Region, frame: FrameType, lookups: Lookups, stand_ins: Mapping[str, str]
) -> Iterator[Missing]:
    for chain in region.chains:
        holder, name, value = _evaluated(chain, frame)
        if not _is_suspect(value, stand_ins):
            continue
        setting = settings_field(holder, name)
        if setting:
            yield Missing(*setting)
        else:
            yield from (Missing(each) for each in _origins(name, lookups))
            yield from (Missing(each) for each, held in stand_ins.items() if held == value)


def _is_suspect(value: Any, stand_ins: Mapping[str, str]) -> bool:
    """Whether a value is for want of a variable: none, put together of none, or a stand-in."""
    if value is _UNKNOWN or isinstance(value, bool | int | float):
        return False
    text = value if isinstance(value, str) else None
    if value is None or text == "":
        return True
    kept = str(value) if text is None and _is_url(value) else text
    if kept is None:
        return False
    telling = ["None", *(each for each in stand_ins.values() if len(each) > 1)]
    return kept in stand_ins.values() or any(each in kept for each in telling)


def _is_url(value: Any) -> bool:
    kind = type(value)
    return "url" in kind.__name__.lower() or kind.__name__.endswith("Dsn")


def _origins(name: str, lookups: Lookups) -> list[str]:
    """The variables that a name is assigned from, at once or through other names."""
    kept = {
        lookup.variable: set().union(*map(statements.kept_as, lookup.spots))
        for lookup in lookups.made
        if lookup.direct
    }
    found = [variable for variable, names in kept.items() if name in names]
    if found:
        return found
    paths = {spot.path for lookup in lookups.made for spot in lookup.spots}
    parts = {
        chain.rpartition(".")[2] for path in paths for chain in statements.assigned_from(path, name)
    }
    return [variable for variable, names in kept.items() if names & parts]


def _evaluated(chain: str, frame: FrameType) -> tuple[Any, str, Any]:
    """Follow a dotted name as far as it goes, and run nothing of the user's on the way."""
    first, *rest = chain.split(".")
    holder: Any = None
    value = frame.f_locals.get(first, frame.f_globals.get(first, _UNKNOWN))
    name = first
    for part in rest:
        if value is None or value is _UNKNOWN:
            break
        holder, name = value, part.strip("[]")
        value = _part(value, name, keyed=part != name)
    return holder, name, value


def _part(value: Any, name: str, *, keyed: bool) -> Any:
    if keyed:
        return dict.get(value, name, _UNKNOWN) if isinstance(value, dict) else _UNKNOWN
    found = inspect.getattr_static(value, name, _UNKNOWN)
    return _UNKNOWN if hasattr(type(found), "__get__") else found
