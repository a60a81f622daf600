"""What an app's own document says, as the app serves it, against what apiproof makes of it.

Run in an environment of the app's with the module that holds `app` and the document's URL; the
last line on stdout is JSON.
"""

from __future__ import annotations

import importlib
import json
import sys

from apiproof.frameworks.recognition import recognise

METHODS = ("get", "put", "post", "delete", "patch")


def served(app, adapter, url):
    if adapter.interface == "wsgi":
        return app.test_client().get(url).json
    with app.test_client() as client:
        return client.get(url).json()


def followed(document, part):
    while "$ref" in part:
        found = document
        for each in part["$ref"].removeprefix("#/").split("/"):
            found = found[each.replace("~1", "/").replace("%20", " ")]
        part = found
    return part


def parameters_of(document, item, operation):
    written = [*item.get("parameters", []), *operation.get("parameters", [])]
    found = [followed(document, each) for each in written]
    return {(each["in"], each["name"]) for each in found}


def fields_of(document, schema):
    schema = followed(document, schema)
    names = {
        name
        for name, value in schema.get("properties", {}).items()
        if not (value.get("readOnly") or followed(document, value).get("readOnly"))
    }
    for part in schema.get("allOf", []):
        names |= fields_of(document, part)
    return names


def body_of(document, operation, parameters):
    body = followed(document, operation.get("requestBody", {}))
    names = {name for place, name in parameters if place == "formData"}
    for media in body.get("content", {}).values():
        names |= fields_of(document, media["schema"])
    for each in (followed(document, part) for part in operation.get("parameters", [])):
        if each["in"] == "body":
            names |= fields_of(document, each["schema"])
    return names


def main(module, url, prefix):
    sys.path.insert(0, "")
    app = importlib.import_module(module).app
    adapter = recognise(app)
    api = adapter.operations(app)
    document = served(app, adapter, url)
    ours = {(each.method, each.path): each for each in api.operations}
    counted, wrong = 0, []
    for path, item in document["paths"].items():
        for method in set(METHODS) & item.keys():
            counted += 1
            operation = ours.get((method.upper(), prefix + path))
            if operation is None:
                wrong.append(f"missing: {method} {path}")
                continue
            parameters = parameters_of(document, item, item[method])
            listed = {(each.location, each.name) for each in operation.parameters}
            wanted = {each for each in parameters if each[0] in {"path", "query", "header"}}
            if wanted - listed:
                wrong.append(f"parameters: {method} {path} {sorted(wanted - listed)}")
            if method != "get":
                fields = {field.name for body in operation.bodies for field in body.fields}
                said = body_of(document, item[method], parameters)
                if said and fields != said:
                    wrong.append(f"fields: {method} {path} {sorted(fields ^ said)}")
            declared = set(item[method].get("responses", {})) - {"default"}
            if declared - {each.status for each in operation.responses}:
                wrong.append(f"statuses: {method} {path}")
            if operation.hidden:
                wrong.append(f"hidden: {method} {path}")
    found = [each for each in api.operations if not each.internal]
    print(
        json.dumps(
            {
                "documented": counted,
                "wrong": wrong,
                "beyond": sorted(each.key for each in found if each.hidden),
                "without source": [each.key for each in found if not each.handler.line],
                "notes": api.notes,
                "secured": sum(each.requires_identity for each in found),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
