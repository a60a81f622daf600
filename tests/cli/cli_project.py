"""The command line as users have it: in a process of its own, on a project on disk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parent / "golden"

SHOP = """
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Form, Header, HTTPException, WebSocket
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, EmailStr
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_engine("sqlite:///prod.db")


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)


Base.metadata.create_all(engine)
app = FastAPI(title="Shop")
items = APIRouter(prefix="/items", tags=["items"])


class Item(BaseModel):
    name: str
    price: float
    kind: Literal["book", "game"] = "book"
    note: str | None = None


@items.get("")
def listed(limit: int = 10, q: str | None = None) -> list[Item]:
    return []


@items.post("", status_code=201, dependencies=[Depends(OAuth2PasswordBearer(tokenUrl="login"))])
def added(item: Item, x_request_id: Annotated[str | None, Header()] = None) -> Item:
    return item


@items.get("/{item_id}", deprecated=True)
def one(item_id: int) -> Item:
    if item_id == 0:
        raise HTTPException(404, "no such item")
    return Item(name="a", price=1)


app.include_router(items)


@app.post("/login")
def login(email: Annotated[EmailStr, Form()], password: Annotated[str, Form()]):
    return {}


@app.get("/health", include_in_schema=False)
def health():
    return {}


@app.websocket("/live")
async def live(socket: WebSocket):
    await socket.accept()
"""


@dataclass
class Done:
    """A command that has ended."""

    stdout: str
    stderr: str
    code: int

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


@dataclass
class Cli:
    """A project, and the command line in it."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)

    def write(self, **files: str) -> Cli:
        """Write files; `__` in a name is a slash, and the suffix is `.py` where there is none."""
        for name, text in files.items():
            path = self.root / name.replace("__", "/").replace("_toml", ".toml")
            path = path if path.suffix or name.startswith(".") else path.with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
        return self

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "apiproof", *args]

    @property
    def environment(self) -> dict[str, str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not re.match(r"(NO_COLOR|FORCE_COLOR|TTY_|PY_COLORS|APIPROOF|FLASK_|COLUMNS)", name)
        }
        return {**clean, "COLUMNS": "100", "TERM": "xterm-256color", **self.env}

    def run(self, *args: str, folder: str = ".") -> Done:
        done = subprocess.run(
            self.command(*args),
            cwd=self.root / folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Done(done.stdout, done.stderr, done.returncode)

    def start(self, *args: str, **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*args),
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )


def normal(text: str, root: Path) -> str:
    """A text without what differs from one machine to the next."""
    text = text.replace(str(root), "<project>").replace(sys.prefix, "<prefix>")
    text = text.replace(str(Path(sys.executable)), "<python>")
    return re.sub(r"(?<=[\w)] )\d+\.\d+(\.\d+)*\w*", "<version>", text)


def is_golden(name: str, text: str) -> None:
    """Compare a text with the one that somebody has looked at.

    `APIPROOF_GOLDEN=write` writes it anew, to be looked at in the difference.
    """
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("APIPROOF_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()
