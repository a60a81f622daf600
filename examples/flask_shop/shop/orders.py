"""Orders, and their way from pending to shipped."""

from typing import Any

from flask import Blueprint, url_for
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import Conflict, NotFound

from shop.auth import admin_required, current_user, login_required
from shop.errors import InvalidInput
from shop.extensions import db
from shop.models import AuditEntry, Order, OrderItem, OrderStatus, Product
from shop.schemas import OrderCreate, OrderLine, OrderOut, OrderQuery
from shop.web import dump, find, page, read_body, read_query

MAY_BECOME = {
    OrderStatus.PENDING: {OrderStatus.PAID, OrderStatus.CANCELLED},
    OrderStatus.PAID: {OrderStatus.SHIPPED, OrderStatus.CANCELLED},
    OrderStatus.SHIPPED: set[OrderStatus](),
    OrderStatus.CANCELLED: set[OrderStatus](),
}

bp = Blueprint("orders", __name__)


def find_order(order_id: int, *, for_update: bool = False) -> Order:
    """Give the user's own order; another's does not exist for them, unless they are an admin."""
    order = find(Order, order_id, for_update=for_update)
    user = current_user()
    if not user.is_admin and order.user_id != user.id:
        raise NotFound("No such order.")
    return order


def take_from_stock(line: OrderLine) -> OrderItem:
    """Check and take in one statement, so that two buyers can't both get the last one."""
    product = db.session.get(Product, line.product_id)
    if product is None:
        raise InvalidInput.field("items", f"no such product: {line.product_id}")
    taken = db.session.scalar(
        update(Product)
        .where(Product.id == product.id, Product.stock >= line.quantity)
        .values(stock=Product.stock - line.quantity)
        .returning(Product.id)
    )
    if taken is None:
        raise Conflict(f"There is not enough of {product.sku} in stock.")
    return OrderItem(product_id=product.id, quantity=line.quantity, unit_price=product.price)


def put_back_in_stock(order: Order) -> None:
    for item in order.items:
        db.session.execute(
            update(Product)
            .where(Product.id == item.product_id)
            .values(stock=Product.stock + item.quantity)
        )


def move(order: Order, status: OrderStatus) -> None:
    if status not in MAY_BECOME[order.status]:
        raise Conflict(f"An order that is {order.status} can't become {status}.")
    order.status = status


def record(action: str, order_id: int, user_id: int) -> None:
    """Write in a session of its own: nothing that fails later in the request takes it back."""
    with Session(db.engine) as session:
        session.add(AuditEntry(action=action, order_id=order_id, user_id=user_id))
        session.commit()


@bp.post("/orders")
@login_required
def create() -> tuple[dict[str, Any], int, dict[str, str]]:
    sent = read_body(OrderCreate)
    items = [take_from_stock(line) for line in sent.items]
    order = Order(user_id=current_user().id, items=items)
    db.session.add(order)
    db.session.commit()
    return dump(OrderOut, order), 201, {"Location": url_for(".show", order_id=order.id)}


@bp.get("/orders")
@login_required
def list_orders() -> dict[str, Any]:
    query = read_query(OrderQuery)
    statement = select(Order).order_by(Order.id)
    if not current_user().is_admin:
        statement = statement.where(Order.user_id == current_user().id)
    if query.status is not None:
        statement = statement.where(Order.status == query.status)
    return page(statement, query, OrderOut)


@bp.get("/orders/<int:order_id>")
@login_required
def show(order_id: int) -> dict[str, Any]:
    return dump(OrderOut, find_order(order_id))


@bp.post("/orders/<int:order_id>/pay")
@login_required
def pay(order_id: int) -> dict[str, Any]:
    order = find_order(order_id, for_update=True)
    move(order, OrderStatus.PAID)
    db.session.commit()
    record("order.paid", order.id, current_user().id)
    return dump(OrderOut, order)


@bp.post("/orders/<int:order_id>/ship")
@admin_required
def ship(order_id: int) -> dict[str, Any]:
    order = find_order(order_id, for_update=True)
    move(order, OrderStatus.SHIPPED)
    db.session.commit()
    return dump(OrderOut, order)


@bp.post("/orders/<int:order_id>/cancel")
@login_required
def cancel(order_id: int) -> dict[str, Any]:
    order = find_order(order_id, for_update=True)
    move(order, OrderStatus.CANCELLED)
    put_back_in_stock(order)
    db.session.commit()
    return dump(OrderOut, order)
