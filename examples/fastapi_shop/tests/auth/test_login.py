import pytest


async def test_login_gives_a_bearer_token(client, create_user):
    user = await create_user(password="swordfish 42")

    response = await client.post(
        "/auth/token", data={"username": user["email"].upper(), "password": "swordfish 42"}
    )

    assert response.status_code == 200
    assert response.json().keys() == {"access_token", "token_type"}
    assert response.json()["token_type"] == "bearer"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "Swordfish 42"},
        {"password": "swordfish 42 " * 50},
        {"username": "nobody@example.com"},
        {"username": "no\x00body"},
    ],
    ids=["wrong password", "longer than bcrypt takes", "unknown user", "NUL"],
)
async def test_login_refuses_wrong_credentials(client, create_user, wrong):
    user = await create_user(password="swordfish 42")

    response = await client.post(
        "/auth/token", data={"username": user["email"], "password": "swordfish 42", **wrong}
    )

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json() == {"detail": "Incorrect e-mail or password"}


async def test_login_needs_a_password(client):
    response = await client.post("/auth/token", data={"username": "user@example.com"})

    assert response.status_code == 422
    assert [fault["loc"] for fault in response.json()["detail"]] == [["body", "password"]]
