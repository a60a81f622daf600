"""Flask, class-based views with decorators of their own."""

from functools import wraps

from flask import Flask, abort, make_response, request
from flask.views import MethodView, View

TYPED = False
DOCUMENTED = False

ITEMS = {1: {"name": "pen", "price": 2.5}}


class Bearer:
    """A decorator that is an object, as extensions have them."""

    def __init__(self, *tokens):
        self.tokens = tokens

    def required(self, view):
        @wraps(view)
        def guarded(*args, **kwargs):
            if self.token() not in self.tokens:
                return self.refused()
            return view(*args, **kwargs)

        return guarded

    def token(self):
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return token if kind == "Bearer" else None

    def refused(self):
        return make_response({"error": "unknown token"}, 401)


bearer = Bearer("token")


class Base(MethodView):
    def item(self, item_id):
        if item_id not in ITEMS:
            abort(404, "no such item")
        return ITEMS[item_id]


class Login(View):
    methods = ("POST",)

    def dispatch_request(self):
        if (request.form["username"], request.form["password"]) != ("ada", "secret"):
            return {"error": "wrong password"}, 401
        return {"token": "token"}


class Items(Base):
    def get(self):
        limit, q = request.args.get("limit", type=int, default=10), request.args.get("q")
        return [each for each in ITEMS.values() if not q or q in each["name"]][:limit]

    @bearer.required
    def post(self):
        body = request.get_json()
        note = body.get("note")
        return {"name": body["name"], "price": body["price"], "note": note}, 201


class Item(Base):
    init_every_request = False

    def get(self, item_id):
        return self.item(item_id)

    @bearer.required
    def patch(self, item_id):
        item, body = self.item(item_id), request.get_json()
        changes = {name: body[name] for name in ("name", "price", "note") if name in body}
        return {**item, **changes}

    @bearer.required
    def delete(self, item_id):
        self.item(item_id)
        return "", 204


class Image(MethodView):
    decorators = (bearer.required,)

    def put(self, item_id):
        request.files["image"].read()
        return "", 204


class Me(MethodView):
    decorators = (bearer.required,)

    def get(self):
        return {"name": "ada", "trace": request.headers.get("X-Request-ID")}


class Health(View):
    def dispatch_request(self):
        return {"up": True}


def make() -> Flask:
    app = Flask(__name__)
    for rule, view in {
        "/login": Login,
        "/items": Items,
        "/items/<int:item_id>": Item,
        "/items/<int:item_id>/image": Image,
        "/me": Me,
        "/health": Health,
    }.items():
        app.add_url_rule(rule, view_func=view.as_view(view.__name__.lower()))
    return app
