"""Flask's classic pattern: a test client per test, every table emptied before each."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from flask_shop import app, db


@pytest.fixture(autouse=True)
def empty_tables() -> None:
    with app.app_context():
        for table in reversed(db.metadata.sorted_tables):
            db.session.execute(table.delete())
        db.session.commit()


@pytest.fixture
def client() -> FlaskClient:
    return app.test_client()
