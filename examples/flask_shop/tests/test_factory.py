"""What `create_app` does with its settings."""

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from shop import create_app
from shop.extensions import db
from shop.models import Category, User
from shop.seed import CATEGORIES


@pytest.fixture
def make_app():
    """Build apps and close their pools: a connection that is merely dropped is a warning."""
    made = []

    def _make_app(config=None):
        made.append(create_app(config))
        return made[-1]

    yield _make_app
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_settings_come_from_the_environment_of_the_moment(make_app, monkeypatch):
    monkeypatch.setenv("MAIL_HOST", "mail.example.com")
    monkeypatch.setenv("MAIL_PORT", "2525")

    config = make_app().config

    assert (config["MAIL_HOST"], config["MAIL_PORT"]) == ("mail.example.com", 2525)


@pytest.mark.parametrize(
    "config",
    [
        pytest.param({"MAIL_PORT": 26}, id="mapping"),
        pytest.param(SimpleNamespace(MAIL_PORT=26), id="object"),
    ],
)
def test_the_config_goes_over_the_environment(make_app, monkeypatch, config):
    monkeypatch.setenv("MAIL_PORT", "2525")

    assert make_app(config).config["MAIL_PORT"] == 26


def test_seeding_again_adds_nothing(make_app, db_session):
    make_app()

    counts = [db_session.scalar(select(func.count(model.id))) for model in (Category, User)]

    assert counts == [len(CATEGORIES), 1]
