"""Identities, factories and a mailbox; the app, its client and its database are apiproof's."""

import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from shop.extensions import db
from shop.models import User

Row = dict[str, Any]
Headers = dict[str, str]


@pytest.fixture(scope="session", autouse=True)
def cheap_hashing(app: Flask) -> Iterator[None]:
    """Make hashes that cost microseconds, the seeded admin's too."""
    cheap = partial(generate_password_hash, method="pbkdf2:sha256:1")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("shop.models.generate_password_hash", cheap)
        with app.app_context():
            admin = db.session.scalars(select(User)).one()
            admin.set_password(app.config["ADMIN_PASSWORD"])
            db.session.commit()
        yield


@pytest.fixture(autouse=True)
def mailbox(monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    """Deliver what the app sends into a list; no test reaches a mail server."""
    delivered: list[EmailMessage] = []

    class Server:
        def __init__(self, host: str, port: int, timeout: float) -> None: ...

        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *exc_info: object) -> None: ...

        def send_message(self, message: EmailMessage) -> None:
            delivered.append(message)

    monkeypatch.setattr(smtplib, "SMTP", Server)
    return delivered


@pytest.fixture
def login(client: FlaskClient) -> Callable[[Row], Headers]:
    """Log in through the real endpoint and give the headers to send."""

    def _login(user: Row) -> Headers:
        credentials = {"email": user["email"], "password": user["password"]}
        response = client.post("/api/auth/login", json=credentials)
        assert response.status_code == 200, response.text
        return {"Authorization": f"Bearer {response.json['access_token']}"}

    return _login


@pytest.fixture
def create_user(client: FlaskClient) -> Callable[..., Row]:
    """Register a new user: the answer's fields, and the password to log in with."""
    numbers = count(1)

    def _create_user(**overrides: Any) -> Row:
        number = next(numbers)
        body = {
            "email": f"user{number}@example.com",
            "name": f"User {number}",
            "password": f"password-{number}",
        } | overrides
        response = client.post("/api/users", json=body)
        assert response.status_code == 201, response.text
        return response.json | {"password": body["password"]}

    return _create_user


@pytest.fixture
def user(create_user: Callable[..., Row]) -> Row:
    return create_user()


@pytest.fixture
def user_headers(login: Callable[[Row], Headers], user: Row) -> Headers:
    return login(user)


@pytest.fixture
def other_headers(login: Callable[[Row], Headers], create_user: Callable[..., Row]) -> Headers:
    return login(create_user())


@pytest.fixture
def admin_headers(app: Flask, login: Callable[[Row], Headers]) -> Headers:
    return login({"email": app.config["ADMIN_EMAIL"], "password": app.config["ADMIN_PASSWORD"]})


@pytest.fixture
def create_product(client: FlaskClient, admin_headers: Headers) -> Callable[..., Row]:
    numbers = count(1)

    def _create_product(**overrides: Any) -> Row:
        number = next(numbers)
        body = {
            "sku": f"SKU-{number:04}",
            "name": f"Product {number}",
            "description": f"The product with number {number}",
            "price": "12.50",
            "stock": 7,
            "category": "games",
        } | overrides
        response = client.post("/api/products", json=body, headers=admin_headers)
        assert response.status_code == 201, response.text
        return response.json

    return _create_product


@pytest.fixture
def create_order(client: FlaskClient, create_product: Callable[..., Row]) -> Callable[..., Row]:
    """Order as whoever `headers` are; two pieces of a new product unless `items` says what."""

    def _create_order(headers: Headers, **overrides: Any) -> Row:
        body = overrides or {"items": [{"product_id": create_product()["id"], "quantity": 2}]}
        response = client.post("/api/orders", json=body, headers=headers)
        assert response.status_code == 201, response.text
        return response.json

    return _create_order
