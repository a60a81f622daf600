"""The base URL is one that the app answers under."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from apiproof.frameworks.hosts import base_url


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        (["*"], "http://test"),
        (["shop.example", "localhost"], "http://localhost"),
        (["shop.example", "testserver"], "http://testserver"),
        (["shop.example", "test"], "http://test"),
        (["*.shop.example"], "http://test.shop.example"),
        (["shop.example"], "http://shop.example"),
    ],
)
def test_a_trusted_host_is_taken(allowed: list[str], url: str) -> None:
    app = FastAPI()
    assert base_url(app) == "http://test"
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed)
    assert base_url(app) == url
    app.add_middleware(HTTPSRedirectMiddleware)
    assert base_url(app) == url.replace("http", "https")
