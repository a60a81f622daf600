"""The engine, the sessions and the first rows."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import event, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from shop.config import settings
from shop.models import Category, Role, User
from shop.security import hash_password

CATEGORIES = {"books": "Books", "games": "Games", "garden": "Garden"}

engine = create_async_engine(settings.database_url)
session_factory = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def enforce_foreign_keys(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """SQLite ignores foreign keys unless each connection asks for them."""
    if engine.dialect.name == "sqlite":
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with session_factory() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


async def seed(session: AsyncSession) -> None:
    """Add the categories and the first admin where they are missing."""
    known = set(await session.scalars(select(Category.slug)))
    session.add_all(
        Category(slug=slug, title=title) for slug, title in CATEGORIES.items() if slug not in known
    )
    email = settings.admin_email.lower()
    if await session.scalar(select(User.id).where(User.email == email)) is None:
        password_hash = hash_password(settings.admin_password.get_secret_value())
        admin = User(email=email, password_hash=password_hash, role=Role.ADMIN, is_verified=True)
        session.add(admin)
    await session.commit()
