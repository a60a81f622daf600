"""What `create_app` does with its settings."""

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from shop import create_app
from shop.extensions import db
from shop.models import Category, User
from shop.seed import CATEGORIES


@pytest.fixture
def make_app(tmp_path, monkeypatch):
    """Build apps on one temporary database that only the environment tells of."""
    monkeypatch.setenv("SQLALCHEMY_DATABASE_URI", f"sqlite:///{tmp_path / 'factory.db'}")
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


def test_seeding_again_adds_nothing(make_app):
    make_app()

    with make_app().app_context():
        counts = [db.session.scalar(select(func.count(model.id))) for model in (Category, User)]

    assert counts == [len(CATEGORIES), 1]
