"""What is older than supported is refused in a line that says so, before a test runs."""

from __future__ import annotations

import pytest

from installed import needs

NEEDS_CLIENT = """
async def test_it(client):
    pass
"""

PRETENDING = """
import sys
from importlib import metadata

VERSIONS = {versions}
HIDDEN = {hidden}
original = metadata.version
metadata.version = lambda name: VERSIONS.get(name) or original(name)
sys.modules.update(dict.fromkeys(HIDDEN))
"""


def refused(project, *lines, hidden=(), **versions):
    versions = {name.replace("_", "-"): version for name, version in versions.items()}
    project.tests(PRETENDING.format(versions=versions, hidden=hidden), "pretending")
    project.tests(NEEDS_CLIENT)
    result = project.run("-p", "pretending")
    assert result.ret == pytest.ExitCode.USAGE_ERROR, result.stdout.str()
    result.stderr.fnmatch_lines(lines)
    assert "Traceback" not in result.stderr.str()


@pytest.mark.parametrize(
    ("distribution", "installed", "minimum"),
    [
        ("pytest", "7.4.4", "8"),
        ("pytest_asyncio", "0.21.2", "0.23"),
        ("fastapi", "0.109.2", "0.110"),
        ("starlette", "0.36.2", "0.36.3"),
    ],
)
def test_under_an_asgi_app(fastapi_project, distribution, installed, minimum):
    name = distribution.replace("_", "-")
    refused(
        fastapi_project,
        f"ERROR: {name} {installed} is installed, and apiproof needs {minimum} or later",
        "   at: *",
        f' hint: upgrade it: pip install "{name}>={minimum}"',
        **{distribution: installed},
    )


def test_flask(flask_project):
    refused(
        flask_project,
        "ERROR: flask 2.2.5 is installed, and apiproof needs 2.3 or later",
        ' hint: upgrade it: pip install "flask>=2.3"',
        flask="2.2.5",
    )


@needs("httpx")
def test_httpx(fastapi_project):
    refused(
        fastapi_project,
        "ERROR: httpx 0.26.0 is installed, and apiproof needs 0.27 or later",
        hidden=["httpx2"],
        httpx="0.26.0",
    )


def test_no_client_library(fastapi_project):
    refused(
        fastapi_project,
        "ERROR: the fixtures `client` and `sync_client` of an ASGI app need httpx2 or httpx",
        " hint: pip install httpx2",
        hidden=["httpx", "httpx2"],
    )


def test_an_old_pytest_is_no_matter_where_there_is_no_api(project):
    project.tests(PRETENDING.format(versions={"pytest": "7.4.4"}, hidden=()), "pretending")
    project.tests("def test_it():\n    pass\n")
    project.run("-p", "pretending").assert_outcomes(passed=1)


def test_an_old_pytest_asyncio_is_no_matter_to_synchronous_tests(fastapi_project):
    fastapi_project.tests(
        PRETENDING.format(versions={"pytest-asyncio": "0.21.2"}, hidden=()), "pretending"
    )
    fastapi_project.tests(
        """
        def test_it(sync_client):
            assert sync_client.get("/hello").status_code == 200
        """
    )
    fastapi_project.run("-p", "pretending").assert_outcomes(passed=1)
