"""Apps that nobody here wrote, whose own documents say what must be found."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "scripts" / "document_truth.py"

SETTINGS = """
import os
from pathlib import Path

settings = Path(__file__).with_name("core_settings.py")
settings.write_text(
    "SMTP_ENABLED = False\\nCELERY_CONFIG = {}\\n"
    "SQLALCHEMY_DATABASE_URI = 'postgresql+psycopg://nobody@127.0.0.1:1/none'\\n"
)
os.environ["BEMSERVER_CORE_SETTINGS_FILE"] = str(settings)
"""

APPS = {
    "connexion": (
        ["wes-service==5.0"],
        "from wes_service.wes_service_main import setup\napp = setup()\n",
        "/ga4gh/wes/v1/swagger.json",
        "/ga4gh/wes/v1",
        {"documented": 6, "secured": 0, "beyond": []},
    ),
    "flask-smorest": (
        ["bemserver-api==0.27.0"],
        f"{SETTINGS}\nfrom bemserver_api import create_app\napp = create_app()\n",
        "/api-spec.json",
        "",
        {"documented": 250, "secured": 248, "beyond": []},
    ),
    "flask-restx": (
        ["dioptra-platform==1.2.2"],
        'from dioptra.restapi.app import create_app\napp = create_app(env="test")\n',
        "/swagger.json",
        "",
        {"documented": 239, "beyond": ["GET /health"]},
    ),
}


@pytest.mark.parametrize("name", APPS)
def test_what_the_document_says_is_found(environment, name):
    requirements, source, url, prefix, expected = APPS[name]
    env = environment(name, *requirements)
    env.files(application__py=source)
    done = subprocess.run(
        [env.python, str(SCRIPT), "application", url, prefix],
        cwd=env.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert not said["wrong"]
    assert not said["notes"]
    assert not said["without source"]
    assert {key: said[key] for key in expected} == expected
