"""Passwords and tokens."""

import jwt
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher

from shop.config import settings
from shop.models import utcnow

ALGORITHM = "HS256"
MAX_PASSWORD_BYTES = 72  # bcrypt refuses more

password_hash = PasswordHash((BcryptHasher(),))


def hash_password(password: str) -> str:
    return password_hash.hash(password)


def verify_password(password: str, stored: str | None) -> bool:
    """Compare with the stored hash; without one, take as long and say no."""
    if len(password.encode()) > MAX_PASSWORD_BYTES:
        return False
    if stored is None:
        hash_password(password)
        return False
    return password_hash.verify(password, stored)


def create_token(user_id: int) -> str:
    claims = {"sub": str(user_id), "exp": utcnow() + settings.token_lifetime}
    return jwt.encode(claims, settings.jwt_secret.get_secret_value(), ALGORITHM)


def read_token(token: str) -> int | None:
    """Give the user's id, or None where the token is not to be trusted."""
    try:
        claims = jwt.decode(
            token,
            settings.jwt_secret.get_secret_value(),
            algorithms=[ALGORITHM],
            options={"require": ["exp", "sub"]},
        )
        return int(claims["sub"])
    except (jwt.InvalidTokenError, ValueError):
        return None
