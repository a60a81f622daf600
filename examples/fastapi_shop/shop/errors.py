"""Every error is JSON with `detail`."""

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel


class ErrorBody(BaseModel):
    detail: str


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {code: {"model": ErrorBody} for code in statuses}


def not_found(what: str) -> HTTPException:
    return HTTPException(404, f"{what} not found")


def conflict(why: str) -> HTTPException:
    return HTTPException(409, why)


def unauthorized(why: str) -> HTTPException:
    return HTTPException(401, why, {"WWW-Authenticate": "Bearer"})


async def invalid_request(_request: Request, error: Exception) -> JSONResponse:
    """Answer 422 without the input: it may be a password, or NaN, which is not JSON."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    detail = [{key: fault[key] for key in ("type", "loc", "msg")} for fault in error.errors()]
    return JSONResponse({"detail": detail}, 422)


async def server_error(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "Internal server error"}, 500)


def install(app: FastAPI) -> None:
    app.add_exception_handler(RequestValidationError, invalid_request)
    app.add_exception_handler(Exception, server_error)
