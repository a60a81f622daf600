import pytest


async def stock(client, product):
    response = await client.get(f"/products/{product['id']}")
    return response.json()["stock"]


async def test_order_answers_prices_and_takes_from_stock(
    client, user, auth_headers, create_product
):
    rake, spade = await create_product(price="0.10"), await create_product(price="19.99", stock=3)

    response = await client.post(
        "/orders",
        json={
            "items": [
                {"product_id": spade["id"], "quantity": 1},
                {"product_id": rake["id"], "quantity": 3},
                {"product_id": spade["id"], "quantity": 2},
            ]
        },
        headers=auth_headers,
    )
    order = response.json()
    stored = await client.get(response.headers["location"], headers=auth_headers)

    assert response.status_code == 201
    assert order == {
        "id": order["id"],
        "user_id": user["id"],
        "status": "pending",
        "items": [
            {"product_id": rake["id"], "quantity": 3, "unit_price": "0.10"},
            {"product_id": spade["id"], "quantity": 3, "unit_price": "19.99"},
        ],
        "total": "60.27",
        "created_at": order["created_at"],
    }
    assert stored.json() == order
    assert (await stock(client, rake), await stock(client, spade)) == (4, 0)


async def test_order_keeps_the_price_it_was_made_at(
    client, auth_headers, admin_headers, create_order
):
    order = await create_order()
    product_id = order["items"][0]["product_id"]

    await client.patch(f"/products/{product_id}", json={"price": "99.00"}, headers=admin_headers)
    stored = await client.get(f"/orders/{order['id']}", headers=auth_headers)

    assert stored.status_code == 200
    assert stored.json() == order


@pytest.mark.parametrize("missing", ["stock", "product"])
async def test_order_that_cannot_be_filled_takes_nothing(
    client, auth_headers, create_product, missing
):
    plenty, scarce = await create_product(), await create_product(stock=1)
    wanted = scarce["id"] if missing == "stock" else 2**31 - 1
    expected = {
        "stock": (409, f"Not enough stock of product {wanted}"),
        "product": (404, f"Product {wanted} not found"),
    }

    response = await client.post(
        "/orders",
        json={
            "items": [
                {"product_id": plenty["id"], "quantity": 1},
                {"product_id": wanted, "quantity": 2},
            ]
        },
        headers=auth_headers,
    )
    orders = await client.get("/orders", headers=auth_headers)

    assert (response.status_code, response.json()["detail"]) == expected[missing]
    assert orders.json()["total"] == 0
    assert (await stock(client, plenty), await stock(client, scarce)) == (7, 1)


@pytest.mark.parametrize(
    ("items", "location"),
    [
        ([], ["items"]),
        ([{"product_id": 1, "quantity": 1}] * 51, ["items"]),
        ([{"product_id": 1, "quantity": 0}], ["items", 0, "quantity"]),
        ([{"product_id": 1, "quantity": 1001}], ["items", 0, "quantity"]),
        ([{"product_id": 2**64, "quantity": 1}], ["items", 0, "product_id"]),
        ([{"product_id": 1}], ["items", 0, "quantity"]),
    ],
    ids=["empty", "too many", "none of it", "too much of it", "huge id", "no quantity"],
)
async def test_invalid_items_are_422(client, auth_headers, items, location):
    response = await client.post("/orders", json={"items": items}, headers=auth_headers)

    assert response.status_code == 422
    assert [fault["loc"] for fault in response.json()["detail"]] == [["body", *location]]


@pytest.mark.parametrize(("lines", "quantity"), [(1, 1000), (50, 1)], ids=["quantity", "lines"])
async def test_largest_order_is_accepted(client, auth_headers, create_product, lines, quantity):
    product = await create_product(stock=1000)
    line = {"product_id": product["id"], "quantity": quantity}

    response = await client.post("/orders", json={"items": [line] * lines}, headers=auth_headers)

    assert response.status_code == 201
    assert response.json()["items"] == [
        {**line, "quantity": lines * quantity, "unit_price": product["price"]}
    ]


@pytest.mark.parametrize("owner", ["first", "second"])
async def test_order_of_somebody_else_does_not_exist(
    client, auth_headers, other_headers, create_order, owner
):
    """Whoever registered first: a check that looks one way only passes one of the two."""
    headers = [auth_headers, other_headers]
    mine, theirs = headers if owner == "first" else reversed(headers)
    order = await create_order(mine)
    path = f"/orders/{order['id']}"

    refused = [
        await client.get(path, headers=theirs),
        await client.post(f"{path}/pay", headers=theirs),
        await client.post(f"{path}/cancel", headers=theirs),
    ]
    stored = await client.get(path, headers=mine)

    assert [response.status_code for response in refused] == [404] * 3
    assert [response.json() for response in refused] == [{"detail": "Order not found"}] * 3
    assert stored.json() == order


async def test_list_holds_ones_own_orders_and_for_admins_all(
    client, auth_headers, other_headers, admin_headers, create_order
):
    orders = [await create_order(headers) for headers in (auth_headers, other_headers)]

    mine, theirs, everything = [
        await client.get("/orders", headers=headers)
        for headers in (auth_headers, other_headers, admin_headers)
    ]

    assert mine.json() == {"items": orders[:1], "total": 1, "limit": 20, "offset": 0}
    assert theirs.json()["items"] == orders[1:]
    assert everything.json()["items"] == orders


@pytest.mark.parametrize("action", ["pay", "ship", "cancel"])
async def test_unknown_order_is_404(client, admin_headers, action):
    response = await client.post(f"/orders/{2**31 - 1}/{action}", headers=admin_headers)

    assert response.status_code == 404
    assert response.json() == {"detail": "Order not found"}
