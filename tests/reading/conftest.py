"""Small modules, imported and read."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import textwrap

import pytest
from readings import strict

_NUMBERS = itertools.count()


@pytest.fixture
def module(tmp_path):
    """Imports a source, and forgets the module after the test."""
    made = []

    def make(source):
        name = f"read_here_{next(_NUMBERS)}"
        path = tmp_path / f"{name}.py"
        path.write_text(textwrap.dedent(source))
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = loaded = importlib.util.module_from_spec(spec)
        made.append(name)
        spec.loader.exec_module(loaded)
        return loaded

    yield make
    for name in made:
        del sys.modules[name]


@pytest.fixture
def flask_view(module):
    """Reads `view` of a source that may speak of all of Flask."""

    def read(source, method="POST", **options):
        everything = (
            "from flask import *\n"
            "from flask import current_app, g, request, session\n"
            "from werkzeug.exceptions import *\n"
        )
        loaded = module(everything + textwrap.dedent(source))
        return strict("flask").read(loaded.view, method=method, **options)

    return read


@pytest.fixture
def starlette_view(module):
    """Reads `view` of a source that may speak of all of Starlette."""

    def read(source, method="POST", **options):
        everything = (
            "import json\n"
            "from starlette.exceptions import HTTPException\n"
            "from starlette.requests import Request\n"
            "from starlette.responses import *\n"
        )
        loaded = module(everything + textwrap.dedent(source))
        return strict("starlette").read(loaded.view, method=method, **options)

    return read
