"""Orders that have come a certain way."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

STEPS: dict[str, list[str]] = {
    "pending": [],
    "paid": ["pay"],
    "shipped": ["pay", "ship"],
    "cancelled": ["cancel"],
}


@pytest.fixture
def order_in(
    client: httpx.AsyncClient,
    create_order: Callable[..., Awaitable[dict[str, Any]]],
    admin_headers: dict[str, str],
) -> Callable[[str], Awaitable[dict[str, Any]]]:
    """Bring an order of the user's into a status: `await order_in("paid")`."""

    async def order_in(status: str) -> dict[str, Any]:
        order = await create_order()
        for action in STEPS[status]:
            response = await client.post(f"/orders/{order['id']}/{action}", headers=admin_headers)
            assert response.status_code == 200, response.text
            order = response.json()
        return order

    return order_in
