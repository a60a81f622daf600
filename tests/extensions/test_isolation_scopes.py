"""Rows of fixtures wider than a test: there for all their tests, gone after their scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from isolation_notes import AT_IMPORT, NOTES, TWICE

if TYPE_CHECKING:
    from conftest import Project

OWN_CLIENT = """
from fastapi.testclient import TestClient
from main import app

@pytest.fixture(scope="session")
def api():
    with TestClient(app) as client:
        yield client
"""

SCOPES = """
from helpers import *

@pytest.fixture(scope="session")
def for_session(api):
    add(api, "session")

@pytest.fixture(scope="module")
def for_module(api):
    add(api, "module")

@pytest.fixture(scope="module")
def tidy(api):
    from main import engine
    from sqlalchemy import text
    add(api, "tidy")
    yield
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM notes WHERE k = 'tidy'"))

class TestClass:
    @pytest.fixture(scope="class")
    def for_class(self, api):
        add(api, "class")

    @twice
    def test_class_rows(self, api, for_class, turn):
        assert notes(api) == ["class"]
        add(api, "mine")

@twice
def test_after_the_class(api, turn):
    assert notes(api) == []
    assert api.get("/seeds").json() == SEEDS
    add(api, "mine")

@twice
def test_module_rows(api, for_module, turn):
    assert notes(api) == ["module"]
    add(api, "mine")

@twice
def test_session_rows_come_in_the_midst_of_a_module(api, for_session, turn):
    assert notes(api) == ["module", "session"]
    add(api, "mine")

@twice
def test_tidy(api, tidy, turn):
    assert notes(api) == ["module", "session", "tidy"]
    assert api.get("/seeds").json() == {"one": 3, "two": 3}
    add(api, "mine")
"""

AFTER = """
from helpers import *

@twice
def test_the_next_module_has_the_rows_of_the_session_only(api, turn):
    assert notes(api) == ["session"]
    add(api, "mine")
    add(api, "module")
"""

UNITTEST = """
import unittest
from fastapi.testclient import TestClient
from main import app

class Suite(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.client = cls.enterClassContext(TestClient(app))
        cls.client.post("/notes/class")

    def setUp(self):
        self.client.post("/notes/test")

    def test_one(self):
        self.assertEqual(self.client.get("/notes").json(), ["class", "test"])
        self.assertEqual(self.client.post("/notes/mine").status_code, 200)

    def test_two(self):
        self.test_one()

class TestXunit:
    def setup_class(cls):
        cls.client = TestClient(app).__enter__()
        cls.client.post("/notes/class")

    def test_one(self):
        assert self.client.get("/notes").json() == ["class"]
        assert self.client.post("/notes/mine").status_code == 200

    def test_two(self):
        self.test_one()
"""

WIDE_SESSION = (
    TWICE
    + """
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
import main

class Base(DeclarativeBase):
    pass

class Note(Base):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    k: Mapped[str]

@pytest.fixture(scope="module")
def session(app):
    with Session(main.engine) as session:
        yield session

@pytest.fixture(scope="module")
def note(session):
    note = Note(k="wide")
    session.add(note)
    session.commit()
    return note

@twice
def test_wide_session(sync_client, session, note, turn):
    session.refresh(note)
    assert note.k == "wide"
    add(sync_client, "mine")
    session.rollback()
    assert notes(sync_client) == ["mine", "wide"]
    assert [found.k for found in session.query(Note).order_by(Note.k)] == ["mine", "wide"]
    note.k = "unsaved"
"""
)

OWN_MODULE_CLIENT = (
    TWICE
    + """
from fastapi.testclient import TestClient
from main import app

@pytest.fixture(scope="module")
def api():
    with TestClient(app) as client:
        yield client

@twice
def test_module_client(api, turn):
    assert notes(api) == []
    assert api.get("/seeds").json() == SEEDS
    add(api, "mine")

@twice
def test_client_of_the_test(turn):
    with TestClient(app) as client:
        assert notes(client) == []
        add(client, "mine")
"""
)

PARAMETERS = """
from helpers import *

@pytest.fixture(scope="session", params=["a", "b"])
def left(api, request):
    add(api, request.param)
    return request.param

@pytest.fixture(scope="module", params=["c", "d"])
def removed(api, request):
    from main import engine
    from sqlalchemy import text
    add(api, request.param)
    yield request.param
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM notes WHERE k = :k"), {"k": request.param})

@pytest.fixture
def mine(api):
    add(api, "mine")

@twice
def test_parameters(api, left, removed, mine, turn):
    assert notes(api) == sorted([left, removed, "mine"])
    add(api, "more")
"""


@pytest.mark.parametrize("isolation", ["restore", "recreate"])
def test_rows_of_a_parameter_go_with_it(project: Project, isolation: str) -> None:
    project.isolation = isolation
    project.write(
        {
            "main.py": NOTES,
            "helpers.py": TWICE,
            "conftest.py": "import pytest\n" + OWN_CLIENT,
            "test_a.py": PARAMETERS,
        }
    )
    project.run().all_pass(8)


@pytest.mark.parametrize("isolation", ["restore", "recreate"])
def test_rows_live_as_long_as_their_fixture(project: Project, isolation: str) -> None:
    project.isolation = isolation
    project.write(
        {
            "main.py": NOTES,
            "helpers.py": TWICE,
            "conftest.py": "import pytest\n" + OWN_CLIENT,
            "test_a.py": SCOPES,
            "test_b.py": AFTER,
        }
    )
    project.run().all_pass(12)


def test_unittest_and_xunit_classes(project: Project) -> None:
    project.write({"main.py": NOTES, "test_unit.py": UNITTEST})
    project.run().all_pass(4)


@pytest.mark.parametrize("app", [NOTES, AT_IMPORT], ids=["lifespan", "import"])
def test_a_suite_with_its_own_clients(project: Project, app: str) -> None:
    project.write({"main.py": app, "test_own.py": OWN_MODULE_CLIENT})
    project.run().all_pass(4)


def test_an_app_that_tests_import_late(project: Project) -> None:
    """The tables that its import makes are there for the second test, which doesn't import it anew."""
    project.write(
        {
            "main.py": AT_IMPORT,
            "test_late.py": TWICE
            + """
@pytest.fixture
def api():
    from main import app
    from fastapi.testclient import TestClient
    return TestClient(app)

@twice
def test_late(api, turn):
    assert notes(api) == []
    assert api.get("/seeds").json() == SEEDS
    add(api, "mine")
""",
        }
    )
    project.run().all_pass(2)


@pytest.mark.parametrize(
    "options", [("-p", "no:randomly"), ("-n", "1", "-p", "no:randomly")], ids=["alone", "worker"]
)
def test_a_test_without_fixtures_comes_first(project: Project, options: tuple[str, ...]) -> None:
    project.write(
        {
            "main.py": AT_IMPORT,
            "test_a.py": TWICE
            + """
from fastapi.testclient import TestClient
from main import app

@twice
def test_own(turn):
    add(TestClient(app), "own")

@twice
def test_ours(sync_client, turn):
    assert notes(sync_client) == []
    assert sync_client.get("/seeds").json() == SEEDS
    add(sync_client, "own")

@twice
def test_late(request, turn):
    add(TestClient(app), "late")
    add(request.getfixturevalue("sync_client"), "own")
""",
        }
    )
    project.run(*options).all_pass(6)
    project.run(*options, "-k", "own or late").all_pass(4)


@pytest.mark.parametrize("scope", ["function", "session"])
def test_a_start_up_that_is_not_repeatable(project: Project, scope: str) -> None:
    project.write(
        {
            "main.py": NOTES.replace("OR IGNORE ", "").replace(
                "k TEXT UNIQUE, uses", "k TEXT, uses"
            ),
            "pytest.ini": f"[pytest]\nasyncio_default_test_loop_scope = {scope}\n",
            "test_start.py": TWICE
            + """
import asyncio

@twice
async def test_loop(client, turn):
    assert (await client.get("/notes")).json() == []
    answers = await asyncio.gather(*(client.post(f"/notes/{n}") for n in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert (await client.get("/seeds")).json() == {"one": 5, "two": 5}

@twice
def test_portal(sync_client, db_session, turn):
    from sqlalchemy import text
    assert db_session.execute(text("SELECT count(*) FROM seeds")).scalar() == 2
    add(sync_client, "mine")
    assert notes(sync_client) == ["mine"]
    assert sync_client.get("/seeds").json() == {"one": 1, "two": 1}
""",
        }
    )
    project.run().all_pass(4)


def test_a_session_wider_than_a_test_keeps_its_objects(project: Project) -> None:
    project.write({"main.py": NOTES, "test_wide.py": WIDE_SESSION})
    outcome = project.run()
    outcome.all_pass(2)
    assert "left open" not in outcome.output
