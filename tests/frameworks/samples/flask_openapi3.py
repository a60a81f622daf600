"""flask-openapi3, with a blueprint."""

from flask import abort, request
from flask_openapi3 import APIBlueprint, FileStorage, Info, OpenAPI
from pydantic import BaseModel, Field

ITEMS = {1: {"name": "pen", "price": 2.5}}
SECURED = [{"token": []}]


class Credentials(BaseModel):
    username: str
    password: str


class Search(BaseModel):
    limit: int = 10
    q: str | None = None


class NewItem(BaseModel):
    name: str
    price: float
    note: str | None = None


class ItemChange(BaseModel):
    name: str | None = None
    price: float | None = None
    note: str | None = None


class ItemPath(BaseModel):
    item_id: int


class Image(BaseModel):
    image: FileStorage


class Trace(BaseModel):
    x_request_id: str | None = Field(None, alias="X-Request-ID")


class Problem(BaseModel):
    detail: str


def guard():
    if request.headers.get("Authorization") != "Bearer token":
        abort(401)


def existing(item_id):
    if item_id not in ITEMS:
        abort(404)
    return ITEMS[item_id]


def make() -> OpenAPI:
    app = OpenAPI(
        __name__,
        info=Info(title="Shop", version="1"),
        security_schemes={"token": {"type": "http", "scheme": "bearer"}},
    )
    items = APIBlueprint("items", __name__, url_prefix="/items")

    @app.post("/login", responses={200: None, 401: Problem})
    def login(form: Credentials):
        if (form.username, form.password) != ("ada", "secret"):
            abort(401)
        return {"token": "token"}

    @items.get("", responses={200: NewItem})
    def search(query: Search):
        return list(ITEMS.values())[: query.limit]

    @items.post("", responses={201: NewItem, 401: Problem}, security=SECURED)
    def add(body: NewItem):
        guard()
        return body.model_dump(), 201

    @items.get("/<int:item_id>", responses={200: NewItem, 404: Problem})
    def item(path: ItemPath):
        return existing(path.item_id)

    @items.patch(
        "/<int:item_id>", responses={200: NewItem, 401: Problem, 404: Problem}, security=SECURED
    )
    def change(path: ItemPath, body: ItemChange):
        guard()
        return {**existing(path.item_id), **body.model_dump(exclude_unset=True)}

    @items.delete(
        "/<int:item_id>", responses={204: None, 401: Problem, 404: Problem}, security=SECURED
    )
    def delete(path: ItemPath):
        guard()
        existing(path.item_id)
        return "", 204

    @items.put("/<int:item_id>/image", responses={204: None, 401: Problem}, security=SECURED)
    def image(path: ItemPath, form: Image):
        guard()
        return "", 204

    @app.get("/me", responses={200: None, 401: Problem}, security=SECURED)
    def me(header: Trace):
        guard()
        return {"name": "ada"}

    @app.get("/health", doc_ui=False)
    def health():
        return {"up": True}

    app.register_api(items)
    return app
