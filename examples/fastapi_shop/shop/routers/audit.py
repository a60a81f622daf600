"""What happened to orders: written behind the response, read by admins."""

from typing import Any

from fastapi import APIRouter, Depends
from sqlalchemy import select

from shop import database
from shop.database import SessionDep
from shop.dependencies import PagingQuery, current_admin, paginate
from shop.errors import documented
from shop.models import AuditEntry
from shop.schemas import AuditOut, Page

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[Depends(current_admin)])


async def record(action: str, order_id: int, user_id: int) -> None:
    """Runs after the response, so in a session of its own."""
    async with database.session_factory() as session:
        session.add(AuditEntry(action=action, order_id=order_id, user_id=user_id))
        await session.commit()


@router.get("", response_model=Page[AuditOut], responses=documented(401, 403))
async def list_entries(paging: PagingQuery, session: SessionDep) -> dict[str, Any]:
    return await paginate(session, select(AuditEntry).order_by(AuditEntry.id), paging)
