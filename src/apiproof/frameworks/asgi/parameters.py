"""The parameters of an ASGI route: what it declares, and what its path says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from apiproof.frameworks.asgi.annotations import alias_of, param_model, schema_of_field
from apiproof.model.operation import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from apiproof.frameworks.asgi.dependants import Flat
    from apiproof.model.operation import Schema
    from apiproof.schemas.components import Components

    Location = Literal["path", "query", "header", "cookie"]

_CONVERTERS: dict[str, Schema] = {
    "IntegerConvertor": {"type": "integer", "minimum": 0},
    "FloatConvertor": {"type": "number", "minimum": 0},
    "UUIDConvertor": {"type": "string", "format": "uuid"},
}
"""What Starlette's converters let through: https://starlette.dev/routing/#path-parameters."""


def declared(flat: Flat, components: Components) -> tuple[Parameter, ...]:
    """List the parameters that a FastAPI route and its dependencies declare.

    Args:
        flat: What the route asks for.
        components: Where the schemas of models are collected.

    Returns:
        One for each place and name; required where any function requires it.
    """
    found: dict[tuple[str, str], Parameter] = {}
    for parameter in _declared(flat, components):
        key = (parameter.location, _folded(parameter))
        known = found.get(key)
        found[key] = replace(known or parameter, required=_either(known, parameter))
    return tuple(found.values())


def of_path(
    path: str, converters: Mapping[str, Any], known: Iterable[Parameter]
) -> tuple[Parameter, ...]:
    """List the path parameters that nothing else declares.

    Args:
        path: The template.
        converters: Starlette's converters, by name.
        known: The parameters that are declared.

    Returns:
        A parameter for each converter in the path, without those known.
    """
    names = {each.name for each in known if each.location == "path"}
    return tuple(
        Parameter(name, "path", _of_converter(kind), required=True)
        for name, kind in converters.items()
        if name not in names and f"{{{name}}}" in path
    )


def narrowed(
    parameters: Iterable[Parameter], converters: Mapping[str, Any]
) -> tuple[Parameter, ...]:
    """Add what a path's converter says of a parameter whose annotation says less.

    Args:
        parameters: The parameters.
        converters: Starlette's converters, by name.
    """
    return tuple(
        replace(each, schema=_of_converter(converters[each.name]))
        if each.location == "path" and each.name in converters and _is_text(each.schema)
        else each
        for each in parameters
    )


def _is_text(schema: Schema) -> bool:
    return set(schema) <= {"type", "title"} and schema.get("type", "string") == "string"


def _of_converter(converter: Any) -> Schema:
    for kind in type(converter).__mro__:
        if kind.__name__ in _CONVERTERS:
            return _CONVERTERS[kind.__name__]
    return {"type": "string"}


def _declared(flat: Flat, components: Components) -> Iterator[Parameter]:
    locations: tuple[Location, ...] = ("path", "query", "header", "cookie")
    for location in locations:
        for field in getattr(flat, location):
            yield from _of_field(field, location, components)


def _of_field(field: Any, location: Location, components: Components) -> Iterator[Parameter]:
    model, optional = param_model(field) if location != "path" else (None, False)
    if model is None:
        schema = schema_of_field(field.field_info, components)
        name = _name(alias_of(field.field_info, field.name), field.name, field.field_info, location)
        yield Parameter(name, location, schema, field.field_info.is_required())
        return
    for python_name, info in model.model_fields.items():
        name = _name(alias_of(info, python_name), python_name, field.field_info, location)
        required = info.is_required() and not optional
        yield Parameter(name, location, schema_of_field(info, components), required)


def _name(alias: str, python_name: str, declared_by: Any, location: Location) -> str:
    converted = getattr(declared_by, "convert_underscores", True)
    if location == "header" and converted and alias == python_name:
        return alias.replace("_", "-")
    return alias


def _folded(parameter: Parameter) -> str:
    return parameter.name.lower() if parameter.location == "header" else parameter.name


def _either(known: Parameter | None, parameter: Parameter) -> bool:
    return parameter.required or (known is not None and known.required)
