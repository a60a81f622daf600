"""Products: anybody reads, admins write."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import SessionDep
from shop.dependencies import current_admin, paginate
from shop.errors import conflict, documented, not_found
from shop.models import Category, Product
from shop.schemas import (
    CategoryOut,
    Page,
    PathId,
    ProductCreate,
    ProductOut,
    ProductQuery,
    ProductUpdate,
)

SORTS: dict[str, ColumnElement[Any]] = {
    "id": Product.id.asc(),
    "name": Product.name.asc(),
    "-name": Product.name.desc(),
    "price": Product.price.asc(),
    "-price": Product.price.desc(),
}

router = APIRouter(tags=["products"])
admin_router = APIRouter(dependencies=[Depends(current_admin)], responses=documented(400, 401, 403))


async def require_category(session: AsyncSession, slug: str) -> None:
    if await session.get(Category, slug) is None:
        raise not_found("Category")


async def commit_unique_sku(session: AsyncSession) -> None:
    try:
        await session.commit()
    except IntegrityError as error:
        raise conflict("SKU already in use") from error


@router.get("/categories", response_model=list[CategoryOut])
async def list_categories(session: SessionDep) -> list[Category]:
    return list(await session.scalars(select(Category).order_by(Category.slug)))


@router.get("/products", response_model=Page[ProductOut])
async def list_products(
    query: Annotated[ProductQuery, Query()], session: SessionDep
) -> dict[str, Any]:
    found = select(Product)
    if query.category is not None:
        found = found.where(Product.category == query.category)
    if query.min_price is not None:
        found = found.where(Product.price >= query.min_price)
    if query.max_price is not None:
        found = found.where(Product.price <= query.max_price)
    if query.search is not None:
        found = found.where(Product.name.icontains(query.search, autoescape=True))
    return await paginate(session, found.order_by(SORTS[query.sort], Product.id), query)


@router.get("/products/{product_id}", response_model=ProductOut, responses=documented(404))
async def read_product(product_id: PathId, session: SessionDep) -> Product:
    product = await session.get(Product, product_id)
    if product is None:
        raise not_found("Product")
    return product


@admin_router.post(
    "/products", response_model=ProductOut, status_code=201, responses=documented(404, 409)
)
async def create_product(body: ProductCreate, response: Response, session: SessionDep) -> Product:
    await require_category(session, body.category)
    product = Product(**body.model_dump())
    session.add(product)
    await commit_unique_sku(session)
    response.headers["Location"] = f"/products/{product.id}"
    return product


@admin_router.patch(
    "/products/{product_id}", response_model=ProductOut, responses=documented(404, 409)
)
async def update_product(product_id: PathId, body: ProductUpdate, session: SessionDep) -> Product:
    product = await read_product(product_id, session)
    changes = body.model_dump(exclude_unset=True)
    if "category" in changes:
        await require_category(session, changes["category"])
    for name, value in changes.items():
        setattr(product, name, value)
    await commit_unique_sku(session)
    return product


@admin_router.delete("/products/{product_id}", status_code=204, responses=documented(404, 409))
async def delete_product(product_id: PathId, session: SessionDep) -> None:
    await session.delete(await read_product(product_id, session))
    try:
        await session.commit()
    except IntegrityError as error:
        raise conflict("Product has been ordered") from error


router.include_router(admin_router)
