"""Whatever a project sets for pytest, apiproof neither breaks it nor is broken by it."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import apiproof
from installed import has, needs

BOTH_CLIENTS = """
import pytest

@pytest.mark.isolation("recreate")
async def test_async(client, db_session):
    from main import Item

    assert (await client.post("/items", json={"name": "a"})).status_code == 201
    assert (await client.get("/boom")).status_code == 500
    db_session.add(Item(name="b"))
    await db_session.commit()
    assert (await client.get("/items")).json() == ["a", "b"]

def test_sync(sync_client):
    assert sync_client.get("/items").json() == []
"""

LOOP_SCOPE = (
    'asyncio_default_fixture_loop_scope = "function"' if has("pytest-asyncio", "0.24") else ""
)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param('filterwarnings = ["error"]', id="warnings"),
        pytest.param('addopts = "-W error --strict-markers --strict-config"', id="all strict"),
        pytest.param(
            'addopts = "--import-mode=importlib"\nxfail_strict = true\ntestpaths = ["."]',
            id="importlib",
        ),
    ],
)
def test_strict_settings(fastapi_project, settings):
    fastapi_project.settings(
        f"[tool.pytest.ini_options]\n{settings}\n{LOOP_SCOPE}\npythonpath = ['.']"
    )
    fastapi_project.tests(BOTH_CLIENTS)
    fastapi_project.passes(passed=2)


def test_warnings_as_errors_with_flask(flask_project):
    flask_project.settings("[tool.pytest.ini_options]\nfilterwarnings = ['error']\n" + LOOP_SCOPE)
    flask_project.tests(
        """
        def test_items(client, db_session):
            from app import Item

            assert client.post("/items", json={"name": "a"}).status_code == 201
            assert db_session.query(Item).one().name == "a"
            assert client.get("/boom").status_code == 500
        """
    )
    flask_project.passes(passed=1)


def test_no_module_warns_when_it_is_imported():
    names = [
        module.name
        for module in pkgutil.walk_packages(apiproof.__path__, "apiproof.")
        if "sitecustomize" not in module.name and not module.name.endswith("__main__")
    ]
    assert len(names) > 50
    code = f"import importlib\nfor name in {names!r}: importlib.import_module(name)\n"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


COVERED = """
from fastapi import FastAPI
from sqlalchemy import create_engine, text

engine = create_engine("sqlite:///prod.db")
app = FastAPI()


@app.get("/number/{kind}")
def number(kind: str):
    if kind == "small":
        value = 1
    elif kind == "large":
        value = 1_000_000
    else:
        value = 0
    with engine.connect() as connection:
        return connection.scalar(text("SELECT :value"), {"value": value})


@app.get("/never")
async def never():
    value = "nobody"
    return value
"""

COVERING = """
import pytest

@pytest.mark.parametrize(("kind", "value"), [("small", 1), ("large", 1_000_000)])
def test_number(sync_client, kind, value):
    assert sync_client.get(f"/number/{kind}").json() == value
"""


@needs("pytest-cov")
@pytest.mark.parametrize(
    ("workers", "threshold", "passes"),
    [
        pytest.param((), "70", True, id="alone, enough"),
        pytest.param(("-n", "2"), "90", False, id="in workers, not enough"),
    ],
)
def test_coverage_is_of_what_ran(project, workers, threshold, passes):
    project.tests(COVERED, "main")
    project.tests(COVERING)
    result = project.run(
        "--cov=main", "--cov-report=term-missing", f"--cov-fail-under={threshold}", *workers
    )
    result.assert_outcomes(passed=2)
    # The branch and the operation that no test reaches.
    result.stdout.re_match_lines([r"main\.py\s+17\s+3\s+82%\s+15, 22-23"])
    assert (result.ret == pytest.ExitCode.OK) is passes
    assert project.pytester.path.joinpath(".coverage").read_bytes()[:13] == b"SQLite format"


@needs("pytest-randomly")
def test_random_orders(fastapi_project):
    fastapi_project.tests(
        """
        import pytest

        @pytest.mark.parametrize("n", range(5))
        async def test_items(client, n):
            assert (await client.get("/items")).json() == []
            assert (await client.post("/items", json={"name": "a"})).json() == {"name": "a"}

        def test_first(sync_client):
            assert sync_client.post("/items", json={"name": "a"}).status_code == 201
        """
    )
    for options in (("-p", "randomly", "-p", "no:xdist"), ("-n", "2")):
        result = fastapi_project.run(*options, randomly=True)
        result.assert_outcomes(passed=6)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--collect-only", "-q"), ["test_it.py::test_async*", "test_it.py::test_sync"]),
        (("--fixtures",), ["client --*", "sync_client --*", "db_session --*"]),
        (("--markers",), ["@pytest.mark.isolation(name): put the databases back*"]),
        (("--help",), ["*--apiproof-app=MODULE:ATTRIBUTE"]),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_runs_no_test_opens_nothing(fastapi_project, options, expected):
    fastapi_project.tests(BOTH_CLIENTS)
    result = fastapi_project.run(*options)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(expected)
    assert "stays closed" not in result.stdout.str()
    assert not list(fastapi_project.pytester.path.rglob("prod.db*"))


def test_last_failed(fastapi_project):
    fastapi_project.tests(
        """
        async def test_passes(client):
            assert (await client.get("/hello")).status_code == 200

        async def test_fails(client):
            assert (await client.get("/boom")).status_code == 200
        """
    )
    for outcomes in ({"passed": 1, "failed": 1}, {"failed": 1}):
        result = fastapi_project.run("--lf", cache=True)
        result.assert_outcomes(**outcomes)


@pytest.fixture
def nested(fastapi_project):
    root = fastapi_project.pytester.path
    fastapi_project.pytester.mkpydir("shop")
    (root / "main.py").rename(root / "shop" / "main.py")
    tests = root / "tests" / "api"
    tests.mkdir(parents=True)
    (tests / "test_it.py").write_text(BOTH_CLIENTS.replace("from main", "from shop.main"))
    fastapi_project.settings(
        "[tool.apiproof]\napp = 'shop.main:app'\n[tool.pytest.ini_options]\npythonpath = ['.']\n"
    )
    return fastapi_project


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        pytest.param("tests/api", (), id="from a subfolder"),
        pytest.param("tests", ("api/test_it.py",), id="a file from a subfolder"),
        pytest.param("..", ("-c", "{root}/pyproject.toml", "{root}/tests"), id="from elsewhere"),
        pytest.param("..", ("--rootdir", "{root}", "{root}"), id="rootdir given"),
    ],
)
def test_wherever_pytest_is_started(nested, monkeypatch, folder, arguments):
    root = nested.pytester.path
    monkeypatch.chdir(root / folder)
    nested.passes(*(each.format(root=root) for each in arguments), passed=2)
