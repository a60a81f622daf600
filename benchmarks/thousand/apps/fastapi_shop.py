"""A small shop: async SQLAlchemy on aiosqlite, `async def` endpoints, one session per request."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, ForeignKey, Table, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///./shop.db"))
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """What the shop's tables hang on."""


item_tags = Table(
    "item_tags",
    Base.metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    profile: Mapped[Profile] = relationship(cascade="all, delete-orphan")
    items: Mapped[list[Item]] = relationship(cascade="all, delete-orphan")


class Profile(Base):
    __tablename__ = "profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    city: Mapped[str] = mapped_column(default="")


class Item(Base):
    __tablename__ = "items"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    price: Mapped[int]
    tags: Mapped[list[Tag]] = relationship(secondary=item_tags, lazy="selectin")


class Tag(Base):
    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(unique=True)


class AuditEvent(Base):
    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=func.now())


class UserIn(BaseModel):
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    name: str = Field(min_length=1)


class UserPatch(BaseModel):
    name: str = Field(min_length=1)


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    name: str


class ItemIn(BaseModel):
    title: str = Field(min_length=1)
    price: int = Field(ge=0)
    tags: list[str] = []


class TagOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    label: str


class ItemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    owner_id: int
    title: str
    price: int
    tags: list[TagOut]


async def get_session() -> AsyncIterator[AsyncSession]:
    async with SessionLocal() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


async def get_user(user_id: int, session: SessionDep) -> User:
    user = await session.get(User, user_id)
    if user is None:
        raise HTTPException(404, "no such user")
    return user


UserDep = Annotated[User, Depends(get_user)]


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.post("/users", status_code=201, response_model=UserOut)
async def create_user(body: UserIn, session: SessionDep) -> User:
    user = User(email=body.email, name=body.name, profile=Profile())
    session.add_all([user, AuditEvent(what="user.created")])
    try:
        await session.commit()
    except IntegrityError as error:
        await session.rollback()
        raise HTTPException(409, "this address is taken") from error
    return user


@app.get("/users", response_model=list[UserOut])
async def list_users(session: SessionDep) -> list[User]:
    return list(await session.scalars(select(User).order_by(User.id)))


@app.get("/users/{user_id}", response_model=UserOut)
async def read_user(user: UserDep) -> User:
    return user


@app.patch("/users/{user_id}", response_model=UserOut)
async def rename_user(body: UserPatch, user: UserDep, session: SessionDep) -> User:
    user.name = body.name
    session.add(AuditEvent(what="user.renamed"))
    await session.commit()
    return user


@app.delete("/users/{user_id}", status_code=204)
async def delete_user(user: UserDep, session: SessionDep) -> None:
    await session.delete(user)
    session.add(AuditEvent(what="user.deleted"))
    await session.commit()


@app.post("/users/{user_id}/items", status_code=201, response_model=ItemOut)
async def create_item(body: ItemIn, user: UserDep, session: SessionDep) -> Item:
    known = {t.label: t for t in await session.scalars(select(Tag).where(Tag.label.in_(body.tags)))}
    tags = [known.get(label) or Tag(label=label) for label in body.tags]
    item = Item(owner_id=user.id, title=body.title, price=body.price, tags=tags)
    session.add_all([item, AuditEvent(what="item.created")])
    await session.commit()
    return item


@app.get("/items", response_model=list[ItemOut])
async def list_items(session: SessionDep) -> list[Item]:
    return list(await session.scalars(select(Item).order_by(Item.id)))
