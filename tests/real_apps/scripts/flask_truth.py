"""Asks a Flask app for its rules, and a person's list for what its views read, and compares.

Run as `python flask_truth.py TRUTH NAME`: the file with the list, and the app's name in it. Prints
JSON: the rules that differ, and for bodies and queries what was found, missed and invented.
"""

import importlib
import json
import sys
from pathlib import Path


def made(entry):
    exec(entry["setup"], {})
    module, _, attribute = entry["app"].partition(":")
    app = getattr(importlib.import_module(module), attribute)
    app = app if hasattr(app, "url_map") else app()
    return app[0] if isinstance(app, tuple) else app


def routed(app):
    """The rules with their methods, without the HEAD and OPTIONS that nobody wrote a view for.

    Flask adds them by itself; flask-cors adds OPTIONS through `required_methods`, for preflights.
    """
    found = set()
    for rule in app.url_map.iter_rules():
        automatic = {"HEAD"} if "GET" in rule.methods else set()
        view = app.view_functions.get(rule.endpoint)
        preflight = "OPTIONS" in (getattr(view, "required_methods", None) or ())
        automatic |= {"OPTIONS"} if rule.provide_automatic_options or preflight else set()
        found |= {(rule.rule, method) for method in rule.methods - automatic}
    return found


def compared(views, operations, part):
    """What was found, missed and invented, as lists of view and name."""
    found, missed, invented = [], [], []
    for view in views:
        operation = operations.get((view["rule"], view["method"], view["endpoint"]))
        truth = set(view[part])
        mine = names(operation, part) if operation else set()
        where = f"{view['method']} {view['rule']}"
        found += [[where, name] for name in sorted(mine & truth)]
        missed += [[where, name] for name in sorted(truth - mine)]
        if not view["open"]:
            invented += [[where, name] for name in sorted(mine - truth)]
    return {"found": found, "missed": missed, "invented": invented}


def names(operation, part):
    if part == "query":
        return {each.name for each in operation.parameters if each.location == "query"}
    return {field.name for body in operation.bodies for field in body.fields}


def main():
    entry = json.loads(Path(sys.argv[1]).read_text())[sys.argv[2]]
    app = made(entry)
    from apiproof.frameworks.recognition import recognise

    api = recognise(app).operations(app)
    operations = {(each.rule, each.method, each.name): each for each in api.operations}
    # A body of a GET is read by some, sent by nobody, and no part of the model.
    views = [view for view in entry["views"] if view["method"] != "GET"]
    listed = {(each.rule, each.method) for each in api.operations}
    print(
        json.dumps(
            {
                "missing": sorted(routed(app) - listed),
                "beyond the rules": sorted(listed - routed(app)),
                "operations": len(api.operations),
                "body": compared(views, operations, "body"),
                "query": compared(entry["views"], operations, "query"),
                "notes": api.notes,
            }
        )
    )


if __name__ == "__main__":
    main()
