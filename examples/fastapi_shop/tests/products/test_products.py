import pytest

UNKNOWN = f"/products/{2**31 - 1}"


VALID = {
    "sku": "TROWEL-1",
    "name": "Trowel",
    "description": None,
    "category": "garden",
    "price": "9.99",
    "stock": 3,
}


async def test_created_product_can_be_read_by_anybody(client, admin_headers):
    created = await client.post("/products", json=VALID, headers=admin_headers)
    stored = await client.get(created.headers["location"])

    assert created.status_code == 201
    assert created.json().keys() == {"id", "created_at", *VALID}
    assert created.json().items() >= VALID.items()
    assert stored.status_code == 200
    assert stored.json() == created.json()


async def test_sku_in_use_is_409_and_the_next_one_is_fine(client, create_product, admin_headers):
    taken = await create_product()

    refused = await client.post(
        "/products", json=VALID | {"sku": taken["sku"]}, headers=admin_headers
    )
    accepted = await client.post("/products", json=VALID, headers=admin_headers)
    stored = await client.get(f"/products/{taken['id']}")

    assert refused.status_code == 409
    assert refused.json() == {"detail": "SKU already in use"}
    assert accepted.status_code == 201
    assert accepted.json()["sku"] == VALID["sku"]
    assert stored.json() == taken


async def test_unknown_category_is_404(client, create_product, admin_headers):
    product = await create_product()
    unknown = {"category": "unknown"}

    created = await client.post("/products", json=VALID | unknown, headers=admin_headers)
    updated = await client.patch(f"/products/{product['id']}", json=unknown, headers=admin_headers)

    assert (created.status_code, updated.status_code) == (404, 404)
    assert created.json() == updated.json() == {"detail": "Category not found"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sku", "lower-case"),
        ("name", " "),
        ("description", "nul \x00"),
        ("price", "0.00"),
        ("price", "100000.00"),
        ("price", "1.001"),
        ("price", "NaN"),
        ("stock", -1),
        ("stock", 1_000_001),
        ("stock", "3"),
    ],
)
async def test_invalid_field_is_422(client, admin_headers, field, value):
    response = await client.post("/products", json=VALID | {field: value}, headers=admin_headers)

    assert response.status_code == 422
    assert [fault["loc"] for fault in response.json()["detail"]] == [["body", field]]


@pytest.mark.parametrize(
    "bounds",
    [
        {"price": "0.01", "stock": 0, "sku": "A-1", "description": ""},
        {"price": "99999.99", "stock": 1_000_000, "sku": "A" * 40, "description": "x" * 2000},
    ],
    ids=["lowest", "highest"],
)
async def test_values_at_the_bounds_are_accepted(client, admin_headers, bounds):
    response = await client.post("/products", json=VALID | bounds, headers=admin_headers)

    assert response.status_code == 201
    assert response.json().items() >= bounds.items()


@pytest.mark.parametrize(
    "changes",
    [{"price": "5.00", "stock": 0}, {"description": None}, {"category": "books"}],
    ids=["numbers", "no description", "category"],
)
async def test_update_changes_only_what_it_names(client, create_product, admin_headers, changes):
    product = await create_product()
    path = f"/products/{product['id']}"

    response = await client.patch(path, json=changes, headers=admin_headers)
    stored = await client.get(path)

    assert response.status_code == 200
    assert response.json() == product | changes
    assert stored.json() == product | changes


async def test_null_is_422_where_a_value_is_needed(client, create_product, admin_headers):
    product = await create_product()
    nulls = dict.fromkeys(["sku", "name", "category", "price", "stock"])

    response = await client.patch(f"/products/{product['id']}", json=nulls, headers=admin_headers)

    assert response.status_code == 422
    assert {fault["loc"][-1] for fault in response.json()["detail"]} == nulls.keys()


async def test_update_to_a_sku_in_use_is_409(client, create_product, admin_headers):
    taken, product = await create_product(), await create_product()

    response = await client.patch(
        f"/products/{product['id']}", json={"sku": taken["sku"]}, headers=admin_headers
    )

    assert response.status_code == 409
    assert response.json() == {"detail": "SKU already in use"}


@pytest.mark.parametrize(
    ("method", "body"), [("GET", None), ("PATCH", {}), ("DELETE", None)], ids=lambda value: value
)
async def test_unknown_product_is_404(client, admin_headers, method, body):
    response = await client.request(method, UNKNOWN, json=body, headers=admin_headers)

    assert response.status_code == 404
    assert response.json() == {"detail": "Product not found"}


async def test_deleted_product_is_gone(client, create_product, admin_headers):
    product = await create_product()
    path = f"/products/{product['id']}"

    deleted = await client.delete(path, headers=admin_headers)
    read = await client.get(path)

    assert deleted.status_code == 204
    assert read.status_code == 404
    assert read.json() == {"detail": "Product not found"}


async def test_ordered_product_is_kept(client, create_order, admin_headers):
    order = await create_order()
    path = f"/products/{order['items'][0]['product_id']}"

    deleted = await client.delete(path, headers=admin_headers)
    read = await client.get(path)

    assert deleted.status_code == 409
    assert deleted.json() == {"detail": "Product has been ordered"}
    assert read.status_code == 200
