"""The contract of an extension that guards views, and what it says of one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, ClassVar

from apiproof.model.operation import Scheme
from apiproof.reading.live import class_attribute, qualified

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apiproof.reading.reader import Reader

SESSION = Scheme("session", "session", confidence="inferred")
"""A login that the session remembers."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a request needs to pass.

    Attributes:
        ways: The schemes, any of which suffices.
        scopes: The roles or permissions that are asked for.
        optional: Whether a request without any passes too.
        statuses: What a request that doesn't pass is answered with.
    """

    ways: tuple[Scheme, ...]
    scopes: tuple[str, ...] = ()
    optional: bool = False
    statuses: tuple[int, ...] = (401,)


@dataclass(frozen=True, slots=True)
class Use:
    """A function of an extension's, as an app uses it.

    Attributes:
        name: Where it is defined: `"flask_login.utils.login_required.<locals>.decorated_view"`.
        values: What is known of its closure and its defaults, or of its arguments, by name.
        receiver: What a bound method is bound to, or None.
    """

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    receiver: Any = None

    @property
    def outermost(self) -> str:
        """The function whose body defines it, or its own name."""
        return self.name.partition(".<locals>")[0]


@dataclass(frozen=True, slots=True)
class Site:
    """Where guards are looked at.

    Attributes:
        app: The Flask app.
        reader: Reads callbacks of the app's.
        looks_for: Lists the schemes that a callback which is given the request takes from it.
        accepts: Says whether a callback of the app's takes arguments that prove nothing: True
            where what it returns is true, None where that can't be told.
    """

    app: Any
    reader: Reader
    looks_for: Callable[[Any], tuple[Scheme, ...]]
    accepts: Callable[..., bool | None]


class Library(ABC):
    """Knows one extension of Flask that guards views.

    An extension lives in a file of its own in this package and is found there without another
    edit. Its module imports the extension's package nowhere at top level.

    Attributes:
        package: The import name of its package; it is asked only where that is imported.
    """

    package: ClassVar[str]

    @abstractmethod
    def guard(self, use: Use, site: Site) -> Guard | None:
        """Say what a function around a view asks for.

        Args:
            use: The wrapper, or the decorator where that isn't applied yet.
            site: The app.

        Returns:
            What it asks for, or None for a function that isn't known.
        """

    def call(self, use: Use, site: Site) -> Guard | None:  # noqa: ARG002 - for those that know any
        """Say what a request needs for a call in the app's own code to return.

        Args:
            use: The function that is called; or whose result is entered by `with`.
            site: The app.
        """
        return None

    def identity(self, use: Use, site: Site) -> Guard | None:  # noqa: ARG002 - as above
        """Say whose identity a function or a proxy gives.

        Args:
            use: The function that is called, or the proxy.
            site: The app.

        Returns:
            What a request needs for it to be anybody's; None where it gives something else.
        """
        return None


def use_of(function: Any) -> Use:
    """Look at a function that stands around a view.

    Args:
        function: A wrapper, or a decorator that isn't applied yet.
    """
    receiver = None
    if isinstance(function, MethodType):
        receiver, function = function.__self__, function.__func__
    if not isinstance(function, FunctionType):
        call = class_attribute(type(function), "__call__")
        name = qualified(call) if isinstance(call, FunctionType) else ""
        return Use(name, receiver=function)
    values = {**cells_of(function), **(function.__kwdefaults__ or {})}
    return Use(qualified(function), values, receiver)


def cells_of(function: FunctionType) -> dict[str, Any]:
    """List what a function's closure holds.

    Args:
        function: The function.

    Returns:
        The values by their names; without those that are not there yet.
    """
    cells: dict[str, Any] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            cells[name] = cell.cell_contents
        except ValueError:  # of a name that is assigned later
            continue
    return cells


def texts_of(value: Any) -> tuple[str, ...]:
    """List the texts that a value consists of: roles, permissions, scopes.

    Args:
        value: A text, an enum's member that is one, or a collection of such.

    Returns:
        The texts, of a set sorted; nothing for anything else.
    """
    if isinstance(value, str):
        return (str(getattr(value, "value", value)),)
    if isinstance(value, set | frozenset):
        return tuple(sorted(text for each in value for text in texts_of(each)))
    if isinstance(value, list | tuple):
        return tuple(text for each in value for text in texts_of(each))
    return ()


def key(location: str, name: str) -> Scheme:
    """Make the scheme of a key that stands in a header, a cookie or the query.

    Args:
        location: Where it stands.
        name: What it is called there.
    """
    return Scheme(
        name,
        "apiKey",
        location=location,  # type: ignore[arg-type]  # one of the literals, as the callers say
        parameter=name,
        confidence="inferred",
    )


def http(word: str) -> Scheme:
    """Make the scheme of a word before the credentials in the Authorization header.

    Args:
        word: The word, in any case.
    """
    return Scheme(word.lower(), "http", scheme=word.lower(), confidence="inferred")
