import pytest
from sqlalchemy import func, select

from shop.models import Order, Product, User


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_turn_finds_nothing_of_the_other(
    client, connection, db_session, create_user, login, create_order, turn
):
    with db_session:
        assert [count(db_session, model) for model in (User, Product, Order)] == [1, 0, 0]
    headers = login(create_user(email="the-same@example.com"))
    order = create_order(headers)

    response = client.post(f"/api/orders/{order['id']}/pay", headers=headers)

    assert response.json["status"] == "paid", turn
    assert [count(db_session, model) for model in (User, Product, Order)] == [2, 1, 1]
    assert connection.get_transaction().is_active


def test_what_was_committed_outlives_the_app_s_own_rollback(client, create_user, db_session):
    """Without savepoints the conflict's rollback would take the first user along."""
    user = create_user()

    response = client.post(
        "/api/users",
        json={"email": user["email"], "name": "Again", "password": "another-password"},
    )

    assert response.status_code == 409
    assert response.json["error"]["code"] == "conflict"
    assert db_session.get(User, user["id"]).email == user["email"]


def test_what_the_app_does_not_commit_is_not_there(client, user_headers, create_product):
    plenty, scarce = create_product(stock=9), create_product(stock=0)
    items = [{"product_id": product["id"], "quantity": 1} for product in (plenty, scarce)]

    response = client.post("/api/orders", json={"items": items}, headers=user_headers)

    assert response.status_code == 409
    assert client.get(f"/api/products/{plenty['id']}").json["stock"] == 9
