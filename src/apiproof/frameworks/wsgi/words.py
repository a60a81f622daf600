"""Schemes of the credentials that a guard looks for."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from apiproof.frameworks.wsgi.guards import credentials as named
from apiproof.frameworks.wsgi.guards.library import SESSION, key
from apiproof.model.operation import Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from apiproof.frameworks.wsgi.anonymous.run import Run
    from apiproof.frameworks.wsgi.anonymous.values import Credential

_WORD = re.compile(
    r"\W*(basic|bearer|digest|hawk|jwt|key|negotiate|token)\b[\s:(\\]*", re.IGNORECASE
)
_CHALLENGE = re.compile(r"(basic|bearer|digest|negotiate)( realm|$)", re.IGNORECASE)
_COMMON = frozenset({"key", "token"})
"""Words that code compares things with for other reasons too."""

_CUTTERS = frozenset(
    {
        "compile",
        "fullmatch",
        "lstrip",
        "match",
        "partition",
        "removeprefix",
        "replace",
        "search",
        "split",
        "startswith",
        "strip",
    }
)
_UNRESOLVED = Scheme("identity", "guard", confidence="inferred")
"""The scheme of who is known to other code by means that could not be told."""


def schemes_of(credentials: Iterable[Credential], run: Run) -> tuple[Scheme, ...]:
    """List the schemes of credentials.

    Args:
        credentials: What is looked for, any of which suffices.
        run: What went through the guard.

    Returns:
        A scheme for each; what other code has found out only where nothing else is known.
    """
    found = [scheme for each in credentials for scheme in _schemes(each, run)]
    resolved = [scheme for scheme in found if scheme != _UNRESOLVED]
    return tuple(dict.fromkeys(resolved or found))


def _schemes(credential: Credential, run: Run) -> Iterator[Scheme]:
    match credential.source:
        case "authorization":
            yield from named.authorization(credential.words or prefixes_of(run))
        case "session":
            yield SESSION
        case "identity" if credential.guard is not None:
            yield from credential.guard.ways
        case "identity":
            yield _UNRESOLVED
        case location:
            yield key(location, credential.name)


def prefixes_of(run: Run) -> tuple[str, ...]:
    """List the words that code compares with the beginning of the Authorization header.

    Args:
        run: What went through the code.
    """
    words: dict[str, None] = {}
    for function in run.followed:
        read = run.knowledge.site.reader.read(function, inner=False)
        headers = [each for each in read.headers if each.name.lower() == "authorization"]
        words |= dict.fromkeys(word.lower() for each in headers for word in each.prefixes)
    found = tuple(words) or tuple(dict.fromkeys(_written(run)))
    return tuple(word for word in found if word not in _COMMON) or found


def _written(run: Run) -> Iterator[str]:
    for function in run.followed:
        node = run.knowledge.sources.definition(function.__code__, function.__globals__)
        for each in ast.walk(node) if node else ():
            yield from _words(each)


def _words(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Compare(left=left, comparators=others):
            yield from _constants(left, *others)
        case ast.Call(func=ast.Attribute(attr=name), args=arguments) if name in _CUTTERS:
            yield from _constants(*arguments)
        case ast.Constant(value=str() as text) if found := _CHALLENGE.match(text):
            yield found[1].lower()
        case ast.Attribute(attr="username", value=ast.Name(id=name) | ast.Attribute(attr=name)):
            if "auth" in name.lower():
                yield "basic"


def _constants(*nodes: ast.expr) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = _WORD.match(node.value)
            if found and len(node.value) - len(found[0]) < 12:  # noqa: PLR2004 - of a pattern
                yield found[1].lower()
