"""What the source of one module says about apps: which it makes, and which it mounts."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from apiproof.frameworks.recognition import adapters
from apiproof.reading.syntax import (
    FunctionNode,
    first_element,
    imported_names,
    mount_calls,
    own_nodes,
    statements_on_import,
    target_names,
    written_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INSTANCE_NAMES = ("app", "application", "api")
"""What an app is usually called, the likeliest first."""

FACTORY_NAMES = (
    "create_app",
    "make_app",
    "get_app",
    "build_app",
    "app_factory",
    "create_application",
    "make_application",
    "get_application",
    "build_application",
    "create_api",
)
"""What a factory is usually called, the likeliest first."""

_WRAPPER = re.compile(r"App$|Asgi|ASGI|Fix$|Middleware|Noise$|Wrapper|Wsgi|WSGI|^wrap")
"""What wraps an app is called so; an extension, which takes one too, is not."""


class Constructor(NamedTuple):
    """A class that makes an App.

    Attributes:
        class_name: Its name in the source, or an empty string where only a factory is called.
        framework: The adapter's name, or an empty string.
    """

    class_name: str
    framework: str


class Sighting(NamedTuple):
    """An app or a factory at the top level of a module.

    Attributes:
        attribute: Its name in the module.
        line: Where it is made.
        kind: Whether it is an app or makes one when called.
        constructor: What makes it.
        made_from: The dotted name of the factory that it is made by, where it is.
    """

    attribute: str
    line: int
    kind: Literal["instance", "factory"]
    constructor: Constructor
    made_from: str | None = None


@dataclass(slots=True)
class Scan:
    """What one module says.

    Attributes:
        module: The module's dotted name.
        is_package: Whether it is a package's `__init__`.
        sightings: The apps and factories, in the order of the source.
        mounted: The dotted names of what is mounted into another app.
    """

    module: str
    is_package: bool
    sightings: list[Sighting] = field(default_factory=list)
    mounted: set[str] = field(default_factory=set)


def worth_parsing(source: bytes) -> bool:
    """Whether a source can hold an app at all; a quick look before the parse.

    Args:
        source: The source as it stands in the file.

    Returns:
        True where it has the name of an application class, of the package of one that is only
        known with it, or of a usual factory.
    """
    return any(word in source for word in _words())


def scan_module(tree: ast.Module, module: str, *, is_package: bool) -> Scan:
    """Read the apps out of a module's source, without running it.

    Args:
        tree: The parsed source.
        module: The module's dotted name.
        is_package: Whether the source is a package's `__init__`.

    Returns:
        The apps and factories that the module defines; what it only imports is left out.
    """
    scan = Scan(module, is_package)
    _Reader(tree, scan).read(tree.body)
    return scan


class _Reader:
    def __init__(self, tree: ast.Module, scan: Scan) -> None:
        self.scan = scan
        self.aliases = imported_names(tree, scan.module, is_package=scan.is_package)
        self.classes: dict[str, Constructor] = {}
        self.factories: dict[str, Constructor] = {}
        self.scan.mounted |= {
            name
            for subject in _mounted(tree)
            for node in (subject, *_wrapped(subject))
            if (name := self._dotted(node.func if isinstance(node, ast.Call) else node))
        }

    def read(self, body: Iterable[ast.stmt]) -> None:
        statements = list(statements_on_import(body))
        for _ in range(2):  # a factory may call one that stands below it
            for statement in statements:
                self._learn(statement)
        for statement in statements:
            self._see(statement)

    def _learn(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.ClassDef):
            known = next(filter(None, map(self._constructor, statement.bases)), None)
            if known:
                self.classes[statement.name] = Constructor(statement.name, known.framework)
        elif isinstance(statement, FunctionNode):
            made = self._made_in(statement)
            if made:
                self.factories[statement.name] = made

    def _see(self, statement: ast.stmt) -> None:
        if isinstance(statement, FunctionNode) and statement.name in self.factories:
            made = self.factories[statement.name]
            sighting = Sighting(statement.name, statement.lineno, "factory", made)
            self.scan.sightings.append(sighting)
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            self._see_assignment(statement, statement.value)

    def _see_assignment(self, node: ast.Assign | ast.AnnAssign, value: ast.expr) -> None:
        for name in target_names(node):
            made = self._made_by(value, name)
            if made:
                self.scan.sightings.append(Sighting(name, node.lineno, "instance", *made))

    def _made_by(self, value: ast.expr, target: str) -> tuple[Constructor, str | None] | None:
        value = first_element(value)
        if not isinstance(value, ast.Call):
            return None
        if known := self._constructor(value.func):
            return known, None
        called = self._dotted(value.func)
        if isinstance(value.func, ast.Name) and value.func.id in self.factories:
            return self.factories[value.func.id], called
        if called is not None and called.rpartition(".")[2] in FACTORY_NAMES:
            return (Constructor("", ""), called) if target in INSTANCE_NAMES else None
        inside = (self._made_by(each, target) for each in _wrapped(value))
        return next(filter(None, inside), None)

    def _made_in(self, function: FunctionNode) -> Constructor | None:
        built: dict[str, Constructor] = {}
        returned: list[ast.expr] = []
        for node in own_nodes(function):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                made = self._constructed(node.value)
                built.update({name: made for name in target_names(node) if made})
            elif isinstance(node, ast.Return) and node.value:
                returned.append(first_element(node.value))
        answers = (
            built.get(each.id) if isinstance(each, ast.Name) else self._constructed(each)
            for value in returned
            for each in (value, *_wrapped(value))
        )
        return next(filter(None, answers), None) or self._annotated(function, returned)

    def _annotated(self, function: FunctionNode, returned: list[ast.expr]) -> Constructor | None:
        """A factory by its name and annotation, whatever its body calls."""
        if function.name not in FACTORY_NAMES or not returned or function.returns is None:
            return None
        return self._constructor(function.returns)

    def _constructed(self, value: ast.expr) -> Constructor | None:
        value = first_element(value)
        if not isinstance(value, ast.Call):
            return None
        local = isinstance(value.func, ast.Name) and self.factories.get(value.func.id)
        return self._constructor(value.func) or local or None

    def _constructor(self, node: ast.expr) -> Constructor | None:
        if isinstance(node, ast.Name) and node.id in self.classes:
            return self.classes[node.id]
        dotted = written_name(node, self.aliases)
        return _known_class(dotted) if dotted else None

    def _dotted(self, node: ast.expr) -> str | None:
        written = written_name(node, self.aliases)
        local = isinstance(node, ast.Name) and node.id not in self.aliases
        return f"{self.scan.module}.{written}" if local else written


def _mounted(tree: ast.Module) -> Iterator[ast.expr]:
    """What is mounted into another app, by Starlette's means or by Werkzeug's."""
    subjects = list(_subjects(tree))
    functions = [node for node in ast.walk(tree) if subjects and isinstance(node, FunctionNode)]
    local = {
        id(node)
        for function in functions
        for names in [_bound_in(function)]
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id in names
    }
    # What a function calls `app` is not the module's.
    yield from (subject for subject in subjects if id(subject) not in local)


def _subjects(tree: ast.Module) -> Iterator[ast.expr]:
    for call in mount_calls(tree):
        named = [keyword.value for keyword in call.keywords if keyword.arg == "app"]
        yield from [*named, *call.args[1:2]][:1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) == "DispatcherMiddleware":
            for given in (*node.args[1:2], *(word.value for word in node.keywords)):
                yield from given.values if isinstance(given, ast.Dict) else []


def _bound_in(function: FunctionNode) -> set[str]:
    stored = (node for node in own_nodes(function) if isinstance(node, ast.Name))
    names = {node.id for node in stored if isinstance(node.ctx, ast.Store)}
    return names | {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}


def _wrapped(node: ast.expr) -> list[ast.expr]:
    """What a wrapper is given that may be the app."""
    if not isinstance(node, ast.Call) or not _WRAPPER.search(_last_name(node.func)):
        return []
    given = [*node.args, *(word.value for word in node.keywords)]
    return [each for each in given if isinstance(each, ast.Name | ast.Call)]


def _last_name(node: ast.expr) -> str:
    return (written_name(node) or "").rpartition(".")[2]


@cache
def _words() -> frozenset[bytes]:
    names = [name.partition(".")[0] for adapter in adapters() for name in adapter.class_names]
    return frozenset(name.encode() for name in (*names, *FACTORY_NAMES))


@cache
def _known_class(dotted: str) -> Constructor | None:
    package, _, name = dotted.rpartition(".")
    for adapter in adapters():
        for known in adapter.class_names:
            home, _, class_name = known.rpartition(".")
            if name == class_name and (not home or f"{package}.".startswith(f"{home}.")):
                return Constructor(class_name, adapter.name)
    return None
