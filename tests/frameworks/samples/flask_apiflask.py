"""APIFlask, all on the app."""

from apiflask import APIFlask, HTTPTokenAuth, Schema, abort
from apiflask.fields import File, Float, Integer, String

ITEMS = {1: {"name": "pen", "price": 2.5}}

auth = HTTPTokenAuth()


@auth.verify_token
def user(token):
    return "ada" if token == "token" else None


class Credentials(Schema):
    username = String(required=True)
    password = String(required=True)


class Search(Schema):
    limit = Integer(load_default=10)
    q = String(load_default=None)


class NewItem(Schema):
    name = String(required=True)
    price = Float(required=True)
    note = String(allow_none=True)


class ItemChange(Schema):
    name = String()
    price = Float()
    note = String(allow_none=True)


class Image(Schema):
    image = File(required=True)


class Trace(Schema):
    x_request_id = String(data_key="X-Request-ID")


class Token(Schema):
    token = String()


def existing(item_id):
    if item_id not in ITEMS:
        abort(404, "no such item")
    return ITEMS[item_id]


def make() -> APIFlask:
    app = APIFlask(__name__, title="Shop")

    @app.post("/login")
    @app.input(Credentials, location="form")
    @app.output(Token)
    @app.doc(responses=[401])
    def login(form_data):
        if form_data != {"username": "ada", "password": "secret"}:
            abort(401)
        return {"token": "token"}

    @app.get("/items")
    @app.input(Search, location="query")
    @app.output(NewItem(many=True))
    def items(query_data):
        return list(ITEMS.values())[: query_data["limit"]]

    @app.post("/items")
    @app.auth_required(auth)
    @app.input(NewItem)
    @app.output(NewItem, status_code=201)
    def add(json_data):
        return json_data

    @app.get("/items/<int:item_id>")
    @app.output(NewItem)
    def item(item_id):
        return existing(item_id)

    @app.patch("/items/<int:item_id>")
    @app.auth_required(auth)
    @app.input(ItemChange)
    @app.output(NewItem)
    def change(item_id, json_data):
        return {**existing(item_id), **json_data}

    @app.delete("/items/<int:item_id>")
    @app.auth_required(auth)
    @app.output({}, status_code=204)
    def delete(item_id):
        existing(item_id)
        return ""

    @app.put("/items/<int:item_id>/image")
    @app.auth_required(auth)
    @app.input(Image, location="files")
    @app.output({}, status_code=204)
    def image(item_id, files_data):
        existing(item_id)
        return ""

    @app.get("/me")
    @app.auth_required(auth)
    @app.input(Trace, location="headers")
    def me(headers_data):
        return {"name": auth.current_user}

    @app.get("/health")
    @app.doc(hide=True)
    def health():
        return {"up": True}

    return app
