"""Flask with pydantic, by hand."""

from functools import wraps

from flask import Flask, abort, request
from pydantic import BaseModel, ValidationError

DOCUMENTED = False

ITEMS = {1: {"name": "pen", "price": 2.5}}


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


def body_of(model):
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        abort(422, description=error.json())


def current_user():
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer":
        abort(401)
    if authorization.token != "token":
        abort(401, description="unknown token")
    return "ada"


def with_user(view):
    @wraps(view)
    def called(**values):
        return view(current_user(), **values)

    return called


def existing(item_id):
    return ITEMS.get(item_id) or abort(404)


def make() -> Flask:
    app = Flask(__name__)

    @app.post("/login")
    def login():
        sent = Credentials.model_validate(request.form.to_dict())
        if (sent.username, sent.password) != ("ada", "secret"):
            abort(401)
        return {"token": "token"}

    @app.get("/items")
    def items():
        search = Search(**request.args.to_dict())
        return list(ITEMS.values())[: search.limit]

    @app.post("/items")
    @with_user
    def add(user):
        return body_of(NewItem).model_dump(), 201

    @app.get("/items/<int:item_id>")
    def item(item_id):
        return existing(item_id)

    @app.patch("/items/<int:item_id>")
    @with_user
    def change(user, item_id):
        return {**existing(item_id), **body_of(ItemChange).model_dump(exclude_unset=True)}

    @app.delete("/items/<int:item_id>")
    def delete(item_id):
        current_user()
        existing(item_id)
        return "", 204

    @app.put("/items/<int:item_id>/image")
    def image(item_id):
        current_user()
        request.files["image"].read()
        return "", 204

    @app.get("/me")
    def me():
        user = current_user()
        return {"name": user, "trace": request.headers.get("X-Request-ID")}

    @app.get("/health")
    def health():
        return {"up": True}

    return app
