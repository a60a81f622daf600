"""How an app is named in text: `package.module:attribute`, perhaps called."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apiproof.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments that a factory is called with.

    Attributes:
        args: The positional ones.
        kwargs: Those by keyword.
    """

    args: tuple[object, ...]
    kwargs: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Attribute:
    """The part behind the colon.

    Attributes:
        name: The name in the module, perhaps dotted.
        call: The arguments written behind it, or None where it is not called.
    """

    name: str
    call: Call | None = None


def parse_spec(text: str, place: str) -> tuple[str, Attribute | None]:
    """Take apart how an app is named.

    Args:
        text: `"module"`, `"module:attribute"` or `"module:factory('literal', key=1)"`.
        place: Where it stands, for a message.

    Returns:
        What stands before the colon, and the attribute where one is named.

    Raises:
        ConfigError: What stands behind the colon is neither a name nor a call with literals.
    """
    module, colon, rest = text.partition(":")
    return module.strip(), parse_attribute(rest, place) if colon else None


def parse_attribute(text: str, place: str) -> Attribute:
    """Read the part behind the colon.

    Args:
        text: `"attribute"` or `"factory('literal', key=1)"`.
        place: Where it stands, for a message.

    Returns:
        The name, and the arguments where it is called.

    Raises:
        ConfigError: It is neither a name nor a call with literals.
    """
    try:
        node = ast.parse(text.strip(), mode="eval").body
        if isinstance(node, ast.Call):
            return Attribute(_name(node.func), _call(node))
        return Attribute(_name(node))
    except (SyntaxError, ValueError) as error:
        raise ConfigError(
            f"{text!r} is neither a name nor a call with literal arguments",
            hint="write module:attribute, or module:factory('literal') to call a factory",
            place=place,
        ) from error


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name | ast.Attribute):
        return ast.unparse(node)
    raise SyntaxError(ast.dump(node))


def _call(node: ast.Call) -> Call:
    return Call(
        args=tuple(ast.literal_eval(arg) for arg in node.args),
        kwargs={word.arg or "": ast.literal_eval(word.value) for word in node.keywords},
    )
