"""FastAPI, routers in routers, with what they have in common declared above."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Response, UploadFile, status
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, Field
from starlette.requests import Request

ITEMS = {1: {"name": "pen", "price": 2.5}}
token = OAuth2PasswordBearer(tokenUrl="login", auto_error=False)


class Login:
    def __init__(self, username: Annotated[str, Form()], password: Annotated[str, Form()]):
        self.username, self.password = username, password


class Item(BaseModel):
    name: str
    price: float
    note: str = "none"


class Change(BaseModel):
    name: str = Field(default="", min_length=1)
    price: float = Field(default=0, ge=0)
    note: str = ""


def user(value: Annotated[str | None, Depends(token)]) -> str:
    if value is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED)
    return value


def paging(limit: int = 10) -> int:
    return limit


def search(limit: Annotated[int, Depends(paging)], q: str = "") -> tuple[int, str]:
    return limit, q


def existing(item_id: int) -> dict:
    try:
        return ITEMS[item_id]
    except KeyError:
        raise HTTPException(status.HTTP_404_NOT_FOUND) from None


class RequestId:
    def __call__(self, request: Request) -> str | None:
        return request.headers.get("X-Request-Id")


read = APIRouter()
write = APIRouter(dependencies=[Depends(user)])
one = APIRouter(prefix="/{item_id}", dependencies=[Depends(existing)])


@read.get("")
async def items(found: Annotated[tuple, Depends(search)]):
    return found


@write.post("", status_code=status.HTTP_201_CREATED)
async def add(item: Item) -> Item:
    return item


@one.patch("", dependencies=[Depends(user)])
async def change(change: Change):
    return change


@one.get("")
async def item():
    return {}


@one.delete("", status_code=204)
async def delete(user: Annotated[str, Depends(user)]):
    return Response(status_code=204)


@one.put("/image", status_code=204, dependencies=[Depends(user)])
async def image(image: UploadFile):
    return Response(status_code=204)


def make() -> FastAPI:
    app = FastAPI()
    outer = APIRouter(tags=["items"])
    for router in (read, write):
        outer.include_router(router, prefix="/items")
    items_router = APIRouter(prefix="/items")
    items_router.include_router(one)
    outer.include_router(items_router)
    app.include_router(outer)

    hidden = APIRouter(include_in_schema=False)
    hidden.add_api_route("/health", lambda: {"up": True})
    app.include_router(hidden)

    @app.post("/login")
    def login(form: Annotated[Login, Depends()]):
        if form.password != "secret":
            raise HTTPException(401)
        return {"access_token": "token"}

    @app.get("/me")
    def me(user: Annotated[str, Depends(user)], number: Annotated[str, Depends(RequestId())]):
        return {"name": user}

    return app
