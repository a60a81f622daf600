"""What the source of one module says about apps: which it makes, and which it mounts."""

from __future__ import annotations

import ast
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
    from collections.abc import Iterable

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
        self.scan.mounted |= {name for call in mount_calls(tree) if (name := self._subject(call))}

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
        usual = called is not None and called.rpartition(".")[2] in FACTORY_NAMES
        return (Constructor("", ""), called) if usual and target in INSTANCE_NAMES else None

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
            built.get(value.id) if isinstance(value, ast.Name) else self._constructed(value)
            for value in returned
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

    def _subject(self, mount: ast.Call) -> str | None:
        named = [keyword.value for keyword in mount.keywords if keyword.arg == "app"]
        subject = next(iter([*named, *mount.args[1:2]]), None)
        if subject is None:
            return None
        return self._dotted(subject.func if isinstance(subject, ast.Call) else subject)


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
