"""From an imported module to the App in it."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

from apiproof.discovery.factory import Unwrapped, call_factory, unwrap
from apiproof.discovery.scan.scanning import FACTORY_NAMES, INSTANCE_NAMES
from apiproof.discovery.spec import Attribute
from apiproof.errors import AppImportError, AppNotFoundError
from apiproof.frameworks.recognition import check_versions, framework_names, recognise
from apiproof.model.app import App

if TYPE_CHECKING:
    from types import ModuleType

    from apiproof.config import Config

_SETTING = 'app = "module:attribute" in [tool.apiproof]'


def resolve(module: ModuleType, attribute: Attribute | None, config: Config, found_by: str) -> App:
    """Take the App out of a module: an object, or what a factory returns.

    Args:
        module: The imported module.
        attribute: What to take, or None to look for it.
        config: The settings.
        found_by: What led to the module, for people.

    Returns:
        The App.

    Raises:
        AppNotFoundError: The module has no such attribute, no app, or several.
        AppImportError: The factory fails, or returns no App.
        UnsupportedError: The framework is too old.
    """
    attribute = attribute or _find(module)
    spec = f"{module.__name__}:{attribute.name}"
    value = _value(module, attribute.name, spec)
    found = unwrap(value, spec)
    notes: tuple[str, ...] = ()
    if found is None and _is_factory(value):
        value, notes = call_factory(value, spec, module, attribute.call, config)
        found = unwrap(value, f"{spec}()")
        if found is None:
            raise _no_app(f"{spec} returned", value, spec)
    if found is None:
        raise _not_an_app(spec, value, module)
    check_versions(found.adapter)
    return _app(found, spec, found_by, notes)


def _app(found: Unwrapped, spec: str, found_by: str, notes: tuple[str, ...]) -> App:
    return App(
        target=found.target,
        framework=found.adapter.name,
        interface=found.adapter.interface,
        spec=spec,
        found_by=found_by,
        notes=(*notes, *found.notes),
    )


def _find(module: ModuleType) -> Attribute:
    """The attribute of a module that is the app: by the usual names, else the only one."""
    values = vars(module)
    usual = [
        *(name for name in INSTANCE_NAMES if unwrap(values.get(name), name)),
        *(name for name in FACTORY_NAMES if _is_factory(values.get(name))),
    ]
    names = usual[:1] or _instance_names(module)
    if len(names) == 1:
        return Attribute(names[0])
    raise AppNotFoundError(
        f"{module.__name__} holds several apps: {', '.join(names)}"
        if names
        else f"{module.__name__} holds no {framework_names()} app, nor a usual factory of one",
        hint=f"name it: set {_SETTING}",
        place=module.__file__,
    )


def _instance_names(module: ModuleType) -> list[str]:
    """The names of the module's apps, one for each object."""
    by_identity = {
        id(value): name for name, value in reversed(vars(module).items()) if recognise(value)
    }
    return list(reversed(by_identity.values()))


def _value(module: ModuleType, name: str, spec: str) -> Any:
    value: Any = module
    for part in name.split("."):
        if not hasattr(value, part):
            raise AppNotFoundError(
                f"{module.__name__} has no attribute {name!r}",
                hint=_hint(name, module) or f"correct {spec!r}",
                place=module.__file__,
            )
        value = getattr(value, part)
    return value


def _hint(name: str, module: ModuleType) -> str | None:
    import difflib

    found = _instance_names(module)
    found += [known for known in FACTORY_NAMES if _is_factory(vars(module).get(known))]
    close = difflib.get_close_matches(name, [*found, *vars(module)], n=1)
    guesses = list(dict.fromkeys([*close, *found]))
    return f"did you mean {' or '.join(map(repr, guesses))}?" if guesses else None


def _is_factory(value: object) -> bool:
    return (
        inspect.isroutine(value) or inspect.isclass(value) or isinstance(value, functools.partial)
    )


def _not_an_app(spec: str, value: object, module: ModuleType) -> AppNotFoundError:
    names = _instance_names(module)
    guess = f"did you mean {' or '.join(map(repr, names))}? " if names else ""
    kind = type(value).__name__
    return AppNotFoundError(
        f"{spec} is of type {kind}, neither a {framework_names()} app nor a factory",
        hint=f"{guess}name the app or its factory: set {_SETTING}",
        place=module.__file__,
    )


def _no_app(action: str, value: object, spec: str) -> AppImportError:
    name = type(value).__name__
    kind = "None" if value is None else f"an object of type {name}"
    return AppImportError(
        f"{action} {kind}, not a {framework_names()} app",
        hint=f"return the app from {spec.partition(':')[2]}, or set another {_SETTING}",
        place=spec,
    )
