import pytest
from sqlalchemy import select

from shop.models import AuditEntry, Order


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        ("pending", "pay", "paid"),
        ("pending", "cancel", "cancelled"),
        ("paid", "ship", "shipped"),
        ("paid", "cancel", "cancelled"),
    ],
)
def test_allowed_transitions(client, order_in, admin_headers, db_session, before, action, after):
    order = order_in(before)

    response = client.post(f"/api/orders/{order['id']}/{action}", headers=admin_headers)

    assert response.status_code == 200, response.text
    assert response.json == order | {"status": after}
    assert client.get(f"/api/orders/{order['id']}", headers=admin_headers).json == response.json
    assert db_session.get(Order, order["id"]).status == after


@pytest.mark.parametrize(
    ("before", "action"),
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
def test_wrong_transitions_are_409_and_change_nothing(
    client, order_in, admin_headers, before, action
):
    order = order_in(before)

    response = client.post(f"/api/orders/{order['id']}/{action}", headers=admin_headers)

    assert response.status_code == 409
    assert response.json["error"]["message"].startswith(f"An order that is {before} can't become")
    assert client.get(f"/api/orders/{order['id']}", headers=admin_headers).json == order


@pytest.mark.parametrize("status", ["pending", "paid"])
def test_cancelling_puts_back_what_was_taken(client, order_in, user_headers, status):
    order = order_in(status)
    [item] = order["items"]
    path = f"/api/products/{item['product_id']}"
    stock = client.get(path).json["stock"]

    response = client.post(f"/api/orders/{order['id']}/cancel", headers=user_headers)

    assert response.json["status"] == "cancelled"
    assert client.get(path).json["stock"] == stock + item["quantity"]


def test_a_payment_is_audited_once(client, order_in, user, user_headers, db_session):
    order = order_in("pending")

    paid, again = (
        client.post(f"/api/orders/{order['id']}/pay", headers=user_headers) for _ in range(2)
    )

    assert (paid.json["status"], again.json["error"]["code"]) == ("paid", "conflict")
    [entry] = db_session.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.order_id, entry.user_id) == ("order.paid", order["id"], user["id"])
