"""The client of a Flask app."""

from __future__ import annotations


def test_writes_are_gone_and_errors_are_answers(flask_project):
    flask_project.tests(
        """
        import pytest

        @pytest.mark.parametrize("n", range(2))
        def test_alone(client, n):
            assert client.get("/items").json == []
            assert client.post("/items", json={"name": "a"}).status_code == 201
            assert client.last.request_body == b'{"name": "a"}'
            assert client.last.status == 201

        def test_boom(client, app):
            response = client.get("/boom")
            assert response.status_code == 500
            assert isinstance(client.last.error, ZeroDivisionError)
            assert app.config["PROPAGATE_EXCEPTIONS"] is None

        def test_report(client):
            assert client.get("/boom").status_code == 200
        """
    )
    result = flask_project.run()
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        ["*apiproof: exchanges*", "GET /boom -> 500*", "*ZeroDivisionError: a bug of the app"]
    )


def test_no_empty_folder_is_left_behind(flask_project):
    flask_project.tests("def test_items(client):\n    assert client.get('/items').json == []\n")
    flask_project.passes(passed=1)
    assert not (flask_project.pytester.path / "instance").exists()


def test_no_context_is_pushed_and_testing_is_on(flask_project):
    flask_project.tests(
        """
        import flask

        def test_g_does_not_leak(client):
            assert client.get("/count").json == {"calls": 1, "testing": True}
            assert client.get("/count").json == {"calls": 1, "testing": True}
            assert not flask.has_app_context()
        """
    )
    flask_project.passes(passed=1)


def test_the_apps_own_client_class_is_used(project):
    project.tests(
        """
        from flask import Flask
        from flask.testing import FlaskClient

        class Mine(FlaskClient):
            def hello(self):
                return self.get("/").text

        app = Flask(__name__)
        app.test_client_class = Mine

        @app.get("/")
        def root():
            return "hello"
        """,
        "app",
    )
    project.tests(
        """
        def test_class(client, sync_client):
            assert client.hello() == "hello"
            assert type(sync_client) is not None and sync_client.hello() == "hello"
        """
    )
    project.passes(passed=1)


def test_the_tests_session_enforces_keys_as_the_app_does(project):
    project.tests(
        """
        import pytest
        from fastapi import FastAPI
        from sqlalchemy import ForeignKey, create_engine, event, text
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        engine = create_engine("sqlite:///prod.db")

        @event.listens_for(engine, "connect")
        def enforce(connection, _):
            connection.execute("PRAGMA foreign_keys = ON")

        class Base(DeclarativeBase):
            pass

        class Owner(Base):
            __tablename__ = "owners"
            id: Mapped[int] = mapped_column(primary_key=True)

        class Pet(Base):
            __tablename__ = "pets"
            id: Mapped[int] = mapped_column(primary_key=True)
            owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"))

        app = FastAPI()

        @app.on_event("startup")
        def start():
            Base.metadata.create_all(engine)
        """,
        "main",
    )
    project.tests(
        """
        import pytest
        from main import Pet
        from sqlalchemy.exc import IntegrityError

        def test_orphan(sync_client, db_session):
            db_session.add(Pet(owner_id=7))
            with pytest.raises(IntegrityError):
                db_session.commit()
        """
    )
    project.passes(passed=1)


def test_session_and_engine_of_the_test(flask_project):
    flask_project.tests(
        """
        from sqlalchemy.orm import Session
        from app import Item, db

        def test_write(client, db_session, app):
            assert type(db_session) is Session
            db_session.add(Item(name="mine"))
            db_session.commit()
            assert client.get("/items").json == ["mine"]
            with app.app_context():
                assert db_session.bind is not db.engine

        def test_uncommitted_is_unseen(client, db_session):
            client.post("/items", json={"name": "a"})
            assert [item.name for item in db_session.query(Item)] == ["a"]
            db_session.rollback()

        def test_engine(db_engine, client):
            with db_engine.begin() as connection:
                connection.exec_driver_sql("INSERT INTO item (name) VALUES ('raw')")
            assert client.get("/items").json == ["raw"]
        """
    )
    flask_project.passes(passed=3)


def test_flask_names_at_the_top_of_a_test_module(flask_project):
    flask_project.tests(
        """
        from flask import current_app, g, request, session

        def test_context(client):
            with client:
                client.get("/count")
                assert g.calls == 1 and request.path == "/count" and not session
        """
    )
    flask_project.passes(passed=1)
