"""aiosqlite's statements on the loop's thread: whoever meets a lock waits, and nothing hangs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("aiosqlite")
if TYPE_CHECKING:
    from collections.abc import Callable

_APP = """
import aiosqlite, os
from flask import Flask
app = Flask(__name__)
DB = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data", "prod.db")

async def two():
    one, other = await aiosqlite.connect(DB), await aiosqlite.connect(DB)
    await one.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")
    await one.execute("INSERT INTO t (x) VALUES (1)")
    return one, other
"""

_HEAD = """
import asyncio, pytest
from app import two

INSERT = "INSERT INTO t (x) VALUES (2)"
"""

_WAITING = """
@pytest.mark.parametrize("wait", [
    lambda db: db.execute_insert(INSERT),
    lambda db: db.execute_fetchall(INSERT + " RETURNING id"),
    lambda db: db.execute(INSERT),
    lambda db: db.executemany(INSERT, [()]),
])
def test_a_lock_is_waited_for(wait):
    async def run():
        one, other = await two()
        await one.commit()
        await one.execute(INSERT)
        waiting = asyncio.ensure_future(wait(other))
        await asyncio.sleep(0.02)
        assert not waiting.done()
        await one.commit()
        await waiting
        await other.commit()
        rows = await one.execute_fetchall("SELECT count(*) FROM t")
        assert list(rows) == [(3,)]
        await one.close()
        await other.close()

    asyncio.run(run())
"""

_CLOSED = """
def test_closed_while_a_statement_waits():
    async def run():
        one, other = await two()
        await one.commit()
        await one.execute(INSERT)
        waiting = asyncio.ensure_future(other.execute(INSERT))
        await asyncio.sleep(0.02)
        closing = asyncio.ensure_future(other.close())
        await asyncio.sleep(0.02)
        await one.commit()
        await waiting
        await closing
        await one.close()

    asyncio.run(run())
"""

_LEFT = """
left = []

def test_left_open_after_it_waited():
    async def run():
        one, other = await two()
        await one.commit()
        await one.execute(INSERT)
        waiting = asyncio.ensure_future(other.execute(INSERT))
        await asyncio.sleep(0.02)
        await one.commit()
        await waiting
        left.extend((one, other))

    asyncio.run(run())
"""


@pytest.mark.parametrize(
    ("tests", "count"), [(_WAITING, 4), (_CLOSED, 1), (_LEFT, 1)], ids=["waits", "closed", "left"]
)
def test_meeting_a_lock(
    project: Any, untouched: Callable[..., Any], tests: str, count: int
) -> None:
    project.write({"app.py": _APP, "test_it.py": textwrap.dedent(_HEAD) + tests})
    with untouched(project.seed()):
        project.pytest().passed(count)
