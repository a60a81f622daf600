"""The token table, and who may call what."""

import pytest

PUBLIC = {
    "POST /auth/token",
    "POST /users",
    "GET /products",
    "GET /products/{product_id}",
    "GET /categories",
    "GET /health",
}
ADMIN_ONLY = {
    "GET /users",
    "GET /users/{user_id}",
    "DELETE /users/{user_id}",
    "POST /products",
    "PATCH /products/{product_id}",
    "DELETE /products/{product_id}",
    "POST /orders/{order_id}/ship",
    "GET /audit",
}


async def answers(client, operations, headers):
    """Call each operation and give what it said: `{operation: (status, detail)}`."""
    said = {}
    for operation in operations:
        method, path = operation.split()
        path = path.format(user_id=1, product_id=1, order_id=1)
        response = await client.request(method, path, headers=headers)
        said[operation] = response.status_code, response.json()["detail"]
    return said


@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "garbage",
        "wrong scheme",
        "no signature",
        "expired",
        "wrong key",
        "alg none",
        "deleted user",
    ],
)
async def test_bad_token_is_401(client, bad_token, kind):
    response = await client.get("/users/me", headers=await bad_token(kind))

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["detail"] in {"Not authenticated", "Could not validate credentials"}


async def test_good_token_is_200(client, user, auth_headers):
    response = await client.get("/users/me", headers=auth_headers)

    assert response.status_code == 200
    assert response.json() == user


async def test_token_of_a_deleted_user_does_not_open_the_next_account(
    client, bad_token, create_user
):
    headers = await bad_token("deleted user")
    await create_user()

    response = await client.get("/users/me", headers=headers)

    assert response.status_code == 401
    assert response.json() == {"detail": "Could not validate credentials"}


async def test_every_operation_but_the_public_ones_needs_a_token(app, client):
    paths = app.openapi()["paths"].items()
    private = {f"{method.upper()} {path}" for path, item in paths for method in item} - PUBLIC

    said = await answers(client, private, headers={})

    assert said == dict.fromkeys(private, (401, "Not authenticated"))


async def test_admin_operations_refuse_a_user(client, auth_headers):
    said = await answers(client, ADMIN_ONLY, auth_headers)

    assert said == dict.fromkeys(ADMIN_ONLY, (403, "Admins only"))
