"""Orders in each of their states."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

WAY_TO = {
    "pending": [],
    "paid": ["pay"],
    "shipped": ["pay", "ship"],
    "cancelled": ["cancel"],
}


@pytest.fixture
def order_in(
    client: FlaskClient,
    create_order: Callable[..., dict[str, Any]],
    user_headers: dict[str, str],
    admin_headers: dict[str, str],
) -> Callable[[str], dict[str, Any]]:
    """Lead an order of the user's to a state through the API."""

    def _order_in(status: str) -> dict[str, Any]:
        order = create_order(user_headers)
        for action in WAY_TO[status]:
            response = client.post(f"/api/orders/{order['id']}/{action}", headers=admin_headers)
            assert response.status_code == 200, response.text
            order = response.json
        assert order["status"] == status, order
        return order

    return _order_in
