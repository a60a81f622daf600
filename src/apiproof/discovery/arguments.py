"""What a factory is called with, where it wants a configuration."""

from __future__ import annotations

import ast
import contextlib
import inspect
import re
import textwrap
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, is_dataclass
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from apiproof.discovery.configurations import config_class
from apiproof.discovery.environment.building import build

if TYPE_CHECKING:
    from inspect import Parameter
    from types import ModuleType

KEYS = ("testing", "test", "tests", "default", "development")
"""Names of configurations, the likeliest to be meant for tests first."""

_KEY_PARAMETER = re.compile(r"config|env|mode|profile|setting|stage")
_CLASS_PARAMETER = re.compile(r"(app_)?(config|configuration|settings|cfg)(_class|_object|_obj)?")
_CONFIG_CLASS = re.compile(r"(Config|Configuration|Settings|Options)$")


@dataclass(frozen=True, slots=True)
class Choice:
    """An argument for a factory.

    Attributes:
        value: The argument.
        shown: How it is named in a note.
    """

    value: object
    shown: str


_Kind = Literal["object", "key", "mapping"]

_KINDS: dict[str, _Kind] = {"from_object": "object", "from_mapping": "mapping", "update": "mapping"}


class _Use(NamedTuple):
    """How a factory's source uses a parameter."""

    kind: _Kind
    mapping: str = ""


def choose(
    parameter: Parameter, factory: Callable[..., object], module: ModuleType
) -> Choice | None:
    """Choose the argument for a parameter without a default.

    What the factory's source does with the parameter decides, then its annotation, then its name.

    Args:
        parameter: The parameter.
        factory: The factory that has it.
        module: The module that the factory was found in.

    Returns:
        The argument, or None where none can be told.
    """
    use = _use(factory, parameter.name)
    annotation = _annotation(factory, parameter)
    if use and use.kind == "key":
        return _key(_named_object(use.mapping, factory))
    if use and use.kind == "object" and annotation in {None, str}:
        return _class(module, as_name=annotation is str)
    if (use and use.kind == "mapping") or _is_mapping(annotation):
        return Choice({"TESTING": True}, "{'TESTING': True}")
    return _by_annotation(annotation, parameter.name, module)


def _by_annotation(annotation: Any, name: str, module: ModuleType) -> Choice | None:
    if annotation is str:
        return _key(None) if _KEY_PARAMETER.search(name) else None
    if typing.get_origin(annotation) is type:
        return _class(module, base=typing.get_args(annotation)[0])
    if isinstance(annotation, type):
        return _instance(annotation, module)
    if annotation is not None:
        return None
    if _CLASS_PARAMETER.fullmatch(name):
        return _class(module)
    return _key(None) if _KEY_PARAMETER.search(name) else None


def _key(mapping: object) -> Choice | None:
    """The name of a configuration; one that the mapping has, where it is known."""
    if not isinstance(mapping, Mapping):
        return Choice(KEYS[0], repr(KEYS[0]))
    keys = {key.lower(): key for key in mapping if isinstance(key, str)}
    found = next((keys[key] for key in KEYS if key in keys), None)
    return None if found is None else Choice(found, repr(found))


def _class(module: ModuleType, *, base: type | None = None, as_name: bool = False) -> Choice | None:
    kind = config_class(module, base if isinstance(base, type) else None)
    if kind is None:
        return Choice(base, base.__qualname__) if isinstance(base, type) else None
    name = f"{kind.__module__}.{kind.__qualname__}"
    return Choice(name if as_name else kind, repr(name) if as_name else f"the class {name}")


def _instance(kind: type, module: ModuleType) -> Choice | None:
    """An instance of an annotated class of settings, or of its subclass for tests."""
    settings = any(base.__name__ == "BaseSettings" for base in kind.__mro__)
    if not (settings or is_dataclass(kind) or _CONFIG_CLASS.search(kind.__name__)):
        return None
    best = config_class(module, kind) or kind
    if settings:
        return Choice(best(), f"{best.__qualname__}()")
    with contextlib.suppress(Exception):
        made, arguments = build(best)
        shown = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
        return Choice(made, f"{best.__qualname__}({shown})")
    return None


def _use(factory: Callable[..., object], name: str) -> _Use | None:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(factory))))
    except (OSError, TypeError, SyntaxError):
        return None
    uses = (_use_in(node, name) for node in ast.walk(tree))
    return next(filter(None, uses), None)


def _use_in(node: ast.AST, name: str) -> _Use | None:
    if isinstance(node, ast.Subscript) and _is_name(node.slice, name):
        return _Use("key", ast.unparse(node.value))
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    passed = [*node.args[:1], *(word.value for word in node.keywords if word.arg is None)]
    if not any(_is_name(argument, name) for argument in passed):
        return None
    if node.func.attr == "get":
        return _Use("key", ast.unparse(node.func.value))
    kind = _KINDS.get(node.func.attr)
    return _Use(kind) if kind else None


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _named_object(dotted: str, factory: Callable[..., object]) -> object:
    first, *rest = dotted.split(".")
    found = getattr(inspect.unwrap(factory), "__globals__", {}).get(first)
    for name in rest:
        found = getattr(found, name, None)
    return found


def _annotation(factory: Callable[..., object], parameter: Parameter) -> Any:
    """The annotation of a parameter without `None`, or None where there is none to read."""
    try:
        hint = typing.get_type_hints(inspect.unwrap(factory)).get(parameter.name)
    except Exception:  # noqa: BLE001 - evaluating the user's annotations may raise anything
        hint = _spelt(str(parameter.annotation))
    if typing.get_origin(hint) in {typing.Union, UnionType}:
        hint = next((part for part in typing.get_args(hint) if part is not NoneType), None)
    return None if hint is Any else hint


def _spelt(annotation: str) -> type | None:
    """An annotation that cannot be evaluated, by its text."""
    first = re.split(r"\W", annotation.removeprefix("typing."), maxsplit=1)[0]
    return {"str": str, "dict": dict, "Dict": dict, "Mapping": dict}.get(first)


def _is_mapping(annotation: Any) -> bool:
    kind = typing.get_origin(annotation) or annotation
    return isinstance(kind, type) and issubclass(kind, Mapping)
