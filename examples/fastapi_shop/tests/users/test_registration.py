import pytest
from sqlalchemy import select

from shop.models import User

VALID = {"email": "ada@example.com", "password": "analytical engine", "full_name": "Ada L."}


async def test_registration_answers_the_new_user(client):
    response = await client.post("/users", json=VALID)

    assert response.status_code == 201
    created = response.json()
    assert response.headers["location"] == f"/users/{created['id']}"
    assert created == {
        "id": created["id"],
        "email": "ada@example.com",
        "full_name": "Ada L.",
        "role": "user",
        "is_verified": False,
        "created_at": created["created_at"],
    }


async def test_password_is_stored_hashed(client, db_session):
    response = await client.post("/users", json=VALID)
    assert response.status_code == 201, response.text

    row = await db_session.scalar(select(User).where(User.email == VALID["email"]))

    assert row.password_hash.startswith("$2b$")
    assert "password" not in response.text


async def test_privileged_fields_are_ignored(client, admin_headers):
    privileged = {"id": 1, "role": "admin", "is_verified": True}

    created = await client.post("/users", json=VALID | privileged)
    stored = await client.get(created.headers["location"], headers=admin_headers)

    assert created.status_code == 201
    assert stored.json()["role"] == "user"
    assert stored.json()["is_verified"] is False


@pytest.mark.parametrize(
    "email",
    ["ada@example.com", "ADA@Example.COM", " ada@example.com "],
    ids=["same", "other case", "spaces"],
)
async def test_duplicate_email_is_409_and_changes_nothing(client, email, admin_headers):
    await client.post("/users", json=VALID)

    response = await client.post("/users", json=VALID | {"email": email})
    users = await client.get("/users", headers=admin_headers)

    assert response.status_code == 409
    assert response.json() == {"detail": "E-mail already registered"}
    assert users.json()["total"] == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "not an address"}, "email"),
        ({"email": None}, "email"),
        ({"password": "short 7"}, "password"),
        ({"password": "x" * 73}, "password"),
        ({"password": "é" * 37}, "password"),
        ({"password": 12345678}, "password"),
        ({"full_name": "   "}, "full_name"),
        ({"full_name": "x" * 121}, "full_name"),
        ({"full_name": "nul \x00"}, "full_name"),
    ],
    ids=[
        "e-mail format",
        "e-mail null",
        "password too short",
        "password too long",
        "password too many bytes",
        "password wrong type",
        "name blank",
        "name too long",
        "name with NUL",
    ],
)
async def test_invalid_field_is_422(client, changes, field):
    response = await client.post("/users", json=VALID | changes)

    assert response.status_code == 422
    assert [fault["loc"] for fault in response.json()["detail"]] == [["body", field]]


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "8 chars.", "full_name": "x"},
        {"password": "x" * 72, "full_name": "x" * 120},
        {"full_name": None},
    ],
    ids=["shortest", "longest", "no name"],
)
async def test_values_at_the_bounds_are_accepted(client, login, changes):
    valid = VALID | changes

    response = await client.post("/users", json=valid)

    assert response.status_code == 201
    assert response.json()["full_name"] == valid["full_name"]
    assert await login(valid["email"], valid["password"])


@pytest.mark.parametrize("content", ["", "{", '"text"'], ids=["empty", "malformed", "no object"])
async def test_unreadable_body_is_422(client, content):
    response = await client.post(
        "/users", content=content, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"][0] == "body"


async def test_error_does_not_repeat_the_password(client):
    response = await client.post("/users", json=VALID | {"password": "hunter2"})

    assert response.status_code == 422
    assert "hunter2" not in response.text
