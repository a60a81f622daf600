"""What belongs to no resource."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from shop import database
from shop.config import settings
from shop.models import Category, User
from shop.routers import products


async def test_lifespan_state_reaches_the_request(client):
    response = await client.get("/health")

    assert response.status_code == 200
    assert response.json().keys() == {"status", "started_at"}
    assert datetime.fromisoformat(response.json()["started_at"]) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("DELETE", "/health", 405)],
    ids=["unknown path", "unknown method"],
)
async def test_errors_of_the_router_are_json(client, method, path, status):
    response = await client.request(method, path)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    assert isinstance(response.json()["detail"], str)


async def test_seeding_again_adds_nothing(db_session):
    await database.seed(db_session)

    users = (await db_session.scalars(select(User))).all()
    categories = (await db_session.scalars(select(Category.slug))).all()

    assert [(user.email, user.role) for user in users] == [(settings.admin_email, "admin")]
    assert set(categories) == database.CATEGORIES.keys()


async def test_a_crash_tells_the_caller_nothing(client, monkeypatch):
    monkeypatch.delitem(products.SORTS, "id")

    response = await client.get("/products")

    assert response.status_code == 500
    assert response.json() == {"detail": "Internal server error"}
