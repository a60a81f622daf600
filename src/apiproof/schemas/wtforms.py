"""JSON Schemas of WTForms' forms, by what their fields are made with: no form is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from apiproof.schemas.wtforms_fields import type_of
from apiproof.schemas.wtforms_validators import is_required, narrowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.model.operation import Schema

_BUTTONS: Final = frozenset({"SubmitField", "CSRFTokenField"})
"""Fields that a person does not fill in."""


def schema_of(form: type, *, exclude: tuple[str, ...] = (), prefix: str = "") -> Schema:
    """Make the schema of what a form is filled with.

    Args:
        form: The form's class.
        exclude: The names of fields that the code deletes from it.
        prefix: What stands before the names.

    Returns:
        An object with the form's fields, in their order; a `FieldList` is a list and a `FormField`
        an object, though a body spells them `"items-0"` and `"address-street"`. Without buttons.
    """
    properties: dict[str, Schema] = {}
    required = []
    for name, field in _fields_of(form):
        if name in exclude or _is_button(field.field_class):
            continue
        key = prefix + (getattr(field, "name", None) or field.kwargs.get("name") or name)
        properties[key] = _schema(field)
        if is_required(field):
            required.append(key)
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    return {**schema, "required": required} if required else schema


def _fields_of(form: type) -> Iterator[tuple[str, Any]]:
    """The fields that a class and its bases declare, in the order of their making."""
    found: dict[str, Any] = {}
    for base in reversed(form.__mro__):
        found.update(vars(base))
    fields = [(name, field) for name, field in found.items() if _is_field(name, field)]
    yield from sorted(fields, key=lambda each: each[1].creation_counter)


def _is_field(name: str, field: Any) -> bool:
    return not name.startswith("_") and type(field).__name__ == "UnboundField"


def _schema(field: Any) -> Schema:
    return narrowed(type_of(field, _schema, schema_of), field)


def _is_button(kind: Any) -> bool:
    return any(base.__name__ in _BUTTONS for base in getattr(kind, "__mro__", ()))
