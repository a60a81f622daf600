"""Flask apps from texts, for tests of what is found of them."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import textwrap

from apiproof.frameworks.recognition import recognise

_numbers = itertools.count()

HEADER = """
from functools import partial, wraps
from flask import *
from flask.views import MethodView, View
from werkzeug.exceptions import *

app = Flask(__name__)
app.secret_key = "a secret"
"""


def app_of(folder, source):
    """Run a text as a module; `app` is there already."""
    name = f"flask_app_{next(_numbers)}"
    path = folder / f"{name}.py"
    path.write_text(HEADER + textwrap.dedent(source))
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module.app


def api_of(folder, source):
    app = app_of(folder, source)
    return recognise(app).operations(app)


def keys_of(api):
    return [each.key for each in api.operations if not each.internal]


def operation_of(api, key):
    return next(each for each in api.operations if each.key == key)


def security_of(api, key):
    """The security of an operation as text: `"bearer & key | -"`, the dash for an empty one."""
    return " | ".join(
        " & ".join(_written(api, each) for each in alternative) or "-"
        for alternative in operation_of(api, key).security
    )


def _written(api, requirement):
    scheme = api.schemes[requirement.scheme]
    kind = {
        "http": scheme.scheme,
        "apiKey": f"{scheme.location}:{scheme.parameter}",
    }.get(scheme.type, scheme.type)
    scopes = f"[{','.join(requirement.scopes)}]" if requirement.scopes else ""
    return f"{kind}{scopes}{'?' if requirement.confidence == 'guessed' else ''}"
