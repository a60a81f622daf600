"""The security that is found of FastAPI's routes, declared or by hand."""

from __future__ import annotations

from typing import Annotated

import pytest
from asgi_apps import endpoint, only, operations
from fastapi import (
    APIRouter,
    Body,
    Depends,
    FastAPI,
    Header,
    HTTPException,
    Request,
    Security,
)
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBearer,
    OAuth2PasswordBearer,
    OpenIdConnect,
)

from apiproof.model.operation import Requirement

SCHEMES = [
    (HTTPBearer(), ("http", "bearer", "", "")),
    (HTTPBasic(), ("http", "basic", "", "")),
    (APIKeyHeader(name="X-Key"), ("apiKey", "", "header", "X-Key")),
    (APIKeyQuery(name="key"), ("apiKey", "", "query", "key")),
    (APIKeyCookie(name="sid"), ("apiKey", "", "cookie", "sid")),
    (OAuth2PasswordBearer("token", scopes={"a": "x"}), ("oauth2", "", "", "")),
    (OpenIdConnect(openIdConnectUrl="x"), ("openIdConnect", "", "", "")),
]


@pytest.mark.parametrize(("scheme", "expected"), SCHEMES)
def test_security_of_every_kind(scheme, expected):
    app = FastAPI()
    app.add_api_route("/", endpoint(), methods=["GET"], dependencies=[Depends(scheme)])
    api, operation = only(app)
    ((requirement,),) = operation.security
    found = api.schemes[requirement.scheme]
    assert (found.type, found.scheme, found.location, found.parameter) == expected
    assert operation.requires_identity
    assert {"401", "403"} & {each.status for each in operation.responses}


def test_scopes_gather_on_the_way_down():
    oauth = OAuth2PasswordBearer("token", scopes={"read": "", "write": ""})

    def user(token=Depends(oauth)):
        return token

    app = FastAPI()
    router = APIRouter(dependencies=[Security(user, scopes=["read"])])
    router.add_api_route(
        "/", endpoint(me=Annotated[str, Security(user, scopes=["write"])]), methods=["GET"]
    )
    app.include_router(router)
    api, operation = only(app)
    ((requirement,),) = operation.security
    assert set(requirement.scopes) == {"read", "write"}
    assert api.schemes[requirement.scheme].token_url == "token"
    assert api.schemes[requirement.scheme].scopes == ("read", "write")


def test_strict_schemes_are_needed_together():
    app = FastAPI(dependencies=[Depends(APIKeyHeader(name="X-Key"))])
    app.add_api_route("/", endpoint(), methods=["GET"], dependencies=[Depends(HTTPBearer())])
    _, operation = only(app)
    assert [[each.scheme for each in way] for way in operation.security] == [
        ["APIKeyHeader", "HTTPBearer"]
    ]


@pytest.mark.parametrize("refuses", [True, False])
def test_one_lenient_scheme_is_enough(refuses):
    bearer = HTTPBearer(auto_error=False)
    key = APIKeyQuery(name="key", auto_error=False)

    def strict(token=Depends(bearer), key=Depends(key)):
        if not (token or key):
            raise HTTPException(401)

    def lenient(token=Depends(bearer), key=Depends(key)):
        return token or key

    app = FastAPI()
    app.add_api_route(
        "/", endpoint(), methods=["GET"], dependencies=[Depends(strict if refuses else lenient)]
    )
    _, operation = only(app)
    ways = [[each.scheme for each in way] for way in operation.security]
    assert ways == [["HTTPBearer"], ["APIKeyQuery"], *([] if refuses else [[]])]
    assert operation.requires_identity is refuses


def test_a_scheme_by_hand_is_inferred():
    def check(x_api_key: Annotated[str | None, Header()] = None):
        if x_api_key != "secret":
            raise HTTPException(403)

    app = FastAPI()
    app.add_api_route("/", endpoint(), methods=["GET"], dependencies=[Depends(check)])
    api, operation = only(app)
    assert operation.security == ((Requirement("x-api-key", confidence="inferred"),),)
    assert api.schemes["x-api-key"].location == "header"


def test_a_cookie_read_by_hand_is_inferred():
    def check(request: Request):
        if "sid" not in request.cookies:
            raise HTTPException(401)

    app = FastAPI()
    app.add_api_route("/", endpoint(), methods=["GET"], dependencies=[Depends(check)])
    api, operation = only(app)
    assert operation.requires_identity
    assert (api.schemes["sid"].type, api.schemes["sid"].location) == ("apiKey", "cookie")


def test_a_login_asks_for_no_identity():
    app = FastAPI()

    @app.post("/login")
    def login(name: Annotated[str, Body()], password: Annotated[str, Body()]):
        if password != "x":
            raise HTTPException(401)

    _, operation = only(app)
    assert operation.security == ()


def test_schemes_of_one_name_stay_apart():
    app = FastAPI()
    for path, url in (("/a", "one"), ("/b", "two")):
        guard = Depends(OAuth2PasswordBearer(url))
        app.add_api_route(path, endpoint(), methods=["GET"], dependencies=[guard])
    api, found = operations(app)
    urls = {key: api.schemes[each.security[0][0].scheme].token_url for key, each in found.items()}
    assert urls == {"GET /a": "one", "GET /b": "two"}
