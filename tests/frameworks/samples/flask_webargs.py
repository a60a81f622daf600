"""Flask with webargs; what asks for a token guards a blueprint as a whole."""

from flask import Blueprint, Flask
from flask_httpauth import HTTPTokenAuth
from webargs import fields
from webargs.flaskparser import abort, use_args, use_kwargs

DOCUMENTED = False

ITEMS = {1: {"name": "pen", "price": 2.5}}

tokens = HTTPTokenAuth(scheme="Bearer")


@tokens.verify_token
def verify_token(token):
    return "ada" if token == "token" else None


CREDENTIALS = {
    "username": fields.String(required=True),
    "password": fields.String(required=True),
}
NEW_ITEM = {
    "name": fields.String(required=True),
    "price": fields.Float(required=True),
    "note": fields.String(load_default=None, allow_none=True),
}
CHANGE = {"name": fields.String(), "price": fields.Float(), "note": fields.String()}


def existing(item_id):
    if item_id not in ITEMS:
        abort(404)
    return ITEMS[item_id]


def make() -> Flask:
    app = Flask(__name__)
    guarded = Blueprint("guarded", __name__)
    guarded.before_request(tokens.login_required(lambda: None))

    @app.post("/login")
    @use_kwargs(CREDENTIALS, location="form")
    def login(username, password):
        if (username, password) != ("ada", "secret"):
            abort(401)
        return {"token": "token"}

    @app.get("/items")
    @use_kwargs({"limit": fields.Integer(load_default=10), "q": fields.String()}, location="query")
    def items(limit, q=None):
        return list(ITEMS.values())[:limit]

    @guarded.post("/items")
    @use_args(NEW_ITEM)
    def add(item):
        return item, 201

    @app.get("/items/<int:item_id>")
    def item(item_id):
        return existing(item_id)

    @guarded.patch("/items/<int:item_id>")
    @use_args(CHANGE)
    def change(changes, item_id):
        return {**existing(item_id), **changes}

    @guarded.delete("/items/<int:item_id>")
    def delete(item_id):
        existing(item_id)
        return "", 204

    @guarded.put("/items/<int:item_id>/image")
    @use_kwargs({"image": fields.Raw(required=True)}, location="files")
    def image(item_id, image):
        return "", 204

    @guarded.get("/me")
    @use_kwargs({"trace": fields.String(data_key="X-Request-ID")}, location="headers")
    def me(trace=None):
        return {"name": tokens.current_user()}

    @app.get("/health")
    def health():
        return {"up": True}

    app.register_blueprint(guarded)
    return app
