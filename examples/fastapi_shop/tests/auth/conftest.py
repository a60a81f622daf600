"""Tokens that must not open anything."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from pydantic import SecretStr

from shop.config import settings
from shop.models import utcnow

Headers = dict[str, str]


@pytest.fixture
def bad_token(
    client: httpx.AsyncClient,
    user: dict[str, Any],
    login: Callable[..., Awaitable[Headers]],
    auth_headers: Headers,
    admin_headers: Headers,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], Awaitable[Headers]]:
    """Give the headers of one row of the token table, by a real login wherever that can do it."""
    good = auth_headers["Authorization"]

    async def login_while(setting: str, value: object) -> Headers:
        with monkeypatch.context() as patch:
            patch.setattr(settings, setting, value)
            return await login(user["email"])

    async def bad_token(kind: str) -> Headers:
        match kind:
            case "missing":
                return {}
            case "garbage":
                return {"Authorization": "Bearer garbage"}
            case "wrong scheme":
                return {"Authorization": good.replace("Bearer", "Basic")}
            case "no signature":
                return {"Authorization": good.rpartition(".")[0] + "."}
            case "expired":
                return await login_while("token_lifetime", timedelta(seconds=-1))
            case "wrong key":
                return await login_while("jwt_secret", SecretStr("x" * 32))
            case "alg none":
                claims = {"sub": str(user["id"]), "exp": utcnow() + timedelta(hours=1)}
                return {"Authorization": f"Bearer {jwt.encode(claims, None, algorithm='none')}"}
            case "deleted user":
                response = await client.delete(f"/users/{user['id']}", headers=admin_headers)
                assert response.status_code == 204, response.text
                return auth_headers
        raise ValueError(kind)

    return bad_token
