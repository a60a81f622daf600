"""What an import lacks is set to something harmless, and said; what is set by others stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from apiproof.discovery.discovery import find
from apiproof.errors import AppImportError

if TYPE_CHECKING:
    from conftest import Project

APP = "from fastapi import FastAPI\napp = FastAPI()\n"
SETTINGS = "from pydantic import *\nfrom pydantic_settings import *\nfrom typing import *\n"


def note(*names: str) -> str:
    """What is said of variables that were not set."""
    *rest, last = names
    listed = f"{', '.join(rest)} and {last}" if rest else last
    said = (
        "were not set: values for tests stand in"
        if rest
        else "was not set: a value for tests stands in"
    )
    more = ", ..." if rest else ""
    return f'{listed} {said}; set env = {{{names[0]} = "..."{more}}} in [tool.apiproof] to choose'


def stood_in(project: Project) -> list[str]:
    """The variables that were not set, of a project whose main.py has the app."""
    found = find(project.config())
    assert all(os.environ[name] == value for name, value in found.stand_ins)
    names = [name for name, _ in found.stand_ins]
    assert found.app.notes == ((note(*names),) if names else ())
    return names


@pytest.mark.parametrize(
    "source",
    [
        "os.environ['SHOP_KEY']",
        "os.environ['key']",
        "os.getenv('SHOP_KEY').encode()",
        "int(os.getenv('SHOP_PORT'))",
        "int(os.environ.get('SHOP_PORT', None))",
        "bytes.fromhex(os.environ['SHOP_KEY'])",
        "def read(name):\n    return os.environ[name]\nread('SHOP_KEY')",
        "def number(text):\n    return int(text)\nnumber(os.getenv('SHOP_PORT'))",
        "def read(name):\n    if not (value := os.getenv(name)):\n        sys.exit(1)\nread('SHOP_KEY')",
        "key = os.getenv('SHOP_KEY')\nassert key",
        "key = os.getenv('SHOP_KEY')\nif not key:\n    raise ValueError('there is no key')",
        "if not os.getenv('SHOP_KEY'):\n    sys.exit(1)",
        "if 'SHOP_KEY' not in os.environ:\n    sys.exit('set SHOP_KEY')",
        "lacking = [n for n in ['SHOP_KEY'] if not os.getenv(n)]\nassert not lacking, lacking",
        "class Config:\n    url = os.getenv('SHOP_DB_URL')\nConfig.url.split(':')",
        "config = dict(url=os.getenv('SHOP_DB_URL'))\nif not config['url']:\n    raise LookupError('url?')",
        "config = {**os.environ}\nconfig['SHOP_KEY']",
        "from starlette.config import Config\nConfig()('SHOP_KEY')",
        "from starlette.config import Config\nConfig(env_prefix='SHOP_')('KEY', cast=str)",
        "try:\n    os.environ['SHOP_KEY']\nexcept KeyError as error:\n    raise RuntimeError('no') from error",
        "try:\n    os.environ['SHOP_KEY']\nexcept KeyError:\n    raise RuntimeError('set SHOP_KEY') from None",
        "import urllib.parse as u\nu.urlsplit(f'http://x:{os.getenv(\"SHOP_PORT\")}').port",
    ],
)
def test_a_variable_that_is_missing_is_set(project: Project, source: str) -> None:
    project.write({"main.py": f"import os, sys\n{source}\n{APP}"})
    (name,) = stood_in(project)
    assert name in {"key", "SHOP_DB_URL", "SHOP_KEY", "SHOP_PORT"}


def test_what_is_only_asked_for_is_not_set(project: Project) -> None:
    source = """
        import os
        from fastapi import FastAPI
        os.getenv("SHOP_A"), os.environ.get("SHOP_B", "b")
        if "SHOP_C" in os.environ:
            raise RuntimeError("SHOP_C is for those who want it")
        try:
            os.environ["SHOP_D"]
        except KeyError:
            pass
        os.environ["SHOP_KEY"]
        int(os.getenv("SHOP_PORT", "80"))
        app = FastAPI()
    """
    assert stood_in(project.write({"main.py": source})) == ["SHOP_KEY"]


def test_several_are_set_one_after_the_other(project: Project) -> None:
    names = [f"SHOP_{letter}_KEY" for letter in "ABCDEFGH"]
    lines = "\n".join(f"os.environ['{name}']" for name in names)
    project.write({"shop/__init__.py": "", "shop/config.py": f"import os\n{lines}"})
    project.write({"main.py": f"import shop.config\n{APP}"})
    assert stood_in(project) == names


def test_a_value_that_is_kept_elsewhere_is_traced_to_its_variable(project: Project) -> None:
    project.write(
        {
            "shop/__init__.py": "",
            "shop/config.py": """
                import os
                USER = os.getenv("SHOP_USER")
                class Settings:
                    PORT = os.environ.get("SHOP_DB_PORT")
                    NAME = os.environ.get("SHOP_NAME", "shop")
                URL = f"postgresql://{USER}@db.invalid:{Settings.PORT}/x"
            """,
            "shop/db.py": "from sqlalchemy.engine import make_url\nfrom shop import config\n"
            "make_url(config.URL)",
            "main.py": f"import shop.db\n{APP}",
        }
    )
    assert sorted(stood_in(project)) == ["SHOP_DB_PORT", "SHOP_USER"]


@pytest.mark.parametrize("where", ["env", "environment", "empty"])
def test_what_is_set_is_left_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    value = {"env": "mine", "environment": "mine", "empty": ""}[where]
    if where == "env":
        project.write({"pyproject.toml": '[tool.apiproof]\nenv = {SHOP_KEY = "mine"}'})
    else:
        monkeypatch.setenv("SHOP_KEY", value)
    project.write(
        {"main.py": f"import os\nkey = os.environ['SHOP_KEY']\nos.environ['SHOP_B']\n{APP}"}
    )
    assert stood_in(project) == ["SHOP_B"]
    assert os.environ["SHOP_KEY"] == value


def test_a_child_process_sees_the_same(project: Project) -> None:
    project.write({"main.py": f"import os\nos.environ['SHOP_KEY']\n{APP}"})
    ((name, value),) = find(project.config()).stand_ins
    said = subprocess.check_output(
        [sys.executable, "-c", f"import os; print(os.environ['{name}'])"]
    )
    assert said.decode().strip() == value


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("SECRET_KEY", "assert len(value) >= 32"),
        ("FERNET_KEY", "import base64; assert len(base64.urlsafe_b64decode(value)) == 32"),
        (
            "STORE_KEY",
            "import base64\nif len(base64.urlsafe_b64decode(value)) != 32: raise ValueError",
        ),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "int(value)"),
        ("DEBUG", "int(value)"),
        ("POOL", "int(value)"),
        ("RATIO", "assert 0 < float(value) < 1, value"),
        ("SHOP_PORT", "int(value)"),
        ("OPTIONS", "import json; json.loads(value)"),
        ("OPTIONS", "import json; json.loads(value)['x'] if 0 else json.loads(value).get('x')"),
        ("TENANT", "import uuid; uuid.UUID(value)"),
        ("UPLOAD_DIR", "os.makedirs(value + '/x')"),
        ("STATIC", "os.listdir(value)"),
        ("KEY_FILE", "open(value).read()"),
        ("JWT_ALGORITHM", "assert value == 'HS256'"),
        ("LOG_LEVEL", "import logging; logging.basicConfig(level=value)"),
        ("APP_ENV", "{'test': 1}[value]"),
        ("FLASK_CONFIG", "{'development': 1, 'production': 2}[value]"),
        ("WHEN", "import datetime; datetime.date.fromisoformat(value)"),
        ("DATABASE_URL", "from sqlalchemy import create_engine; create_engine(value)"),
        ("SHOP_DB_URI", "from sqlalchemy.ext.asyncio import *; create_async_engine(value)"),
        ("DB", "from sqlalchemy.engine import make_url; make_url(value)"),
        ("BASE_URL", "assert value.startswith('http://localhost')"),
        ("ADMIN_EMAIL", "assert '@' in value"),
    ],
)
def test_a_value_has_the_shape_that_is_wanted(project: Project, name: str, use: str) -> None:
    project.write({"main.py": f"import os\nvalue = os.environ['{name}']\n{use}\n{APP}"})
    assert stood_in(project) == [name]


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("shop_key: str", "SHOP_KEY"),
        ("count: int", "COUNT"),
        ("name: int", "NAME"),
        ("flag: bool", "FLAG"),
        ("ratio: float = Field(gt=0, lt=1)", "RATIO"),
        ("secret: SecretStr = Field(min_length=40)", "SECRET"),
        ("short: str = Field(max_length=4)", "SHORT"),
        ("home: HttpUrl", "HOME_PAGE"),
        ("admin: EmailStr", "ADMIN"),
        ("hosts: list[str]", "HOSTS"),
        ("ports: list[int] = Field(min_length=1)", "PORTS"),
        ("options: dict[str, int] | None", "OPTIONS"),
        ("kind: Literal['b', 'a']", "KIND"),
        ("folder: DirectoryPath", "FOLDER"),
        ("dsn: PostgresDsn", "DSN"),
        ("redis_url: RedisDsn", "REDIS_URL"),
        ("database_url: str", "DATABASE_URL"),
        ("model_config = {'env_prefix': 'shop_'}; url: str", "SHOP_URL"),
        ("model_config = {'case_sensitive': True}; url: str", "url"),
        ("url: str = Field(validation_alias='THE_URL')", "THE_URL"),
        ("url: str = Field(validation_alias=AliasChoices('A_URL', 'B_URL'))", "A_URL"),
        ("db: Nested", "DB"),
        (
            "chosen: str\n    @field_validator('chosen')\n    def check(cls, v): return str(int(v))",
            "CHOSEN",
        ),
    ],
)
def test_a_required_setting_gets_what_its_type_takes(
    project: Project, field: str, name: str
) -> None:
    field = field.replace("home:", "home_page:")
    nested = "class Nested(BaseModel):\n    host: str\n    port: int\n    user: str = 'x'\n"
    source = (
        f"{SETTINGS}{nested}class Settings(BaseSettings):\n    {field}\nsettings = Settings()\n"
    )
    project.write({"config.py": source, "main.py": f"import config\n{APP}"})
    assert stood_in(project) == [name]


def test_an_enumeration_gets_its_first_member(project: Project) -> None:
    enum = "from enum import Enum\nclass Kind(Enum):\n    B = 'b'\n    A = 'a'\n"
    source = (
        f"{SETTINGS}{enum}class Settings(BaseSettings):\n    kind: Kind\nkind = Settings().kind\n"
    )
    project.write({"main.py": source + APP})
    assert stood_in(project) == ["KIND"]
    assert sys.modules["main"].kind.value == "b"


def test_settings_whose_optional_value_is_used_get_it(project: Project) -> None:
    source = """
        from sqlalchemy import create_engine
        from pydantic_settings import BaseSettings
        class Settings(BaseSettings):
            model_config = {"env_prefix": "shop_"}
            database_url: str | None = None
            other: str | None = None
        settings = Settings()
    """
    project.write({"config.py": source})
    project.write(
        {
            "db.py": "import config, sqlalchemy\nsqlalchemy.create_engine(config.settings.database_url)"
        }
    )
    project.write({"main.py": f"import db\n{APP}"})
    assert stood_in(project) == ["SHOP_DATABASE_URL"]


def test_all_the_settings_of_a_class_are_set_at_once(project: Project) -> None:
    source = (
        f"{SETTINGS}class Settings(BaseSettings):\n    a_key: str\n    b_port: int\nSettings()\n"
    )
    project.write(
        {"main.py": "import sys\nsys.tries = getattr(sys, 'tries', 0) + 1\n" + source + APP}
    )
    assert stood_in(project) == ["A_KEY", "B_PORT"]
    assert sys.__dict__.pop("tries") == 2


def test_a_nested_setting_is_named_by_its_delimiter(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB__HOST", "h")
    source = f"""{SETTINGS}
class Db(BaseModel):
    host: str
    password: SecretStr
class Settings(BaseSettings):
    model_config = {{"env_nested_delimiter": "__"}}
    db: Db
Settings()
"""
    project.write({"main.py": source + APP})
    assert stood_in(project) == ["DB__PASSWORD"]


def test_no_value_leads_to_a_server(project: Project) -> None:
    from apiproof.discovery.environment.harmless import values_for

    for name in ("DATABASE_URL", "POSTGRES_HOST", "REDIS_URL", "CELERY_BROKER_URL", "SMTP_HOST"):
        first = values_for(name)[0]
        assert first.startswith(("sqlite:", "memory:")) or ".invalid" in first
    assert all(
        "sqlite" in value or ".invalid" in value
        for value in values_for("DATABASE_URL")
        if "://" in value and not value.startswith("http://localhost")
    )


def test_folders_go_with_the_process(project: Project) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\n"
        "from apiproof.config import load\nfrom apiproof.discovery.discovery import discover\n"
        "discover(load(Path(sys.argv[1])))\nprint(os.environ['UPLOAD_DIR'])\n"
        "assert os.path.isdir(os.environ['UPLOAD_DIR'])"
    )
    project.write({"main.py": f"import os\nos.listdir(os.environ['UPLOAD_DIR'])\n{APP}"})
    folder = subprocess.check_output([sys.executable, "-c", code, project.root], text=True).strip()
    assert not Path(folder).exists()


def test_an_example_of_the_project_s_own_is_taken(project: Project) -> None:
    project.write({".env.example": "SHOP_FORMAT=json\nSHOP_URL=https://shop.example\n"})
    project.write({".env": "SHOP_FORMAT=secret\n"})
    project.write({"main.py": f"import os\nkind = {{'json': 1}}[os.environ['SHOP_FORMAT']]\n{APP}"})
    found = find(project.config())
    assert found.stand_ins == (("SHOP_FORMAT", "json"),)
    (said,) = found.app.notes
    assert said == (
        "SHOP_FORMAT was not set: a value for tests stands in (.env:1 is not loaded); "
        'set env = {SHOP_FORMAT = "..."} in [tool.apiproof] to choose'
    )


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({".env": "SHOP_A=1\nSHOP_B=1"}, "(.env:1 and .env:2 are not loaded)"),
        ({".env": "\nSHOP_B=1"}, "(.env:2 is not loaded)"),
        ({".env.example": "SHOP_A=\nSHOP_B="}, "(see .env.example:1 and .env.example:2)"),
        (
            {".env": "SHOP_A=1", ".env.sample": "SHOP_B="},
            "(.env:1 is not loaded; see .env.sample:1)",
        ),
    ],
)
def test_a_file_that_has_the_variable_is_pointed_at(
    project: Project, files: dict[str, str], said: str
) -> None:
    lines = "import os\nos.environ['SHOP_A']\nos.environ['SHOP_B']\n"
    (note,) = project.write({**files, "main.py": lines + APP}).discover().notes
    assert note == (
        f"SHOP_A and SHOP_B were not set: values for tests stand in {said}; "
        'set env = {SHOP_A = "...", ...} in [tool.apiproof] to choose'
    )


@pytest.mark.parametrize("name", ["APP_SETTINGS", "SHOP_CONFIG_CLASS", "FLASK_CONFIG"])
def test_a_class_of_settings_is_named(project: Project, name: str) -> None:
    project.write(
        {
            "shop/__init__.py": f"""
                import os
                from flask import Flask
                def create_app():
                    app = Flask(__name__)
                    app.config.from_object(os.environ["{name}"])
                    return app
            """,
            "shop/config.py": "class Config:\n    KIND = 'base'\n"
            "class TestingConfig(Config):\n    KIND = 'test'\n",
        }
    )
    found = find(project.config())
    assert found.stand_ins == ((name, "shop.config.TestingConfig"),)
    assert found.app.target.config["KIND"] == "test"


def refused(project: Project) -> AppImportError:
    """Discover an app that does not import."""
    before = dict(os.environ)
    with pytest.raises(AppImportError) as caught:
        project.discover()
    assert dict(os.environ) == before
    return caught.value


def test_what_failed_in_the_end_is_said_and_what_was_tried(project: Project) -> None:
    project.write({"main.py": f"import os\nos.environ['SHOP_KEY']\n{APP}\n1 / 0\n"})
    error = refused(project)
    assert error.message == ("the import of main failed with ZeroDivisionError: division by zero")
    assert error.place == f"{project.root}/main.py:6"
    assert error.hint == (
        "correct what raises there; values for tests stood in for SHOP_KEY: "
        'choose better ones in [tool.apiproof]: env = {SHOP_KEY = "..."}'
    )


def test_a_value_that_none_will_do_for_is_named(project: Project) -> None:
    check = "if not key.startswith('-----BEGIN'):\n    raise ValueError('SHOP_PEM is no PEM')\n"
    project.write({".env.example": "SHOP_PEM=your-key\n"})
    project.write({"main.py": f"import os\nkey = os.environ['SHOP_PEM']\n{check}{APP}"})
    error = refused(project)
    assert error.message == "the import of main failed with KeyError: 'SHOP_PEM'"
    assert error.place == f"{project.root}/main.py:2"
    assert error.hint == (
        'set SHOP_PEM (in .env.example:1) in [tool.apiproof]: env = {SHOP_PEM = "..."}; a value '
        f"for tests was refused with ValueError: SHOP_PEM is no PEM (at {project.root}/main.py:4)"
    )


def test_another_value_that_stood_in_is_said_beside_it(project: Project) -> None:
    check = "if not key.startswith('-----BEGIN'):\n    raise ValueError('SHOP_PEM is no PEM')\n"
    source = f"import os\nos.environ['SHOP_KEY']\nkey = os.getenv('SHOP_PEM')\n{check}{APP}"
    error = refused(project.write({"main.py": source.replace("key.s", "str(key).s")}))
    assert error.message == "the import of main failed with ValueError: SHOP_PEM is no PEM"
    assert error.hint.endswith(
        "values for tests stood in for SHOP_KEY: choose better ones in [tool.apiproof]: "
        'env = {SHOP_KEY = "..."}'
    )


def test_a_guess_that_does_not_help_is_taken_back(project: Project) -> None:
    project.write({"main.py": f"raise RuntimeError('THE_TEXT is wrong')\n{APP}"})
    error = refused(project)
    assert error.message == "the import of main failed with RuntimeError: THE_TEXT is wrong"
    assert error.hint == (
        'set what is missing in pyproject.toml, [tool.apiproof]: env = {THE_TEXT = "..."}'
    )


def test_a_factory_that_lacks_a_variable_is_called_again(project: Project) -> None:
    source = (
        "import os\nfrom fastapi import FastAPI\ndef create_app():\n    os.environ['SHOP_KEY']\n"
    )
    assert stood_in(project.write({"main.py": source + "    return FastAPI()\n"})) == ["SHOP_KEY"]
