"""What a document says of one operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiproof.model.operation import Body, Parameter, Requirement, Response


@dataclass(frozen=True, slots=True)
class Described:
    """What a document says of one operation.

    Attributes:
        parameters: Path, query, header and cookie, those of the whole path included.
        bodies: What it reads, one for each media type.
        responses: What it answers.
        security: The alternatives, as in `Operation.security`: an empty tuple where the document
            says that it is public, None where the document says nothing.
        deprecated: Whether it is declared so.
        tags: The tags that it is declared with.
        name: Its operation id, or an empty string.
        hidden: Whether the documents leave it out; nothing else is said then.
    """

    parameters: tuple[Parameter, ...] = ()
    bodies: tuple[Body, ...] = ()
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[Requirement, ...], ...] | None = None
    deprecated: bool = False
    tags: tuple[str, ...] = ()
    name: str = ""
    hidden: bool = False
