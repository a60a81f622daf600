"""pending -> paid -> shipped; pending or paid -> cancelled; nothing else."""

import pytest
from sqlalchemy import select

from shop.models import AuditEntry

TARGETS = {"pay": "paid", "ship": "shipped", "cancel": "cancelled"}


@pytest.mark.parametrize(
    ("status", "action"),
    [("pending", "pay"), ("pending", "cancel"), ("paid", "ship"), ("paid", "cancel")],
)
async def test_allowed_transition(client, order_in, admin_headers, status, action):
    order = await order_in(status)
    path = f"/orders/{order['id']}"

    response = await client.post(f"{path}/{action}", headers=admin_headers)
    stored = await client.get(path, headers=admin_headers)

    assert response.status_code == 200
    assert response.json() == order | {"status": TARGETS[action]}
    assert stored.json() == response.json()


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("pending", "ship"),
        ("paid", "pay"),
        ("shipped", "pay"),
        ("shipped", "ship"),
        ("shipped", "cancel"),
        ("cancelled", "pay"),
        ("cancelled", "ship"),
        ("cancelled", "cancel"),
    ],
)
async def test_wrong_transition_is_409(client, order_in, admin_headers, status, action):
    order = await order_in(status)
    path = f"/orders/{order['id']}"

    response = await client.post(f"{path}/{action}", headers=admin_headers)
    stored = await client.get(path, headers=admin_headers)

    assert response.status_code == 409
    assert response.json() == {"detail": f"Order is {status} and cannot become {TARGETS[action]}"}
    assert stored.json() == order


@pytest.mark.parametrize("status", ["pending", "paid"])
async def test_cancelling_puts_the_goods_back_once(client, order_in, auth_headers, status):
    order = await order_in(status)
    product = f"/products/{order['items'][0]['product_id']}"
    before = await client.get(product)

    first = await client.post(f"/orders/{order['id']}/cancel", headers=auth_headers)
    second = await client.post(f"/orders/{order['id']}/cancel", headers=auth_headers)
    after = await client.get(product)

    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json() == {"detail": "Order is cancelled and cannot become cancelled"}
    assert (before.json()["stock"], after.json()["stock"]) == (5, 7)


async def test_payment_is_audited_once(
    client, user, create_order, auth_headers, admin_headers, db_session
):
    order = await create_order()

    paid = await client.post(f"/orders/{order['id']}/pay", headers=auth_headers)
    again = await client.post(f"/orders/{order['id']}/pay", headers=auth_headers)
    listed = await client.get("/audit", headers=admin_headers)
    rows = (await db_session.scalars(select(AuditEntry))).all()

    assert (paid.status_code, again.status_code) == (200, 409)
    assert again.json() == {"detail": "Order is paid and cannot become paid"}
    assert [(row.action, row.order_id, row.user_id) for row in rows] == [
        ("paid", order["id"], user["id"])
    ]
    assert listed.json()["items"] == [
        {
            "id": rows[0].id,
            "order_id": order["id"],
            "user_id": user["id"],
            "action": "paid",
            "created_at": rows[0].created_at.isoformat().replace("+00:00", "Z"),
        }
    ]
