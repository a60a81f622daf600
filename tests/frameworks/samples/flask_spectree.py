"""Flask with spectree, which describes the views that it validates."""

import functools

from flask import Flask, abort, request
from pydantic import BaseModel, Field
from spectree import Response, SecurityScheme, SpecTree
from spectree.model_adapter.pydantic_adapter import BaseFile
from spectree.models import SecuritySchemeData

ITEMS = {1: {"name": "pen", "price": 2.5}}
SECURED = {"token": []}


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


class Image(BaseModel):
    image: BaseFile


class Trace(BaseModel):
    x_request_id: str | None = Field(None, alias="X-Request-ID")


def signed_in(view):
    @functools.wraps(view)
    def guarded(*args, **kwargs):
        if request.headers.get("Authorization") != "Bearer token":
            abort(401)
        return view(*args, **kwargs)

    return guarded


def existing(item_id):
    if item_id not in ITEMS:
        abort(404)
    return ITEMS[item_id]


def make() -> Flask:
    app = Flask(__name__)
    spec = SpecTree(
        "flask",
        title="Shop",
        mode="strict",
        security_schemes=[
            SecurityScheme(name="token", data=SecuritySchemeData(type="http", scheme="bearer")),
        ],
    )

    @app.post("/login")
    @spec.validate(resp=Response("HTTP_200", "HTTP_401"))
    def login(form: Credentials):
        if (form.username, form.password) != ("ada", "secret"):
            abort(401)
        return {"token": "token"}

    @app.get("/items")
    @spec.validate(resp=Response("HTTP_200"))
    def items(query: Search):
        return list(ITEMS.values())[: query.limit]

    @app.post("/items")
    @spec.validate(resp=Response("HTTP_401", HTTP_201=NewItem), security=SECURED)
    @signed_in
    def add(json: NewItem):
        return json.model_dump(), 201

    @app.get("/items/<int:item_id>")
    @spec.validate(resp=Response("HTTP_404", HTTP_200=NewItem))
    def item(item_id):
        return existing(item_id)

    @app.patch("/items/<int:item_id>")
    @spec.validate(resp=Response("HTTP_401", "HTTP_404", HTTP_200=NewItem), security=SECURED)
    @signed_in
    def change(item_id, json: ItemChange):
        return {**existing(item_id), **json.model_dump(exclude_unset=True)}

    @app.delete("/items/<int:item_id>")
    @spec.validate(resp=Response("HTTP_204", "HTTP_401", "HTTP_404"), security=SECURED)
    @signed_in
    def delete(item_id):
        existing(item_id)
        return "", 204

    @app.put("/items/<int:item_id>/image")
    @spec.validate(resp=Response("HTTP_204", "HTTP_401"), security=SECURED)
    @signed_in
    def image(item_id, form: Image):
        return "", 204

    @app.get("/me")
    @spec.validate(resp=Response("HTTP_200", "HTTP_401"), security=SECURED)
    @signed_in
    def me(headers: Trace):
        return {"name": "ada"}

    @app.get("/health")
    def health():
        return {"up": True}

    spec.register(app)
    return app
