"""Flask with flask-smorest: blueprints, MethodView, marshmallow."""

import functools

import marshmallow as ma
from flask import Flask, request
from flask.views import MethodView
from flask_smorest import Api, Blueprint, abort
from flask_smorest.fields import Upload

ITEMS = {1: {"name": "pen", "price": 2.5}}
SECURED = [{"token": []}]

items = Blueprint("items", __name__, url_prefix="/items", description="Things for sale")
users = Blueprint("users", __name__)


class Credentials(ma.Schema):
    username = ma.fields.String(required=True)
    password = ma.fields.String(required=True, load_only=True)


class Search(ma.Schema):
    limit = ma.fields.Integer(load_default=10)
    q = ma.fields.String(load_default=None)


class NewItem(ma.Schema):
    id = ma.fields.Integer(dump_only=True)
    name = ma.fields.String(required=True)
    price = ma.fields.Float(required=True)
    note = ma.fields.String(allow_none=True)


class ItemChange(ma.Schema):
    name = ma.fields.String()
    price = ma.fields.Float()
    note = ma.fields.String(allow_none=True)


class Image(ma.Schema):
    image = Upload(required=True)


class Trace(ma.Schema):
    x_request_id = ma.fields.String(data_key="X-Request-ID")


def signed_in(view):
    @functools.wraps(view)
    def guarded(*args, **kwargs):
        if request.headers.get("Authorization") != "Bearer token":
            abort(401, message="unknown token")
        return view(*args, **kwargs)

    return guarded


def existing(item_id):
    if item_id not in ITEMS:
        abort(404, message="no such item")
    return ITEMS[item_id]


@users.route("/login", methods=["POST"])
@users.arguments(Credentials, location="form")
@users.response(200)
@users.alt_response(401)
def login(credentials):
    if credentials != {"username": "ada", "password": "secret"}:
        abort(401)
    return {"token": "token"}


@users.route("/me")
@users.arguments(Trace, location="headers")
@users.response(200)
@users.alt_response(401)
@users.doc(security=SECURED)
@signed_in
def me(trace):
    return {"name": "ada"}


@items.route("")
class Items(MethodView):
    @items.arguments(Search, location="query")
    @items.response(200, NewItem(many=True))
    def get(self, search):
        return list(ITEMS.values())[: search["limit"]]

    @items.arguments(NewItem)
    @items.response(201, NewItem)
    @items.alt_response(401)
    @items.doc(security=SECURED)
    @signed_in
    def post(self, item):
        return item


@items.route("/<int:item_id>")
class Item(MethodView):
    @items.response(200, NewItem)
    @items.alt_response(404)
    def get(self, item_id):
        return existing(item_id)

    @items.arguments(ItemChange)
    @items.response(200, NewItem)
    @items.alt_response(401)
    @items.alt_response(404)
    @items.doc(security=SECURED)
    @signed_in
    def patch(self, change, item_id):
        return {**existing(item_id), **change}

    @items.response(204)
    @items.alt_response(401)
    @items.alt_response(404)
    @items.doc(security=SECURED)
    @signed_in
    def delete(self, item_id):
        existing(item_id)


@items.route("/<int:item_id>/image", methods=["PUT"])
@items.arguments(Image, location="files")
@items.response(204)
@items.alt_response(401)
@items.doc(security=SECURED)
@signed_in
def image(files, item_id):
    existing(item_id)


def health():
    return {"up": True}


def make() -> Flask:
    app = Flask(__name__)
    app.config |= {
        "API_TITLE": "Shop",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.0.3",
        "OPENAPI_URL_PREFIX": "/docs",
        "OPENAPI_SWAGGER_UI_PATH": "/ui",
        "OPENAPI_SWAGGER_UI_URL": "https://cdn.example/",
        "API_SPEC_OPTIONS": {
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
        },
    }
    api = Api(app)
    api.register_blueprint(items)
    api.register_blueprint(users)
    app.add_url_rule("/health", view_func=health)
    return app
