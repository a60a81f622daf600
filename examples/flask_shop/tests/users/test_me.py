from shop.models import User


def test_me_shows_the_user_and_no_secret(client, user, user_headers):
    response = client.get("/api/users/me", headers=user_headers)

    assert response.status_code == 200, response.text
    assert response.json == {key: value for key, value in user.items() if key != "password"}
    assert "password" not in response.text


def test_an_update_is_kept_and_changes_nothing_else(client, user, user_headers, db_session):
    response = client.patch("/api/users/me", json={"name": "Grace"}, headers=user_headers)

    assert response.status_code == 200, response.text
    read_back = client.get("/api/users/me", headers=user_headers).json
    assert response.json == read_back
    assert read_back["name"] == "Grace"
    assert read_back["email"] == user["email"]
    stored = db_session.get(User, user["id"])
    assert (stored.name, stored.email) == ("Grace", user["email"])


def test_privileged_fields_in_an_update_are_ignored(client, user, user_headers):
    changes = {"role": "admin", "verified": True, "id": user["id"] + 1}

    response = client.patch("/api/users/me", json=changes, headers=user_headers)

    assert response.status_code == 200, response.text
    assert response.json["id"] == user["id"]
    assert response.json["role"] == "customer"
    assert response.json["verified"] is False


def test_another_user_s_email_is_409_and_a_good_update_works_after(
    client, create_user, user_headers
):
    taken = create_user()["email"]

    response = client.patch("/api/users/me", json={"email": taken}, headers=user_headers)

    assert response.status_code == 409
    assert response.json["error"]["message"] == "This e-mail is registered already."
    after = client.patch("/api/users/me", json={"name": "Still here"}, headers=user_headers)
    assert after.json["name"] == "Still here"


def test_a_changed_email_is_not_verified(client, admin_headers):
    assert client.get("/api/users/me", headers=admin_headers).json["verified"] is True

    response = client.patch(
        "/api/users/me", json={"email": "moved@example.com"}, headers=admin_headers
    )

    assert response.json["email"] == "moved@example.com"
    assert response.json["verified"] is False


def test_nulls_in_an_update_are_422(client, user_headers):
    nulls = {"email": None, "name": None}

    response = client.patch("/api/users/me", json=nulls, headers=user_headers)

    assert response.status_code == 422
    assert [detail["field"] for detail in response.json["error"]["details"]] == ["email", "name"]
