"""The alternative: nothing is deleted, an outer transaction is rolled back.

It pays where tables are many and large. What it costs, as all sessions share one connection:

- a savepoint lies inside the one that was open before it, so a session that commits while
  another is open shares that one's fate: the audit's row goes with the request's session, and
  is tested with the other reset, in orders/test_transitions.py;
- a session of the test's must be closed before the app writes;
- requests can't run at the same time.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from shop.extensions import db
from shop.seed import seed


@pytest.fixture(scope="session")
def engine(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database of its own, with the tables and the seeded rows committed once."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('rollback') / 'test.db'}")

    @event.listens_for(engine, "connect")
    def leave_begin_to_sqlalchemy(connection: Any, _record: Any) -> None:
        """The driver's own BEGIN comes too late for SAVEPOINT, and rolls back nothing."""
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    db.metadata.create_all(engine)
    with Session(engine) as session:
        seed(session, app.config["ADMIN_EMAIL"], app.config["ADMIN_PASSWORD"])
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture(autouse=True)
def clean_database(app: Flask, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the one connection where the app looks for its engine, in place of deleting rows.

    With `create_savepoint` each session's commit and rollback end a savepoint of its own and
    leave the outer transaction alone. The app has two kinds of session: `db.session` and the
    audit's.
    """
    with app.app_context():
        monkeypatch.setitem(db.engines, None, connection)
    in_savepoint = partial(Session, join_transaction_mode="create_savepoint")
    monkeypatch.setattr("shop.orders.Session", in_savepoint)
    settings = db.session.session_factory.kw
    monkeypatch.setitem(settings, "join_transaction_mode", "create_savepoint")


@pytest.fixture
def db_session(connection: Connection) -> Iterator[Session]:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session
