"""A file is imported under the name that its neighbours know it by."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from apiproof.discovery.scan.locating import locate_file, locate_module

if TYPE_CHECKING:
    from conftest import Project


@pytest.mark.parametrize(
    ("files", "path", "module", "root"),
    [
        ({"main.py": ""}, "main.py", "main", "."),
        ({"app/__init__.py": "", "app/main.py": ""}, "app/main.py", "app.main", "."),
        ({"app/__init__.py": "", "app/app.py": ""}, "app/app.py", "app.app", "."),
        ({"app/__init__.py": ""}, "app/__init__.py", "app", "."),
        ({"src/app/__init__.py": "", "src/app/main.py": ""}, "src/app/main.py", "app.main", "src"),
        (
            {
                "src/app/__init__.py": "",
                "src/app/main.py": "import src.app.db",
                "src/app/db.py": "",
            },
            "src/app/main.py",
            "src.app.main",
            ".",
        ),
        ({"src/app/main.py": ""}, "src/app/main.py", "app.main", "src"),
        ({"app/main.py": ""}, "app/main.py", "app.main", "."),
        ({"app/main.py": "from app.db import x", "app/db.py": ""}, "app/main.py", "app.main", "."),
        ({"app/main.py": "from db import x", "app/db.py": ""}, "app/main.py", "main", "app"),
        ({"app/main.py": "from .db import x", "app/db.py": ""}, "app/main.py", "app.main", "."),
        ({"my-api/main.py": ""}, "my-api/main.py", "main", "my-api"),
        (
            {"backend/app/__init__.py": "", "backend/app/main.py": "from app import x"},
            "backend/app/main.py",
            "app.main",
            "backend",
        ),
    ],
)
def test_a_file_has_a_name(
    project: Project, files: dict[str, str], path: str, module: str, root: str
) -> None:
    project.write(files)
    found = locate_file(project.root / path, project.config())
    assert (found.module, found.root) == (module, (project.root / root).resolve())


def test_the_import_path_decides_where_nothing_else_does(project: Project) -> None:
    project.write({"backend/main.py": ""})
    sys.path.append(str(project.root / "backend"))
    assert locate_file(project.root / "backend/main.py", project.config()).module == "main"


def test_app_dir_wins(project: Project) -> None:
    project.write({"app/__init__.py": "", "app/main.py": ""})
    config = project.config(app_dir=project.root / "app")
    assert locate_file(project.root / "app/main.py", config).module == "main"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("app", "app/__init__.py"),
        ("app.main", "app/main.py"),
        ("shop", "src/shop.py"),
        ("src.shop", "src/shop.py"),
        ("nowhere", None),
    ],
)
def test_a_name_has_a_file(project: Project, name: str, path: str | None) -> None:
    project.write({"app.py": "", "app/__init__.py": "", "app/main.py": "", "src/shop.py": ""})
    found = locate_module(name, project.config())
    assert found.path == (project.root / path if path else None)
