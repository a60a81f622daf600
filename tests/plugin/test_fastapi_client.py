"""The client of an ASGI app."""

from __future__ import annotations

import pytest

from installed import needs

LOOP_A_TEST = """
    [tool.pytest.ini_options]
    asyncio_default_fixture_loop_scope = "function"
    asyncio_default_test_loop_scope = "function"
"""

asyncio = needs("pytest-asyncio")
asyncio_of_one_loop = needs("pytest-asyncio", "0.26")
anyio_with_modes = needs("anyio", "4.11")


def test_lifespan_runs_and_its_state_reaches_the_request(fastapi_project):
    fastapi_project.settings(LOOP_A_TEST)
    fastapi_project.tests(
        """
        import main

        async def test_state(client):
            assert (await client.get("/hello")).json() == {"greeting": "hello"}
            assert main.starts[-1] == "up"

        def test_it_was_shut_down_with_its_loop():
            assert main.starts[-1] == "down"
        """
    )
    fastapi_project.passes(passed=2)


@asyncio_of_one_loop
def test_one_loop_and_one_start_up_where_nothing_is_set(fastapi_project):
    fastapi_project.tests(
        """
        import asyncio
        import main
        import pytest

        loops = set()

        @pytest.mark.parametrize("n", range(4))
        async def test_many(client, n):
            await client.get("/hello")
            loops.add(asyncio.get_running_loop())
            assert len(loops) == 1
            # one to learn what start-up does to the database, one for this loop
            assert main.starts.count("up") == 2
        """
    )
    fastapi_project.passes(passed=4)


def test_a_loop_for_each_test_where_the_project_says_so(fastapi_project):
    fastapi_project.settings(LOOP_A_TEST)
    fastapi_project.tests(
        """
        import main
        import pytest

        @pytest.mark.parametrize("n", range(3))
        async def test_many(client, n):
            assert (await client.post("/items", json={"name": "a"})).status_code == 201
            assert main.starts.count("up") == 2 + n
        """
    )
    fastapi_project.passes(passed=3)


def test_an_async_fixture_shares_the_loop_of_its_test(fastapi_project):
    fastapi_project.pytester.makeconftest(
        """
        import asyncio
        import pytest

        @pytest.fixture
        async def greeting(client):
            yield (await client.get("/hello")).json()["greeting"], asyncio.get_running_loop()
            assert (await client.get("/hello")).status_code == 200
        """
    )
    fastapi_project.tests(
        """
        import asyncio
        import pytest

        @pytest.mark.parametrize("n", range(2))
        async def test_shared(client, greeting, n):
            assert greeting == ("hello", asyncio.get_running_loop())
            assert (await client.post("/items", json={"name": "a"})).status_code == 201
        """
    )
    fastapi_project.passes(passed=2)


def test_a_suite_that_was_there_before_keeps_its_loops(fastapi_project):
    fastapi_project.settings('[tool.pytest.ini_options]\nasyncio_mode = "auto"\n')
    fastapi_project.tests(
        """
        import asyncio
        import pytest

        loops = []

        @pytest.mark.parametrize("n", range(2))
        async def test_loops(n):
            loops.append(asyncio.get_running_loop())
            assert len(loops) == n + 1 and len(set(loops)) == n + 1
        """
    )
    fastapi_project.passes(passed=2)


def test_an_unhandled_error_is_the_apps_500_and_its_traceback_is_reported(fastapi_project):
    fastapi_project.tests(
        """
        async def test_response(client):
            response = await client.get("/boom")
            assert response.status_code == 500
            assert isinstance(client.last.error, ZeroDivisionError)

        async def test_report(client):
            assert (await client.get("/boom")).status_code == 200
        """
    )
    result = fastapi_project.run()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*apiproof: exchanges*",
            "GET /boom -> 500 Internal Server Error",
            "*GET /boom raised, and nothing handled it:",
            "*main.py*",
            "ZeroDivisionError: a bug of the app",
        ]
    )


def test_redirects_cookies_head_and_last(fastapi_project):
    fastapi_project.tests(
        """
        async def test_redirect(client):
            response = await client.get("/moved")
            assert response.status_code == 307
            assert response.headers["location"] == "/hello"
            followed = await client.get("/moved", follow_redirects=True)
            assert followed.json() == {"greeting": "hello"}
            assert [each.status_code for each in followed.history] == [307]

        async def test_cookies_stay_with_their_client(client):
            await client.get("/login")
            assert (await client.get("/whoami")).json() == {"session": "s3cret"}

        async def test_a_new_client_has_none(client):
            assert (await client.get("/whoami")).json() == {"session": None}

        async def test_last(client):
            response = await client.post("/items", json={"name": "a"})
            assert client.last.method == "POST" and client.last.path == "/items"
            assert client.last.status == response.status_code == 201
            assert client.last.request_body == response.request.content
            assert client.last.response_body == response.content
            assert client.last.test.endswith("test_last (call)") or "test_last" in client.last.test

        async def test_basic_auth_and_hooks(client):
            seen = []

            async def hook(request):
                seen.append(request.headers.get("authorization"))

            client.event_hooks["request"].append(hook)
            await client.get("/hello", auth=("user", "pass"))
            assert seen[0].startswith("Basic ")

        async def test_stream(client):
            async with client.stream("GET", "/hello") as response:
                assert await response.aread() == b'{"greeting":"hello"}'

        async def test_elapsed_and_request(client):
            response = await client.get("/hello", params={"a": "b"})
            assert response.elapsed.total_seconds() > 0
            assert str(response.request.url) == "http://test/hello?a=b"
            assert response.raise_for_status() is response
        """
    )
    fastapi_project.passes(passed=7)


def test_five_requests_at_once_start_the_app_once(fastapi_project):
    fastapi_project.tests(
        """
        import asyncio
        import main

        async def test_together(client):
            before = main.starts.count("up")
            answers = await asyncio.gather(
                *(client.post("/items", json={"name": str(n)}) for n in range(5))
            )
            assert [answer.status_code for answer in answers] == [201] * 5
            assert main.starts.count("up") == before + 1
            assert len((await client.get("/items")).json()) == 5
        """
    )
    fastapi_project.passes(passed=1)


ASYNC_TEST = """
    import pytest
    {mark}

    @pytest.mark.parametrize("n", range(2))
    async def test_add(client, db_session, n):
        from main import Item

        assert (await client.get("/items")).json() == []
        db_session.add(Item(name="from the test"))
        await db_session.commit()
        await client.post("/items", json={{"name": "from the app"}})
        assert (await client.get("/items")).json() == ["from the test", "from the app"]
"""


@pytest.mark.parametrize(
    ("settings", "mark", "count"),
    [
        pytest.param("", "", 2, id="nothing set"),
        pytest.param('asyncio_mode = "auto"', "", 2, id="auto", marks=asyncio),
        pytest.param(
            'asyncio_mode = "strict"',
            "pytestmark = pytest.mark.asyncio",
            2,
            id="strict",
            marks=asyncio,
        ),
        pytest.param("", "pytestmark = pytest.mark.anyio", 2, id="anyio marks"),
        pytest.param('anyio_mode = "auto"', "", 2, id="anyio auto", marks=anyio_with_modes),
    ],
)
def test_every_runner(fastapi_project, settings, mark, count):
    fastapi_project.settings(f"[tool.pytest.ini_options]\n{settings}\n")
    fastapi_project.tests(ASYNC_TEST.format(mark=mark))
    if "anyio" in settings + mark:
        fastapi_project.pytester.makeconftest(
            """
            import pytest

            @pytest.fixture
            def anyio_backend():
                return "asyncio"
            """
        )
    result = fastapi_project.passes(passed=count)
    assert "warning" not in result.stdout.str().lower()


def test_trio(project):
    project.tests(
        """
        from contextlib import asynccontextmanager
        from fastapi import FastAPI, Request
        import trio

        @asynccontextmanager
        async def lifespan(app):
            yield {"greeting": "hello"}

        app = FastAPI(lifespan=lifespan)

        @app.get("/")
        async def root(request: Request):
            await trio.sleep(0)
            return request.state.greeting
        """,
        "main",
    )
    project.tests(
        """
        import pytest

        @pytest.fixture
        def anyio_backend():
            return "trio"

        @pytest.mark.anyio
        async def test_trio(client):
            assert (await client.get("/")).json() == "hello"
        """
    )
    pytest.importorskip("trio")
    # start-up is tried once on asyncio, which this app's does not mind
    project.passes(passed=1)


@asyncio
@anyio_with_modes
def test_both_auto_modes_are_an_error(fastapi_project):
    fastapi_project.settings(
        """
        [tool.pytest.ini_options]
        asyncio_mode = "auto"
        anyio_mode = "auto"
        """
    )
    fastapi_project.tests(ASYNC_TEST.format(mark=""))
    result = fastapi_project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*pytest-asyncio and anyio are both in auto mode*", "* hint: keep one*"]
    )


def test_synchronous_tests(fastapi_project):
    fastapi_project.tests(
        """
        import main

        def test_state_and_cookies(sync_client):
            assert sync_client.get("/hello").json() == {"greeting": "hello"}
            sync_client.get("/login")
            assert sync_client.get("/whoami").json() == {"session": "s3cret"}
            assert sync_client.last.path == "/whoami"

        def test_error(sync_client):
            assert sync_client.get("/boom").status_code == 500

        def test_one(sync_client):
            assert sync_client.post("/items", json={"name": "a"}).status_code == 201

        def test_two(sync_client):
            assert sync_client.get("/items").json() == []
            assert main.starts.count("up") == 2
        """
    )
    fastapi_project.passes(passed=4)


def test_the_suites_own_test_client_is_recorded_and_isolated(fastapi_project):
    fastapi_project.tests(
        """
        import unittest
        import pytest
        from fastapi.testclient import TestClient
        from main import app

        @pytest.fixture(scope="module")
        def api():
            with TestClient(app) as client:
                yield client

        @pytest.mark.parametrize("n", range(2))
        def test_alone(api, n):
            assert api.post("/items", json={"name": "a"}).status_code == 201
            assert api.get("/items").json() == ["a"]

        class Case(unittest.TestCase):
            def test_fails(self):
                with TestClient(app) as client:
                    client.post("/items", json={"name": "a"})
                    self.assertEqual(client.get("/items").json(), [])
        """
    )
    result = fastapi_project.run()
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        ["*apiproof: exchanges*", "POST /items -> 201*", 'GET /items -> 200 ?"a"?']
    )


def test_a_failing_start_up_names_itself(project):
    project.tests(
        """
        from contextlib import asynccontextmanager
        from fastapi import FastAPI

        @asynccontextmanager
        async def lifespan(app):
            raise RuntimeError("no broker at amqp://broker")
            yield

        app = FastAPI(lifespan=lifespan)
        """,
        "main",
    )
    project.tests(
        """
        async def test_it(client):
            await client.get("/")
        """
    )
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "*the start-up of main:app failed: RuntimeError: no broker at amqp://broker*",
            "*main.py:6",
        ]
    )


def test_hosts_that_the_app_lets_through(project):
    project.tests(
        """
        from fastapi import FastAPI, Request
        from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware
        from starlette.middleware.trustedhost import TrustedHostMiddleware

        app = FastAPI()
        app.add_middleware(HTTPSRedirectMiddleware)
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*.example.org"])

        @app.get("/")
        async def root(request: Request):
            return str(request.url)
        """,
        "main",
    )
    project.tests(
        """
        async def test_host(client):
            assert (await client.get("/")).json() == "https://test.example.org/"
        """
    )
    project.passes(passed=1)


@needs("httpx")
def test_httpx_alone(fastapi_project):
    fastapi_project.pytester.makeconftest(
        """
        import sys
        sys.modules["httpx2"] = None
        """
    )
    fastapi_project.tests(
        """
        import httpx

        async def test_library(client):
            assert isinstance(client, httpx.AsyncClient)
            response = await client.post("/items", json={"name": "a"})
            assert isinstance(response, httpx.Response) and response.status_code == 201

        def test_sync(sync_client):
            assert isinstance(sync_client, httpx.Client)
            assert sync_client.get("/hello").status_code == 200
        """
    )
    fastapi_project.passes(passed=2)


def test_redirect_that_is_not_followed_can_be(fastapi_project):
    fastapi_project.tests(
        """
        async def test_next(client):
            moved = await client.get("/moved")
            assert moved.status_code == 307 and moved.next_request.url.path == "/hello"
            assert (await client.send(moved.next_request)).json() == {"greeting": "hello"}
            assert (await client.get("/hello")).next_request is None
        """
    )
    fastapi_project.passes(passed=1)


def test_rows_written_before_a_test_starts_its_own_app_go_with_it(fastapi_project):
    fastapi_project.settings(LOOP_A_TEST)
    fastapi_project.tests(
        """
        import pytest
        from fastapi import FastAPI
        import main

        @pytest.fixture
        def app():
            app = FastAPI()
            app.include_router(main.app.router)
            return app

        @pytest.mark.parametrize("n", range(3))
        async def test_before(client, n):
            async with main.engine.begin() as connection:
                await connection.run_sync(main.Base.metadata.create_all)
                await connection.execute(main.Item.__table__.insert().values(name="early"))
            assert (await client.get("/items")).json() == ["early"]
        """
    )
    fastapi_project.passes(passed=3)
