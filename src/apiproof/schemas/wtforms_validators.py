"""What the validators of a field of WTForms' let through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from apiproof.schemas.wtforms_fields import argument, choices_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiproof.model.operation import Schema

_ALWAYS: Final = frozenset({"InputRequired", "FileRequired"})
_UNLESS_DEFAULT: Final = frozenset({"DataRequired"})
_DEFAULT: Final = 5
"""The position of `default` among the arguments of a field."""


def is_required(field: Any) -> bool:
    """Whether a form without a value for a field is refused.

    Args:
        field: The field as its form declares it.

    Returns:
        True where a validator asks for one, or where one of several choices must be taken.
    """
    names = _names(field)
    if "Optional" in names:
        return False
    if names & _ALWAYS:
        return True
    if argument(field, _DEFAULT, "default") is not None:
        return False
    return bool(names & _UNLESS_DEFAULT) or _must_choose(field)


def _must_choose(field: Any) -> bool:
    """A `SelectField` without a value has none of its choices."""
    names = {base.__name__ for base in getattr(field.field_class, "__mro__", ())}
    several = "SelectMultipleField" in names
    return "SelectField" in names and not several and choices_of(field) is not None


def narrowed(schema: Schema, field: Any) -> Schema:
    """Add what a field's validators ask for.

    Args:
        schema: What the field takes.
        field: The field as its form declares it.

    Returns:
        The schema.
    """
    for validator in _validators(field):
        for base in type(validator).__mro__:
            if base.__name__ in _ASKED and base.__module__.startswith("wtforms"):
                schema = {**schema, **_ASKED[base.__name__](validator)}
                break
    return schema


def _validators(field: Any) -> list[Any]:
    found = argument(field, 1, "validators")
    return list(found) if isinstance(found, (list, tuple)) else []


def _names(field: Any) -> set[str]:
    """The names of the validators' classes and of their bases."""
    found = _validators(field)
    kinds = [each if isinstance(each, type) else type(each) for each in found]
    return {base.__name__ for kind in kinds for base in kind.__mro__}


def _length(validator: Any) -> Schema:
    found = {"minLength": validator.min, "maxLength": validator.max}
    return {key: value for key, value in found.items() if value is not None and value >= 0}


def _range(validator: Any) -> Schema:
    found = {"minimum": validator.min, "maximum": validator.max}
    return {key: value for key, value in found.items() if isinstance(value, (int, float))}


def _any_of(validator: Any) -> Schema:
    values = list(validator.values)
    return {"enum": values} if all(isinstance(each, (str, int)) for each in values) else {}


def _regexp(validator: Any) -> Schema:
    """WTForms matches at the beginning, a JSON Schema anywhere."""
    pattern = validator.regex.pattern
    return {"pattern": pattern if pattern.startswith("^") else f"^(?:{pattern})"}


_ASKED: Final[dict[str, Callable[[Any], Schema]]] = {
    "AnyOf": _any_of,
    "Email": lambda _: {"format": "email"},
    "Length": _length,
    "NumberRange": _range,
    "Regexp": _regexp,
    "URL": lambda _: {"format": "uri"},
    "UUID": lambda _: {"format": "uuid"},
}
"""By the names of the classes, a subclass by the first of its bases that is here."""
