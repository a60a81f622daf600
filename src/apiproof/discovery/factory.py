"""The call of a factory, and what it returns."""

from __future__ import annotations

import inspect
from types import MethodType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from apiproof.discovery.arguments import Choice, choose
from apiproof.discovery.explaining import explain
from apiproof.discovery.spec import Call
from apiproof.errors import AppImportError
from apiproof.frameworks.recognition import recognise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from inspect import Parameter

    from apiproof.config import Config
    from apiproof.frameworks.adapter import Adapter

_WRAPPERS = 5
"""How many wrappers an app is taken out of at most."""

_INSIDE = (
    "application",
    "asgi_app",
    "other_asgi_app",
    "wsgi_app",
    "wsgi_application",
    "_app",
    "_application",
    "wrapped",
    "__wrapped__",
)
"""What holds the app in a wrapper, beside `app`."""


class Unwrapped(NamedTuple):
    """An App, taken out of what wraps it.

    Attributes:
        target: The framework's object.
        adapter: The adapter that recognised it.
        notes: What it was taken out of.
    """

    target: Any
    adapter: Adapter
    notes: tuple[str, ...] = ()


def unwrap(value: Any, spec: str, depth: int = _WRAPPERS) -> Unwrapped | None:
    """Look for an App in an object: itself, a tuple's first element, or what a middleware wraps.

    Args:
        value: The object.
        spec: How it is named, for the notes.
        depth: How many wrappers it may have.

    Returns:
        The App, or None where there is none.
    """
    adapter = recognise(value)
    if adapter:
        return Unwrapped(value, adapter)
    if depth == 0 or value is None:
        return None
    for inner, part in _inners(value):
        found = unwrap(inner, spec, depth - 1)
        if found and isinstance(value, ModuleType | MethodType):
            return found
        if found:
            kind = type(value).__name__
            note = f"{spec} is of type {kind}: {part} is tested, without what wraps it"
            return found._replace(notes=(note, *found.notes))
    return None


def call_factory(
    factory: Callable[..., Any], spec: str, module: ModuleType, call: Call | None, config: Config
) -> tuple[Any, tuple[str, ...]]:
    """Call a factory with the arguments that were written down, or else can be told.

    Args:
        factory: The factory.
        spec: How it is named: `"shop:create_app"`.
        module: The module that it was found in.
        call: The arguments, where the user wrote them.
        config: The settings.

    Returns:
        What it returned, and what was assumed.

    Raises:
        AppImportError: It is asynchronous, wants arguments that cannot be told, or raises.
    """
    _refuse_async(spec, asynchronous=inspect.iscoroutinefunction(factory))
    try:
        arguments, notes = (call, ()) if call else _arguments(factory, spec, module)
        value = factory(*arguments.args, **arguments.kwargs)
    except AppImportError:
        raise
    except (Exception, SystemExit) as error:
        raise explain(error, f"the call of {spec}", config) from error
    if inspect.iscoroutine(value):
        value.close()
    _refuse_async(spec, asynchronous=inspect.isawaitable(value))
    return value, notes


def _arguments(
    factory: Callable[..., Any], spec: str, module: ModuleType
) -> tuple[Call, tuple[str, ...]]:
    required = _required(factory)
    choices = {one: choose(one, factory, module) for one in required}
    _refuse_unknown([one for one, choice in choices.items() if choice is None], spec, factory)
    chosen = [(one, choice) for one, choice in choices.items() if choice]
    notes = tuple(f"{spec} was called with {one.name}={made.shown}" for one, made in chosen)
    return _call(chosen), notes


def _call(chosen: list[tuple[Parameter, Choice]]) -> Call:
    return Call(
        args=tuple(made.value for one, made in chosen if one.kind is one.POSITIONAL_ONLY),
        kwargs={
            one.name: made.value for one, made in chosen if one.kind is not one.POSITIONAL_ONLY
        },
    )


def _required(factory: Callable[..., Any]) -> list[Parameter]:
    try:
        parameters = inspect.signature(factory).parameters.values()
    except (TypeError, ValueError):
        return []
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [one for one in parameters if one.default is one.empty and one.kind not in variadic]


def _inners(value: Any) -> Iterator[tuple[Any, str]]:
    if isinstance(value, tuple):
        yield from [(each, "its first element") for each in value[:1]]
        return
    yield getattr(value, "app", None), "its .app"
    if isinstance(value, MethodType):
        yield value.__self__, "its object"
    for name in _INSIDE:
        inner = inspect.getattr_static(value, name, None)
        if isinstance(inner, MethodType) or not inspect.isroutine(inner):
            yield inner, f"its .{name}"


def _refuse_unknown(parameters: list[Parameter], spec: str, factory: Callable[..., Any]) -> None:
    if not parameters:
        return
    names = ", ".join(repr(one.name) for one in parameters)
    module, _, name = spec.partition(":")
    raise AppImportError(
        f"{spec} wants {names}, and what to pass cannot be told",
        hint=(
            f"write a function without arguments, such as def make_test_app(): return "
            f"{name}(...) in tests/app.py (with from {module} import {name}), and set "
            'app = "tests.app:make_test_app" in [tool.apiproof]'
        ),
        place=_place(factory),
    )


def _refuse_async(spec: str, *, asynchronous: bool) -> None:
    if asynchronous:
        raise AppImportError(
            f"{spec} is asynchronous, and an app is made before an event loop runs",
            hint="name a plain function that returns the app, and await in the app's lifespan",
            place=spec,
        )


def _place(factory: Callable[..., Any]) -> str | None:
    code = getattr(inspect.unwrap(factory), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code else None
