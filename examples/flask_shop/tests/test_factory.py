"""What `create_app` does with its settings."""

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from shop import create_app
from shop.models import Category, User
from shop.seed import CATEGORIES


def test_settings_come_from_the_environment_of_the_moment(monkeypatch):
    monkeypatch.setenv("MAIL_HOST", "mail.example.com")
    monkeypatch.setenv("MAIL_PORT", "2525")

    config = create_app().config

    assert (config["MAIL_HOST"], config["MAIL_PORT"]) == ("mail.example.com", 2525)


@pytest.mark.parametrize(
    "config",
    [
        pytest.param({"MAIL_PORT": 26}, id="mapping"),
        pytest.param(SimpleNamespace(MAIL_PORT=26), id="object"),
    ],
)
def test_the_config_goes_over_the_environment(monkeypatch, config):
    monkeypatch.setenv("MAIL_PORT", "2525")

    assert create_app(config).config["MAIL_PORT"] == 26


def test_seeding_again_adds_nothing(db_session):
    create_app()

    counts = [db_session.scalar(select(func.count(model.id))) for model in (Category, User)]

    assert counts == [len(CATEGORIES), 1]
