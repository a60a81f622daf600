"""Flask, functions on the app, and no library but Flask."""

from functools import wraps

from flask import Flask, abort, jsonify, request

TYPED = False
DOCUMENTED = False

ITEMS = {1: {"name": "pen", "price": 2.5}}


def token_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        header = request.headers.get("Authorization", "")
        if not header.startswith("Bearer ") or header.removeprefix("Bearer ") != "token":
            return jsonify(error="unknown token"), 401
        return view(*args, **kwargs)

    return guarded


def existing(item_id):
    item = ITEMS.get(item_id)
    if item is None:
        abort(404)
    return item


def make() -> Flask:
    app = Flask(__name__)

    @app.post("/login")
    def login():
        if (request.form["username"], request.form["password"]) != ("ada", "secret"):
            abort(401)
        return {"token": "token"}

    @app.get("/items")
    def items():
        limit = request.args.get("limit", 10, type=int)
        q = request.args.get("q")
        return jsonify([each for each in ITEMS.values() if not q or q in each["name"]][:limit])

    @app.post("/items")
    @token_required
    def add():
        sent = request.get_json()
        item = {"name": sent["name"], "price": sent["price"], "note": sent.get("note")}
        return item, 201

    @app.get("/items/<int:item_id>")
    def item(item_id):
        return existing(item_id)

    @app.patch("/items/<int:item_id>")
    @token_required
    def change(item_id):
        item = existing(item_id)
        for name in ("name", "price", "note"):
            if name in request.json:
                item[name] = request.json[name]
        return item

    @app.delete("/items/<int:item_id>")
    @token_required
    def delete(item_id):
        existing(item_id)
        return "", 204

    @app.put("/items/<int:item_id>/image")
    @token_required
    def image(item_id):
        request.files["image"].read()
        return "", 204

    @app.get("/me")
    @token_required
    def me():
        return {"name": "ada", "trace": request.headers.get("X-Request-ID")}

    @app.get("/health")
    def health():
        return {"up": True}

    return app
