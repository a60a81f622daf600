import pytest


@pytest.mark.parametrize(
    "changes",
    [{"full_name": "Grace H."}, {"full_name": None}, {"email": "grace@example.com"}, {}],
    ids=["name", "no name", "e-mail", "nothing"],
)
async def test_update_changes_only_what_it_names(client, user, auth_headers, changes):
    response = await client.patch("/users/me", json=changes, headers=auth_headers)
    stored = await client.get("/users/me", headers=auth_headers)

    assert response.status_code == 200
    assert response.json() == user | changes
    assert stored.json() == user | changes


async def test_new_password_replaces_the_old_one(client, create_user, login):
    user = await create_user(password="the old one")
    headers = await login(user["email"], "the old one")

    response = await client.patch("/users/me", json={"password": "the new one"}, headers=headers)
    old = await client.post(
        "/auth/token", data={"username": user["email"], "password": "the old one"}
    )

    assert response.status_code == 200
    assert response.json() == user
    assert await login(user["email"], "the new one")
    assert old.status_code == 401
    assert old.json() == {"detail": "Incorrect e-mail or password"}


@pytest.mark.parametrize("field", ["email", "password"])
async def test_null_is_422_where_a_value_is_needed(client, user, auth_headers, field):
    response = await client.patch("/users/me", json={field: None}, headers=auth_headers)
    stored = await client.get("/users/me", headers=auth_headers)

    assert response.status_code == 422
    assert [fault["loc"] for fault in response.json()["detail"]] == [["body", field]]
    assert stored.json() == user


async def test_email_of_somebody_else_is_409(client, create_user, user, auth_headers):
    other = await create_user()

    response = await client.patch(
        "/users/me", json={"email": other["email"].upper()}, headers=auth_headers
    )
    stored = await client.get("/users/me", headers=auth_headers)

    assert response.status_code == 409
    assert response.json() == {"detail": "E-mail already registered"}
    assert stored.json() == user


async def test_nobody_promotes_themselves(client, user, auth_headers):
    response = await client.patch(
        "/users/me", json={"role": "admin", "is_verified": True}, headers=auth_headers
    )

    assert response.status_code == 200
    assert response.json() == user
