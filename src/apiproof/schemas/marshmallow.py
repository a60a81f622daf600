"""JSON Schemas of marshmallow's schemas, as they load; webargs' mappings of fields too.

Nothing of the app's runs: schemas are not made, nor functions called that give a nested schema or
a default. Marshmallow 3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from apiproof.schemas.components import PREFIX, redirected
from apiproof.schemas.marshmallow_fields import type_of
from apiproof.schemas.marshmallow_validators import narrowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from apiproof.model.operation import Schema
    from apiproof.schemas.components import Components


@dataclass(frozen=True, slots=True)
class Options:
    """How a schema is used, beyond what its class says.

    Attributes:
        partial: Whether no field is required, or the names of those that are not.
        only: The names that alone are loaded, or None for all; `"a.b"` for a nested one.
        exclude: The names that are left out.
        unknown: What is done with other names, `"raise"`, `"exclude"` or `"include"`, or an empty
            string where the schema decides.
        many: Whether a list of such is loaded.
    """

    partial: bool | tuple[str, ...] = False
    only: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    unknown: str = ""
    many: bool = False


PLAIN: Final = Options()
"""A schema as its class says."""


def schema_of(described: Any, components: Components, options: Options = PLAIN) -> Schema:
    """Make the schema of what marshmallow loads.

    Args:
        described: A schema, its class, or a mapping of names to fields.
        components: Where the schemas of classes are collected.
        options: How it is used.

    Returns:
        The schema: of a class a reference where it is used as it is; of a list its items.
    """
    builder = _Builder()
    many = options.many or getattr(described, "many", False) is True
    schema = builder.build(described, replace(options, many=False))
    renamed = components.add(builder.definitions)
    schema = redirected(schema, renamed)
    return {"type": "array", "items": schema} if many else schema


class _Builder:
    """Makes the schemas of classes that may refer to one another."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        self._names: dict[Any, str] = {}

    def build(self, described: Any, options: Options) -> Schema:
        """The schema of one, a reference where its class is used as it is."""
        if isinstance(described, type) and options == PLAIN:
            return {"$ref": f"{PREFIX}{self._named(described)}"}
        return self._object(described, options)

    def _named(self, kind: type) -> str:
        if kind not in self._names:
            name = kind.__name__
            while name in self.definitions:
                name = f"{name}_"
            self._names[kind] = name
            self.definitions[name] = {}  # it may refer to itself
            self.definitions[name] = self._object(kind, PLAIN)
        return self._names[kind]

    def _object(self, described: Any, options: Options) -> Schema:
        fields = _chosen(_fields_of(described), described, options)
        partial = _partial_of(described, options)
        properties: dict[str, Schema] = {}
        required = []
        for name, field in fields.items():
            key = getattr(field, "data_key", None)
            key = name if key is None else key
            properties[key] = self._field(field, _within(name, options))
            if field.required and partial is not True and name not in (partial or ()):
                required.append(key)
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        return {**schema, **_others(described, options)}

    def _field(self, field: Any, inner: Options) -> Schema:
        schema = narrowed(type_of(field, lambda each: self._field(each, PLAIN)), field.validators)
        if hasattr(field, "nested"):
            schema = self._nested(field, inner)
        return _with_default(_nullable(schema) if field.allow_none else schema, field)

    def _nested(self, field: Any, inner: Options) -> Schema:
        described = _nested_in(field)
        if described is None:
            schema: Schema = {"type": "object"}
        else:
            options = Options(
                only=_joined(_names(field.only), inner.only),
                exclude=(*(_names(field.exclude) or ()), *inner.exclude),
                unknown=field.unknown or "",
            )
            schema = self._plucked(field, described) or self.build(described, options)
        many = field.many or getattr(described, "many", False) is True
        return {"type": "array", "items": schema} if many else schema

    def _plucked(self, field: Any, described: Any) -> Schema | None:
        """Of a `Pluck` the one field that stands for the nested object."""
        name = getattr(field, "field_name", None)
        found = _fields_of(described).get(name) if name else None
        return self._field(found, PLAIN) if found is not None else None


def _fields_of(described: Any) -> Mapping[str, Any]:
    """The fields of a schema, its class or a mapping, by the names that the code has for them."""
    if isinstance(described, type):
        found = getattr(described, "_declared_fields", {})
    else:
        found = getattr(described, "load_fields", described)
    if not hasattr(found, "items"):
        return {}
    return {name: field for name, field in found.items() if _is_field(field)}


def _is_field(field: Any) -> bool:
    return hasattr(field, "dump_only") and hasattr(field, "allow_none")


def _chosen(fields: Mapping[str, Any], described: Any, options: Options) -> dict[str, Any]:
    """The fields that are loaded: not those for output alone, nor those that are left out."""
    meta = getattr(described, "opts", None)
    only = _firsts(options.only)
    if only is None and isinstance(described, type):
        only = _firsts(_names(getattr(meta, "fields", None)) or None)
        more = _names(getattr(meta, "additional", None))
        only = None if only is None else {*only, *(more or ())}
    left_out = {each for each in options.exclude if "." not in each}
    left_out |= set(_names(getattr(meta, "exclude", None)) or ())
    left_out |= set(_names(getattr(meta, "dump_only", None)) or ())
    return {
        name: field
        for name, field in fields.items()
        if not field.dump_only and name not in left_out and (only is None or name in only)
    }


def _partial_of(described: Any, options: Options) -> bool | tuple[str, ...]:
    own = () if isinstance(described, type) else getattr(described, "partial", ())
    if options.partial is True or own is True:
        return True
    return (*(options.partial or ()), *(_names(own) or ()))


def _others(described: Any, options: Options) -> Schema:
    """What is done with names that the schema doesn't know."""
    own = getattr(described, "unknown", None)
    if not isinstance(own, str):
        own = getattr(getattr(described, "opts", None), "unknown", None)
    unknown = options.unknown or own
    if unknown == "raise":
        return {"additionalProperties": False}
    return {"additionalProperties": True} if unknown == "include" else {}


def _nested_in(field: Any) -> Any:
    """What a field nests; None where only running code would tell."""
    nested = field.nested
    if isinstance(nested, str):
        return _registered(field, nested)
    if isinstance(nested, type) or hasattr(nested, "load_fields"):
        return nested
    return nested if isinstance(nested, dict) else None


def _registered(field: Any, name: str) -> Any:
    """The class of a schema that is nested by its name."""
    from marshmallow import class_registry
    from marshmallow.exceptions import RegistryError

    if name == "self":
        parent = getattr(field, "root", None) or getattr(field, "parent", None)
        return type(parent) if parent is not None else None
    try:
        return class_registry.get_class(name)
    except RegistryError:
        return None


def _within(name: str, options: Options) -> Options:
    """What `only` and `exclude` of a schema say of a nested one: `"author.name"`."""
    before = f"{name}."
    chosen = [each.removeprefix(before) for each in options.only or () if each.startswith(before)]
    left_out = [each.removeprefix(before) for each in options.exclude if each.startswith(before)]
    return Options(only=tuple(chosen) or None, exclude=tuple(left_out))


def _joined(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return one or other
    return tuple(each for each in one if each in other)


def _names(found: Any) -> tuple[str, ...] | None:
    if found is None or isinstance(found, (bool, str)) or not hasattr(found, "__iter__"):
        return None
    return tuple(str(each) for each in found)


def _firsts(names: Iterable[str] | None) -> set[str] | None:
    return None if names is None else {name.partition(".")[0] for name in names}


def _nullable(schema: Schema) -> Schema:
    kind = schema.get("type")
    if isinstance(kind, str):
        values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        return {**schema, "type": [kind, "null"], **values}
    return {"anyOf": [schema, {"type": "null"}]} if "$ref" in schema else schema


def _with_default(schema: Schema, field: Any) -> Schema:
    default = getattr(field, "load_default", None)
    if isinstance(default, (bool, int, float, str)) and "$ref" not in schema:
        return {**schema, "default": default}
    return schema
