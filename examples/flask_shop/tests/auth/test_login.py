import pytest


def test_login_gives_a_token_that_works(client, user):
    response = client.post(
        "/api/auth/login", json={"email": user["email"], "password": user["password"]}
    )

    assert response.status_code == 200, response.text
    assert response.json.keys() == {"access_token", "token_type", "expires_in"}
    assert response.json["token_type"] == "Bearer"
    headers = {"Authorization": f"Bearer {response.json['access_token']}"}
    assert client.get("/api/users/me", headers=headers).json["id"] == user["id"]


def test_the_email_is_matched_without_regard_to_case(client, create_user):
    user = create_user(email="Mixed.Case@Example.com")

    response = client.post(
        "/api/auth/login",
        json={"email": "mixed.CASE@example.COM", "password": user["password"]},
    )

    assert response.status_code == 200, response.text
    assert response.json["access_token"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"password": "not-the-password"}, id="wrong-password"),
        pytest.param({"email": "nobody@example.com"}, id="unknown-email"),
    ],
)
def test_wrong_credentials_are_401(client, user, changes):
    credentials = {"email": user["email"], "password": user["password"]} | changes

    response = client.post("/api/auth/login", json=credentials)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json == {
        "error": {"code": "unauthorized", "message": "The e-mail or the password is wrong."}
    }


def test_missing_credentials_are_422(client):
    response = client.post("/api/auth/login", json={})

    assert response.status_code == 422
    assert [detail["field"] for detail in response.json["error"]["details"]] == [
        "email",
        "password",
    ]
