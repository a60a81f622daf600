"""The app commits, and nothing stays."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Product, User


@pytest.mark.parametrize("time", ["first", "second"])
async def test_the_same_email_is_free_in_every_test(client, create_user, sessions, time):
    await create_user(email="same@example.com")

    async with sessions() as session:
        emails = (await session.scalars(select(User.email).order_by(User.id))).all()

    assert emails == ["admin@example.com", "same@example.com"]


async def test_what_was_committed_outlives_a_rollback_of_the_app(
    client, create_product, admin_headers
):
    product = await create_product()
    twin = {field: product[field] for field in ("sku", "name", "category", "price")}

    refused = await client.post("/products", json=twin, headers=admin_headers)
    stored = await client.get(f"/products/{product['id']}")

    assert refused.status_code == 409
    assert refused.json() == {"detail": "SKU already in use"}
    assert stored.json() == product


async def test_refused_order_is_undone_in_its_own_savepoint(client, auth_headers, create_product):
    plenty, scarce = await create_product(), await create_product(stock=0)
    items = [{"product_id": product["id"], "quantity": 1} for product in (plenty, scarce)]

    refused = await client.post("/orders", json={"items": items}, headers=auth_headers)
    stored = await client.get(f"/products/{plenty['id']}")

    assert refused.status_code == 409
    assert refused.json() == {"detail": f"Not enough stock of product {scarce['id']}"}
    assert stored.json() == plenty


async def test_nothing_reaches_the_database(create_product, seeded_engine, sessions):
    await create_product()

    async with sessions() as inside, AsyncSession(seeded_engine) as outside:
        count = select(func.count()).select_from(Product)
        counted = [await session.scalar(count) for session in (inside, outside)]

    assert counted == [1, 0]
