"""Accounts and the verification of their e-mail addresses."""

from typing import Any

from flask import Blueprint, url_for
from sqlalchemy import select
from werkzeug.exceptions import BadRequest, Conflict

from shop import mail, tokens
from shop.auth import admin_required, current_user, login_required
from shop.extensions import db
from shop.models import User
from shop.schemas import PageQuery, UserCreate, UserOut, UserUpdate, VerificationConfirm
from shop.web import commit_or_conflict, dump, find, page, read_body, read_query

VERIFICATION_SECONDS = 24 * 3600
EMAIL_TAKEN = "This e-mail is registered already."

bp = Blueprint("users", __name__)


@bp.post("/users")
def register() -> tuple[dict[str, Any], int, dict[str, str]]:
    sent = read_body(UserCreate)
    user = User(email=sent.email, name=sent.name)
    user.set_password(sent.password)
    db.session.add(user)
    commit_or_conflict(EMAIL_TAKEN)
    return dump(UserOut, user), 201, {"Location": url_for("users.show", user_id=user.id)}


@bp.get("/users/me")
@login_required
def show_me() -> dict[str, Any]:
    return dump(UserOut, current_user())


@bp.patch("/users/me")
@login_required
def update_me() -> dict[str, Any]:
    user = current_user()
    changes = read_body(UserUpdate).model_dump(exclude_unset=True)
    if changes.get("email", user.email) != user.email:
        user.verified = False
    for field, value in changes.items():
        setattr(user, field, value)
    commit_or_conflict(EMAIL_TAKEN)
    return dump(UserOut, user)


@bp.post("/users/me/verification")
@login_required
def send_verification() -> tuple[dict[str, Any], int]:
    user = current_user()
    if user.verified:
        raise Conflict("This e-mail is verified already.")
    token = tokens.issue(user, "verification", VERIFICATION_SECONDS, email=user.email)
    mail.send(user.email, "Confirm your e-mail address", f"Your token:\n\n{token}\n")
    return {"sent_to": user.email}, 202


@bp.post("/users/me/verification/confirm")
@login_required
def confirm_verification() -> dict[str, Any]:
    user = current_user()
    claims = tokens.read(read_body(VerificationConfirm).token, "verification")
    if claims is None or (claims["sub"], claims["email"]) != (str(user.id), user.email):
        raise BadRequest("The verification token is not valid.")
    user.verified = True
    db.session.commit()
    return dump(UserOut, user)


@bp.get("/users")
@admin_required
def list_users() -> dict[str, Any]:
    return page(select(User).order_by(User.id), read_query(PageQuery), UserOut)


@bp.get("/users/<int:user_id>")
@admin_required
def show(user_id: int) -> dict[str, Any]:
    return dump(UserOut, find(User, user_id))


@bp.delete("/users/<int:user_id>")
@admin_required
def delete(user_id: int) -> tuple[str, int]:
    user = find(User, user_id)
    if user is current_user():
        raise Conflict("An admin can't delete their own account.")
    db.session.delete(user)
    commit_or_conflict("A user who has orders can't be deleted.")
    return "", 204
