"""Suites that write the same unique rows twice: the second time fails where the first leaked."""

from __future__ import annotations

COMMON = """
import pytest
import jobs

twice = pytest.mark.parametrize("turn", [1, 2])

def said(response):
    assert response.status_code == 200, response.text
    return response.json() if callable(response.json) else response.json

@twice
@pytest.mark.parametrize("job", list(jobs.JOBS))
def test_job(sync_client, job, turn):
    said(sync_client.post(f"/{job}/{job}"))

@twice
def test_background(sync_client, turn):
    said(sync_client.post("/later/commit/background"))
    assert ["background"] in said(sync_client.get("/users"))

@twice
def test_two_sessions(sync_client, turn):
    assert said(sync_client.post("/two/pair")) == [True, True, True]
"""

FASTAPI = (
    COMMON
    + """
import asyncio

@twice
async def test_five_at_once(client, turn):
    answers = await asyncio.gather(*(client.post(f"/commit/at once {n}") for n in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert len([name for name, in said(await client.get("/users")) if "at once" in name]) == 5

@twice
async def test_awaited(client, turn):
    said(await client.post("/conflict/awaited"))
    said(await client.post("/seed_update/awaited"))
"""
)

SESSION = """
from sqlalchemy import text

@twice
def test_session_of_the_test(db_session, sync_client, turn):
    db_session.execute(text("INSERT INTO users (name) VALUES ('of the test')"))
    db_session.commit()
    assert ["of the test"] in said(sync_client.get("/users"))
    said(sync_client.post("/commit/of the app"))
    assert db_session.execute(text("SELECT count(*) FROM users WHERE name = 'of the app'")).scalar() == 1
"""

ASYNC_SESSION = """
from sqlalchemy import text

@twice
async def test_session_of_the_test(db_session, client, turn):
    await db_session.execute(text("INSERT INTO users (name) VALUES ('of the test')"))
    await db_session.commit()
    assert ["of the test"] in said(await client.get("/users"))
    said(await client.post("/commit/of the app"))
    found = await db_session.execute(text("SELECT count(*) FROM users WHERE name = 'of the app'"))
    assert found.scalar() == 1
"""

FLASK = (
    COMMON
    + """
from concurrent.futures import ThreadPoolExecutor
from main import app

@twice
def test_five_at_once(turn):
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda n: app.test_client().post(f"/commit/at once {n}"), range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
"""
)

SUITES = {
    "fastapi": FASTAPI + SESSION,
    "fastapi_async": FASTAPI + ASYNC_SESSION,
    "flask": FLASK + SESSION,
    "flask_raw": FLASK,
}
