"""An import that is tried again finds what the first try found."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import pytest

from apiproof.discovery.discovery import find
from apiproof.errors import AppImportError

if TYPE_CHECKING:
    from conftest import Project

APP = "from fastapi import FastAPI\napp = FastAPI()\n"

MODELS = """
import os
from sqlalchemy import ForeignKey, Table, Column, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship
from library import Base

links = Table("links", Base.metadata, Column("id", Integer, primary_key=True))

class Parent(Base):
    __tablename__ = "parents"
    id: Mapped[int] = mapped_column(primary_key=True)
    children: Mapped[list["Child"]] = relationship("Child")

class Child(Base):
    __tablename__ = "children"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("parents.id"))

kept = [Parent, Child]
"""

BASE = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): ...\nkept = []\n"


@pytest.fixture
def library(project: Project) -> Project:
    """A project whose models stand on a base that is not its own, as SQLModel's do."""
    project.write({"site-packages/library.py": BASE})
    sys.path.insert(0, str(project.root / "site-packages"))
    return project


@pytest.mark.parametrize("hold", ["", "import library\nlibrary.kept.append(kept)\n"])
def test_tables_and_classes_are_not_declared_twice(
    library: Project, recwarn: pytest.WarningsRecorder, hold: str
) -> None:
    library.write({"models.py": MODELS + hold})
    library.write(
        {"main.py": f"import os, models\nos.environ['SHOP_KEY']\nos.environ['SHOP_B']\n{APP}"}
    )
    assert [each.name for each in find(library.config()).stand_ins] == ["SHOP_KEY", "SHOP_B"]
    models = sys.modules["models"]
    assert set(models.Base.metadata.tables) == {"links", "parents", "children"}
    assert models.Parent.__mapper__.relationships["children"].mapper.class_ is models.Child
    assert len(models.Base.registry.mappers) == 2
    assert not [each for each in recwarn if "SAWarning" in str(each.category)]


def test_classes_of_others_stay_mapped(library: Project) -> None:
    other = (
        "class Other(Base):\n    __tablename__ = 'others'\n"
        "    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    library.write(
        {
            "site-packages/library.py": BASE.replace(
                "import Dec", "import Mapped, mapped_column, Dec"
            )
            + other
        }
    )
    library.write({"models.py": MODELS})
    library.write({"main.py": f"import os, models\nos.environ['SHOP_KEY']\n{APP}"})
    find(library.config())
    names = {mapper.class_.__name__ for mapper in sys.modules["library"].Base.registry.mappers}
    assert names == {"Other", "Parent", "Child"}


def test_engines_of_a_failed_try_are_gone(project: Project) -> None:
    from sqlalchemy.engine import Engine

    source = (
        "import os\nfrom sqlalchemy import create_engine\nengine = create_engine('sqlite://')\n"
    )
    project.write({"db.py": source + "os.environ['SHOP_KEY']\n", "main.py": f"import db\n{APP}"})
    before = {id(each) for each in gc.get_objects() if issubclass(type(each), Engine)}
    project.discover()
    engines = [each for each in gc.get_objects() if issubclass(type(each), Engine)]
    assert [each for each in engines if id(each) not in before] == [sys.modules["db"].engine]


PROMETHEUS = """
class CollectorRegistry:
    def __init__(self):
        self.names = {}
    def register(self, collector):
        if collector.name in self.names:
            raise ValueError(f"Duplicated timeseries in CollectorRegistry: {collector.name}")
        self.names[collector.name] = collector
    def unregister(self, collector):
        del self.names[collector.name]
REGISTRY = CollectorRegistry()
class Counter:
    def __init__(self, name):
        self.name = name
        REGISTRY.register(self)
"""


def test_collectors_are_not_registered_twice(project: Project) -> None:
    project.write(
        {
            "site-packages/prometheus_client/__init__.py": "",
            "site-packages/prometheus_client/registry.py": PROMETHEUS,
        }
    )
    sys.path.insert(0, str(project.root / "site-packages"))
    source = (
        "import os\nfrom prometheus_client.registry import Counter\ncounter = Counter('calls')\n"
    )
    project.write({"main.py": source + "os.environ['SHOP_KEY']\n" + APP}).discover()
    registry = sys.modules["prometheus_client.registry"].REGISTRY
    assert registry.names == {"calls": sys.modules["main"].counter}


def test_a_module_that_cannot_be_imported_twice_says_what_the_first_time_lacked(
    project: Project,
) -> None:
    project.write(
        {
            "site-packages/once.py": "seen = set()\ndef register(name):\n    if name in seen:\n"
            "        raise ValueError(f'{name} is already registered')\n    seen.add(name)\n"
        }
    )
    sys.path.insert(0, str(project.root / "site-packages"))
    project.write(
        {"main.py": f"import once, os\nonce.register('x')\nos.environ['SHOP_KEY']\n{APP}"}
    )
    with pytest.raises(AppImportError) as caught:
        project.discover()
    assert caught.value.message == "the import of main failed with KeyError: 'SHOP_KEY'"
    assert caught.value.place == f"{project.root}/main.py:3"
    assert caught.value.hint.startswith(
        'set what is missing in pyproject.toml, [tool.apiproof]: env = {SHOP_KEY = "..."}'
    )


def test_only_the_project_s_modules_are_imported_again(project: Project) -> None:
    project.write(
        {
            "site-packages/counted.py": "import sys\nsys.seen = getattr(sys, 'seen', []) + [__name__]\n"
        }
    )
    sys.path.insert(0, str(project.root / "site-packages"))
    project.write({"mine.py": "import counted, sys\nsys.seen += ['mine']\n"})
    project.write({"main.py": f"import mine, os\nos.environ['SHOP_KEY']\n{APP}"}).discover()
    assert sys.__dict__.pop("seen") == ["counted", "mine", "mine"]


def test_an_installed_app_gets_what_it_lacks_too(project: Project) -> None:
    project.write(
        {
            "site-packages/shop_of_others/__init__.py": "",
            "site-packages/shop_of_others/config.py": "import os\nurl = os.getenv('SHOP_URL')\n",
            "site-packages/shop_of_others/web.py": "from .config import url\nurl.split(':')\n"
            + APP,
        }
    )
    sys.path.insert(0, str(project.root / "site-packages"))
    found = find(project.config(app="shop_of_others.web:app"))
    assert [each.name for each in found.stand_ins] == ["SHOP_URL"]


@pytest.mark.parametrize(
    ("files", "spec", "folder"),
    [
        (
            {"backend/main.py": "from core import x\n" + APP, "backend/core.py": "x = 1"},
            "main:app",
            None,
        ),
        (
            {
                "backend/__init__.py": "",
                "backend/main.py": "from core import x\n" + APP,
                "backend/core.py": "x = 1",
            },
            "main:app",
            "backend",
        ),
        (
            {
                "backend/__init__.py": "",
                "backend/main.py": "from backend import api\n" + APP,
                "backend/api.py": "from core.db import x",
                "backend/core/db.py": "x = 1",
            },
            "main:app",
            "backend",
        ),
        ({"main.py": "import helpers\n" + APP, "lib/helpers.py": ""}, "main:app", "lib"),
        (
            {
                "src/shop/__init__.py": "",
                "src/shop/web.py": APP,
                "run.py": "from shop.web import app",
            },
            "shop.web:app",
            None,
        ),
        (
            {"space/shop/web.py": "from space.shop.db import x\n" + APP, "space/shop/db.py": "x=1"},
            "space.shop.web:app",
            None,
        ),
    ],
)
def test_an_import_that_works_from_one_folder_only(
    project: Project, files: dict[str, str], spec: str, folder: str | None
) -> None:
    found = find(project.write(files).config())
    assert found.app.spec == spec
    said = (
        f"{folder} was put on the import path, as the imports there want; set "
        f'app-dir = "{folder}" in [tool.apiproof] to say so'
    )
    assert found.app.notes == ((said,) if folder else ())
    assert found.folders == ((project.root / folder,) if folder else ())


def test_the_name_that_was_written_down_is_kept(project: Project) -> None:
    project.write({"backend/__init__.py": "", "backend/main.py": "import core\n" + APP})
    project.write({"backend/core.py": ""})
    assert project.discover(app="backend.main:app").spec == "backend.main:app"
    assert sys.path[-1] == str(project.root / "backend")


def test_a_module_of_one_name_in_several_folders_is_not_chosen(project: Project) -> None:
    project.write({"main.py": "import helpers\n" + APP, "a/helpers.py": "", "b/helpers.py": ""})
    with pytest.raises(AppImportError) as caught:
        project.discover()
    assert caught.value.message == (
        "the import of main failed with ModuleNotFoundError: No module named 'helpers'"
    )
    assert "set app-dir in [tool.apiproof] to the folder that holds it" in caught.value.hint
