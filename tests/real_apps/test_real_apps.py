"""An empty conftest and one line of settings, on apps that nobody here wrote."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = range(20)

TILED_APP = """
from tiled.catalog import in_memory
from tiled.config import Authentication
from tiled.server.app import build_app


def make():
    return build_app(in_memory(), authentication=Authentication(single_user_api_key="secret"))
"""

TILED_TESTS = """
import pytest
{mark}
KEY = {{"Authorization": "Apikey secret"}}


async def put(client, name):
    body = {{"structure_family": "container", "metadata": {{"name": name}}, "data_sources": [], "specs": []}}
    return await client.post("/api/v1/metadata/", json={{**body, "id": name}}, headers=KEY)


@pytest.mark.parametrize("n", range(3))
async def test_write_and_read(client, n):
    listed = (await client.get("/api/v1/search/", headers=KEY)).json()
    assert listed["data"] == []
    assert (await put(client, "one")).status_code == 200
    listed = (await client.get("/api/v1/search/", headers=KEY)).json()
    assert [each["id"] for each in listed["data"]] == ["one"]


async def test_twice_is_a_conflict(client):
    assert (await put(client, "one")).status_code == 200
    assert (await put(client, "one")).status_code == 409


async def test_read_back_in_a_session_of_the_test(client, db_session):
    from sqlalchemy import text

    await put(client, "two")
    keys = await db_session.scalars(text("SELECT key FROM nodes WHERE key != ''"))
    assert list(keys) == ["two"]
"""

IHATEMONEY_TESTS = """
import pytest

PROJECT = {"name": "trip", "id": "trip", "password": "trip", "contact_email": "a@example.org"}


@pytest.fixture
def auth():
    return ("trip", "trip")


@pytest.mark.parametrize("n", range(3))
def test_write_and_read(client, auth, n):
    assert client.get("/api/projects/trip", auth=auth).status_code == 401
    assert client.post("/api/projects", json=PROJECT).status_code == 201
    assert client.get("/api/projects/trip", auth=auth).json["name"] == "trip"


def test_members(client, auth):
    client.post("/api/projects", json=PROJECT)
    made = client.post("/api/projects/trip/members", json={"name": "Ada"}, auth=auth)
    assert (made.status_code, made.json) == (201, 1)


def test_ids_start_anew(client, auth):
    client.post("/api/projects", json=PROJECT)
    made = client.post("/api/projects/trip/members", json={"name": "Bob"}, auth=auth)
    assert (made.status_code, made.json) == (201, 1)


def test_read_back_in_a_session_of_the_test(client, db_session):
    from sqlalchemy import text

    client.post("/api/projects", json=PROJECT)
    assert list(db_session.scalars(text("SELECT id FROM project"))) == ["trip"]
"""

AUTO = {"mark": "", "settings": ""}
STRICT = {
    "mark": "pytestmark = pytest.mark.asyncio",
    "settings": 'asyncio_mode = "strict"',
}
ANYIO = {"mark": "pytestmark = pytest.mark.anyio", "settings": ""}


def in_all_orders(environment, seeds=SEEDS):
    """Forwards, backwards, twice, and in random orders."""
    environment.pytest("-p", "no:randomly")
    environment.pytest("-p", "no:randomly", "-p", "backwards", PYTHONPATH=".")
    environment.pytest("-p", "no:randomly")
    for seed in seeds:
        environment.pytest(f"--randomly-seed={seed}")


BACKWARDS = """
def pytest_collection_modifyitems(items):
    items.reverse()
"""


@pytest.fixture(scope="module")
def tiled(environment):
    return environment("tiled", "tiled[server]", "pytest-asyncio", "pytest-randomly", "httpx2")


@pytest.mark.parametrize(
    ("runner", "seeds"),
    [
        pytest.param(AUTO, SEEDS, id="auto"),
        pytest.param(STRICT, range(3), id="strict"),
        pytest.param(ANYIO, range(3), id="anyio"),
    ],
)
def test_tiled(tiled, runner, seeds):
    tiled.files(
        application__py=TILED_APP,
        backwards__py=BACKWARDS,
        conftest__py=(
            "import pytest\n\n\n@pytest.fixture\ndef anyio_backend():\n    return 'asyncio'\n"
            if runner is ANYIO
            else ""
        ),
        test_tiled__py=TILED_TESTS.format(mark=runner["mark"]),
        pyproject__toml="[tool.apiproof]\napp = 'application:make'\n[tool.pytest.ini_options]\n"
        + runner["settings"],
    )
    in_all_orders(tiled, seeds)


def test_ihatemoney(environment):
    own = Path("/tmp/ihatemoney.db")
    before = own.stat() if own.exists() else None
    ihatemoney = environment("ihatemoney", "ihatemoney", "pytest-randomly")
    ihatemoney.files(
        backwards__py=BACKWARDS,
        conftest__py="",
        test_ihatemoney__py=IHATEMONEY_TESTS,
        pyproject__toml="[tool.apiproof]\napp = 'ihatemoney.run:create_app'\n",
    )
    in_all_orders(ihatemoney)
    after = own.stat() if own.exists() else None
    assert after == before


@pytest.mark.parametrize("shop", ["fastapi_shop", "flask_shop"])
def test_example(environment, shop):
    requirements = {
        "fastapi_shop": "aiosqlite fastapi pwdlib[bcrypt] pydantic[email] pydantic-settings pyjwt "
        "python-multipart sqlalchemy[asyncio] httpx pytest-asyncio pytest-randomly",
        "flask_shop": "flask flask-sqlalchemy pydantic[email] pyjwt sqlalchemy pytest-randomly",
    }
    example = environment(shop, *requirements[shop].split())
    shutil.copytree(ROOT / "examples" / shop, example.folder, dirs_exist_ok=True)
    example.files(backwards__py=BACKWARDS)
    in_all_orders(example)
    assert not list(example.folder.rglob("shop.db*"))
