import pytest
from sqlalchemy import select

from shop.models import OrderItem

UNKNOWN = 999_999


def stock_of(client, product):
    return client.get(f"/api/products/{product['id']}").json["stock"]


def test_an_order_has_its_total_and_takes_from_the_stock(
    client, user, user_headers, create_product, create_order
):
    pan, book = create_product(price="45.50", stock=3), create_product(price="0.99", stock=9)

    order = create_order(
        user_headers,
        items=[
            {"product_id": pan["id"], "quantity": 1},
            {"product_id": book["id"], "quantity": 4},
        ],
    )

    assert order.keys() == {"id", "user_id", "status", "items", "total", "created_at"}
    assert order["user_id"] == user["id"]
    assert order["status"] == "pending"
    assert order["total"] == "49.46"
    assert order["items"][0] == {"product_id": pan["id"], "quantity": 1, "unit_price": "45.50"}
    assert (stock_of(client, pan), stock_of(client, book)) == (2, 5)
    assert client.get(f"/api/orders/{order['id']}", headers=user_headers).json == order


def test_the_last_piece_can_be_ordered(client, user_headers, create_product, create_order):
    product = create_product(stock=3)

    order = create_order(user_headers, items=[{"product_id": product["id"], "quantity": 3}])

    assert order["items"][0]["quantity"] == 3
    assert stock_of(client, product) == 0


def test_too_little_stock_is_409_and_takes_nothing(
    client, user_headers, create_product, db_session
):
    plenty, scarce = create_product(stock=9), create_product(stock=1)
    items = [{"product_id": product["id"], "quantity": 2} for product in (plenty, scarce)]

    response = client.post("/api/orders", json={"items": items}, headers=user_headers)

    assert response.status_code == 409
    assert scarce["sku"] in response.json["error"]["message"]
    assert (stock_of(client, plenty), stock_of(client, scarce)) == (9, 1)
    assert client.get("/api/orders", headers=user_headers).json["total"] == 0
    assert db_session.scalars(select(OrderItem)).all() == []


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([], id="empty"),
        pytest.param([{"product_id": UNKNOWN, "quantity": 0}], id="quantity-zero"),
        pytest.param([{"product_id": UNKNOWN, "quantity": 1001}], id="quantity-too-high"),
        pytest.param([{"product_id": UNKNOWN, "quantity": 1}], id="unknown-product"),
        pytest.param([{"product_id": 2**64, "quantity": 1}], id="product-2**64"),
        pytest.param([{"product_id": UNKNOWN, "quantity": 1}] * 2, id="product-twice"),
    ],
)
def test_invalid_items_are_422(client, user_headers, items):
    response = client.post("/api/orders", json={"items": items}, headers=user_headers)

    assert response.status_code == 422
    assert response.json["error"]["code"] == "invalid_input"
    assert len(response.json["error"]["details"]) == 1


@pytest.mark.parametrize("owner_is_older", [True, False], ids=["older-owner", "younger-owner"])
@pytest.mark.parametrize(("method", "action"), [("GET", ""), ("POST", "/pay"), ("POST", "/cancel")])
def test_another_user_s_order_does_not_exist(
    client, user_headers, other_headers, create_order, owner_is_older, method, action
):
    owner, stranger = user_headers, other_headers
    if not owner_is_older:
        owner, stranger = stranger, owner
    order = create_order(owner)

    response = client.open(f"/api/orders/{order['id']}{action}", method=method, headers=stranger)

    assert response.status_code == 404
    assert response.json == {"error": {"code": "not_found", "message": "No such order."}}
    assert client.get(f"/api/orders/{order['id']}", headers=owner).json == order


def test_a_user_lists_their_own_orders_and_an_admin_all(
    client, user_headers, other_headers, admin_headers, create_order
):
    own, others = create_order(user_headers), create_order(other_headers)

    lists = [
        client.get("/api/orders", headers=headers).json
        for headers in (user_headers, other_headers, admin_headers)
    ]

    assert [found["items"] for found in lists] == [[own], [others], [own, others]]
    assert [found["total"] for found in lists] == [1, 1, 2]


def test_orders_are_filtered_by_status(client, order_in, user_headers):
    paid, _pending = order_in("paid"), order_in("pending")

    response = client.get("/api/orders?status=paid", headers=user_headers)

    assert response.status_code == 200, response.text
    assert response.json["items"] == [paid]
    assert response.json["total"] == 1


@pytest.mark.parametrize(
    ("method", "action"), [("GET", ""), ("POST", "/pay"), ("POST", "/ship"), ("POST", "/cancel")]
)
def test_unknown_orders_are_404(client, admin_headers, method, action):
    response = client.open(f"/api/orders/{UNKNOWN}{action}", method=method, headers=admin_headers)

    assert response.status_code == 404
    assert response.json["error"]["message"] == "No such order."
