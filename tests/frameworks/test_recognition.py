"""Adapters know their framework's apps without importing it, and refuse old versions."""

from __future__ import annotations

import subprocess
import sys

import connexion
import pytest
from fastapi import FastAPI
from flask import Flask
from starlette.applications import Starlette

from apiproof.errors import UnsupportedError
from apiproof.frameworks import recognition
from apiproof.frameworks.recognition import adapters, check_versions, older, recognise


class Own(Flask):
    """A subclass, as APIFlask is."""


@pytest.mark.parametrize(
    ("candidate", "name", "interface"),
    [
        (FastAPI(), "fastapi", "asgi"),
        (Starlette(), "starlette", "asgi"),
        (Flask(__name__), "flask", "wsgi"),
        (Own(__name__), "flask", "wsgi"),
        (connexion.App(__name__), "connexion", "asgi"),
        (connexion.AsyncApp(__name__), "connexion", "asgi"),
    ],
)
def test_an_app_is_recognised(candidate: object, name: str, interface: str) -> None:
    adapter = recognise(candidate)
    assert adapter
    assert (adapter.name, adapter.interface) == (name, interface)


@pytest.mark.parametrize("candidate", [None, 1, FastAPI, Flask, "app", FastAPI().router])
def test_what_is_no_app_is_not_recognised(candidate: object) -> None:
    assert recognise(candidate) is None


def test_fastapi_is_asked_before_starlette() -> None:
    names = [adapter.name for adapter in adapters()]
    assert names.index("fastapi") < names.index("starlette")


@pytest.mark.parametrize(
    ("installed", "minimum", "answer"),
    [
        ("0.109.2", "0.110", True),
        ("0.110", "0.110", False),
        ("0.110.0", "0.110", False),
        ("0.165.1", "0.110", False),
        ("2.3.0rc1", "2.3", False),
        ("1.4.50", "2.0", True),
        ("10.0", "9.5", False),
    ],
)
def test_versions_are_compared(installed: str, minimum: str, answer: bool) -> None:
    assert older(installed, minimum) is answer


@pytest.mark.parametrize(
    ("candidate", "distribution", "installed", "minimum"),
    [
        (FastAPI(), "fastapi", "0.109.2", "0.110"),
        (FastAPI(), "pydantic", "1.10.15", "2"),
        (FastAPI(), "starlette", "0.30", "0.36.3"),
        (FastAPI(), "sqlalchemy", "1.4.50", "2.0"),
        (Starlette(), "starlette", "0.30", "0.36.3"),
        (Flask(__name__), "flask", "2.2.5", "2.3"),
        (Flask(__name__), "sqlalchemy", "1.4.50", "2.0"),
        (connexion.App(__name__), "connexion", "2.14.2", "2.15"),
    ],
)
def test_an_old_version_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    candidate: object,
    distribution: str,
    installed: str,
    minimum: str,
) -> None:
    versions = {distribution: installed}
    monkeypatch.setattr(recognition, "installed_version", versions.get)
    monkeypatch.setitem(sys.modules, distribution, sys.modules.get(distribution, sys))
    adapter = recognise(candidate)
    assert adapter
    with pytest.raises(UnsupportedError, match=f"^{distribution} {installed}.* {minimum} or later"):
        check_versions(adapter)


def test_what_is_not_imported_may_be_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "installed_version", {"sqlalchemy": "1.4"}.get)
    monkeypatch.delitem(sys.modules, "sqlalchemy", raising=False)
    adapter = recognise(Flask(__name__))
    assert adapter
    check_versions(adapter)


def test_the_installed_versions_are_recent_enough() -> None:
    for adapter in adapters():
        check_versions(adapter)
    assert recognition.installed_version("no-such-distribution") is None


def test_no_framework_is_imported_to_tell() -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from apiproof.config import Config\n"
        "from apiproof.discovery.discovery import looks_like_api_project\n"
        "from apiproof.frameworks.recognition import recognise\n"
        "assert recognise(1) is None\n"
        "looks_like_api_project(Config(root=Path('/nonexistent')))\n"
        "loaded = {'connexion', 'fastapi', 'flask', 'starlette', 'sqlalchemy', 'pydantic'} & set(sys.modules)\n"
        "print(loaded)\n"
    )
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
