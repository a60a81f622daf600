"""Flask, nested blueprints with prefixes; what asks for a token stands before the views."""

from flask import Blueprint, Flask, current_app, g, request
from werkzeug.exceptions import NotFound, Unauthorized

TYPED = False
DOCUMENTED = False

ITEMS = {1: {"name": "pen", "price": 2.5}}


def open_to_all(view):
    view.is_open = True
    return view


def load_user():
    authorization = request.authorization
    g.user = None
    if authorization is not None and authorization.type == "bearer":
        g.user = {"token": "ada"}.get(authorization.token)


def require_user():
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_open", False) or request.endpoint in ("auth.login", "health"):
        return
    if g.user is None:
        raise Unauthorized("unknown token")


class Unknown(NotFound):
    description = "no such item"


def make() -> Flask:
    app = Flask(__name__)
    app.before_request(load_user)
    auth = Blueprint("auth", __name__)
    items = Blueprint("items", __name__, url_prefix="/items")
    item = Blueprint("item", __name__, url_prefix="/<int:item_id>")
    users = Blueprint("users", __name__, url_prefix="/me")
    for blueprint in (items, users):
        blueprint.before_request(require_user)

    @auth.route("/login", methods=["POST"])
    def login():
        form = request.form
        if form["username"] != "ada" or form["password"] != "secret":
            raise Unauthorized
        return {"token": "token"}

    @items.route("", methods=["GET"])
    @open_to_all
    def listed():
        q, limit = request.args.get("q"), int(request.args.get("limit", 10))
        return [each for each in ITEMS.values() if not q or q in each["name"]][:limit]

    @items.route("", methods=["POST"])
    def add():
        body = request.json
        return {"name": body["name"], "price": body["price"], "note": body.get("note")}, 201

    @item.get("")
    @open_to_all
    def shown(item_id):
        return found(item_id)

    @item.patch("")
    def change(item_id):
        item = found(item_id)
        body = request.get_json()
        item["name"] = body.get("name", item["name"])
        item["price"] = body.get("price", item["price"])
        item["note"] = body.get("note")
        return item

    @item.delete("")
    def delete(item_id):
        found(item_id)
        return "", 204

    @item.put("/image")
    def image(item_id):
        upload = request.files["image"]
        upload.save("/dev/null")
        return "", 204

    @users.get("")
    def me():
        return {"name": g.user}, 200, {"X-Request-ID": request.headers.get("X-Request-ID", "")}

    @app.get("/health")
    def health():
        return {"up": True}

    items.register_blueprint(item)
    for blueprint in (auth, items, users):
        app.register_blueprint(blueprint)
    return app


def found(item_id):
    try:
        return ITEMS[item_id]
    except KeyError:
        raise Unknown from None
