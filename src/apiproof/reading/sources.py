"""From a live function to its definition: each file is parsed once."""

from __future__ import annotations

import ast
import linecache
import warnings
from typing import TYPE_CHECKING, Any

from apiproof.reading.syntax import FunctionNode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Sources:
    """The definitions of functions, by their code; it remembers the files that it has parsed."""

    def __init__(self) -> None:
        self._files: dict[str, _File | None] = {}
        self._definitions: dict[CodeType, Definition | None] = {}

    def definition(self, code: CodeType, module: dict[str, Any]) -> Definition | None:
        """Find the definition of a function.

        Args:
            code: The function's code.
            module: The globals of its module, which may know how to load the source.

        Returns:
            The node, or None where there is no source, or one that has changed since.
        """
        if code not in self._definitions:
            file = self._file(code.co_filename, module)
            self._definitions[code] = file.definition(code) if file else None
        return self._definitions[code]

    def _file(self, name: str, module: dict[str, Any]) -> _File | None:
        if name not in self._files:
            self._files[name] = _parsed("".join(linecache.getlines(name, module)))
        return self._files[name]


class _File:
    """The functions of one file by the lines that they begin on."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._functions: dict[int, list[FunctionNode]] = {}
        self._lambdas: dict[int, list[ast.Lambda]] | None = None
        for node in _functions(tree.body):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            self._functions.setdefault(first, []).append(node)

    def definition(self, code: CodeType) -> Definition | None:
        if code.co_name == "<lambda>":
            return self._lambda(code)
        found = self._functions.get(code.co_firstlineno, ())
        return next((node for node in found if node.name == code.co_name), None)

    def _lambda(self, code: CodeType) -> ast.Lambda | None:
        if self._lambdas is None:
            self._lambdas = {}
            for node in ast.walk(self._tree):
                if isinstance(node, ast.Lambda):
                    self._lambdas.setdefault(node.lineno, []).append(node)
        found = [node for node in self._lambdas.get(code.co_firstlineno, ()) if _fits(node, code)]
        return found[0] if len(found) == 1 else None


def _parsed(text: str) -> _File | None:
    if not text:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the user's escapes: they were told on import
            return _File(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _functions(body: list[ast.stmt]) -> Iterator[FunctionNode]:
    """The functions in statements, those in classes, functions and branches too."""
    pending: list[ast.AST] = list(reversed(body))
    while pending:
        node = pending.pop()
        if isinstance(node, FunctionNode):
            yield node
        for block in ("body", "handlers", "orelse", "finalbody", "cases"):
            pending.extend(getattr(node, block, ()))


def _fits(node: ast.Lambda, code: CodeType) -> bool:
    names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    return list(code.co_varnames[: code.co_argcount]) == names
