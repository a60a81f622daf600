"""Orders: their owner and admins see them; to all others they do not exist."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Response
from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import SessionDep
from shop.dependencies import CurrentUser, PagingQuery, current_admin, paginate
from shop.errors import conflict, documented, not_found
from shop.models import Order, OrderItem, OrderStatus, Product, Role, User
from shop.routers import audit
from shop.schemas import OrderCreate, OrderOut, Page, PathId

ALLOWED_FROM = {
    OrderStatus.PAID: {OrderStatus.PENDING},
    OrderStatus.SHIPPED: {OrderStatus.PAID},
    OrderStatus.CANCELLED: {OrderStatus.PENDING, OrderStatus.PAID},
}

router = APIRouter(prefix="/orders", tags=["orders"], responses=documented(401))


def visible_to(user: User) -> Select[Order]:
    orders = select(Order)
    return orders if user.role is Role.ADMIN else orders.where(Order.user_id == user.id)


async def visible_order(order_id: PathId, user: CurrentUser, session: SessionDep) -> Order:
    order = await session.scalar(visible_to(user).where(Order.id == order_id))
    if order is None:
        raise not_found("Order")
    return order


VisibleOrder = Annotated[Order, Depends(visible_order)]


async def take_from_stock(session: AsyncSession, product_id: int, quantity: int) -> OrderItem:
    """Check and take in one statement, so that two orders never take the same piece."""
    price = await session.scalar(
        update(Product)
        .where(Product.id == product_id, Product.stock >= quantity)
        .values(stock=Product.stock - quantity)
        .returning(Product.price)
    )
    if price is not None:
        return OrderItem(product_id=product_id, quantity=quantity, unit_price=price)
    if await session.get(Product, product_id) is None:
        raise not_found(f"Product {product_id}")
    raise conflict(f"Not enough stock of product {product_id}")


async def move(session: AsyncSession, order: Order, target: OrderStatus) -> None:
    """Change the status where the present one allows it; checked by the database too."""
    moved = await session.scalar(
        update(Order)
        .where(Order.id == order.id, Order.status.in_(ALLOWED_FROM[target]))
        .values(status=target)
        .returning(Order.id)
    )
    if moved is None:
        raise conflict(f"Order is {order.status} and cannot become {target}")


@router.post("", response_model=OrderOut, status_code=201, responses=documented(400, 404, 409))
async def create_order(
    body: OrderCreate, response: Response, user: CurrentUser, session: SessionDep
) -> Order:
    quantities: Counter[int] = Counter()
    for line in body.items:
        quantities[line.product_id] += line.quantity
    items = [await take_from_stock(session, *line) for line in sorted(quantities.items())]
    order = Order(user_id=user.id, items=items)
    session.add(order)
    await session.commit()
    response.headers["Location"] = f"/orders/{order.id}"
    return order


@router.get("", response_model=Page[OrderOut])
async def list_orders(
    paging: PagingQuery, user: CurrentUser, session: SessionDep
) -> dict[str, Any]:
    return await paginate(session, visible_to(user).order_by(Order.id), paging)


@router.get("/{order_id}", response_model=OrderOut, responses=documented(404))
async def read_order(order: VisibleOrder) -> Order:
    return order


@router.post("/{order_id}/pay", response_model=OrderOut, responses=documented(404, 409))
async def pay_order(
    order: VisibleOrder, user: CurrentUser, session: SessionDep, background: BackgroundTasks
) -> Order:
    await move(session, order, OrderStatus.PAID)
    await session.commit()
    background.add_task(audit.record, "paid", order.id, user.id)
    return order


@router.post(
    "/{order_id}/ship",
    response_model=OrderOut,
    dependencies=[Depends(current_admin)],
    responses=documented(403, 404, 409),
)
async def ship_order(order: VisibleOrder, session: SessionDep) -> Order:
    await move(session, order, OrderStatus.SHIPPED)
    await session.commit()
    return order


@router.post("/{order_id}/cancel", response_model=OrderOut, responses=documented(404, 409))
async def cancel_order(order: VisibleOrder, session: SessionDep) -> Order:
    await move(session, order, OrderStatus.CANCELLED)
    for item in order.items:
        await session.execute(
            update(Product)
            .where(Product.id == item.product_id)
            .values(stock=Product.stock + item.quantity)
        )
    await session.commit()
    return order
