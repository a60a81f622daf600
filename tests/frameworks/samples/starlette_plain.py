"""Starlette alone: nothing is declared, all is in the code."""

from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

TYPED = False
DOCUMENTED = False

ITEMS = {1: {"name": "pen", "price": 2.5}}


def check(request: Request) -> str:
    header = request.headers.get("Authorization", "")
    word, _, token = header.partition(" ")
    if word != "Bearer" or token != "token":
        raise HTTPException(401, "no token")
    return token


def existing(request: Request) -> dict:
    item = ITEMS.get(request.path_params["item_id"])
    if item is None:
        raise HTTPException(status_code=404)
    return item


async def login(request: Request):
    async with request.form() as form:
        if (form["username"], form["password"]) != ("ada", "secret"):
            return JSONResponse({"error": "no"}, status_code=401)
    return JSONResponse({"token": "token"})


class Items(HTTPEndpoint):
    async def get(self, request: Request):
        limit = int(request.query_params.get("limit", 10))
        word = request.query_params.get("q")
        return JSONResponse([item for item in ITEMS.values() if word in item["name"]][:limit])

    async def post(self, request: Request):
        check(request)
        data = await request.json()
        item = {"name": data["name"], "price": data["price"], "note": data.get("note")}
        return JSONResponse(item, 201)


class Item(HTTPEndpoint):
    async def get(self, request: Request):
        return JSONResponse(existing(request))

    async def patch(self, request: Request):
        check(request)
        item = existing(request)
        data = await request.json()
        for name in ("name", "price", "note"):
            if name in data:
                item[name] = data[name]
        return JSONResponse(item)

    async def delete(self, request: Request):
        check(request)
        existing(request)
        return Response(status_code=204)


async def image(request: Request):
    check(request)
    form = await request.form()
    await form["image"].read()
    return Response(status_code=204)


async def me(request: Request):
    return JSONResponse({"token": check(request), "id": request.headers.get("X-Request-Id")})


async def health(request: Request):
    return JSONResponse({"up": True})


def make() -> Starlette:
    return Starlette(
        routes=[
            Route("/login", login, methods=["POST"]),
            Route("/items", Items),
            Mount(
                "/items",
                routes=[
                    Route("/{item_id:int}", Item),
                    Route("/{item_id:int}/image", image, methods=["PUT"]),
                ],
            ),
            Route("/me", me),
            Route("/health", health),
        ]
    )
