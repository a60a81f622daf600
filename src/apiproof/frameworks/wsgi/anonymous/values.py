"""What an expression comes to for a request that proves nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from apiproof.reading.live import COLLECTIONS, PLAIN

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Mapping

    from apiproof.frameworks.wsgi.guards.library import Guard

UNKNOWN: Final = object()
"""What a value is where nothing is known."""


@dataclass(frozen=True, slots=True)
class Credential:
    """Something that a request may carry to prove who it is, and that this one lacks.

    Attributes:
        source: Where it stands. `identity` is what other code found out by a credential:
            `flask.g.user`, `current_user`.
        name: Its name there.
        guard: What an extension says of it.
        words: Of an Authorization header, what is looked for before what proves it.
    """

    source: Literal["authorization", "header", "cookie", "query", "session", "identity"]
    name: str
    guard: Guard | None = None
    words: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether it is known where it stands, and not only that other code has found it."""
        return self.source != "identity" or self.guard is not None


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What an expression comes to.

    Attributes:
        what: A plain value, a live object, one of the nouns below, or `UNKNOWN`.
        credentials: The credentials whose lack it follows from. A credential itself is None.
        sent: Whether it follows from what stands in the body.
        open: Whether something else than the credentials decides it too, so that a request without
            them may well pass: `post.private and not user`.
    """

    what: Any = UNKNOWN
    credentials: frozenset[Credential] = frozenset()
    sent: bool = False
    open: bool = False

    @property
    def lacks(self) -> bool:
        """Whether it is a credential that isn't there, or follows from nothing else."""
        return self.what is None and bool(self.credentials)

    @property
    def is_plain(self) -> bool:
        """Whether it may be computed with."""
        return type(self.what) in (*PLAIN, *COLLECTIONS)

    def because_of(self, *others: Value) -> Value:
        """The same, which follows from other values too."""
        credentials, sent, is_open = self.credentials, self.sent, self.open
        for other in others:
            if other.credentials and other.credentials is not credentials:
                credentials |= other.credentials
            sent = sent or other.sent
            is_open = is_open or other.open
        if credentials is self.credentials and (sent, is_open) == (self.sent, self.open):
            return self
        return Value(self.what, credentials, sent, is_open)


NOTHING_KNOWN: Final = Value()
NONE: Final = Value(None)


@dataclass(frozen=True, slots=True)
class Part:
    """The request, or a part of it: `"headers"`, `"session"`, `"g"`."""

    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """The path of the request.

    Attributes:
        head: What it begins with, up to the first parameter.
    """

    head: str


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter of the path: a text that isn't empty."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response.

    Attributes:
        status: Its status, or None where that isn't known.
        leads_to: Of a redirect the source of its target, as far as it is text.
    """

    status: int | None
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """An object that the code makes.

    Attributes:
        kind: Its class.
        arguments: What it was made with.
    """

    kind: type
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Items:
    """A collection that the code writes down, where some of it isn't known."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """A function that the code defines.

    Attributes:
        node: Its definition.
        frame: The names around it.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame


@dataclass(frozen=True, slots=True)
class Method:
    """An attribute, to be called, of something that has no such function alive."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A live function with its first argument."""

    function: Any
    receiver: Value


@dataclass(frozen=True, slots=True)
class Inner:
    """The function that a wrapper stands around."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call; `rest` says whether there may be more."""

    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = field(default_factory=dict)
    rest: bool = False

    def get(self, position: int, *names: str) -> Value | None:
        """The argument at a position, or under one of the names."""
        if 0 <= position < len(self.positional):
            return self.positional[position]
        return next((self.keywords[name] for name in names if name in self.keywords), None)

    def all(self) -> tuple[Value, ...]:
        """All of them."""
        return (*self.positional, *self.keywords.values())


@dataclass(slots=True)
class Frame:
    """A function as it is gone through.

    Attributes:
        module: The globals of its module.
        cells: What its closure holds.
        names: Its local names.
        outer: The frame of the function around it, where that was gone through too.
        returned: What it returns.
        jumped: Whether `break` or `continue` ended a turn of a loop, and which.
    """

    module: Mapping[str, Any]
    cells: Mapping[str, Any] = field(default_factory=dict)
    names: dict[str, Value] = field(default_factory=dict)
    outer: Frame | None = None
    returned: list[Value] = field(default_factory=list)
    jumped: str = ""


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a function that doesn't lead to the view.

    Attributes:
        status: What is answered, or None where that isn't known.
        credentials: Those for whose lack it is taken.
        leads_to: Of a redirect the source of its target.
        kind: The exception that leaves, or None.
        certain: Whether every request without credentials takes it, as far as they decide it.
    """

    status: int | None
    credentials: frozenset[Credential]
    leads_to: str = ""
    kind: type | None = None
    certain: bool = True


class RefusedError(Exception):
    """Stands for the exceptions of extensions that refuse."""


class UnwindError(Exception):
    """The expression that is gone through never comes to a value: it raised."""


def joined(values: Iterable[Value]) -> Value:
    """One value for several that an expression may come to.

    Args:
        values: The values.

    Returns:
        What is known of all of them.
    """
    found = list(values)
    if not found:
        return NONE
    first, *others = found
    same = all(_is_same(first.what, other.what) for other in others)
    return (first if same else NOTHING_KNOWN).because_of(*found)


def truth_of(value: Value) -> bool | None:
    """Whether a value is true, or None where that can't be told."""
    what = value.what
    if what is UNKNOWN or isinstance(what, Method):
        return None
    if value.is_plain:
        return bool(what)
    if isinstance(what, Part):
        return _PARTS.get(what.name)
    if isinstance(what, Items):
        return bool(what.values)
    if isinstance(what, (Reply, Made, Closure, Bound, Inner, Place, Given, type)) or callable(what):
        return True
    return None


_PARTS: Final = {
    "arguments": True,
    "cookies": False,
    "headers": True,
    "request": True,
    "session": False,
}
"""Whether a part has anything in it, where that is known."""


def _is_same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if type(one) in PLAIN or isinstance(one, Reply):
        return type(one) is type(other) and bool(one == other)
    return False
