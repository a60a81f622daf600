"""`apiproof routes` as people and programs read it."""

from __future__ import annotations

import json
import re
import subprocess
from importlib import resources

import jsonschema_rs
import pytest
from cli_project import SHOP, is_golden, normal

SCHEMA = json.loads((resources.files("apiproof.reports") / "routes.schema.json").read_text())

FLASK = """
from flask import Flask, request

app = Flask(__name__)


@app.post("/notes/<int:note_id>")
def change(note_id):
    return {"text": request.get_json()["text"]}
"""


@pytest.mark.parametrize("width", [80, 120])
def test_text(shop, width):
    shop.env["COLUMNS"] = str(width)
    done = shop.run("routes")
    assert done.code == 0
    is_golden(f"routes_{width}", done.stdout)
    is_golden("routes_stderr", normal(done.stderr, shop.root))
    assert max(map(len, done.stdout.splitlines())) <= width


def test_what_is_inferred_says_so(cli):
    done = cli.write(app=FLASK).run("routes")
    assert "~json  text*" in done.stdout
    assert "~ read out of the code" in done.stdout
    (operation,) = [
        each
        for each in cli.run("routes", "--format", "json").json["operations"]
        if not each["internal"]
    ]
    assert [body["confidence"] for body in operation["bodies"]] == ["inferred"]


def test_json_is_of_the_committed_shape(shop):
    document = shop.run("routes", "--format", "json").json
    jsonschema_rs.validator_for(SCHEMA).validate(document)
    operations = {each["key"]: each for each in document["operations"]}
    assert {"POST /items", "WEBSOCKET /live", "GET /openapi.json"} <= set(operations)
    assert operations["GET /openapi.json"]["internal"]
    assert operations["GET /items/{item_id}"]["deprecated"]
    assert operations["GET /health"]["hidden"]
    added = operations["POST /items"]
    lines = SHOP.splitlines()
    assert added["handler"]["path"] == "main.py"
    assert lines[added["handler"]["line"] - 1].startswith("@items.post")
    assert [each["name"] for each in added["bodies"][0]["fields"] if each["required"]] == [
        "name",
        "price",
    ]
    (requirement,) = added["security"][0]
    assert document["schemes"][requirement["scheme"]]["type"] == "oauth2"
    assert document["app"]["spec"] == "main:app"


def test_what_the_framework_serves_is_left_out_of_text_and_counted(shop):
    done = shop.run("routes")
    assert "/openapi.json" not in done.stdout
    assert re.search(
        r"^6 operations of main:app .*; \d internal left out$",
        done.stderr,
        re.MULTILINE,
    )
    everything = shop.run("routes", "--all")
    assert "/openapi.json (hidden) (internal)" in everything.stdout
    assert "left out" not in everything.stderr


@pytest.mark.parametrize(
    ("options", "paths"),
    [
        (["--method", "post"], {"/items", "/login"}),
        (["--path", "/items*"], {"/items", "/items/{item_id}"}),
        (["--method", "GET", "--path", "/items/*"], {"/items/{item_id}"}),
        (["--path", "/nowhere"], set()),
    ],
)
def test_a_choice(shop, options, paths):
    done = shop.run("routes", "--format", "json", *options)
    assert {each["path"] for each in done.json["operations"]} == paths
    assert re.search(r"^\d of \d+ operations", done.stderr)


def test_nothing_to_show_is_no_error(cli):
    cli.write(main="from fastapi import FastAPI\napp = FastAPI(openapi_url=None)\n")
    done = cli.run("routes")
    assert (done.stdout, done.code) == ("", 0)
    assert done.stderr.startswith("0 operations of main:app")


@pytest.mark.parametrize(
    ("target", "folder"),
    [
        ("pkg.web:api", "."),
        ("pkg.web", "."),
        ("pkg", "."),
        ("pkg/web.py", "."),
        ("pkg/web.py:api", "."),
        ("./pkg/web.py:make", "."),
        ("web.py", "pkg"),
        (".", "."),
        ("..", "pkg"),
        ("{root}", "elsewhere"),
        ("{root}/pkg/web.py:api", "elsewhere"),
    ],
)
def test_the_app_is_named_as_people_name_it(cli, target, folder):
    source = "from fastapi import FastAPI\napi = FastAPI()\n@api.get('/here')\ndef here(): ...\n"
    cli.write(
        pkg____init__="from pkg.web import api\n", pkg__web=source + "def make(): return api\n"
    )
    cli.write(pyproject_toml='[project]\nname = "x"\nversion = "0"\n')
    (cli.root / "elsewhere" / ".git").mkdir(parents=True)
    done = cli.run("routes", target.format(root=cli.root), folder=folder)
    assert re.search(r"^  GET +/here ", done.stdout, re.MULTILINE), done.stderr


def test_a_named_app_wins_over_the_setting(shop):
    shop.write(other=SHOP.replace("/items", "/others"))
    shop.write(pyproject_toml='[tool.apiproof]\napp = "main:app"\n')
    assert "/others" in shop.run("routes", "other:app").stdout
    assert "/others" in shop.run("routes", "other.py").stdout
    assert "/others" not in shop.run("routes").stdout


def test_the_folder_to_import_from(cli):
    cli.write(
        backend__web="from fastapi import FastAPI\napp = FastAPI()\n@app.get('/a')\ndef a(): ...\n"
    )
    assert "/a" in cli.run("routes", "web:app", "--app-dir", "backend").stdout
    done = cli.run("routes", "--app-dir", "nowhere")
    assert done.code == 2
    assert "at: --app-dir" in done.stderr


def test_a_folder_is_where_the_app_finds_its_files(cli):
    cli.write(
        service__main="""
        from pathlib import Path
        from fastapi import FastAPI
        app = FastAPI()
        app.get(Path("prefix.txt").read_text())(lambda: None)
        """
    )
    (cli.root / "service" / "prefix.txt").write_text("/read")
    done = cli.run("routes", "service", "--format", "json", "--output", "out.json")
    assert done.code == 0, done.stderr
    document = json.loads((cli.root / "out.json").read_text())
    assert "service/main.py" in {each["handler"]["path"] for each in document["operations"]}


def test_settings_of_the_environment_are_there_before_the_import(cli):
    cli.write(
        pyproject_toml='[tool.apiproof]\nenv = {PREFIX = "/chosen"}\n',
        main="""
        import os
        from fastapi import FastAPI
        app = FastAPI()
        app.get(os.environ["PREFIX"])(lambda: None)
        """,
    )
    assert "/chosen" in cli.run("routes").stdout


def test_the_installed_script_is_the_same(shop):
    import sys
    from pathlib import Path

    script = Path(sys.executable).with_name("apiproof")
    done = subprocess.run(
        [script, "routes"],
        cwd=shop.root,
        env=shop.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == shop.run("routes").stdout
