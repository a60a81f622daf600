"""A small shop: users, products and orders behind a JSON API."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from shop import auth, errors, orders, products, users
from shop.config import from_environ
from shop.extensions import db
from shop.seed import seed


def create_app(config: Mapping[str, Any] | object | None = None) -> Flask:
    """Build the app; `config`, a mapping or an object, goes over what the environment says."""
    app = Flask(__name__)
    app.config.from_mapping(from_environ())
    if isinstance(config, Mapping):
        app.config.from_mapping(config)
    elif config is not None:
        app.config.from_object(config)

    app.url_map.strict_slashes = False
    errors.init_app(app)
    db.init_app(app)
    for blueprint in (auth.bp, users.bp, products.bp, orders.bp):
        app.register_blueprint(blueprint, url_prefix="/api")

    with app.app_context():
        db.create_all()
        seed(db.session(), app.config["ADMIN_EMAIL"], app.config["ADMIN_PASSWORD"])
        db.session.commit()
    return app
