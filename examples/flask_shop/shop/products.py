"""The catalogue: anyone may read it, admins write it."""

from typing import Any

from flask import Blueprint, url_for
from flask.views import MethodView
from sqlalchemy import Select, select

from shop.auth import admin_required
from shop.errors import InvalidInput
from shop.extensions import db
from shop.models import Category, Product
from shop.schemas import ProductCreate, ProductOut, ProductQuery, ProductUpdate
from shop.web import commit_or_conflict, dump, find, page, read_body, read_query

SKU_TAKEN = "This SKU is in use already."

bp = Blueprint("products", __name__)


def find_category(slug: str) -> Category:
    category: Category | None = db.session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        raise InvalidInput.field("category", "no such category")
    return category


def matching(query: ProductQuery) -> Select[tuple[Product]]:
    statement = select(Product)
    if query.category is not None:
        statement = statement.where(Product.category.has(slug=query.category))
    if query.min_price is not None:
        statement = statement.where(Product.price >= query.min_price)
    if query.max_price is not None:
        statement = statement.where(Product.price <= query.max_price)
    if query.search:
        statement = statement.where(Product.name.icontains(query.search, autoescape=True))
    column = getattr(Product, query.sort.removeprefix("-"))
    first = column.desc() if query.sort.startswith("-") else column.asc()
    return statement.order_by(first, Product.id)


class Products(MethodView):
    def get(self) -> dict[str, Any]:
        query = read_query(ProductQuery)
        return page(matching(query), query, ProductOut)

    @admin_required
    def post(self) -> tuple[dict[str, Any], int, dict[str, str]]:
        sent = read_body(ProductCreate)
        category = find_category(sent.category)
        product = Product(**sent.model_dump(exclude={"category"}), category=category)
        db.session.add(product)
        commit_or_conflict(SKU_TAKEN)
        location = url_for(".product", product_id=product.id)
        return dump(ProductOut, product), 201, {"Location": location}


class ProductById(MethodView):
    def get(self, product_id: int) -> dict[str, Any]:
        return dump(ProductOut, find(Product, product_id))

    @admin_required
    def patch(self, product_id: int) -> dict[str, Any]:
        product = find(Product, product_id)
        changes = read_body(ProductUpdate).model_dump(exclude_unset=True)
        if "category" in changes:
            changes["category"] = find_category(changes["category"])
        for field, value in changes.items():
            setattr(product, field, value)
        commit_or_conflict(SKU_TAKEN)
        return dump(ProductOut, product)

    @admin_required
    def delete(self, product_id: int) -> tuple[str, int]:
        db.session.delete(find(Product, product_id))
        commit_or_conflict("A product that was ordered can't be deleted.")
        return "", 204


bp.add_url_rule("/products", view_func=Products.as_view("products"))
bp.add_url_rule("/products/<int:product_id>", view_func=ProductById.as_view("product"))
