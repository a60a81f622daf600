"""How the code of an app speaks of a request: Flask's way, and Starlette's."""

from __future__ import annotations

import ast
import sys
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Final

from apiproof.reading import live, pieces
from apiproof.reading.annotations import classes_in
from apiproof.reading.loading import is_true
from apiproof.reading.values import (
    REQUEST,
    UNKNOWN,
    Arguments,
    Const,
    Known,
    Live,
    Method,
    Piece,
    Value,
)

if TYPE_CHECKING:
    from apiproof.reading.builtin_functions import Apply
    from apiproof.reading.frames import Frame
    from apiproof.reading.machine import Machine
    from apiproof.reading.site import Site


class Dialect(ABC):
    """How the code of an app speaks of a request.

    Attributes:
        answers_plainly: Whether a text, a dict or `body, status` that a view returns is an answer
            with a status.
    """

    answers_plainly: ClassVar[bool]

    @abstractmethod
    def recognised(self, target: Any) -> Value:
        """What a live object is to the code: perhaps the request, or a part of it."""

    @abstractmethod
    def of_request(self, name: str, site: Site) -> Value:
        """Read an attribute of the request."""

    @abstractmethod
    def exception_of(self, code: int) -> type | None:
        """The class that aborting with a status raises."""

    @abstractmethod
    def entry(self, parameters: ast.arguments, frame: Frame, machine: Machine) -> None:
        """Bind the parameters of a view that the framework passes the request by."""


class FlaskDialect(Dialect):
    """Flask's: the request, the session and `g` are proxies that any code may import."""

    answers_plainly = True

    def __init__(self) -> None:
        self._proxies: dict[int, Value] = {}
        for module, names in _PROXIES.items():
            known = live.module_names(sys.modules[module]) if module in sys.modules else {}
            for name, value in names.items():
                if name in known:
                    self._proxies[id(known[name])] = value

    def recognised(self, target: Any) -> Value:
        """What a live object is to the code: perhaps the request, or a part of it."""
        return self._proxies.get(id(target)) or Live(target)

    def of_request(self, name: str, site: Site) -> Value:
        """Read an attribute of the request."""
        if name in _FLASK_PARTS:
            return _touched(Piece(_FLASK_PARTS[name]), site)
        if name in _FLASK_METHODS:
            return Known(_FLASK_METHODS[name])
        if name == "json":
            return _json_body(site, strict=True)
        if name == "authorization":
            return pieces.read(Piece("headers"), "Authorization", site)
        return _method(site) if name == "method" else Method(REQUEST, name)

    def exception_of(self, code: int) -> type | None:
        """The class that aborting with a status raises."""
        module = sys.modules.get("werkzeug.exceptions")
        if module is None:
            return None
        names = live.module_names(module)
        found = names["default_exceptions"].get(code, names["HTTPException"])
        return found if isinstance(found, type) else None

    def entry(self, parameters: ast.arguments, frame: Frame, machine: Machine) -> None:
        """Flask passes the request by no parameter."""


class StarletteDialect(Dialect):
    """Starlette's and FastAPI's: the request is an argument."""

    answers_plainly = False

    def recognised(self, target: Any) -> Value:
        """What a live object is to the code: itself."""
        return Live(target)

    def of_request(self, name: str, site: Site) -> Value:
        """Read an attribute of the request."""
        if name in _STARLETTE_PARTS:
            return _touched(Piece(_STARLETTE_PARTS[name]), site)
        if name in _STARLETTE_METHODS:
            return Known(_STARLETTE_METHODS[name])
        if name == "state":
            return Piece("context")
        if name in {"user", "auth"}:
            return pieces.read(Piece("context"), name, site)
        return _method(site) if name == "method" else Method(REQUEST, name)

    def exception_of(self, code: int) -> type | None:  # noqa: ARG002 - one class for all of them
        """The class that aborting with a status raises."""
        module = sys.modules.get("starlette.exceptions")
        found = live.module_names(module).get("HTTPException") if module is not None else None
        return found if isinstance(found, type) else None

    def entry(self, parameters: ast.arguments, frame: Frame, machine: Machine) -> None:
        """Bind the parameter that is annotated as a request, else the first plain one."""
        every = [*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs]
        free = [each for each in every if frame.names.get(each.arg) is UNKNOWN]
        annotated = [each for each in free if _is_request(each.annotation, frame, machine)]
        first = [each for each in _undefaulted(parameters) if each.arg not in _SELF][:1]
        plain_ones = [each for each in first if each.annotation is None and each in free]
        for each in annotated or plain_ones:
            frame.names[each.arg] = REQUEST


_SELF = ("self", "cls")

_PROXIES: Final[dict[str, dict[str, Value]]] = {
    "flask": {
        "g": Piece("context"),
        "request": REQUEST,
        "session": Piece("session"),
    },
    "flask_login": {"current_user": Piece("context", ("current_user",))},
    "flask_jwt_extended": {"current_user": Piece("context", ("current_user",))},
    "flask_security": {"current_user": Piece("context", ("current_user",))},
}

_FLASK_PARTS: Final[dict[str, Any]] = {
    "args": "query",
    "cookies": "cookies",
    "data": "raw",
    "files": "files",
    "form": "form",
    "headers": "headers",
    "stream": "raw",
    "values": "values",
}

_STARLETTE_PARTS: Final[dict[str, Any]] = {
    "cookies": "cookies",
    "headers": "headers",
    "query_params": "query",
    "session": "session",
}


def _undefaulted(parameters: ast.arguments) -> list[ast.arg]:
    """The positional parameters without a default."""
    positional = [*parameters.posonlyargs, *parameters.args]
    return positional[: len(positional) - len(parameters.defaults)]


def _touched(piece: Piece, site: Site) -> Value:
    site.note("touch", piece)
    return piece


def _method(site: Site) -> Value:
    """The method of the request, where one is read for."""
    method = site.machine.asked_method()
    return Const(method) if method else Method(REQUEST, "method")


def _json_body(site: Site, *, strict: bool) -> Value:
    """The JSON body; strictly, a request without one is refused."""
    body = Piece("json")
    site.note("touch", body)
    if strict:
        site.note("need", body)
    return body


def _get_json(arguments: Arguments, site: Site) -> Value:
    return _json_body(site, strict=not is_true(arguments.get(1, "silent")))


def _await_json(_: Arguments, site: Site) -> Value:
    return _json_body(site, strict=True)


def _form(_: Arguments, site: Site) -> Value:
    return _touched(Piece("form"), site)


def _raw(_: Arguments, site: Site) -> Value:
    return _touched(Piece("raw"), site)


def _is_request(annotation: ast.expr | None, frame: Frame, machine: Machine) -> bool:
    """Whether a parameter is annotated as a request or a connection of Starlette's."""
    if annotation is None:
        return False
    found = classes_in(annotation, frame, machine)
    if not found:  # a name that is imported for type checkers alone
        return ast.unparse(annotation).strip("'\"").rpartition(".")[2] in _REQUESTS
    return any(
        live.is_subclass(each.target, "starlette.requests", "HTTPConnection") for each in found
    )


_REQUESTS: Final = frozenset({"HTTPConnection", "Request", "WebSocket"})
"""Starlette's classes of what a view is called with."""


_FLASK_METHODS: Final[dict[str, Apply]] = {"get_data": _raw, "get_json": _get_json}

_STARLETTE_METHODS: Final[dict[str, Apply]] = {
    "body": _raw,
    "form": _form,
    "json": _await_json,
    "stream": _raw,
}
