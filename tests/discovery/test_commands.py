"""What the project's own commands start is the app, read from where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apiproof.discovery.discovery import looks_like_api_project
from apiproof.discovery.scan.commands import command_lead

if TYPE_CHECKING:
    from conftest import Project

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
BUILD = "from fastapi import FastAPI\ndef build():\n    return FastAPI()\n"


@pytest.fixture
def shop(project: Project) -> Project:
    """A project with an app in a usual place, and the one that is served elsewhere."""
    files = {"main.py": FASTAPI, "shop/__init__.py": "", "shop/web.py": FASTAPI + BUILD}
    return project.write(files)


@pytest.mark.parametrize(
    ("file", "text", "spec"),
    [
        ("Procfile", "web: uvicorn shop.web:app --host 0.0.0.0 --port $PORT\n", "app"),
        (
            "Procfile",
            "release: alembic upgrade head\nweb: gunicorn -k x 'shop.web:build()'",
            "build",
        ),
        ("Procfile", "web: gunicorn --bind 0.0.0.0:80 shop.web", "app"),
        (
            "Dockerfile",
            'FROM x\nCMD ["uvicorn", "shop.web:build", "--factory", "--port", "80"]',
            "build",
        ),
        ("Dockerfile", "CMD exec gunicorn --bind :8000 \\\n  --workers 1 shop.web:app", "app"),
        ("Dockerfile", 'CMD ["sh", "-c", "alembic upgrade head && uvicorn shop.web:app"]', "app"),
        ("Dockerfile", "CMD python -m uvicorn shop.web:app", "app"),
        ("Dockerfile", 'CMD ["fastapi", "run", "shop/web.py", "--port", "80"]', "app"),
        ("Dockerfile", "ENV FLASK_APP=shop.web:build\nCMD flask run", "build"),
        ("Dockerfile", "ENV FLASK_APP shop/web.py", "app"),
        ("Dockerfile", "CMD python shop/web.py", "app"),
        ("docker/Dockerfile", "CMD uvicorn shop.web:app", "app"),
        (
            "docker-compose.yml",
            "services:\n  web:\n    command: uvicorn shop.web:app --reload\n",
            "app",
        ),
        (
            "compose.yaml",
            "services:\n  web:\n    command:\n      - uvicorn\n      - shop.web:app\n",
            "app",
        ),
        ("compose.yaml", "services:\n  web:\n    environment:\n      FLASK_APP: shop.web\n", "app"),
        ("Makefile", "run:\n\t@poetry run uvicorn shop.web:app --reload\n", "app"),
        ("Makefile", "run:\n\tflask --app shop.web:build run --debug\n", "build"),
        ("justfile", "run:\n  flask -A shop.web run\n", "app"),
        ("start.sh", "#!/bin/sh\nexec uvicorn shop.web:app\n", "app"),
        ("scripts/dev", "#!/bin/sh\nhypercorn shop.web:app\n", "app"),
        ("package.json", '{"scripts": {"dev": "uvicorn shop.web:app --reload"}}', "app"),
        ("pyproject.toml", '[tool.poe.tasks]\nserve = "uvicorn shop.web:app"\n', "app"),
        ("run.py", "import uvicorn\nuvicorn.run('shop.web:build', factory=True)\n", "build"),
    ],
)
def test_a_command_names_the_app(shop: Project, file: str, text: str, spec: str) -> None:
    found = shop.write({file: text}).discover()
    assert (found.spec, found.found_by) == (f"shop.web:{spec}", f"the command in {file}")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("Procfile", "web: uvicorn elsewhere:app\n"),
        ("Procfile", "worker: celery -A shop.web worker\n"),
        ("Dockerfile", "# uvicorn shop.web:app\n"),
        ("Dockerfile", "EXPOSE 80\nCMD python manage.py runserver 0.0.0.0:80\n"),
        (
            "compose.yaml",
            "services:\n  web:\n    ports:\n      - web:80\n    image: shop.web:app\n",
        ),
        ("Makefile", "run:\n\tuvicorn 'shop.web:app(\n"),
        ("Makefile", "a:\n\tuvicorn shop.web:app\nb:\n\tuvicorn main:app\n"),
        ("notes.txt", "uvicorn shop.web:app"),
    ],
)
def test_what_names_no_app_or_several_is_passed_over(shop: Project, file: str, text: str) -> None:
    assert shop.write({file: text}).discover().found_by == "the usual place main.py"


def test_production_comes_before_development(shop: Project) -> None:
    shop.write({"Makefile": "dev:\n\tuvicorn main:app\n", "Procfile": "web: uvicorn shop.web:app"})
    assert shop.discover().found_by == "the command in Procfile"


def test_a_service_s_own_command_is_read_from_its_folder(project: Project) -> None:
    project.write({"a/shop/web.py": FASTAPI, "a/main.py": FASTAPI, "b/main.py": FASTAPI})
    project.write({"a/Dockerfile": "CMD uvicorn shop.web:app"})
    lead = command_lead(project.config(), [project.root / "a"])
    assert lead is not None
    assert lead.location.path == project.root / "a/shop/web.py"
    assert command_lead(project.config()) is None


@pytest.mark.parametrize("option", ["--app-dir backend", "--app-dir=backend"])
def test_a_command_may_name_its_folder(project: Project, option: str) -> None:
    project.write({"backend/web.py": "import helper\n" + FASTAPI, "backend/helper.py": ""})
    project.write({"Procfile": f"web: uvicorn {option} web:app", "other.py": FASTAPI})
    assert project.discover().spec == "web:app"


def test_an_app_that_no_source_shows_is_found_by_its_command(project: Project) -> None:
    made = "import fastapi\napp = getattr(fastapi, 'Fast' + 'API')()\n"
    project.write({"shop.py": made, "Procfile": "web: uvicorn shop:app"})
    assert looks_like_api_project(project.config())
    assert project.discover().spec == "shop:app"
