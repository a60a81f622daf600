import pytest


@pytest.fixture
def catalogue(create_product):
    """Put four products on sale, two of them at one price."""
    create_product(name="Go", price="30.00", category="games")
    create_product(name="Chess", price="20.00", category="games")
    create_product(name="Chess openings", price="20.00", category="books")
    create_product(name="Pan 100% iron", price="45.50", category="kitchen")


def names(response):
    assert response.status_code == 200, response.text
    return [item["name"] for item in response.json["items"]]


def test_the_list_has_whole_products(client, create_product):
    products = [create_product(), create_product()]

    response = client.get("/api/products")

    assert response.status_code == 200, response.text
    assert response.json == {"items": products, "total": 2, "limit": 20, "offset": 0}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"category": "games"}, ["Go", "Chess"], id="category"),
        pytest.param({"category": "garden"}, [], id="unknown-category"),
        pytest.param({"min_price": "30.00"}, ["Go", "Pan 100% iron"], id="min-price"),
        pytest.param({"max_price": "29.99"}, ["Chess", "Chess openings"], id="max-price"),
        pytest.param({"search": "chess"}, ["Chess", "Chess openings"], id="search"),
        pytest.param({"search": "%"}, ["Pan 100% iron"], id="search-wildcard-is-text"),
        pytest.param(
            {"search": "chess", "category": "books", "max_price": "20.00"},
            ["Chess openings"],
            id="all-together",
        ),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_filters(client, query, expected):
    response = client.get("/api/products", query_string=query)

    assert names(response) == expected
    assert response.json["total"] == len(expected)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Chess", "Chess openings", "Go", "Pan 100% iron"]),
        ("-price", ["Pan 100% iron", "Go", "Chess", "Chess openings"]),
    ],
)
@pytest.mark.usefixtures("catalogue")
def test_sorting_and_equal_keys_in_a_fixed_order(client, sort, expected):
    assert names(client.get(f"/api/products?sort={sort}")) == expected


@pytest.mark.usefixtures("catalogue")
def test_the_pages_of_a_filtered_list_together_are_all_of_it(client):
    pages = [
        client.get(f"/api/products?max_price=30&sort=price&limit=1&offset={offset}")
        for offset in range(4)
    ]

    assert [page.json["total"] for page in pages] == [3] * 4
    assert [names(page) for page in pages] == [["Chess"], ["Chess openings"], ["Go"], []]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("limit", "0", id="limit-too-low"),
        pytest.param("limit", "101", id="limit-too-high"),
        pytest.param("offset", "-1", id="offset-negative"),
        pytest.param("offset", str(2**70), id="offset-2**70"),
        pytest.param("search", "a\x00b", id="search-with-nul"),
        pytest.param("sort", "password_hash", id="sort-unknown"),
    ],
)
def test_bad_queries_are_422(client, field, value):
    response = client.get("/api/products", query_string={field: value})

    assert response.status_code == 422
    assert [detail["field"] for detail in response.json["error"]["details"]] == [field]
