"""Logging in, and who may call a view."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

from flask import Blueprint, current_app, g, request
from sqlalchemy import select
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from shop import tokens
from shop.extensions import db
from shop.models import User
from shop.schemas import Credentials
from shop.web import read_body

P = ParamSpec("P")
R = TypeVar("R")

bp = Blueprint("auth", __name__)


def unauthorized(message: str) -> NoReturn:
    raise Unauthorized(message, www_authenticate=WWWAuthenticate("bearer", {"realm": "shop"}))


def authenticate() -> User:
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        unauthorized("A bearer token is needed.")
    claims = tokens.read(sent.token, "access")
    user = db.session.get(User, int(claims["sub"])) if claims else None
    if user is None:
        unauthorized("The token is not valid.")
    return user


def current_user() -> User:
    user: User = g.user
    return user


def login_required(view: Callable[P, R]) -> Callable[P, R]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        g.user = authenticate()
        return view(*args, **kwargs)

    return guarded


def admin_required(view: Callable[P, R]) -> Callable[P, R]:
    @wraps(view)
    @login_required
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not current_user().is_admin:
            raise Forbidden("Only an admin may do this.")
        return view(*args, **kwargs)

    return guarded


@bp.post("/auth/login")
def login() -> dict[str, Any]:
    sent = read_body(Credentials)
    user = db.session.scalar(select(User).where(User.email == sent.email))
    if user is None or not user.has_password(sent.password):
        unauthorized("The e-mail or the password is wrong.")
    seconds = current_app.config["ACCESS_TOKEN_SECONDS"]
    return {
        "access_token": tokens.issue(user, "access", seconds),
        "token_type": "Bearer",
        "expires_in": seconds,
    }
