"""Signed tokens that expire."""

from datetime import timedelta
from typing import Any, Literal

import jwt
from flask import current_app

from shop.models import User, now

ALGORITHM = "HS256"

Purpose = Literal["access", "verification"]


def issue(user: User, purpose: Purpose, seconds: int, **claims: Any) -> str:
    payload = {
        **claims,
        "sub": str(user.id),
        "aud": purpose,
        "exp": now() + timedelta(seconds=seconds),
    }
    return jwt.encode(payload, current_app.config["SECRET_KEY"], ALGORITHM)


def read(token: str, purpose: Purpose) -> dict[str, Any] | None:
    """Give the claims, or None for a token that is forged, expired or for another purpose."""
    try:
        return jwt.decode(
            token,
            current_app.config["SECRET_KEY"],
            algorithms=[ALGORITHM],
            audience=purpose,
            options={"require": ["sub", "aud", "exp"]},
        )
    except jwt.InvalidTokenError:
        return None
