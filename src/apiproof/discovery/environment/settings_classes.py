"""What a class of pydantic-settings wants from the environment."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import is_dataclass
from enum import Enum
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DEPTH = 4
"""How deep models of settings are nested at most."""


def unsatisfied(error: BaseException) -> Iterator[tuple[str, Any]]:
    """List the variables whose fields a settings class found empty or wrong.

    Args:
        error: A ValidationError of pydantic's, or anything else.

    Yields:
        The variable's name, and the field's FieldInfo where it is known.
    """
    if type(error).__name__ not in {"ValidationError", "SettingsError"}:
        return
    kind = _settings_class(error)
    if kind is None or not hasattr(error, "errors"):
        return
    for entry in error.errors():
        location = [part for part in entry["loc"] if isinstance(part, str)]
        if location and entry["type"] != "extra_forbidden":
            yield from _variable(kind, location, missing=entry["type"] == "missing")


def settings_field(holder: Any, name: str) -> tuple[str, Any] | None:
    """Tell the variable that fills a field of an instance of settings.

    Args:
        holder: Any object.
        name: An attribute of it.

    Returns:
        The variable's name and the FieldInfo, or None where it is no such field.
    """
    kind = type(holder)
    if not _is_settings(kind) or name not in kind.model_fields:
        return None
    alias = _alias(kind.model_fields[name])
    return next(_variable(kind, [alias or name], missing=True), None)


def accepts(field: Any, text: str) -> bool:
    """Whether a field takes what stands in a variable.

    Args:
        field: A FieldInfo.
        text: The variable's value.

    Returns:
        True where the annotation and its constraints do; validators of the class are not asked.
    """
    from pydantic import TypeAdapter

    annotation = field.annotation
    for extra in field.metadata:
        annotation = Annotated[annotation, extra]
    try:
        value = json.loads(text) if is_structured(field.annotation) else text
        TypeAdapter(annotation).validate_python(value)
    except Exception:  # noqa: BLE001 - a validator of the user's may raise anything
        return False
    return True


def is_structured(annotation: Any) -> bool:
    """Whether a field is read from JSON: a list, a mapping, a model.

    Args:
        annotation: The field's annotation.
    """
    origin = get_origin(annotation)
    if origin is Annotated:
        return is_structured(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        return any(map(is_structured, get_args(annotation)))
    kind = origin or annotation
    if not isinstance(kind, type) or issubclass(kind, str | bytes | Enum):
        return False
    return _is_model(kind) or issubclass(kind, Mapping | Sequence | AbstractSet)


def members(annotation: Any) -> list[str]:
    """List the values of an enumeration or a Literal, as a variable would hold them.

    Args:
        annotation: A field's annotation.
    """
    origin = get_origin(annotation)
    if origin is Literal:
        return [str(value) for value in get_args(annotation)]
    if origin in {Union, UnionType, Annotated}:
        return [value for part in get_args(annotation) for value in members(part)]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return []


def model_example(annotation: Any, choose: Callable[[str, Any], str], depth: int = 0) -> Any:
    """Make what a nested model of settings takes, in JSON.

    Args:
        annotation: The annotation of the field that holds the model.
        choose: Chooses a text for a field by its name and FieldInfo.
        depth: How deep it lies.

    Returns:
        A value for each required field, or None where the annotation is no model.
    """
    kinds = [annotation, *get_args(annotation)]
    kind = next((each for each in kinds if hasattr(each, "model_fields")), None)
    if kind is None or depth > _DEPTH:
        return None
    return {
        _alias(field) or name: model_example(field.annotation, choose, depth + 1)
        or _loaded(field, choose(name, field))
        for name, field in kind.model_fields.items()
        if field.is_required()
    }


def _loaded(field: Any, text: str) -> Any:
    return json.loads(text) if is_structured(field.annotation) else text


def _is_model(kind: type) -> bool:
    return hasattr(kind, "model_fields") or is_dataclass(kind)


def _is_settings(kind: type) -> bool:
    return any(base.__name__ == "BaseSettings" for base in kind.__mro__)


def _settings_class(error: Any) -> Any:
    """The class that was being made; it stands in a frame, the error has its name only."""
    title = getattr(error, "title", None)
    for frame, _line in traceback.walk_tb(error.__traceback__):
        for value in list(frame.f_locals.values()):
            kind = value if isinstance(value, type) else type(value)
            if kind.__name__ == title and _is_settings(kind):
                return kind
    return None


def _variable(kind: Any, location: list[str], *, missing: bool) -> Iterator[tuple[str, Any]]:
    """The variable that a place in the settings is read from.

    Source: https://docs.pydantic.dev/latest/concepts/pydantic_settings/ (an alias stands without
    the prefix; nested fields are joined by the delimiter, and without one are JSON).
    """
    settings = kind.model_config
    first, *inner = location
    field = _field(kind, first)
    delimiter = settings.get("env_nested_delimiter")
    name = first if field is None or _alias(field) else f"{settings.get('env_prefix', '')}{first}"
    if missing and inner and delimiter:
        name = delimiter.join([name, *inner])
        for part in inner:
            field = _inner_field(field, part)
    yield (name if settings.get("case_sensitive") or _alias(field) else name.upper()), field


def _field(kind: Any, name: str) -> Any:
    fields = kind.model_fields
    aliased = (field for field in fields.values() if _alias(field) == name)
    return fields.get(name) or next(aliased, None)


def _inner_field(field: Any, name: str) -> Any:
    kinds = [field.annotation, *get_args(field.annotation)] if field is not None else []
    models = (kind for kind in kinds if hasattr(kind, "model_fields"))
    return next((kind.model_fields.get(name) for kind in models), None)


def _alias(field: Any) -> str | None:
    """The name that a field has in the environment by an alias of its own."""
    alias = getattr(field, "validation_alias", None) or getattr(field, "alias", None)
    alias = next(iter(getattr(alias, "choices", ())), alias)
    return alias if isinstance(alias, str) else None
