"""What every folder shares: the private database, the client, the identities, the factories."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

FOLDER = tempfile.TemporaryDirectory(prefix="shop-tests-")
os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{FOLDER.name}/test.db"

import httpx
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shop import database, security
from shop.config import settings
from shop.main import app
from shop.models import Base

Headers = dict[str, str]
Login = Callable[..., Awaitable[Headers]]
Factory = Callable[..., Awaitable[Any]]

PASSWORD = "correct horse battery"
numbers = count(1)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashing() -> Iterator[None]:
    """Hash in a millisecond; production takes a quarter of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(security, "password_hash", PasswordHash((BcryptHasher(rounds=4),)))
        yield


@pytest.fixture(scope="session")
async def running_app(cheap_hashing: None) -> AsyncIterator[ASGIApp]:
    """The app between its start-up and its shutdown, with the state that its lifespan yields.

    httpx's ASGITransport knows nothing of lifespan, so this speaks the protocol, in a task
    of its own: what the app opens there is closed in the same task.
    """
    state: dict[str, Any] = {}
    to_app: asyncio.Queue[Message] = asyncio.Queue()
    from_app: asyncio.Queue[Message] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": state}
    lifespan = asyncio.create_task(app(scope, to_app.get, from_app.put))

    async def step(name: str) -> None:
        await to_app.put({"type": f"lifespan.{name}"})
        answer = await from_app.get()
        assert answer["type"] == f"lifespan.{name}.complete", answer

    async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": state.copy()}, receive, send)

    await step("startup")
    yield with_state
    await step("shutdown")
    await lifespan


@pytest.fixture(scope="session")
async def engine(running_app: ASGIApp) -> AsyncEngine:
    """The app's own engine, its tables made, and surely not on the app's own database."""
    assert Path(str(database.engine.url.database)).parent == Path(FOLDER.name)
    return database.engine


@pytest.fixture(autouse=True)
async def reset_database(engine: AsyncEngine) -> None:
    """Start every test from the seed, whatever the test before it left behind."""
    async with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            await connection.execute(table.delete())
    async with database.session_factory() as session:
        await database.seed(session)


@pytest.fixture
async def client(running_app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(running_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
async def db_session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session of the test's own: it sees only what the app has committed."""
    async with AsyncSession(engine) as session:
        yield session


@pytest.fixture
def login(client: httpx.AsyncClient) -> Login:
    async def login(email: str, password: str = PASSWORD) -> Headers:
        form = {"username": email, "password": password}
        response = await client.post("/auth/token", data=form)
        assert response.status_code == 200, response.text
        return {"Authorization": f"Bearer {response.json()['access_token']}"}

    return login


@pytest.fixture
def create_user(client: httpx.AsyncClient) -> Factory:
    """Register somebody new: `await create_user(email="x@example.com")`."""

    async def create_user(**overrides: Any) -> Any:
        number = next(numbers)
        body = {
            "email": f"user{number}@example.com",
            "password": PASSWORD,
            "full_name": f"User {number}",
            **overrides,
        }
        response = await client.post("/users", json=body)
        assert response.status_code == 201, response.text
        return response.json()

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
def create_product(client: httpx.AsyncClient, admin_headers: Headers) -> Factory:
    async def create_product(**overrides: Any) -> Any:
        number = next(numbers)
        body = {
            "sku": f"SKU-{number}",
            "name": f"Product {number}",
            "description": "Made by a factory",
            "category": "garden",
            "price": "12.50",
            "stock": 7,
            **overrides,
        }
        response = await client.post("/products", json=body, headers=admin_headers)
        assert response.status_code == 201, response.text
        return response.json()

    return create_product


@pytest.fixture
def create_order(
    client: httpx.AsyncClient, auth_headers: Headers, create_product: Factory
) -> Factory:
    """Order for the user, or for whoever's `headers` are given."""

    async def create_order(headers: Headers = auth_headers, **overrides: Any) -> Any:
        body = dict(overrides)
        if "items" not in body:
            product = await create_product()
            body["items"] = [{"product_id": product["id"], "quantity": 2}]
        response = await client.post("/orders", json=body, headers=headers)
        assert response.status_code == 201, response.text
        return response.json()

    return create_order
