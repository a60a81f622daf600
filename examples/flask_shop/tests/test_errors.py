"""Whatever goes wrong, the answer is JSON."""

import pytest


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        pytest.param(b"", "application/json", 400, "bad_request", id="empty"),
        pytest.param(b'{"name": "\xff"}', "application/json", 400, "bad_request", id="not-utf-8"),
        pytest.param(b"[" * 100_000, "application/json", 400, "bad_request", id="too-deep"),
        pytest.param(b"[]", "application/json", 422, "invalid_input", id="list"),
        pytest.param(b"a=1", "text/plain", 415, "unsupported_media_type", id="not-sent-as-json"),
    ],
)
def test_bad_bodies(client, body, content_type, status, code):
    response = client.post("/api/users", data=body, content_type=content_type)

    assert response.status_code == status
    assert response.content_type == "application/json"
    assert response.json["error"]["code"] == code


@pytest.mark.parametrize("path", ["/api/auth/login", "/api/users", "/api/products", "/api/orders"])
def test_malformed_json_is_400(client, admin_headers, path):
    response = client.post(
        path, data="{not json", content_type="application/json", headers=admin_headers
    )

    assert response.status_code == 400
    assert response.content_type == "application/json"
    assert response.json == {
        "error": {"code": "bad_request", "message": "The body is not valid JSON."}
    }


def test_an_unknown_path_is_404(client):
    response = client.get("/api/nothing-here")

    assert response.status_code == 404
    assert response.content_type == "application/json"
    assert response.json["error"]["code"] == "not_found"


def test_a_wrong_method_is_405_and_says_which_are_right(client):
    response = client.put("/api/products")

    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))
    assert response.json["error"]["code"] == "method_not_allowed"


def test_a_crash_is_a_500_that_tells_nothing(client, monkeypatch):
    def crash(*args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("shop.products.matching", crash)

    response = client.get("/api/products")

    assert response.status_code == 500
    assert response.content_type == "application/json"
    assert response.json["error"]["code"] == "internal_server_error"
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text
