"""Who is let in, over all operations: none, a bad token, the wrong role."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

PUBLIC = {
    ("POST", "/api/auth/login"),
    ("POST", "/api/users"),
    ("GET", "/api/products"),
    ("GET", "/api/products/1"),
}
ADMIN_ONLY = {
    ("GET", "/api/users"),
    ("GET", "/api/users/1"),
    ("DELETE", "/api/users/1"),
    ("POST", "/api/products"),
    ("PATCH", "/api/products/1"),
    ("DELETE", "/api/products/1"),
    ("POST", "/api/orders/1/ship"),
}


def operations(app):
    """List the operations from the app itself, so that a new one can't be forgotten here."""
    with app.test_request_context():
        urls = app.url_map.bind("")
        for rule in app.url_map.iter_rules():
            if rule.endpoint != "static":
                path = urls.build(rule.endpoint, dict.fromkeys(rule.arguments, 1))
                yield from ((method, path) for method in rule.methods - {"HEAD", "OPTIONS"})


@pytest.fixture
def bearer(app, user):
    """Forge a token: what a login gives, with some claims or the key changed."""

    def _bearer(key=app.config["SECRET_KEY"], algorithm="HS256", **changes):
        claims = {
            "sub": str(user["id"]),
            "aud": "access",
            "exp": datetime.now(UTC) + timedelta(minutes=5),
        } | changes
        return f"Bearer {jwt.encode(claims, key, algorithm)}"

    return _bearer


def test_every_operation_but_the_public_ones_needs_a_token(app, client):
    protected = set(operations(app)) - PUBLIC
    assert len(protected) >= 16

    answers = {
        (method, path): client.open(path, method=method) for method, path in sorted(protected)
    }

    assert {operation for operation, got in answers.items() if got.status_code != 401} == set()
    for response in answers.values():
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.json["error"]["code"] == "unauthorized"


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda bearer: "Bearer not-a-token", id="garbage"),
        pytest.param(lambda bearer: bearer().replace("Bearer", "Basic"), id="wrong-scheme"),
        pytest.param(
            lambda bearer: bearer(exp=datetime.now(UTC) - timedelta(seconds=1)), id="expired"
        ),
        pytest.param(lambda bearer: bearer(key="another-key" * 4), id="wrong-key"),
        pytest.param(lambda bearer: bearer(key=None, algorithm="none"), id="alg-none"),
        pytest.param(lambda bearer: bearer(aud="verification"), id="other-purpose"),
        pytest.param(lambda bearer: bearer(sub="999999"), id="unknown-user"),
    ],
)
def test_bad_tokens_are_401(client, bearer, forge):
    response = client.get("/api/users/me", headers={"Authorization": forge(bearer)})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.json["error"]["code"] == "unauthorized"


def test_the_token_that_the_bad_ones_are_made_from_is_good(client, bearer, user):
    response = client.get("/api/users/me", headers={"Authorization": bearer()})

    assert response.status_code == 200, response.text
    assert response.json["id"] == user["id"]


def test_a_deleted_user_s_token_does_not_pass_to_the_next_user(
    client, user, user_headers, admin_headers, create_user
):
    client.delete(f"/api/users/{user['id']}", headers=admin_headers)
    assert create_user()["id"] != user["id"]

    response = client.get("/api/users/me", headers=user_headers)

    assert response.status_code == 401
    assert response.json["error"]["message"] == "The token is not valid."


def test_the_admin_s_operations_and_no_others_are_403_for_a_customer(app, client, user_headers):
    answers = {
        (method, path): client.open(path, method=method, headers=user_headers)
        for method, path in sorted(set(operations(app)))
    }

    refused = {operation for operation, got in answers.items() if got.status_code == 403}
    assert refused == ADMIN_ONLY
    for operation in refused:
        assert answers[operation].json == {
            "error": {"code": "forbidden", "message": "Only an admin may do this."}
        }
