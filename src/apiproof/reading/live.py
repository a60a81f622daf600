"""Live objects, looked at without running any code of theirs."""

from __future__ import annotations

import enum
import functools
import sys
import sysconfig
from types import (
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any, Final

MISSING: Final = object()
"""Where there is no such attribute, or one that only running code would tell."""

PLAIN: Final = (str, int, float, bool, bytes, type(None))
"""The types of values that code can't change behind their names."""

COLLECTIONS: Final = (tuple, list, set, frozenset, dict)
"""The types of collections whose contents are read as they stand; no subclasses of theirs."""

_FOREIGN = ("/site-packages/", "/dist-packages/")
_STANDARD = tuple(
    f"{path}/" for name in ("stdlib", "platstdlib") if (path := sysconfig.get_path(name))
)


def is_a(target: Any, *kinds: type) -> bool:
    """Whether a live object is itself of a class or a subclass; a proxy is not asked."""
    return issubclass(type(target), kinds)


def attribute(target: Any, name: str) -> Any:
    """Look an attribute up, without descriptors, `__getattr__` or proxies being asked.

    Args:
        target: A live object.
        name: The attribute.

    Returns:
        What stands in the object, its class or its module; a property, function, class method or
        static method as it stands in the class; else `MISSING`.
    """
    if is_a(target, ModuleType):
        found = module_names(target).get(name, MISSING)
        return sys.modules.get(f"{target.__name__}.{name}", MISSING) if found is MISSING else found
    if is_a(target, type):
        return class_attribute(target, name)
    own = own_names(target).get(name, MISSING)
    if own is not MISSING:
        return own
    found = class_attribute(type(target), name)
    if is_a(found, MemberDescriptorType):
        return _slot(found, target)
    return MISSING if is_a(found, GetSetDescriptorType) else found


def class_attribute(kind: type, name: str, after: type | None = None) -> Any:
    """Look an attribute of a class up, in the order in which its bases are asked.

    Args:
        kind: The class.
        name: The attribute.
        after: The class behind which to begin, as `super()` does.

    Returns:
        The attribute as it stands in its class, or `MISSING`.
    """
    bases = bases_of(kind)
    if after in bases:
        bases = bases[bases.index(after) + 1 :]
    for base in bases:
        names = type.__getattribute__(base, "__dict__")
        members = names.get("_member_map_")  # of an enum: its descriptors would have to be run
        if isinstance(members, dict) and name in members:
            return members[name]
        if name in names:
            return names[name]
    return MISSING


def bases_of(kind: type) -> tuple[type, ...]:
    """A class and its bases, in the order in which they are asked."""
    found: tuple[type, ...] = type.__getattribute__(kind, "__mro__")
    return found


def module_of(kind: type) -> str:
    """The name of the module that a class says it is of."""
    return str(type.__dict__["__module__"].__get__(kind))


def name_of(kind: type) -> str:
    """The qualified name of a class in its module."""
    return str(type.__dict__["__qualname__"].__get__(kind))


def owner_of(kind: type, name: str) -> type | None:
    """The class among the bases of another that defines an attribute."""
    return next(
        (base for base in bases_of(kind) if name in type.__getattribute__(base, "__dict__")), None
    )


def own_names(target: Any) -> dict[str, Any]:
    """The attributes that an object itself holds; of a proxy nothing."""
    try:
        found = object.__getattribute__(target, "__dict__")
    except Exception:  # noqa: BLE001 - the object decides what it raises
        return {}
    return found if isinstance(found, dict) else {}


def module_names(module: ModuleType) -> dict[str, Any]:
    """The names in a module; none that only its `__getattr__` would give."""
    found = ModuleType.__getattribute__(module, "__dict__")
    return found if isinstance(found, dict) else {}


def method_function(found: Any) -> Any:
    """The function behind a class method, a static or a bound method, else the thing itself."""
    return found.__func__ if is_a(found, classmethod, staticmethod, MethodType) else found


def computed_by(found: Any) -> FunctionType | None:
    """The function that computes a property, also one that is computed once only."""
    name = "fget" if is_a(found, property) else "func" if is_a(found, *_CACHED) else ""
    function = getattr(found, name) if name else None
    return function if is_a(function, FunctionType) else None


_CACHED = (functools.cached_property,)


def qualified(target: Any) -> str:
    """Spell a function or a class by the module that defines it: `"flask.json.jsonify"`.

    Args:
        target: A live object.

    Returns:
        Its dotted name, or an empty string where it has none that is sure.
    """
    if is_a(target, FunctionType):
        return f"{target.__globals__.get('__name__', '')}.{target.__code__.co_qualname}"
    if is_a(target, type):
        return f"{module_of(target)}.{name_of(target)}"
    if type(target) in _ROUTINES:
        return f"{target.__module__ or 'builtins'}.{target.__qualname__}"
    return ""


_ROUTINES = (type(len), type(str.join))


def is_subclass(kind: Any, module: str, name: str) -> bool:
    """Whether a class derives from one whose module may not have been imported.

    Args:
        kind: Any object.
        module: The module that holds the other class.
        name: The other class.

    Returns:
        Whether it is the class or a subclass; False where nothing imported the module.
    """
    if not is_a(kind, type) or (home := sys.modules.get(module)) is None:
        return False
    base = module_names(home).get(name)
    return is_a(base, type) and base in bases_of(kind)


def is_instance(target: Any, module: str, name: str) -> bool:
    """Whether an object, which may be a proxy, is itself of a class or a subclass of it."""
    return is_subclass(type(target), module, name)


def cells_of(function: FunctionType) -> dict[str, Any]:
    """What the closure of a function holds, by name; without what is not there yet."""
    found: dict[str, Any] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
        try:
            found[name] = cell.cell_contents
        except ValueError:
            continue
    return found


def is_foreign(function: FunctionType) -> bool:
    """Whether a function belongs to the standard library or to an installed package.

    Args:
        function: The function.

    Returns:
        True where its file lies among theirs. The app itself may be installed: see `package_of`.
    """
    path = function.__code__.co_filename.replace("\\", "/")
    return any(part in path for part in _FOREIGN) or path.startswith((*_STANDARD, "<frozen"))


def package_of(function: FunctionType) -> str:
    """The topmost package that a function's code stands in."""
    return str(function.__globals__.get("__name__", "")).partition(".")[0]


def package_of_class(kind: type) -> str:
    """The topmost package that a class stands in."""
    return module_of(kind).partition(".")[0]


def enum_values(kind: type) -> list[Any] | None:
    """The values of an enum's members, where all are plain."""
    if not issubclass(kind, enum.Enum):
        return None
    members = type.__getattribute__(kind, "__dict__").get("_member_map_", {})
    values = [own_names(member).get("_value_") for member in members.values()]
    return values if values and all(type(value) in PLAIN for value in values) else None


def plain_value(target: Any) -> Any:
    """A text, number or truth, also that of an enum's member which is one; else `MISSING`."""
    if type(target) in PLAIN:
        return target
    if is_a(target, enum.Enum) and is_a(target, int, str):
        return own_names(target).get("_value_", MISSING)
    return MISSING


def _slot(found: MemberDescriptorType, target: Any) -> Any:
    try:
        return found.__get__(target)
    except AttributeError:
        return MISSING


def proxied(proxy: Any) -> Any:
    """What a proxy of werkzeug's calls to know what it stands for, or `MISSING`."""
    try:
        return object.__getattribute__(proxy, "_LocalProxy__wrapped")
    except AttributeError:
        return MISSING
