"""What an expression of the code stands for, as far as reading tells."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterable

    from apiproof.reading.frames import Frame
    from apiproof.reading.reads import Source

EACH: Final = 0
"""Stands among the keys of a Piece for the elements of a list."""

_DEEPEST = 5
"""Keys that lead into a part."""

_MOST = 8
"""Alternatives that are told apart; more are as good as unknown."""


class Value:
    """Anything that an expression may stand for."""

    __slots__ = ()


class Unknown(Value):
    """Nothing is known."""

    __slots__ = ()


UNKNOWN: Final = Unknown()


class Request(Value):
    """The request itself."""

    __slots__ = ()


REQUEST: Final = Request()


@dataclass(frozen=True, slots=True)
class Const(Value):
    """A value that the code writes down, or that follows from such.

    Attributes:
        value: The value: a text, a number, a truth, None or bytes.
    """

    value: Any


@dataclass(frozen=True, slots=True, eq=False)
class Live(Value):
    """An object of the running process.

    Attributes:
        target: The object; two are the same where it is.
    """

    target: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Live) and other.target is self.target

    def __hash__(self) -> int:
        return id(self.target)


@dataclass(frozen=True, slots=True)
class Piece(Value):
    """A part of the request, or what stands in one under some keys.

    Attributes:
        source: The part; `"values"` is Flask's mixture of query and form.
        keys: The way into it, `EACH` for the elements of a list.
        filled: Whether something else takes its place where it lacks.
    """

    source: Source | Literal["values"]
    keys: tuple[str | int, ...] = ()
    filled: bool = False

    def child(self, key: str | int) -> Piece:
        """What stands in it under a key; very deep inside all is one."""
        if len(self.keys) == _DEEPEST:
            return self
        return Piece(self.source, (*self.keys, key))

    @property
    def place(self) -> tuple[str, tuple[str | int, ...]]:
        """Where it stands, filled or not."""
        return self.source, self.keys


@dataclass(frozen=True, slots=True)
class Keys(Value):
    """The keys of a part, as a collection."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Key(Value):
    """One of the keys of a part, whichever, or an element where the part is a list."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Pairs(Value):
    """The keys of a part, each with its value."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Words(Value):
    """A text of the request, split."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Start(Value):
    """The beginning of a text of the request: its first word, or its first letters."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Surplus:
    """The presence of other names in a part than some.

    Attributes:
        piece: The part.
        names: The names.
    """

    piece: Piece
    names: frozenset[str]

    @property
    def place(self) -> tuple[str, tuple[str | int, ...]]:
        """Where the part stands."""
        return self.piece.place


@dataclass(frozen=True, slots=True)
class Verdict(Value):
    """Something whose truth tells what is in the request.

    Attributes:
        true: What makes it true: the lack of a part, or a surplus.
        false: What makes it false.
    """

    true: frozenset[Piece | Surplus] = frozenset()
    false: frozenset[Piece | Surplus] = frozenset()


@dataclass(frozen=True, slots=True)
class Sequence(Value):
    """A tuple, list or set that the code makes.

    Attributes:
        items: What it holds.
        whole: Whether it holds nothing else, in this order.
        is_list: Whether it is a list.
    """

    items: tuple[Value, ...]
    whole: bool = True
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Head(Value):
    """A tuple that begins with known things: `*args` of a function that is called with more.

    Attributes:
        items: What it begins with.
    """

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Mapping(Value):
    """A dict that the code makes.

    Attributes:
        entries: Its values by constant keys.
        rest: What is unpacked into it.
        whole: Whether it holds nothing else.
    """

    entries: tuple[tuple[Any, Value], ...] = ()
    rest: tuple[Value, ...] = ()
    whole: bool = True

    def get(self, key: Any) -> Value | None:
        """The value that was put in last under a key."""
        return next((value for name, value in reversed(self.entries) if name == key), None)


@dataclass(frozen=True, slots=True, eq=False)
class Closure(Value):
    """A function, lambda or class body that the code defines as it runs.

    Attributes:
        node: Its definition.
        frame: The names around it.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame


@dataclass(frozen=True, slots=True)
class Method(Value):
    """An attribute, to be called, of something that is no live object.

    Attributes:
        receiver: The thing.
        name: The attribute's name.
    """

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class Bound(Value):
    """A function with its first argument.

    Attributes:
        function: A live function, or a closure.
        receiver: The first argument.
    """

    function: Value
    receiver: Value


@dataclass(frozen=True, slots=True)
class Partial(Value):
    """A function with some of its arguments.

    Attributes:
        function: The function.
        arguments: The arguments.
    """

    function: Value
    arguments: Arguments


@dataclass(frozen=True, slots=True, eq=False)
class Instance(Value):
    """An object that the code makes.

    Attributes:
        kind: Its class.
        arguments: What it was made with.
        attributes: What the code puts into its attributes.
        notes: What becomes known of it as the code goes on: names of attributes that it deletes.
    """

    kind: type
    arguments: Arguments
    attributes: dict[str, Value] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)

    def copy(self) -> Instance:
        """Another one like it, which changes by itself."""
        return Instance(self.kind, self.arguments, dict(self.attributes), dict(self.notes))

    def become(self, other: Instance) -> None:
        """Take over what has become of another one in a function that both were passed to."""
        if other is not self:
            self.attributes.update(other.attributes)
            self.notes.update(other.notes)

    def state(self) -> tuple[Any, ...]:
        """What tells whether it has changed."""
        return len(self.attributes), len(self.notes), str(self.notes.get("deleted"))


@dataclass(frozen=True, slots=True)
class Super(Value):
    """`super()` in a method.

    Attributes:
        owner: The class whose method it is.
        receiver: The object.
    """

    owner: type
    receiver: Value


@dataclass(frozen=True, slots=True)
class Answer(Value):
    """A response.

    Attributes:
        status: Its status, or None where nothing sets it.
        media_type: Of its body, or an empty string.
        path: The file that makes it.
        line: The line in the file.
        helper: Whether a function that the view calls makes it.
    """

    status: int | None
    media_type: str = ""
    path: str = ""
    line: int = 0
    helper: bool = False


@dataclass(frozen=True, slots=True)
class Known(Value):
    """A function that is read here and not in its source.

    Attributes:
        apply: What is done for a call of it.
    """

    apply: Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Union(Value):
    """One of several things."""

    options: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call.

    Attributes:
        positional: Those that come by position.
        keywords: Those that come by name.
        spreads: Values of `**`.
        rest: Whether there may be more that are not known.
    """

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    spreads: tuple[Value, ...] = ()
    rest: bool = False

    def get(self, position: int, name: str) -> Value | None:
        """The argument of a parameter, or None where none is passed."""
        if 0 <= position < len(self.positional):
            return self.positional[position]
        return next((value for key, value in self.keywords if key == name), None)

    def values(self) -> tuple[Value, ...]:
        """All arguments, whatever way they come."""
        return (*self.positional, *(value for _, value in self.keywords), *self.spreads)

    def after(self, first: Value) -> Arguments:
        """The same with one more before them."""
        return replace(self, positional=(first, *self.positional))


NO_ARGUMENTS: Final = Arguments()


def options_of(value: Value) -> tuple[Value, ...]:
    """The things that a value may be."""
    return value.options if isinstance(value, Union) else (value,)


def united(values: Iterable[Value]) -> Value:
    """One value for several alternatives.

    Args:
        values: The alternatives.

    Returns:
        Their union; too many are as good as none.
    """
    found = list(dict.fromkeys(option for value in values for option in options_of(value)))
    if not found or len(found) > _MOST:
        return UNKNOWN
    return found[0] if len(found) == 1 else Union(tuple(found))


def pieces_of(value: Value) -> tuple[Piece, ...]:
    """The parts of the request among the things that a value may be."""
    return tuple(option for option in options_of(value) if isinstance(option, Piece))
