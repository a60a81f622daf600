"""FastAPI, the items in an app of their own that is mounted, behind middleware."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, File, Form, Header, HTTPException, Response
from fastapi.middleware.gzip import GZipMiddleware
from pydantic import BaseModel
from starlette.routing import Mount

ITEMS = {1: {"name": "pen", "price": 2.5}}


class Item(BaseModel):
    name: str
    price: float
    note: str | None = None


class Change(BaseModel):
    name: str | None = None
    price: float | None = None
    note: str | None = None


class Bearer:
    """A scheme of the app's own make: a header that it reads by itself."""

    def __call__(
        self, authorization: Annotated[str | None, Header(include_in_schema=False)] = None
    ):
        if not authorization or not authorization.startswith("Bearer "):
            raise HTTPException(401, "no token")
        return authorization.removeprefix("Bearer ")


def found(item_id: int) -> dict:
    item = ITEMS.get(item_id)
    if item is None:
        raise HTTPException(404)
    return item


class Items:
    """Handlers that are methods."""

    def __init__(self) -> None:
        self.router = APIRouter()
        guarded = [Depends(Bearer())]
        self.router.add_api_route("", self.list, methods=["GET"])
        self.router.add_api_route(
            "", self.add, methods=["POST"], status_code=201, dependencies=guarded
        )

    def list(self, limit: int = 10, q: str | None = None):
        return list(ITEMS.values())[:limit]

    def add(self, item: Item):
        return item


def make() -> FastAPI:
    app = FastAPI()
    app.add_middleware(GZipMiddleware)
    one = FastAPI(dependencies=[Depends(found)])

    @one.get("/{item_id}")
    def item(item_id: int):
        return ITEMS[item_id]

    @one.patch("/{item_id}", dependencies=[Depends(Bearer())])
    def change(item_id: int, change: Change):
        return change

    @one.delete("/{item_id}", dependencies=[Depends(Bearer())], status_code=204)
    def delete(item_id: int):
        return Response(status_code=204)

    @one.put("/{item_id}/image", status_code=204)
    def image(image: Annotated[bytes, File()], token: Annotated[str, Depends(Bearer())]):
        return Response(status_code=204)

    app.include_router(Items().router, prefix="/items")

    @app.post("/login")
    def login(username: Annotated[str, Form()], password: Annotated[str, Form()]):
        if password != "secret":
            raise HTTPException(401)
        return {"token": "token"}

    @app.get("/me")
    def me(
        token: Annotated[str, Depends(Bearer())],
        request_id: Annotated[str | None, Header(alias="X-Request-Id")] = None,
    ):
        return {"token": token}

    @app.get("/health", include_in_schema=False)
    def health():
        return {"up": True}

    app.router.routes.append(Mount("/items", app=GZipMiddleware(one)))
    return app
