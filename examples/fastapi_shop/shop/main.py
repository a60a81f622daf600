"""The application: `uvicorn shop.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypedDict

from fastapi import FastAPI, Request

from shop import errors
from shop.config import settings
from shop.database import engine, seed, session_factory
from shop.mail import Mailer
from shop.models import Base, utcnow
from shop.routers import audit, auth, orders, products, users
from shop.schemas import Health


class State(TypedDict):
    """What every request finds in `request.state`."""

    mailer: Mailer
    started_at: datetime


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with session_factory() as session:
        await seed(session)
    yield {"mailer": Mailer(sender=settings.mail_sender), "started_at": utcnow()}
    await engine.dispose()


app = FastAPI(title="Shop", version="1.0.0", lifespan=lifespan)
errors.install(app)
for module in (auth, users, products, orders, audit):
    app.include_router(module.router)


@app.get("/health", tags=["health"])
async def health(request: Request) -> Health:
    return Health(started_at=request.state.started_at)
