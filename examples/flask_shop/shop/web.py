"""Reading what a request brings, and writing pages of what it asked for."""

from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import BadRequest, Conflict, NotFound, UnsupportedMediaType

from shop.errors import InvalidInput
from shop.extensions import db
from shop.models import MAX_ID
from shop.schemas import FromRow, PageQuery

Body = TypeVar("Body", bound=BaseModel)
Row = TypeVar("Row")


def read_body(model: type[Body]) -> Body:
    if not request.is_json:
        raise UnsupportedMediaType("The body must be sent as application/json.")
    try:
        return model.model_validate_json(request.get_data(), strict=True)
    except ValidationError as error:
        if any(found["type"] == "json_invalid" for found in error.errors()):
            raise BadRequest("The body is not valid JSON.") from error
        raise InvalidInput.from_pydantic(error) from error


def read_query(model: type[Body]) -> Body:
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise InvalidInput.from_pydantic(error) from error


def find(model: type[Row], row_id: int, *, for_update: bool = False) -> Row:
    """Answer 404 for an id too large for the column too, where a driver would overflow."""
    row = None
    if row_id <= MAX_ID:
        row = db.session.get(model, row_id, with_for_update=for_update)
    if row is None:
        raise NotFound(f"No such {model.__name__.lower()}.")
    return row


def dump(model: type[FromRow], row: object) -> dict[str, Any]:
    return model.model_validate(row).model_dump(mode="json")


def page(statement: Select[Any], query: PageQuery, model: type[FromRow]) -> dict[str, Any]:
    count = select(func.count()).select_from(statement.order_by(None).subquery())
    rows = db.session.scalars(statement.limit(query.limit).offset(query.offset))
    return {
        "items": [dump(model, row) for row in rows],
        "total": db.session.scalar(count),
        "limit": query.limit,
        "offset": query.offset,
    }


def commit_or_conflict(message: str) -> None:
    """Let the constraint decide: a look before the write would miss a simultaneous one."""
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict(message) from error
