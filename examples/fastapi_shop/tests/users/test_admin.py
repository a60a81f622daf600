"""Users as an admin sees them."""

import pytest

from shop.models import User


async def test_pages_add_up_to_the_whole_list(client, create_user, admin_headers):
    created = [await create_user() for _ in range(4)]

    async def page(offset):
        response = await client.get(
            "/users", params={"limit": 2, "offset": offset}, headers=admin_headers
        )
        assert response.status_code == 200, response.text
        return response.json()

    first, second, third, beyond = [await page(offset) for offset in (0, 2, 4, 2**63 - 1)]
    listed = first["items"] + second["items"] + third["items"]

    assert listed[1:] == created
    assert listed[0]["role"] == "admin"
    assert beyond == {"items": [], "total": 5, "limit": 2, "offset": 2**63 - 1}
    assert listed[0].keys() == {
        "id",
        "email",
        "full_name",
        "role",
        "is_verified",
        "created_at",
    }


async def test_admin_reads_a_user(client, user, admin_headers):
    response = await client.get(f"/users/{user['id']}", headers=admin_headers)

    assert response.status_code == 200
    assert response.json() == user


async def test_admin_deletes_a_user(client, user, admin_headers, db_session):
    deleted = await client.delete(f"/users/{user['id']}", headers=admin_headers)
    again = await client.delete(f"/users/{user['id']}", headers=admin_headers)

    assert deleted.status_code == 204
    assert again.status_code == 404
    assert again.json() == {"detail": "User not found"}
    assert await db_session.get(User, user["id"]) is None


async def test_user_with_orders_is_kept(client, user, create_order, admin_headers):
    await create_order()

    deleted = await client.delete(f"/users/{user['id']}", headers=admin_headers)
    stored = await client.get(f"/users/{user['id']}", headers=admin_headers)

    assert deleted.status_code == 409
    assert deleted.json() == {"detail": "User has orders"}
    assert stored.json() == user


async def test_admin_cannot_delete_themselves(client, admin_headers):
    me = await client.get("/users/me", headers=admin_headers)

    response = await client.delete(f"/users/{me.json()['id']}", headers=admin_headers)

    assert response.status_code == 409
    assert response.json() == {"detail": "Admins cannot delete themselves"}


@pytest.mark.parametrize(
    ("user_id", "status"),
    [(2**31 - 1, 404), (2**31, 422), (2**64, 422)],
    ids=["unknown", "beyond the column", "huge"],
)
async def test_bad_id(client, admin_headers, user_id, status):
    response = await client.get(f"/users/{user_id}", headers=admin_headers)

    assert response.status_code == status
    assert response.json()["detail"]
