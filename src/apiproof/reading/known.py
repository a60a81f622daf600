"""Functions of libraries that are known here, and not read in their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from apiproof.reading import answers, builtin_functions, pieces, plain
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Const,
    Piece,
    Value,
    Verdict,
    pieces_of,
    united,
)
from apiproof.reading.verdicts import verdict_of

if TYPE_CHECKING:
    from apiproof.reading.builtin_functions import Apply
    from apiproof.reading.site import Site


def _parsed_json(arguments: Arguments, site: Site) -> Value:
    """`json.loads(request.data)`."""
    value = arguments.get(0, "s") or UNKNOWN
    found: list[Value] = []
    for piece in pieces_of(value):
        if piece.place == ("raw", ()):
            site.note("named", piece)
            body = Piece("json")
            site.note("touch", body)
            site.note("need", body)
            found.append(body)
    return united(found)


def _matched(arguments: Arguments, site: Site) -> Value:
    """`re.match(pattern, x)`: the word that a pattern begins with."""
    pattern, value = arguments.get(0, "pattern"), arguments.get(1, "string")
    for piece in pieces_of(value or UNKNOWN):
        text = plain.text(pattern) or ""
        pieces.prefix(piece, text.lstrip("^").partition("\\")[0].partition("(")[0], site)
    return Verdict(false=verdict_of(value or UNKNOWN).false)


def _jsonify(_: Arguments, site: Site) -> Value:
    return answers.answer(site, None, answers.JSON)


def _page(_: Arguments, site: Site) -> Value:
    return answers.answer(site, None, answers.HTML)


def _file(_: Arguments, site: Site) -> Value:
    return answers.answer(site, None, "")


def _redirect(arguments: Arguments, site: Site) -> Value:
    return answers.answer(site, arguments.get(1, "code") or Const(302), "")


KNOWN: Final[dict[str, Apply]] = {
    **builtin_functions.FUNCTIONS,
    "flask.helpers.abort": answers.abort,
    "flask.helpers.make_response": answers.remade,
    "flask.helpers.redirect": _redirect,
    "flask.helpers.send_file": _file,
    "flask.helpers.send_from_directory": _file,
    "flask.json.jsonify": _jsonify,
    "flask.json.loads": _parsed_json,
    "flask.templating.render_template": _page,
    "flask.templating.render_template_string": _page,
    "json.load": _parsed_json,
    "json.loads": _parsed_json,
    "orjson.loads": _parsed_json,
    "re.fullmatch": _matched,
    "re.match": _matched,
    "re.search": _matched,
    "simplejson.loads": _parsed_json,
    "ujson.loads": _parsed_json,
    "werkzeug.exceptions.abort": answers.abort,
    "werkzeug.utils.redirect": _redirect,
}
"""By the names under which their modules define them."""
