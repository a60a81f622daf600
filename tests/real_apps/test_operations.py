"""Operations of apps that nobody here wrote, against what their frameworks and a person say."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent / "scripts"
TRUTH = Path(__file__).parent / "truth"

ASGI = {
    "tiled": (
        ["tiled[server]"],
        """
        from tiled.catalog import in_memory
        from tiled.server.app import build_app

        app = build_app(in_memory())
        """,
    ),
    "datajunction": (
        ["datajunction-server", "fastapi==0.136.3", "greenlet"],
        "from datajunction_server.api.main import app\n",
    ),
    "prefect": (
        ["prefect", "fastapi<0.130", "sqlalchemy[asyncio]<2.1"],
        "from prefect.server.api.server import create_app\napp = create_app(ephemeral=True)\n",
    ),
}
FLASK = {
    (path.name, name): entry
    for path in sorted(TRUTH.glob("flask_bodies*.json"))
    for name, entry in json.loads(path.read_text()).items()
}


def answer(env, *command):
    done = subprocess.run(
        [env.python, *command],
        cwd=env.folder,
        env={**os.environ, "PYTHONPATH": str(env.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", ASGI)
def test_asgi_operations_are_those_of_the_framework(environment, name):
    requirements, source = ASGI[name]
    env = environment(name, *requirements)
    env.files(application__py=source)
    said = answer(env, str(SCRIPTS / "asgi_truth.py"), "application")
    assert said["operations"] > 40
    assert not said["missing"]
    assert not said["answered by another"]
    assert {method for method, _ in said["beyond the documents"]} <= {"WEBSOCKET"}


@pytest.fixture(scope="module")
def flask_says(environment):
    """What is said of each app of the lists, asked once."""
    said = {}

    def ask(key):
        if key not in said:
            file, name = key
            requirement = FLASK[key]["requirement"]
            wanted = [requirement] if isinstance(requirement, str) else requirement
            env = environment(name, *wanted)
            said[key] = answer(env, str(SCRIPTS / "flask_truth.py"), str(TRUTH / file), name)
        return said[key]

    return ask


@pytest.mark.parametrize("key", FLASK, ids=lambda key: key[1])
def test_flask_operations_are_the_rules(flask_says, key):
    said = flask_says(key)
    assert said["operations"] > 40
    assert not said["missing"]
    assert not said["beyond the rules"]


@pytest.mark.parametrize("file", sorted({file for file, _ in FLASK}))
def test_body_fields_are_those_that_a_person_found(flask_says, file):
    counts = {"found": 0, "missed": 0, "invented": 0}
    for key in (key for key in FLASK if key[0] == file):
        for outcome, names in flask_says(key)["body"].items():
            counts[outcome] += len(names)
    assert counts["found"] / (counts["found"] + counts["missed"]) >= 0.9, counts
    assert counts["found"] / (counts["found"] + counts["invented"]) >= 0.95, counts
