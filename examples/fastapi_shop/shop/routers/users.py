"""Users: registration, one's own account, e-mail verification, administration."""

import secrets
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from shop.config import settings
from shop.database import SessionDep
from shop.dependencies import CurrentAdmin, CurrentUser, PagingQuery, current_admin, paginate
from shop.errors import conflict, documented, not_found
from shop.mail import MailError
from shop.models import User, Verification, utcnow
from shop.schemas import (
    Page,
    PathId,
    UserCreate,
    UserOut,
    UserUpdate,
    VerificationConfirm,
    VerificationSent,
)
from shop.security import hash_password

MAX_FAILURES = 5

router = APIRouter(prefix="/users", tags=["users"])


async def commit_unique_email(session: AsyncSession) -> None:
    try:
        await session.commit()
    except IntegrityError as error:
        raise conflict("E-mail already registered") from error


@router.post("", response_model=UserOut, status_code=201, responses=documented(400, 409))
async def register(body: UserCreate, response: Response, session: SessionDep) -> User:
    user = User(
        email=body.email,
        full_name=body.full_name,
        password_hash=await run_in_threadpool(hash_password, body.password),
    )
    session.add(user)
    await commit_unique_email(session)
    response.headers["Location"] = f"/users/{user.id}"
    return user


@router.get("/me", response_model=UserOut, responses=documented(401))
async def read_me(user: CurrentUser) -> User:
    return user


@router.patch("/me", response_model=UserOut, responses=documented(400, 401, 409))
async def update_me(body: UserUpdate, user: CurrentUser, session: SessionDep) -> User:
    changes = body.model_dump(exclude_unset=True)
    if "password" in changes:
        changes["password_hash"] = await run_in_threadpool(hash_password, changes.pop("password"))
    if changes.get("email", user.email) != user.email:
        changes["is_verified"] = False
        await session.execute(delete(Verification).where(Verification.user_id == user.id))
    for name, value in changes.items():
        setattr(user, name, value)
    await commit_unique_email(session)
    return user


@router.post(
    "/me/verification",
    response_model=VerificationSent,
    status_code=202,
    responses=documented(401, 409, 503),
)
async def send_verification(
    request: Request, user: CurrentUser, session: SessionDep
) -> dict[str, Any]:
    if user.is_verified:
        raise conflict("E-mail already verified")
    code = f"{secrets.randbelow(10**6):06}"
    text = f"Your code is {code}"
    try:
        await run_in_threadpool(request.state.mailer.send, user.email, "Verify your e-mail", text)
    except MailError as error:
        raise HTTPException(503, "Mail cannot be sent at the moment") from error
    expires_at = utcnow() + settings.verification_lifetime
    await session.merge(Verification(user_id=user.id, code=code, expires_at=expires_at, failures=0))
    await session.commit()
    return {"email": user.email, "expires_at": expires_at}


@router.post("/me/verification/confirm", response_model=UserOut, responses=documented(400, 401))
async def confirm_verification(
    body: VerificationConfirm, user: CurrentUser, session: SessionDep
) -> User:
    sent = await session.get(Verification, user.id)
    usable = sent and sent.expires_at > utcnow() and sent.failures < MAX_FAILURES
    if sent and usable and secrets.compare_digest(sent.code, body.code):
        user.is_verified = True
        await session.delete(sent)
        await session.commit()
        return user
    if sent:
        sent.failures = Verification.failures + 1
        await session.commit()
    raise HTTPException(400, "Code is wrong or has expired")


@router.get(
    "",
    response_model=Page[UserOut],
    dependencies=[Depends(current_admin)],
    responses=documented(401, 403),
)
async def list_users(paging: PagingQuery, session: SessionDep) -> dict[str, Any]:
    return await paginate(session, select(User).order_by(User.id), paging)


@router.get(
    "/{user_id}",
    response_model=UserOut,
    dependencies=[Depends(current_admin)],
    responses=documented(401, 403, 404),
)
async def read_user(user_id: PathId, session: SessionDep) -> User:
    user = await session.get(User, user_id)
    if user is None:
        raise not_found("User")
    return user


@router.delete("/{user_id}", status_code=204, responses=documented(401, 403, 404, 409))
async def delete_user(user_id: PathId, admin: CurrentAdmin, session: SessionDep) -> None:
    user = await read_user(user_id, session)
    if user.id == admin.id:
        raise conflict("Admins cannot delete themselves")
    await session.delete(user)
    try:
        await session.commit()
    except IntegrityError as error:
        raise conflict("User has orders") from error
