"""Suites that were there before apiproof pass as they did, and are isolated besides."""

from __future__ import annotations

import pytest

from installed import needs

SYNC_APP = """
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("sqlite:///./prod.db", connect_args={"check_same_thread": False})
SessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


Base.metadata.create_all(bind=engine)
app = FastAPI()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.post("/users/{email}", status_code=201)
def create(email: str, db: Session = Depends(get_db)):
    if db.scalars(select(User).filter_by(email=email)).first():
        raise HTTPException(400, "Email already registered")
    user = User(email=email)
    db.add(user)
    db.commit()
    return {"id": user.id, "email": user.email}


@app.get("/users")
def users(db: Session = Depends(get_db)):
    return [user.email for user in db.scalars(select(User))]
"""


@pytest.fixture
def users(project):
    project.tests(SYNC_APP, "main")
    return project


OVERRIDE = """
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from main import Base, app, get_db

engine = create_engine({url!r}, connect_args={{"check_same_thread": False}}, poolclass={pool})
TestingSessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)
Base.metadata.create_all(bind=engine)


def override_get_db():
    try:
        db = TestingSessionLocal()
        yield db
    finally:
        db.close()


app.dependency_overrides[get_db] = override_get_db
client = TestClient(app)


def test_create_user():
    response = client.post("/users/deadpool@example.com")
    assert response.status_code == 201, response.text
    assert response.json() == {{"id": 1, "email": "deadpool@example.com"}}
    assert client.get("/users").json() == ["deadpool@example.com"]


def test_the_override_is_the_one_that_serves():
    client.post("/users/wolverine@example.com")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM users WHERE email LIKE 'wolv%'")) == 1
"""


@needs("httpx")
@pytest.mark.parametrize(
    ("url", "pool"),
    [
        pytest.param("sqlite:///./test.db", None, id="a file of its own"),
        pytest.param("sqlite://", "StaticPool", id="memory"),
    ],
)
def test_the_tutorials_override_of_get_db(users, url, pool):
    users.tests(OVERRIDE.format(url=url, pool=pool))
    users.passes_alike(passed=2)


def test_our_client_over_an_override_of_get_db(users):
    users.pytester.makeconftest(
        """
        from sqlalchemy import create_engine
        from sqlalchemy.orm import sessionmaker
        from main import Base, app, get_db

        engine = create_engine("sqlite:///./test.db", connect_args={"check_same_thread": False})
        Base.metadata.create_all(bind=engine)
        TestingSessionLocal = sessionmaker(bind=engine)

        def override_get_db():
            with TestingSessionLocal() as db:
                yield db

        app.dependency_overrides[get_db] = override_get_db
        """
    )
    users.tests(
        """
        import pytest
        from conftest import TestingSessionLocal
        from main import SessionLocal, User

        @pytest.mark.parametrize("n", range(2))
        def test_the_override_serves_and_is_isolated(sync_client, n):
            assert sync_client.post("/users/a@example.com").status_code == 201
            assert sync_client.get("/users").json() == ["a@example.com"]
            with TestingSessionLocal() as theirs, SessionLocal() as apps:
                assert (theirs.query(User).count(), apps.query(User).count()) == (1, 0)
        """
    )
    users.passes(passed=2)
    assert not list(users.pytester.path.rglob("*.db"))


def test_a_session_fixture_and_a_client_with_an_override(users):
    users.pytester.makeconftest(
        """
        import pytest
        from fastapi.testclient import TestClient
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session
        from sqlalchemy.pool import StaticPool
        from main import Base, app, get_db

        @pytest.fixture(name="session")
        def session_fixture():
            engine = create_engine(
                "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool
            )
            Base.metadata.create_all(engine)
            with Session(engine) as session:
                yield session

        @pytest.fixture(name="client")
        def client_fixture(session):
            app.dependency_overrides[get_db] = lambda: session
            yield TestClient(app)
            app.dependency_overrides.clear()
        """
    )
    users.tests(
        """
        import pytest
        from main import User

        @pytest.mark.parametrize("n", range(2))
        def test_what_the_session_adds_the_app_reads(session, client, n):
            session.add(User(email="a@example.com"))
            session.commit()
            assert client.get("/users").json() == ["a@example.com"]

        def test_one_session_for_both(session, client):
            client.post("/users/b@example.com")
            assert [user.email for user in session.query(User)] == ["b@example.com"]
        """
    )
    users.passes_alike(passed=3)


def test_test_clients_at_the_top_of_a_module_and_in_with(users):
    users.tests(
        """
        from fastapi.testclient import TestClient
        from main import app

        client = TestClient(app)

        def test_top():
            assert client.post("/users/a@example.com").status_code == 201

        def test_with():
            with TestClient(app) as client:
                assert client.post("/users/b@example.com").status_code == 201
                assert "b@example.com" in client.get("/users").json()
        """
    )
    users.passes_alike(passed=2)
    assert not list(users.pytester.path.rglob("prod.db"))


def test_unittest_suites(users):
    users.tests(
        """
        import unittest
        from fastapi.testclient import TestClient
        from main import SessionLocal, User, app

        class Users(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.client = TestClient(app)

            def setUp(self):
                self.db = SessionLocal()
                self.db.query(User).delete()
                self.db.add(User(email="setup@example.com"))
                self.db.commit()

            def tearDown(self):
                self.db.query(User).delete()
                self.db.commit()
                self.db.close()

            def test_create(self):
                self.assertEqual(self.client.post("/users/a@example.com").status_code, 201)

            def test_twice(self):
                self.assertEqual(self.client.post("/users/setup@example.com").status_code, 400)
                self.assertEqual(self.client.get("/users").json(), ["setup@example.com"])

        class Async(unittest.IsolatedAsyncioTestCase):
            async def test_in_a_loop_of_its_own(self):
                self.assertEqual(TestClient(app).get("/users").status_code, 200)
        """
    )
    users.passes_alike(passed=3)


def test_a_flask_suite_as_flasks_documentation_has_it(flask_project):
    flask_project.pytester.makeconftest(
        """
        import os
        import tempfile
        import pytest
        from app import create_app, db

        @pytest.fixture
        def app():
            file, path = tempfile.mkstemp()
            app = create_app(f"sqlite:///{path}")
            app.config["TESTING"] = True
            with app.app_context():
                db.create_all()
            yield app
            os.close(file)
            os.unlink(path)

        @pytest.fixture
        def client(app):
            return app.test_client()

        @pytest.fixture
        def runner(app):
            return app.test_cli_runner()
        """
    )
    flask_project.tests(
        """
        import pytest
        from app import Item, db

        @pytest.mark.parametrize("n", range(2))
        def test_items(client, n):
            assert client.post("/items", json={"name": "a"}).status_code == 201
            assert client.get("/items").json == ["a"]

        def test_context(app, client):
            client.post("/items", json={"name": "a"})
            with app.app_context():
                assert db.session.query(Item).one().name == "a"

        def test_an_error_is_raised(client):
            with pytest.raises(ZeroDivisionError):
                client.get("/boom")

        def test_runner(runner):
            assert runner.invoke(args=["--help"]).output.startswith("Usage")
        """
    )
    flask_project.passes_alike(passed=5)


def test_flasks_test_client_in_unittest(flask_project):
    flask_project.tests(
        """
        import unittest
        from app import create_app, db

        class Items(unittest.TestCase):
            def setUp(self):
                self.app = create_app("sqlite://")
                self.app.config.update(TESTING=True)
                self.context = self.app.app_context()
                self.context.push()
                db.create_all()
                self.client = self.app.test_client()

            def tearDown(self):
                db.session.remove()
                db.drop_all()
                self.context.pop()

            def test_add(self):
                self.assertEqual(self.client.post("/items", json={"name": "a"}).status_code, 201)
                self.assertEqual(self.client.get("/items").json, ["a"])

            def test_add_again(self):
                self.assertEqual(self.client.post("/items", json={"name": "a"}).status_code, 201)
        """
    )
    flask_project.passes_alike(passed=2)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("pytest_plugins = ['helpers']", id="pytest_plugins"),
        pytest.param("-p helpers", id="-p"),
    ],
)
def test_a_plugin_that_has_a_client_too(fastapi_project, how):
    fastapi_project.tests(
        """
        import pytest

        @pytest.fixture
        def client():
            return "the plugin's"

        @pytest.fixture(scope="session")
        def app():
            return "the plugin's"
        """,
        "helpers",
    )
    option = how.split() if how.startswith("-p") else []
    if not option:
        fastapi_project.pytester.makeconftest(how)
    fastapi_project.tests(
        """
        def test_client(client, app):
            assert client == app == "the plugin's"
        """
    )
    fastapi_project.passes_alike(*option, passed=1)


def test_doctests(users):
    users.tests(
        SYNC_APP
        + '''

def domain(email):
    """
    >>> domain("a@example.com")
    'example.com'
    """
    return email.partition("@")[2]
''',
        "main",
    )
    (users.pytester.path / "usage.txt").write_text(
        ">>> from fastapi.testclient import TestClient\n"
        ">>> from main import app\n"
        ">>> TestClient(app).post('/users/a@example.com').status_code\n201\n"
    )
    users.passes_alike("--doctest-modules", "--doctest-glob=*.txt", passed=2)
    assert not list(users.pytester.path.rglob("prod.db"))


def test_a_project_of_no_api_is_left_alone(project):
    project.tests("def add(a, b):\n    return a + b\n", "calculation")
    project.tests(
        """
        import sqlite3
        from calculation import add

        def test_add(tmp_path):
            assert add(1, 2) == 3
            assert sqlite3.connect(tmp_path / "own.db").execute("SELECT 1").fetchone() == (1,)
        """
    )
    result = project.passes_alike(passed=1)
    assert "apiproof:" not in result.stdout.str()
