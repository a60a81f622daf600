"""The user's fixture always wins: whatever it is called, wherever it stands, however wide it is."""

from __future__ import annotations

import pytest

from installed import needs

NAMES = (
    "app",
    "client",
    "sync_client",
    "db",
    "session",
    "db_session",
    "db_engine",
    "token",
    "engine",
)
NAMES += ("override", "login", "api", "identity", "make")

FIXTURE = """
@pytest.fixture(scope={scope!r})
def {name}({self}):
    yield "mine: {name}"
"""


def fixtures(scope, *, method=False):
    defined = [
        FIXTURE.format(scope=scope, name=name, self="self" if method else "") for name in NAMES
    ]
    return "".join(defined)


def indented(text):
    return text.replace("\n", "\n    ")


USE = f"({', '.join(NAMES)}):\n    assert [{', '.join(NAMES)}] == [f'mine: {{name}}' for name in NAMES]\n"


@pytest.mark.parametrize("scope", ["function", "session"])
def test_in_a_conftest(fastapi_project, scope):
    fastapi_project.pytester.makeconftest("import pytest\n" + fixtures(scope))
    fastapi_project.tests(f"NAMES = {NAMES}\ndef test_it{USE}\nasync def test_async{USE}")
    fastapi_project.passes_alike("-o", "asyncio_mode=auto", passed=2)


@pytest.mark.parametrize("scope", ["function", "module"])
def test_in_a_module(fastapi_project, scope):
    fastapi_project.tests(f"import pytest\nNAMES = {NAMES}\n{fixtures(scope)}\ndef test_it{USE}")
    fastapi_project.passes_alike(passed=1)


@pytest.mark.parametrize("scope", ["function", "class"])
def test_in_a_class(fastapi_project, scope):
    fastapi_project.tests(
        f"import pytest\nNAMES = {NAMES}\nclass TestIt:\n"
        + indented(fixtures(scope, method=True))
        + f"\n    def test_it(self, {indented(USE[1:])}"
    )
    fastapi_project.passes_alike(passed=1)


def test_in_a_nested_conftest_for_what_is_below_it_only(fastapi_project):
    root = fastapi_project.pytester.path
    for name in ("own", "ours"):
        (root / name).mkdir()
    (root / "own" / "conftest.py").write_text("import pytest\n" + fixtures("session"))
    (root / "own" / "test_own.py").write_text(f"NAMES = {NAMES}\ndef test_it{USE}")
    (root / "ours" / "test_ours.py").write_text(
        "async def test_it(client):\n    assert (await client.get('/hello')).status_code == 200\n"
    )
    fastapi_project.passes(passed=2)


@needs("pytest-asyncio")
@pytest.mark.parametrize("scope", ["function", "module", "session"])
def test_async_fixtures_of_any_scope(fastapi_project, scope):
    fastapi_project.settings('[tool.pytest.ini_options]\nasyncio_mode = "auto"\n')
    fastapi_project.pytester.makeconftest(
        f"""
        import asyncio
        import pytest

        @pytest.fixture(scope={scope!r})
        async def app():
            await asyncio.sleep(0)
            yield "my app"

        @pytest.fixture(scope={scope!r})
        async def client(app):
            await asyncio.sleep(0)
            yield f"a client of {{app}}"
        """
    )
    fastapi_project.tests(
        """
        async def test_mine(client):
            assert client == "a client of my app"
        """
    )
    fastapi_project.passes_alike(passed=1)


@needs("httpx")
def test_the_usual_async_client_and_session_of_a_suites_own(fastapi_project):
    fastapi_project.settings('[tool.pytest.ini_options]\nasyncio_mode = "auto"\n')
    fastapi_project.pytester.makeconftest(
        """
        import httpx
        import pytest
        from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
        import main

        @pytest.fixture
        async def db_engine(tmp_path):
            engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/own.db")
            async with engine.begin() as connection:
                await connection.run_sync(main.Base.metadata.create_all)
            yield engine
            await engine.dispose()

        @pytest.fixture
        async def db_session(db_engine):
            async with async_sessionmaker(db_engine)() as session:
                yield session

        @pytest.fixture
        async def client(db_session):
            main.app.dependency_overrides[main.session] = lambda: db_session
            transport = httpx.ASGITransport(app=main.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://own") as client:
                yield client
            main.app.dependency_overrides.clear()
        """
    )
    fastapi_project.tests(
        """
        import pytest
        from main import Item

        @pytest.mark.parametrize("n", range(2))
        async def test_they_share_a_session(client, db_session, n):
            db_session.add(Item(name="a"))
            await db_session.commit()
            assert (await client.get("/items")).json() == ["a"]
            assert str(client.base_url) == "http://own"
        """
    )
    fastapi_project.passes_alike(passed=2)
