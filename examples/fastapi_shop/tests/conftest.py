"""The identities and the factories; the app, its client and its database are apiproof's."""

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import httpx
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher

from shop import security
from shop.config import settings

Headers = dict[str, str]
Login = Callable[..., Awaitable[Headers]]
Factory = Callable[..., Awaitable[Any]]

PASSWORD = "correct horse battery"
numbers = count(1)

# A millisecond instead of a quarter of a second; here, since the start-up hashes the admin's.
security.password_hash = PasswordHash((BcryptHasher(rounds=4),))


@pytest.fixture
def login(client: httpx.AsyncClient) -> Login:
    async def login(email: str, password: str = PASSWORD) -> Headers:
        form = {"username": email, "password": password}
        response = await client.post("/auth/token", data=form)
        assert response.status_code == 200, response.text
        return {"Authorization": f"Bearer {response.json()['access_token']}"}

    return login


@pytest.fixture
def create(client: httpx.AsyncClient) -> Factory:
    async def create(path: str, body: dict[str, Any], headers: Headers | None = None) -> Any:
        response = await client.post(path, json=body, headers=headers)
        assert response.status_code == 201, response.text
        return response.json()

    return create


@pytest.fixture
def create_user(create: Factory) -> Factory:
    """Register somebody new: `await create_user(email="x@example.com")`."""

    async def create_user(**overrides: Any) -> Any:
        number = next(numbers)
        body = {
            "email": f"user{number}@example.com",
            "password": PASSWORD,
            "full_name": f"User {number}",
        }
        return await create("/users", body | overrides)

    return create_user


@pytest.fixture
async def user(create_user: Factory) -> Any:
    return await create_user()


@pytest.fixture
async def auth_headers(user: dict[str, Any], login: Login) -> Headers:
    return await login(user["email"])


@pytest.fixture
async def other_headers(auth_headers: Headers, create_user: Factory, login: Login) -> Headers:
    """Somebody else, registered after the user."""
    other = await create_user()
    return await login(other["email"])


@pytest.fixture
async def admin_headers(login: Login) -> Headers:
    return await login(settings.admin_email, settings.admin_password.get_secret_value())


@pytest.fixture
def create_product(create: Factory, admin_headers: Headers) -> Factory:
    async def create_product(**overrides: Any) -> Any:
        number = next(numbers)
        body = {
            "sku": f"SKU-{number}",
            "name": f"Product {number}",
            "description": "Made by a factory",
            "category": "garden",
            "price": "12.50",
            "stock": 7,
        }
        return await create("/products", body | overrides, admin_headers)

    return create_product


@pytest.fixture
def create_order(create: Factory, auth_headers: Headers, create_product: Factory) -> Factory:
    """Order for the user, or for whoever's `headers` are given."""

    async def create_order(headers: Headers = auth_headers, **overrides: Any) -> Any:
        if "items" not in overrides:
            product = await create_product()
            overrides["items"] = [{"product_id": product["id"], "quantity": 2}]
        return await create("/orders", overrides, headers)

    return create_order
