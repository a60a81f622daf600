import pytest
from sqlalchemy import select

from shop.models import User

VALID = {"email": "ada@example.com", "name": "Ada", "password": "correct-horse"}


def test_register_answers_with_the_user_and_no_secret(client, db_session):
    response = client.post("/api/users", json=VALID)

    assert response.status_code == 201, response.text
    assert response.content_type == "application/json"
    assert response.headers["Location"] == f"/api/users/{response.json['id']}"
    assert response.json.keys() == {"id", "email", "name", "role", "verified", "created_at"}
    assert response.json["email"] == VALID["email"]
    assert response.json["role"] == "customer"
    assert "password" not in response.text
    stored = db_session.get(User, response.json["id"])
    assert stored.email == VALID["email"]
    assert VALID["password"] not in stored.password_hash


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("ada@example.com", id="same"),
        pytest.param("ADA@Example.com", id="other-case"),
        pytest.param(" ada@example.com ", id="spaces-around"),
    ],
)
def test_an_email_registers_once(client, create_user, db_session, email):
    user = create_user(email="ada@example.com")

    response = client.post("/api/users", json=VALID | {"email": email})

    assert response.status_code == 409
    assert response.json == {
        "error": {"code": "conflict", "message": "This e-mail is registered already."}
    }
    customers = db_session.scalars(select(User.id).where(User.role == "customer"))
    assert customers.all() == [user["id"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("email", "not-an-email", id="email-bad-format"),
        pytest.param("email", "a@example.com\x00", id="email-with-nul"),
        pytest.param("name", "   ", id="name-blank"),
        pytest.param("name", "a" * 121, id="name-too-long"),
        pytest.param("name", "a\x00b", id="name-with-nul"),
        pytest.param("password", "a" * 7, id="password-too-short"),
        pytest.param("password", "a" * 129, id="password-too-long"),
    ],
)
def test_invalid_fields_are_422_and_not_repeated(client, field, value):
    response = client.post("/api/users", json=VALID | {field: value})

    assert response.status_code == 422
    assert response.json["error"]["code"] == "invalid_input"
    assert [detail["field"] for detail in response.json["error"]["details"]] == [field]
    assert VALID["password"] not in response.text


def test_every_field_is_required(client):
    response = client.post("/api/users", json={})

    assert response.status_code == 422
    assert response.json["error"]["details"] == [
        {"field": field, "message": "Field required"} for field in VALID
    ]


@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param({"name": "a", "password": "a" * 8}, id="shortest"),
        pytest.param({"name": "a" * 120, "password": "a" * 128}, id="longest"),
    ],
)
def test_values_just_inside_the_bounds_are_accepted(create_user, login, bounds):
    user = create_user(**bounds)

    assert user["name"] == bounds["name"]
    assert login(user)


def test_privileged_fields_in_the_body_are_ignored(client, create_user, login):
    user = create_user(role="admin", verified=True)

    response = client.get("/api/users/me", headers=login(user))

    assert response.json["role"] == "customer"
    assert response.json["verified"] is False
