"""Bad input is an Error with what, where and the way out; pytest exits with 4."""

from __future__ import annotations

import pytest

NEEDS_CLIENT = """
async def test_it(client):
    pass
"""


def refused(project, *lines):
    result = project.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR, result.stdout.str()
    result.stderr.fnmatch_lines([f"*{line}*" for line in lines])
    assert "Traceback" not in result.stderr.str()
    assert not list(project.pytester.path.rglob("*.db"))
    return result


def test_misspelt_setting(fastapi_project):
    fastapi_project.settings("[tool.apiproof]\nisolaton = 'restore'\n")
    fastapi_project.tests(NEEDS_CLIENT)
    refused(fastapi_project, "isolaton", "hint: *isolation*")


def test_app_not_found(project):
    project.settings("[tool.apiproof]\n")
    project.tests(NEEDS_CLIENT)
    refused(
        project,
        "no FastAPI, connexion.App, Flask or Starlette app was found; looked at:",
        "hint: name it*",
    )


def test_import_fails(project):
    project.tests("from fastapi import FastAPI\nimport nowhere\napp = FastAPI()\n", "main")
    project.tests(NEEDS_CLIENT)
    refused(project, "main.py:2")


def test_factory_needs_arguments(project):
    project.tests(
        """
        from fastapi import FastAPI

        def create_app(broker, region):
            return FastAPI()
        """,
        "main",
    )
    project.settings("[tool.apiproof]\napp = 'main:create_app'\n")
    project.tests(NEEDS_CLIENT)
    refused(project, "broker")


def test_schema_cannot_be_made(fastapi_project):
    fastapi_project.settings("[tool.apiproof]\nschema = 'main:no_such'\n")
    fastapi_project.tests(NEEDS_CLIENT)
    refused(fastapi_project, "no_such", 'schema = "main:no_such"')


def test_server_refused_by_name(project):
    project.tests("async def connect(dsn):\n    raise ConnectionError(dsn)\n", "asyncpg")
    project.tests(
        """
        from contextlib import asynccontextmanager

        import asyncpg
        from fastapi import FastAPI

        @asynccontextmanager
        async def lifespan(app):
            yield {"connection": await asyncpg.connect("postgresql://db.example/shop")}

        app = FastAPI(lifespan=lifespan)
        """,
        "main",
    )
    project.tests(NEEDS_CLIENT)
    refused(project, "through asyncpg was refused", "hint: *")


def test_unknown_isolation_of_a_marker(fastapi_project):
    fastapi_project.tests(
        """
        import pytest

        @pytest.mark.isolation("rstore")
        async def test_it(client):
            pass
        """
    )
    result = fastapi_project.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*there is no isolation 'rstore'*", "* hint: use one of *restore*"]
    )
