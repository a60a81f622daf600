"""The same shop in Flask, on Flask-SQLAlchemy; its factory makes the tables."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey, Table, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """What the shop's tables hang on."""


db = SQLAlchemy(model_class=Base)
Model: Any = db.Model
shop = Blueprint("shop", __name__)

item_tags = Table(
    "item_tags",
    Model.metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class User(Model):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    profile: Mapped[Profile] = relationship(cascade="all, delete-orphan")
    items: Mapped[list[Item]] = relationship(cascade="all, delete-orphan")

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "email": self.email, "name": self.name}


class Profile(Model):
    __tablename__ = "profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    city: Mapped[str] = mapped_column(default="")


class Item(Model):
    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    price: Mapped[int]
    tags: Mapped[list[Tag]] = relationship(secondary=item_tags, lazy="selectin")

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "owner_id": self.owner_id,
            "title": self.title,
            "price": self.price,
            "tags": [{"label": tag.label} for tag in self.tags],
        }


class Tag(Model):
    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(unique=True)


class AuditEvent(Model):
    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=func.now())


def text_field(body: dict[str, Any], name: str, pattern: str = ".+") -> str:
    value = body.get(name)
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        abort(422, f"{name} is not valid")
    return value


def find_user(user_id: int) -> User:
    user: User | None = db.session.get(User, user_id)
    if user is None:
        abort(404, "no such user")
    return user


@shop.post("/users")
def create_user() -> tuple[Response, int]:
    body = request.get_json()
    email = text_field(body, "email", r"[^@\s]+@[^@\s]+")
    user = User(email=email, name=text_field(body, "name"), profile=Profile())
    db.session.add_all([user, AuditEvent(what="user.created")])
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409, "this address is taken")
    return jsonify(user.to_dict()), 201


@shop.get("/users")
def list_users() -> Response:
    return jsonify([u.to_dict() for u in db.session.scalars(select(User).order_by(User.id))])


@shop.get("/users/<int:user_id>")
def read_user(user_id: int) -> Response:
    return jsonify(find_user(user_id).to_dict())


@shop.patch("/users/<int:user_id>")
def rename_user(user_id: int) -> Response:
    user = find_user(user_id)
    user.name = text_field(request.get_json(), "name")
    db.session.add(AuditEvent(what="user.renamed"))
    db.session.commit()
    return jsonify(user.to_dict())


@shop.delete("/users/<int:user_id>")
def delete_user(user_id: int) -> tuple[str, int]:
    db.session.delete(find_user(user_id))
    db.session.add(AuditEvent(what="user.deleted"))
    db.session.commit()
    return "", 204


@shop.post("/users/<int:user_id>/items")
def create_item(user_id: int) -> tuple[Response, int]:
    user, body = find_user(user_id), request.get_json()
    price, labels = body.get("price"), body.get("tags", [])
    if not isinstance(price, int) or price < 0:
        abort(422, "price is not valid")
    known = {t.label: t for t in db.session.scalars(select(Tag).where(Tag.label.in_(labels)))}
    tags = [known.get(label) or Tag(label=label) for label in labels]
    item = Item(owner_id=user.id, title=text_field(body, "title"), price=price, tags=tags)
    db.session.add_all([item, AuditEvent(what="item.created")])
    db.session.commit()
    return jsonify(item.to_dict()), 201


@shop.get("/items")
def list_items() -> Response:
    return jsonify([i.to_dict() for i in db.session.scalars(select(Item).order_by(Item.id))])


def create_app() -> Flask:
    flask_app = Flask(__name__)
    url = os.environ.get("DATABASE_URL", "sqlite:///shop.db")
    flask_app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(flask_app)
    flask_app.register_blueprint(shop)
    with flask_app.app_context():
        db.create_all()
    return flask_app


app = create_app()
