"""Filters, order and pages of the product list."""

import pytest


@pytest.fixture
async def shelf(create_product):
    """Four products, two of them at the same price."""
    return [
        await create_product(name="Chess", category="games", price="30.00"),
        await create_product(name="Atlas", category="books", price="20.00"),
        await create_product(name="Rake 50%", category="garden", price="20.00"),
        await create_product(name="Bridge", category="games", price="9.99"),
    ]


async def names(client, **query):
    response = await client.get("/products", params=query)
    assert response.status_code == 200, response.text
    return [item["name"] for item in response.json()["items"]]


async def test_categories_are_seeded(client):
    response = await client.get("/categories")

    assert response.status_code == 200
    assert response.json() == [
        {"slug": "books", "title": "Books"},
        {"slug": "games", "title": "Games"},
        {"slug": "garden", "title": "Garden"},
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"category": "games"}, ["Chess", "Bridge"]),
        ({"min_price": "20.00", "max_price": "29.99"}, ["Atlas", "Rake 50%"]),
        ({"search": "RID"}, ["Bridge"]),
        ({"search": "%"}, ["Rake 50%"]),
        ({"category": "games", "min_price": "10"}, ["Chess"]),
        ({"category": "unknown"}, []),
    ],
    ids=["category", "price", "search", "search wildcard", "combined", "nothing"],
)
async def test_filter(client, shelf, query, expected):
    response = await client.get("/products", params=query)

    assert response.status_code == 200
    assert [item["name"] for item in response.json()["items"]] == expected
    assert response.json()["total"] == len(expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Atlas", "Bridge", "Chess", "Rake 50%"]),
        ("-name", ["Rake 50%", "Chess", "Bridge", "Atlas"]),
        ("price", ["Bridge", "Atlas", "Rake 50%", "Chess"]),
        ("-price", ["Chess", "Atlas", "Rake 50%", "Bridge"]),
    ],
)
async def test_sort(client, shelf, sort, expected):
    assert await names(client, sort=sort) == expected


async def test_pages_add_up_to_the_whole_list(client, shelf):
    whole = await client.get("/products", params={"sort": "price"})
    pages = [
        await client.get("/products", params={"sort": "price", "limit": 1, "offset": offset})
        for offset in range(4)
    ]

    assert whole.json() == {
        "items": [shelf[3], shelf[1], shelf[2], shelf[0]],
        "total": 4,
        "limit": 20,
        "offset": 0,
    }
    assert [page.json()["items"][0] for page in pages] == whole.json()["items"]
    assert [page.json()["total"] for page in pages] == [4] * 4


async def test_largest_page_is_accepted(client, shelf):
    page = {"limit": 100, "offset": 2**63 - 1}

    response = await client.get("/products", params=page)

    assert response.status_code == 200
    assert response.json() == {"items": [], "total": 4, **page}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", 0),
        ("limit", 101),
        ("offset", -1),
        ("offset", 2**70),
        ("min_price", "NaN"),
        ("search", "\x00"),
        ("sort", "stock"),
    ],
)
async def test_invalid_query_is_422(client, name, value):
    response = await client.get("/products", params={name: value})

    assert response.status_code == 422
    assert [fault["loc"] for fault in response.json()["detail"]] == [["query", name]]
