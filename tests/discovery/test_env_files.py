"""The settings win over `.env`; `.flaskenv` is set as `flask run` would."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from apiproof.discovery.discovery import find
from apiproof.discovery.environment import env_files
from apiproof.errors import DatabaseRefusedError
from apiproof.gate.servers import refusal

if TYPE_CHECKING:
    from conftest import Project

APP = "from fastapi import FastAPI\napp = FastAPI()\n"
SETTINGS = """
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    model_config = {"env_file": HERE / ".env", "extra": "ignore"}
    shop_url: str
url = Settings().shop_url
"""
SETTING = '[tool.apiproof]\nenv = {SHOP_URL = "settings"}\n'


@pytest.mark.parametrize(
    "load",
    [
        "from dotenv import load_dotenv\nload_dotenv(override=True)",
        "import dotenv\ndotenv.load_dotenv(dotenv.find_dotenv(), override=True)",
        "from dotenv import dotenv_values\nos.environ.update(dotenv_values(HERE / '.env'))",
        "from dotenv import load_dotenv\nload_dotenv()",
        "from starlette.config import Config\nurl = Config(HERE / '.env')('SHOP_URL')",
        SETTINGS,
    ],
)
def test_the_settings_win_however_the_app_reads_the_file(project: Project, load: str) -> None:
    project.write({"pyproject.toml": SETTING, ".env": "SHOP_URL=file\nSHOP_NAME=file\n"})
    head = "import os, pathlib\nHERE = pathlib.Path(__file__).parent\nurl = None\n"
    project.write({"main.py": f"{head}{load}\nurl = url or os.environ['SHOP_URL']\n{APP}"})
    assert project.discover().notes == ()
    assert sys.modules["main"].url == "settings"
    assert os.environ.get("SHOP_NAME") in {"file", None}


def test_a_value_that_a_test_sets_holds_too(project: Project) -> None:
    from dotenv import dotenv_values

    project.write({"pyproject.toml": SETTING, ".env": "SHOP_URL=file\nSHOP_NAME=file\n"})
    project.write({"main.py": APP}).discover()
    os.environ["SHOP_URL"] = "test"
    expected = {"SHOP_URL": "test", "SHOP_NAME": "file"}
    assert dotenv_values(project.root / ".env") == expected
    del os.environ["SHOP_URL"]
    assert dotenv_values(project.root / ".env")["SHOP_URL"] == "file"


def test_without_settings_the_file_says_what_it_says(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)  # where python-dotenv looks in a worker of pytest-xdist
    source = "import os, dotenv\ndotenv.load_dotenv(override=True)\nurl = os.environ['SHOP_URL']\n"
    project.write({".env": "SHOP_URL=file\n", "main.py": source + APP})
    assert project.discover().notes == ()
    assert sys.modules["main"].url == "file"


def test_what_flask_would_set_is_set(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_B", "mine")
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    lines = "FLASK_APP=shop\nexport FLASK_DEBUG=1 # on\nSHOP_A='a b'\nSHOP_B=file\nSHOP_C=file\n"
    project.write(
        {"pyproject.toml": '[tool.apiproof]\nenv = {SHOP_C = "mine"}', ".flaskenv": lines}
    )
    project.write(
        {"shop.py": "import os\nfrom flask import Flask\napp = Flask(os.environ['SHOP_A'])\n"}
    )
    found = find(project.config())
    assert found.app.target.import_name == "a b"
    assert (found.app.found_by, found.flaskenv) == (".flaskenv", ("FLASK_DEBUG", "SHOP_A"))
    assert found.app.notes == ("FLASK_DEBUG, SHOP_A set from .flaskenv, as flask run would",)
    names = ("FLASK_APP", "FLASK_DEBUG", "SHOP_A", "SHOP_B", "SHOP_C")
    assert [os.environ.get(name) for name in names] == [None, "1", "a b", "mine", "mine"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1", {"A": "1"}),
        ("export A = 'x y' # comment\n# B=2\nC=", {"A": "x y", "C": ""}),
        ('A="#1"\r\nB=2\r\n', {"A": "#1", "B": "2"}),
        ("not a line\nA.B=1\n=2", {}),
    ],
)
def test_a_file_is_read_line_by_line(project: Project, text: str, expected: dict[str, str]) -> None:
    (project.root / ".env").write_text(text)
    read = env_files.read(project.root / ".env")
    assert {each.name: each.value for each in read} == expected


def test_a_file_that_is_none_is_empty(project: Project) -> None:
    (project.root / ".env").write_bytes(b"A=\xff\xfe")
    assert env_files.read(project.root / ".env") == []
    assert env_files.read(project.root / "nowhere") == []


def test_examples_are_words_and_numbers_only(project: Project) -> None:
    lines = "A=json\nB=http://x\nC=change-me\nD_HOST=db\nE=8\nF=a.example.com\nG=<yours>\nH=1.5\n"
    project.write({".env.example": lines, ".env.test": "A=plain\n", ".env": "E=9\nI=1\n"})
    assert env_files.examples(project.config()) == {"A": "plain", "E": "8", "H": "1.5"}


def refused(project: Project) -> DatabaseRefusedError:
    """Discover an app whose import connects to a server."""
    with pytest.raises(DatabaseRefusedError) as caught:
        project.discover()
    return caught.value


CONNECT = "from apiproof.gate.servers import refusal\nraise refusal('asyncpg')\n"


def test_a_refused_server_is_said_to_come_from_the_file(project: Project) -> None:
    project.write({".env": "\nSHOP_URL=postgresql+asyncpg://db.example/shop\n"})
    error = refused(project.write({"main.py": CONNECT + APP}))
    assert error.message == (
        "the import of main failed: a connection through asyncpg was refused: this version of "
        "apiproof makes private databases of SQLite only"
    )
    assert error.hint == (
        "SHOP_URL comes from .env:2, which names that server: set "
        'env = {SHOP_URL = "sqlite:///test.db"} in [tool.apiproof], which wins over the file'
    )
    assert error.place == f"{project.root}/main.py:2"
    found = env_files.servers(project.config())
    assert [(each.name, each.at(project.config())) for each in found] == [("SHOP_URL", ".env:2")]


@pytest.mark.parametrize("line", ["SHOP_URL=sqlite:///shop.db", "SHOP_URL=http://x", ""])
def test_a_file_that_names_no_server_is_not_blamed(project: Project, line: str) -> None:
    project.write({".env": line, "main.py": CONNECT + APP})
    assert refused(project).hint == refusal("asyncpg").hint


def test_a_server_that_the_settings_name_is_not_the_file_s(project: Project) -> None:
    project.write({".env": "SHOP_URL=postgresql://db.example/shop", "main.py": CONNECT + APP})
    project.write({"pyproject.toml": SETTING})
    assert refused(project).hint == refusal("asyncpg").hint
