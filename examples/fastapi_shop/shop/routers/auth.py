"""Login."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.security import OAuth2PasswordRequestForm
from sqlalchemy import select

from shop.database import SessionDep
from shop.errors import documented, unauthorized
from shop.models import User
from shop.schemas import Token
from shop.security import create_token, verify_password

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/token", responses=documented(400, 401))
async def login(
    form: Annotated[OAuth2PasswordRequestForm, Depends()], session: SessionDep
) -> Token:
    email = form.username.strip().lower().replace("\x00", "")
    user = await session.scalar(select(User).where(User.email == email))
    stored = user.password_hash if user else None
    if not await run_in_threadpool(verify_password, form.password, stored) or user is None:
        raise unauthorized("Incorrect e-mail or password")
    return Token(access_token=create_token(user.id))
