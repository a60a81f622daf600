"""Flask with flask-restx: namespaces, resources, models and parsers."""

import functools

from flask import Flask, request
from flask_restx import Api, Namespace, Resource, fields
from werkzeug.datastructures import FileStorage

ITEMS = {1: {"name": "pen", "price": 2.5}}

AUTHORIZATIONS = {
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Type **'Bearer &lt;TOKEN&gt;'**",
    }
}

items = Namespace("items", description="Things for sale")
users = Namespace("users", path="/")

new_item = items.model(
    "NewItem",
    {
        "id": fields.Integer(readonly=True),
        "name": fields.String(required=True),
        "price": fields.Float(required=True),
        "note": fields.String,
    },
)
item_change = items.model(
    "ItemChange", {"name": fields.String, "price": fields.Float, "note": fields.String}
)

search = items.parser()
search.add_argument("limit", type=int, default=10)
search.add_argument("q")

upload = items.parser()
upload.add_argument("image", type=FileStorage, location="files", required=True)

credentials = users.parser()
credentials.add_argument("username", location="form", required=True)
credentials.add_argument("password", location="form", required=True)

trace = users.parser()
trace.add_argument("X-Request-ID", location="headers")


def signed_in(method):
    @functools.wraps(method)
    def guarded(self, *args, **kwargs):
        if request.headers.get("Authorization") != "Bearer token":
            items.abort(401, "unknown token")
        return method(self, *args, **kwargs)

    return items.doc(security="token", responses={401: "unknown token"})(guarded)


def existing(item_id):
    if item_id not in ITEMS:
        items.abort(404, "no such item")
    return ITEMS[item_id]


@items.route("")
class Items(Resource):
    @items.expect(search)
    def get(self):
        return list(ITEMS.values())[: search.parse_args()["limit"]]

    @signed_in
    @items.expect(new_item, validate=True)
    @items.response(201, "made", new_item)
    def post(self):
        return request.json, 201


@items.route("/<int:item_id>")
@items.response(404, "no such item")
class Item(Resource):
    @items.response(200, "found", new_item)
    def get(self, item_id):
        return existing(item_id)

    @signed_in
    @items.expect(item_change)
    @items.response(200, "changed", new_item)
    def patch(self, item_id):
        return {**existing(item_id), **request.json}

    @signed_in
    @items.response(204, "deleted")
    def delete(self, item_id):
        existing(item_id)
        return "", 204


@items.route("/<int:item_id>/image")
class Image(Resource):
    @signed_in
    @items.expect(upload)
    @items.response(204, "stored")
    def put(self, item_id):
        upload.parse_args()
        return "", 204


@users.route("/login")
class Login(Resource):
    @users.expect(credentials)
    @users.response(200, "signed in")
    @users.response(401, "unknown")
    def post(self):
        if credentials.parse_args() != {"username": "ada", "password": "secret"}:
            users.abort(401)
        return {"token": "token"}


@users.route("/me")
class Me(Resource):
    @signed_in
    @users.expect(trace)
    @users.response(200, "who")
    def get(self):
        return {"name": "ada"}


@users.route("/health", doc=False)
class Health(Resource):
    def get(self):
        return {"up": True}


def make() -> Flask:
    app = Flask(__name__)
    api = Api(app, title="Shop", authorizations=AUTHORIZATIONS, doc="/docs")
    api.add_namespace(items)
    api.add_namespace(users)
    return app
