"""Apps of any number of operations, as sources: five for each resource, with what APIs have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PER_RESOURCE = 5

FASTAPI = """
from typing import Annotated, Literal
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, Field

app = FastAPI()
oauth = OAuth2PasswordBearer("login")


def user(token: Annotated[str, Depends(oauth)]):
    if token != "x":
        raise HTTPException(401)
    return token


def paging(limit: int = 10, offset: int = 0):
    return limit, offset
"""
FASTAPI_RESOURCE = """

class New{n}(BaseModel):
    name: str = Field(min_length=1, max_length={n} + 10)
    kind: Literal["a", "b"] = "a"
    price: float = Field(gt=0)
    tags: list[str] = []


class Out{n}(New{n}):
    id: int


router{n} = APIRouter(prefix="/things{n}", tags=["things{n}"])


def existing{n}(thing_id: int):
    if thing_id > 100:
        raise HTTPException(404)
    return thing_id


@router{n}.get("", response_model=list[Out{n}])
def list_{n}(page: Annotated[tuple, Depends(paging)], q: str | None = None):
    return []


@router{n}.post("", status_code=201, response_model=Out{n}, dependencies=[Depends(user)])
def create_{n}(body: New{n}):
    if body.name == "taken":
        raise HTTPException(409)
    return body


@router{n}.get("/{{thing_id}}", response_model=Out{n})
def read_{n}(thing: Annotated[int, Depends(existing{n})]):
    return thing


@router{n}.put("/{{thing_id}}", response_model=Out{n}, dependencies=[Depends(user)])
def update_{n}(thing: Annotated[int, Depends(existing{n})], body: New{n}):
    return thing


@router{n}.delete("/{{thing_id}}", status_code=204, dependencies=[Depends(user)])
def delete_{n}(thing: Annotated[int, Depends(existing{n})], x_why: Annotated[str, Header()] = ""):
    pass


app.include_router(router{n})
"""

FLASK = """
from functools import wraps
from flask import Blueprint, Flask, abort, jsonify, request

app = Flask(__name__)


def secured(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            abort(401)
        return view(*args, **kwargs)

    return wrapper
"""
FLASK_RESOURCE = """

things{n} = Blueprint("things{n}", __name__, url_prefix="/things{n}")


def existing{n}(thing_id):
    if thing_id > 100:
        abort(404)
    return thing_id


@things{n}.get("/")
def list_{n}():
    limit = request.args.get("limit", 10, type=int)
    return jsonify([limit])


@things{n}.post("/")
@secured
def create_{n}():
    data = request.get_json()
    if data["name"] == "taken":
        return jsonify(error="taken"), 409
    return jsonify(name=data["name"], price=float(data["price"]), note=data.get("note")), 201


@things{n}.get("/<int:thing_id>")
def read_{n}(thing_id):
    return jsonify(existing{n}(thing_id))


@things{n}.put("/<int:thing_id>")
@secured
def update_{n}(thing_id):
    existing{n}(thing_id)
    data = request.get_json()
    for name in ("name", "price", "note"):
        if name in data:
            print(data[name])
    return jsonify(thing_id)


@things{n}.delete("/<int:thing_id>")
@secured
def delete_{n}(thing_id):
    existing{n}(thing_id)
    return "", 204


app.register_blueprint(things{n})
"""

SOURCES = {"fastapi": (FASTAPI, FASTAPI_RESOURCE), "flask": (FLASK, FLASK_RESOURCE)}


def write(folder: Path, framework: str, operations: int) -> Path:
    """Write `main.py` with an app of that many operations into a new folder."""
    head, resource = SOURCES[framework]
    bodies = (resource.format(n=n) for n in range(operations // PER_RESOURCE))
    folder.mkdir(parents=True)
    (folder / "main.py").write_text(head + "".join(bodies))
    return folder
