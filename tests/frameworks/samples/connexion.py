"""connexion 3, its specification inline; connexion 2 reads the same."""

import connexion

ITEMS = {1: {"name": "pen", "price": 2.5}}

ITEM_ID = {"name": "item_id", "in": "path", "required": True, "schema": {"type": "integer"}}
SECURED = [{"token": []}]
NOTE = {"type": "string", "nullable": True}
SCHEMAS = {
    "NewItem": {
        "type": "object",
        "required": ["name", "price"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "name": {"type": "string"},
            "price": {"type": "number"},
            "note": NOTE,
        },
    },
    "ItemChange": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "price": {"type": "number"}, "note": NOTE},
    },
}


def answers(*statuses):
    return {str(status): {"description": "?"} for status in statuses}


def body(media_type, schema):
    return {"required": True, "content": {media_type: {"schema": schema}}}


def query(name, kind, **more):
    return {"name": name, "in": "query", "schema": {"type": kind, **more}}


SPECIFICATION = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "/"}],
    "paths": {
        "/login": {
            "post": {
                "operationId": "login",
                "requestBody": body(
                    "application/x-www-form-urlencoded",
                    {
                        "type": "object",
                        "required": ["username", "password"],
                        "properties": {
                            "username": {"type": "string"},
                            "password": {"type": "string"},
                        },
                    },
                ),
                "responses": answers(200, 401),
            }
        },
        "/items": {
            "get": {
                "operationId": "search",
                "parameters": [query("limit", "integer", default=10), query("q", "string")],
                "responses": answers(200),
            },
            "post": {
                "operationId": "add",
                "security": SECURED,
                "requestBody": body("application/json", {"$ref": "#/components/schemas/NewItem"}),
                "responses": answers(201, 401),
            },
        },
        "/items/{item_id}": {
            "parameters": [ITEM_ID],
            "get": {"operationId": "item", "responses": answers(200, 404)},
            "patch": {
                "operationId": "change",
                "security": SECURED,
                "requestBody": body(
                    "application/json", {"$ref": "#/components/schemas/ItemChange"}
                ),
                "responses": answers(200, 401, 404),
            },
            "delete": {
                "operationId": "delete",
                "security": SECURED,
                "responses": answers(204, 401, 404),
            },
        },
        "/items/{item_id}/image": {
            "parameters": [ITEM_ID],
            "put": {
                "operationId": "image",
                "security": SECURED,
                "requestBody": body(
                    "multipart/form-data",
                    {
                        "type": "object",
                        "required": ["image"],
                        "properties": {"image": {"type": "string", "format": "binary"}},
                    },
                ),
                "responses": answers(204, 401),
            },
        },
        "/me": {
            "get": {
                "operationId": "me",
                "security": SECURED,
                "parameters": [
                    {"name": "X-Request-ID", "in": "header", "schema": {"type": "string"}}
                ],
                "responses": answers(200, 401),
            }
        },
    },
    "components": {
        "schemas": SCHEMAS,
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "x-bearerInfoFunc": f"{__name__}.user",
            }
        },
    },
}


def user(token):
    return {"sub": "ada"} if token == "token" else None


def existing(item_id):
    if item_id not in ITEMS:
        return connexion.problem(404, "Not Found", "no such item")
    return ITEMS[item_id]


def login(body):
    if body != {"username": "ada", "password": "secret"}:
        return {"detail": "unknown"}, 401
    return {"token": "token"}


def search(limit, q=None):
    return list(ITEMS.values())[:limit]


def add(body):
    return body, 201


def item(item_id):
    return existing(item_id)


def change(item_id, body):
    return {**ITEMS[item_id], **body}


def delete(item_id):
    return connexion.NoContent, 204


def image(item_id, image):
    return connexion.NoContent, 204


def me():
    return {"name": "ada"}


def health():
    return {"up": True}


def make():
    app = connexion.FlaskApp(__name__)
    app.add_api(SPECIFICATION, resolver=connexion.resolver.RelativeResolver(__name__))
    app.add_url_rule("/health", view_func=health)
    # Connexion 2 is its Flask app.
    return app if hasattr(app, "middleware") else app.app
