"""The tests, written once for an async client; the driver respells them for the other clients.

Each test sends three requests and ends by reading a whole table, so a row left by another test
fails it; the addresses are the same in every test, so a leaked user answers 409 at once.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

EACH = range(int(os.environ["THOUSAND_TESTS"]) // 4)
ADA = {"email": "ada@example.com", "name": "Ada"}


@pytest.mark.parametrize("_number", EACH)
async def test_an_address_is_taken_once(client: Any, _number: int) -> None:
    created = await client.post("/users", json=ADA)
    assert created.status_code == 201
    taken = await client.post("/users", json=ADA)
    assert taken.status_code == 409
    listed = await client.get("/users")
    assert listed.json() == [{"id": created.json()["id"], **ADA}]


@pytest.mark.parametrize("_number", EACH)
async def test_a_user_owns_an_item(client: Any, _number: int) -> None:
    user = (await client.post("/users", json=ADA)).json()
    body = {"title": "Lamp", "price": 12, "tags": ["new", "home"]}
    created = await client.post(f"/users/{user['id']}/items", json=body)
    assert created.status_code == 201
    listed = (await client.get("/items")).json()
    assert listed == [created.json()]
    assert len(listed[0]["tags"]) == 2


@pytest.mark.parametrize("_number", EACH)
async def test_a_user_is_renamed(client: Any, _number: int) -> None:
    user = (await client.post("/users", json=ADA)).json()
    renamed = await client.patch(f"/users/{user['id']}", json={"name": "Grace"})
    assert renamed.status_code == 200
    listed = await client.get("/users")
    assert listed.json() == [{**user, "name": "Grace"}]


@pytest.mark.parametrize("_number", EACH)
async def test_a_user_is_deleted(client: Any, _number: int) -> None:
    created = await client.post("/users", json=ADA)
    assert created.status_code == 201
    deleted = await client.delete(f"/users/{created.json()['id']}")
    assert deleted.status_code == 204
    listed = await client.get("/users")
    assert listed.json() == []
