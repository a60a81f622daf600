"""What each kind of field of WTForms' takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.model.operation import Schema

_FILE: Final = {"type": "string", "format": "binary"}
_SCHEMAS: Final[dict[str, Schema]] = {
    "BooleanField": {"type": "boolean"},
    "DateField": {"type": "string", "format": "date"},
    "DateTimeField": {"type": "string", "format": "date-time"},
    "DecimalField": {"type": "number"},
    "EmailField": {"type": "string", "format": "email"},
    "FileField": _FILE,
    "FloatField": {"type": "number"},
    "IntegerField": {"type": "integer"},
    "IntegerRangeField": {"type": "integer"},
    "MonthField": {"type": "string"},
    "MultipleFileField": {"type": "array", "items": _FILE},
    "PasswordField": {"type": "string", "format": "password"},
    "StringField": {"type": "string"},
    "TimeField": {"type": "string", "format": "time"},
    "URLField": {"type": "string", "format": "uri"},
    "WeekField": {"type": "string"},
}
"""By the names of the classes; a subclass is known by the first of its bases that is here."""


def type_of(field: Any, inner: Callable[[Any], Schema], form: Callable[[type], Schema]) -> Schema:
    """Say what a field takes, validators left out.

    Args:
        field: The field as its form declares it.
        inner: What makes the schema of a field inside of it.
        form: What makes the schema of a form inside of it.

    Returns:
        The schema, empty where nothing is known.
    """
    names = [base.__name__ for base in getattr(field.field_class, "__mro__", ())]
    if "FieldList" in names:
        listed = argument(field, 0, "unbound_field")
        return {"type": "array", "items": inner(listed) if hasattr(listed, "field_class") else {}}
    if "FormField" in names:
        nested = argument(field, 0, "form_class")
        return form(nested) if isinstance(nested, type) else {"type": "object"}
    if "SelectMultipleField" in names:
        return {"type": "array", "items": _choice(field)}
    if "SelectField" in names:
        return _choice(field)
    return next((_SCHEMAS[name] for name in names if name in _SCHEMAS), {})


def argument(field: Any, position: int, name: str) -> Any:
    """What a field is made with for a parameter, or None."""
    if name in field.kwargs:
        return field.kwargs[name]
    return field.args[position] if len(field.args) > position else None


def choices_of(field: Any) -> list[Any] | None:
    """The values that a field lets choose from, where the class says them."""
    given = argument(field, 3, "choices")
    if isinstance(given, dict):
        given = [each for group in given.values() for each in group]
    if not isinstance(given, (list, tuple)) or field.kwargs.get("validate_choice") is False:
        return None
    values = [_value_of(each) for each in given]
    plain = all(isinstance(each, (str, int)) for each in values)
    return values if values and plain else None


def _value_of(choice: Any) -> Any:
    """The value of a choice: `"a"`, `("a", "Label")`, or a `SelectChoice` of WTForms 3.3."""
    if isinstance(choice, (list, tuple)) and choice:
        return choice[0]
    return getattr(choice, "value", choice)


def _choice(field: Any) -> Schema:
    kind = argument(field, 2, "coerce")
    schema: Schema = {"type": "integer"} if kind is int else {}
    if kind in {None, str}:
        schema = {"type": "string"}
    values = choices_of(field)
    if values is None:
        return schema
    return {**schema, "enum": list(map(str, values)) if kind in {None, str} else values}
