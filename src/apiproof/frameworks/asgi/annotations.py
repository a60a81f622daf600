"""What FastAPI's fields say, by the public means of pydantic."""

from __future__ import annotations

import inspect
import types
import typing
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

from apiproof.schemas.pydantic import schema_of

if TYPE_CHECKING:
    from apiproof.model.operation import Schema
    from apiproof.schemas.components import Components


def schema_of_field(info: Any, components: Components) -> Schema:
    """Make the schema of a parameter or of a model's field.

    Args:
        info: Its `FieldInfo`.
        components: Where the schemas of models are collected.

    Returns:
        The schema with the default, where JSON can express it; an empty one where pydantic can't
        express the type.
    """
    try:
        schema = schema_of(annotation_of(info), components)
    except Exception:  # noqa: BLE001 - whatever a user's type raises, the parameter is still there
        return {}
    default = _default(info)
    return schema if default is None else {**schema, "default": default}


def alias_of(info: Any, name: str) -> str:
    """How a field is called in a request.

    Args:
        info: Its `FieldInfo`.
        name: Its name in Python.

    Returns:
        The first name that validation accepts.
    """
    alias = info.validation_alias
    if alias is not None and not isinstance(alias, str):
        choices = getattr(alias, "choices", [alias])
        alias = next((each for each in choices if isinstance(each, str)), None)
    return str(alias or info.alias or name)


def param_model(field: Any) -> tuple[Any, bool]:
    """The model whose fields are parameters of their own, `Annotated[Filter, Query()]`.

    Args:
        field: FastAPI's field for a query, header or cookie parameter.

    Returns:
        The model and whether all of it may be left out; None where the field is one parameter.
    """
    from pydantic import BaseModel

    annotation, optional = field.field_info.annotation, False
    if typing.get_origin(annotation) in {typing.Union, types.UnionType}:
        members = [each for each in typing.get_args(annotation) if each is not types.NoneType]
        optional = not field.field_info.is_required()
        annotation = members[0] if len(members) == 1 else None
    if not (inspect.isclass(annotation) and issubclass(annotation, BaseModel)):
        return None, False
    return (None, False) if _is_json(field.field_info) else (annotation, optional)


def _is_json(info: Any) -> bool:
    from pydantic import Json

    return any(each is Json or isinstance(each, Json) for each in info.metadata)


def annotation_of(info: Any) -> Any:
    """The type that a `FieldInfo` stands for, with all that changes its schema.

    Args:
        info: The `FieldInfo` of a parameter, a body or a model's field.
    """
    from pydantic import Field

    extra: dict[str, Any] = {}
    if getattr(info, "discriminator", None) is not None:
        extra["discriminator"] = info.discriminator
    if getattr(info, "json_schema_extra", None):
        extra["json_schema_extra"] = info.json_schema_extra
    parts = [*info.metadata, *([Field(**extra)] if extra else [])]
    return Annotated[(info.annotation, *parts)] if parts else info.annotation


def _default(info: Any) -> Any:
    """The default, where it is a value that JSON has; None says nothing."""
    default = info.default.value if isinstance(info.default, Enum) else info.default
    return default if _is_plain(default) else None


def _is_plain(value: Any) -> bool:
    if type(value) is list:
        return all(map(_is_plain, value))
    return type(value) in {bool, int, float, str}
