import pytest
from sqlalchemy import select

from shop.models import Product

FIELDS = {"id", "sku", "name", "description", "price", "stock", "category", "created_at"}
VALID = {"sku": "CHESS-1", "name": "Chess", "price": "19.90", "category": "games"}


def test_create_answers_with_the_product(client, admin_headers, db_session):
    response = client.post("/api/products", json=VALID, headers=admin_headers)

    assert response.status_code == 201, response.text
    assert response.json.keys() == FIELDS
    assert response.json.items() >= (VALID | {"stock": 0, "description": None}).items()
    assert client.get(response.headers["Location"]).json == response.json
    assert str(db_session.get(Product, response.json["id"]).price) == VALID["price"]


def test_a_sku_is_used_once(client, create_product, admin_headers):
    create_product(sku=VALID["sku"])

    response = client.post("/api/products", json=VALID, headers=admin_headers)

    assert response.status_code == 409
    assert response.json["error"]["message"] == "This SKU is in use already."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("sku", "lower-case", id="sku-bad-format"),
        pytest.param("name", "a\x00b", id="name-with-nul"),
        pytest.param("price", "0.00", id="price-too-low"),
        pytest.param("price", "100000.00", id="price-too-high"),
        pytest.param("price", float("nan"), id="price-nan"),
        pytest.param("stock", -1, id="stock-negative"),
        pytest.param("stock", 2**64, id="stock-2**64"),
        pytest.param("category", "no-such-category", id="category-unknown"),
    ],
)
def test_invalid_fields_are_422(client, admin_headers, db_session, field, value):
    response = client.post("/api/products", json=VALID | {field: value}, headers=admin_headers)

    assert response.status_code == 422
    assert response.json["error"]["code"] == "invalid_input"
    assert [detail["field"] for detail in response.json["error"]["details"]] == [field]
    assert db_session.scalars(select(Product)).all() == []


@pytest.mark.parametrize(
    "bounds",
    [
        pytest.param({"price": "0.01", "stock": 0}, id="lowest"),
        pytest.param({"price": "99999.99", "stock": 1_000_000}, id="highest"),
    ],
)
def test_values_just_inside_the_bounds_are_accepted(client, create_product, bounds):
    product = create_product(**bounds)

    read_back = client.get(f"/api/products/{product['id']}").json
    assert read_back.items() >= bounds.items()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"price": "3.20"}, id="price"),
        pytest.param({"category": "kitchen"}, id="category"),
        pytest.param({"description": None}, id="description-to-null"),
        pytest.param({}, id="nothing"),
    ],
)
def test_an_update_is_kept_and_changes_nothing_else(client, create_product, admin_headers, changes):
    product = create_product()
    path = f"/api/products/{product['id']}"

    response = client.patch(path, json=changes, headers=admin_headers)

    assert response.status_code == 200, response.text
    assert response.json == product | changes
    assert client.get(path).json == product | changes


def test_nulls_in_an_update_are_422(client, create_product, admin_headers):
    path = f"/api/products/{create_product()['id']}"
    fields = ["sku", "name", "price", "stock", "category"]

    response = client.patch(path, json=dict.fromkeys(fields), headers=admin_headers)

    assert response.status_code == 422
    assert [detail["field"] for detail in response.json["error"]["details"]] == fields


def test_another_product_s_sku_is_409(client, create_product, admin_headers):
    taken, product = create_product()["sku"], create_product()

    response = client.patch(
        f"/api/products/{product['id']}", json={"sku": taken}, headers=admin_headers
    )

    assert response.status_code == 409
    assert response.json["error"]["code"] == "conflict"
    assert client.get(f"/api/products/{product['id']}").json == product


def test_a_deleted_product_is_gone(client, create_product, admin_headers, db_session):
    product_id = create_product()["id"]
    path = f"/api/products/{product_id}"

    response = client.delete(path, headers=admin_headers)

    assert response.status_code == 204
    assert client.get(path).json["error"]["message"] == "No such product."
    assert db_session.get(Product, product_id) is None


def test_an_ordered_product_is_not_deleted(client, create_order, user_headers, admin_headers):
    product_id = create_order(user_headers)["items"][0]["product_id"]

    response = client.delete(f"/api/products/{product_id}", headers=admin_headers)

    assert response.status_code == 409
    assert response.json["error"]["message"] == "A product that was ordered can't be deleted."


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_unknown_products_are_404(client, admin_headers, method):
    response = client.open("/api/products/999999", method=method, json={}, headers=admin_headers)

    assert response.status_code == 404
    assert response.json == {"error": {"code": "not_found", "message": "No such product."}}
