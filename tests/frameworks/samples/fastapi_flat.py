"""FastAPI, all on the app."""

from typing import Annotated

from fastapi import Depends, FastAPI, File, Form, Header, HTTPException, Response, UploadFile
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

ITEMS = {1: {"name": "pen", "price": 2.5}}


class NewItem(BaseModel):
    name: str
    price: float
    note: str | None = None


class ItemChange(BaseModel):
    name: str | None = None
    price: float | None = None
    note: str | None = None


def user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    if credentials.credentials != "token":
        raise HTTPException(401, "unknown token")
    return "ada"


def existing(item_id: int) -> dict:
    if item_id not in ITEMS:
        raise HTTPException(status_code=404, detail="no such item")
    return ITEMS[item_id]


def make() -> FastAPI:
    app = FastAPI()

    @app.post("/login")
    def login(username: Annotated[str, Form()], password: Annotated[str, Form()]):
        if (username, password) != ("ada", "secret"):
            raise HTTPException(401)
        return {"token": "token"}

    @app.get("/items")
    def items(limit: int = 10, q: str | None = None):
        return list(ITEMS.values())[:limit]

    @app.post("/items", status_code=201)
    def add(item: NewItem, name: Annotated[str, Depends(user)]):
        return item

    @app.get("/items/{item_id}")
    def item(found: Annotated[dict, Depends(existing)]):
        return found

    @app.patch("/items/{item_id}", dependencies=[Depends(user)])
    def change(change: ItemChange, found: Annotated[dict, Depends(existing)]):
        return {**found, **change.model_dump(exclude_unset=True)}

    @app.delete(
        "/items/{item_id}", dependencies=[Depends(user), Depends(existing)], status_code=204
    )
    def delete(item_id: int):
        return Response(status_code=204)

    @app.put("/items/{item_id}/image", dependencies=[Depends(user)], status_code=204)
    def image(item_id: int, image: Annotated[UploadFile, File()]):
        return Response(status_code=204)

    @app.get("/me")
    def me(
        name: Annotated[str, Depends(user)], x_request_id: Annotated[str | None, Header()] = None
    ):
        return {"name": name}

    @app.get("/health", include_in_schema=False)
    def health():
        return {"up": True}

    return app
