"""Flask with marshmallow, and a token that Flask-HTTPAuth asks for."""

from flask import Flask, jsonify, request
from flask_httpauth import HTTPTokenAuth
from marshmallow import EXCLUDE, Schema, ValidationError, fields
from werkzeug.exceptions import NotFound, Unauthorized

DOCUMENTED = False

ITEMS = {1: {"name": "pen", "price": 2.5}}
auth = HTTPTokenAuth()


@auth.verify_token
def verify_token(token):
    return "ada" if token == "token" else None


class Credentials(Schema):
    username = fields.String(required=True)
    password = fields.String(required=True, load_only=True)


class Search(Schema):
    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=10)
    q = fields.String()


class NewItem(Schema):
    id = fields.Integer(dump_only=True)
    name = fields.String(required=True)
    price = fields.Float(required=True)
    note = fields.String(allow_none=True)


new_item = NewItem()


def existing(item_id):
    if item_id not in ITEMS:
        raise NotFound("no such item")
    return ITEMS[item_id]


def make() -> Flask:
    app = Flask(__name__)

    @app.errorhandler(ValidationError)
    def invalid(error):
        return jsonify(error.messages), 422

    @app.post("/login")
    def login():
        sent = Credentials().load(request.form)
        if (sent["username"], sent["password"]) != ("ada", "secret"):
            raise Unauthorized
        return {"token": "token"}

    @app.get("/items")
    def items():
        sought = Search().load(request.args)
        return list(ITEMS.values())[: sought["limit"]]

    @app.post("/items")
    @auth.login_required
    def add():
        return new_item.dump(new_item.load(request.get_json())), 201

    @app.get("/items/<int:item_id>")
    def item(item_id):
        return new_item.dump(existing(item_id))

    @app.patch("/items/<int:item_id>")
    @auth.login_required
    def change(item_id):
        return {**existing(item_id), **new_item.load(request.json, partial=True)}

    @app.delete("/items/<int:item_id>")
    @auth.login_required
    def delete(item_id):
        existing(item_id)
        return "", 204

    @app.put("/items/<int:item_id>/image")
    @auth.login_required
    def image(item_id):
        request.files["image"].read()
        return "", 204

    @app.get("/me")
    @auth.login_required
    def me():
        return {"name": auth.current_user(), "trace": request.headers.get("X-Request-ID")}

    @app.get("/health")
    def health():
        return {"up": True}

    return app
