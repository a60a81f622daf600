"""What an admin sees of users, and how they are deleted."""

import pytest

from shop.models import User

UNKNOWN_IDS = [
    pytest.param(999_999, id="unknown"),
    pytest.param(2**64, id="2**64"),
]


def test_the_pages_together_are_the_whole_list(client, create_user, admin_headers):
    created = [create_user()["id"] for _ in range(4)]

    pages = [
        client.get(f"/api/users?limit=2&offset={offset}", headers=admin_headers)
        for offset in (0, 2, 4, 6)
    ]

    assert [page.json["total"] for page in pages] == [5] * 4
    assert [len(page.json["items"]) for page in pages] == [2, 2, 1, 0]
    seen = [item["id"] for page in pages for item in page.json["items"]]
    assert seen[1:] == created
    assert all("password" not in page.text for page in pages)


def test_an_admin_sees_one_user_without_secrets(client, user, admin_headers):
    response = client.get(f"/api/users/{user['id']}", headers=admin_headers)

    assert response.status_code == 200, response.text
    assert response.json["email"] == user["email"]
    assert "password" not in response.text


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize("user_id", UNKNOWN_IDS)
def test_unknown_users_are_404(client, admin_headers, method, user_id):
    response = client.open(f"/api/users/{user_id}", method=method, headers=admin_headers)

    assert response.status_code == 404
    assert response.json["error"]["code"] == "not_found"


def test_a_deleted_user_is_gone(client, user, admin_headers, db_session):
    path = f"/api/users/{user['id']}"

    response = client.delete(path, headers=admin_headers)

    assert response.status_code == 204
    assert response.data == b""
    assert client.get(path, headers=admin_headers).json["error"]["message"] == "No such user."
    assert db_session.get(User, user["id"]) is None


def test_a_user_with_orders_is_not_deleted(client, user, user_headers, create_order, admin_headers):
    order = create_order(user_headers)

    response = client.delete(f"/api/users/{user['id']}", headers=admin_headers)

    assert response.status_code == 409
    assert response.json["error"]["message"] == "A user who has orders can't be deleted."
    kept = client.get(f"/api/orders/{order['id']}", headers=user_headers)
    assert kept.json == order


def test_an_admin_does_not_delete_themself(client, admin_headers):
    admin = client.get("/api/users/me", headers=admin_headers).json

    response = client.delete(f"/api/users/{admin['id']}", headers=admin_headers)

    assert response.status_code == 409
    assert response.json["error"]["message"] == "An admin can't delete their own account."
