"""pytest-django's own `client`; its `db` fixture rolls a transaction back after each test."""

import pytest


@pytest.fixture(autouse=True)
def database(db: None) -> None:
    """Give every test the database, as the other contestants do."""
