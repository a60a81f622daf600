"""Names, and live objects that stand for the request or for who sends it."""

from __future__ import annotations

import ast
import builtins
import sys
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.wsgi.anonymous.parts import whole
from apiproof.frameworks.wsgi.anonymous.values import (
    NOTHING_KNOWN,
    Arguments,
    Credential,
    Frame,
    Inner,
    Value,
)
from apiproof.frameworks.wsgi.guards.library import Use
from apiproof.reading.live import COLLECTIONS, MISSING, PLAIN, attribute, is_instance

if TYPE_CHECKING:
    from apiproof.frameworks.wsgi.anonymous.run import Run

_NO_PROXIES = (*PLAIN, *COLLECTIONS, FunctionType, BuiltinFunctionType, ModuleType, type)
_PROXIES = {"request": "request", "session": "session", "g": "g"}


def name(run: Run, node: ast.Name, frame: Frame) -> Value:
    """Look a name up: in the function, those around it, its closure, its module, Python itself."""
    around: Frame | None = frame
    while around is not None:
        if node.id in around.names:
            return around.names[node.id]
        if node.id in around.cells:
            return run.live(around.cells[node.id])
        around = around.outer
    for names in (frame.module, vars(builtins)):
        if node.id in names:
            return run.live(names[node.id])
    return NOTHING_KNOWN


def live(run: Run, target: Any) -> Value:
    """Say what a live object is to the code.

    Args:
        run: What goes through the code.
        target: The object.

    Returns:
        The request, a part of it, the function that a wrapper stands around; else the object.
    """
    if target is MISSING:
        return NOTHING_KNOWN
    if run.inner is not None and target is run.inner:
        return Value(Inner())
    if type(target) in _NO_PROXIES or not is_instance(target, "werkzeug.local", "LocalProxy"):
        return Value(target)
    flask = vars(sys.modules["flask"])
    for known, part in _PROXIES.items():
        if target is flask.get(known):
            return whole(part)
    if target is flask.get("current_app"):
        return Value(run.app)
    if id(target) not in run.proxies:
        run.proxies[id(target)] = _identity(run, target) or _behind(run, target)
    return run.proxies[id(target)]


def imported(run: Run, node: ast.Import | ast.ImportFrom, frame: Frame) -> None:
    """Bind the names of an import inside of a function, where its module has been imported."""
    for alias in node.names:
        bound = alias.asname or alias.name.partition(".")[0]
        frame.names[bound] = run.live(_origin(node, alias, frame))


def _origin(node: ast.Import | ast.ImportFrom, alias: ast.alias, frame: Frame) -> Any:
    if isinstance(node, ast.Import):
        whole = alias.name if alias.asname else alias.name.partition(".")[0]
        return sys.modules.get(whole, MISSING)
    home = node.module or ""
    if node.level:
        package = str(frame.module.get("__package__") or "").split(".")
        parts = package[: len(package) - node.level + 1]
        home = ".".join([*parts, *([node.module] if node.module else [])])
    module = sys.modules.get(home)
    return MISSING if module is None else attribute(module, alias.name)


def _identity(run: Run, proxy: Any) -> Value | None:
    """Who an extension's proxy stands for, nobody here."""
    for library in run.knowledge.libraries:
        module, known = _where(library.package, proxy)
        guard = library.identity(Use(f"{module}.{known}"), run.knowledge.site) if known else None
        if guard is not None:
            return run.touch(Credential("identity", known, guard), Value(None))
    return None


def _where(package: str, proxy: Any) -> tuple[str, str]:
    """The module of an extension that a proxy stands in, and its name there."""
    for home in (f"{package}.utils", package):
        module = sys.modules.get(home)
        if isinstance(module, ModuleType):
            found = [key for key, each in vars(module).items() if each is proxy]
            if found:
                return home, found[0]
    return package, ""


def _behind(run: Run, proxy: Any) -> Value:
    """What a proxy of the app's stands for, where a function says it."""
    try:
        function = object.__getattribute__(proxy, "_LocalProxy__wrapped")
    except AttributeError:
        return NOTHING_KNOWN
    if not isinstance(function, FunctionType):
        return NOTHING_KNOWN
    return run.call(Value(function), Arguments(), Frame({}))
