"""What the routers share: who is asking, and pages."""

from typing import Annotated, Any

from fastapi import Depends, HTTPException, Query
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import SessionDep
from shop.errors import unauthorized
from shop.models import Role, User
from shop.schemas import Paging
from shop.security import read_token

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="/auth/token")


async def current_user(token: Annotated[str, Depends(oauth2_scheme)], session: SessionDep) -> User:
    user_id = read_token(token)
    user = await session.get(User, user_id) if user_id is not None else None
    if user is None:
        raise unauthorized("Could not validate credentials")
    return user


CurrentUser = Annotated[User, Depends(current_user)]


async def current_admin(user: CurrentUser) -> User:
    if user.role is not Role.ADMIN:
        raise HTTPException(403, "Admins only")
    return user


CurrentAdmin = Annotated[User, Depends(current_admin)]
PagingQuery = Annotated[Paging, Query()]


async def paginate(session: AsyncSession, statement: Select[Any], paging: Paging) -> dict[str, Any]:
    """Give one page of an ordered statement and how many rows there are in all."""
    counted = statement.order_by(None).subquery()
    rows = await session.scalars(statement.limit(paging.limit).offset(paging.offset))
    return {
        "items": rows.all(),
        "total": await session.scalar(select(func.count()).select_from(counted)),
        "limit": paging.limit,
        "offset": paging.offset,
    }
