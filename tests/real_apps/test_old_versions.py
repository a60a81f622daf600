"""Versions that are too old, really installed: an index still has them, and so have people."""

from __future__ import annotations

import subprocess
from fnmatch import fnmatch

import pytest

FASTAPI = "from fastapi import FastAPI\n\napp = FastAPI()\n"
FLASK = "from flask import Flask\n\napp = Flask(__name__)\n"
ENGINE = "from sqlalchemy import create_engine\n\nengine = create_engine('sqlite://')\n"
TESTS = "def test_it(sync_client):\n    pass\n"


@pytest.mark.parametrize(
    ("name", "requirements", "app", "said"),
    [
        (
            "fastapi",
            ("fastapi==0.109.2", "httpx"),
            FASTAPI,
            "fastapi 0.109.2 is installed, and apiproof needs 0.110 or later",
        ),
        (
            "pydantic",
            ("fastapi==0.110.0", "pydantic<2", "httpx"),
            FASTAPI,
            "pydantic 1.10.* is installed, and apiproof needs 2 or later",
        ),
        (
            "flask",
            ("flask<2.3", "werkzeug<2.3"),
            FLASK,
            "flask 2.2.5 is installed, and apiproof needs 2.3 or later",
        ),
        (
            "sqlalchemy",
            ("flask", "sqlalchemy<2"),
            ENGINE + FLASK,
            "SQLAlchemy 1.4.* is older than 2.0, the oldest supported",
        ),
    ],
    ids=["fastapi", "pydantic", "flask", "sqlalchemy"],
)
def test_an_old_version_is_refused(environment, name, requirements, app, said):
    old = environment(name, *requirements)
    old.files(main__py=app, test_it__py=TESTS, pyproject__toml="")
    done = subprocess.run(
        [old.python, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=old.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR, done.stdout
    assert fnmatch(done.stderr, f"*ERROR: *{said}*\n hint: upgrade it*"), done.stderr
    assert "Traceback" not in done.stderr
