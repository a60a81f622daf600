"""What the code of a view or a guard reads from a request, and what it answers.

`apiproof.reading.reader.Reader` makes these from a live function, by its source alone: no code of
the app runs. Everything here is inferred; what could not be told is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.model.operation import Schema

Source = Literal[
    "json", "form", "files", "query", "headers", "cookies", "session", "context", "raw"
]
"""A part of a request. `session` is the framework's session; `context` what other code has put
beside the request: `"user"` of `flask.g.user` or `request.state.user`, `"current_user"` of
Flask-Login; `raw` the bytes of the body."""

Kind = Literal["marshmallow", "pydantic", "wtforms"]
"""Whose object describes a part: a marshmallow schema (webargs' too), something that pydantic
validates, or a WTForms form."""


@dataclass(frozen=True, slots=True)
class Read:
    """A name that is read from a part of the request.

    Attributes:
        name: The key; of a header in the spelling of the source.
        required: Whether the code fails or refuses without it, whatever way it goes.
        schema: What its value must be, as far as the code tells; of a JSON body with what is read
            inside of it.
        path: The file that reads it first.
        line: The line in the file.
        prefixes: The words that the code looks for before its value: `("Bearer",)` of a header.
    """

    name: str
    required: bool
    schema: Schema
    path: str
    line: int
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the request, as the code uses it.

    Attributes:
        reads: The names that are read from it, in the order of the code.
        touched: Whether it is looked at at all.
        needed: Whether a request without it is refused; of a JSON body that is parsed strictly.
        open: Whether names beyond those listed may be used: it is passed on whole, unpacked, or
            looked into by names that are not known.
        many: Whether it is a list of objects, whose fields `reads` are.
        closed: Whether the code refuses other names than these.
    """

    reads: tuple[Read, ...] = ()
    touched: bool = False
    needed: bool = False
    open: bool = False
    many: bool = False
    closed: bool = False

    def __iter__(self) -> Iterator[Read]:
        """Iterate over the names that are read."""
        return iter(self.reads)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A whole part of the request, handed to something that describes it.

    Attributes:
        source: The part.
        by: The live object that describes it: a marshmallow schema, its class or a mapping of
            names to marshmallow fields; a pydantic model or another annotation; a form's class.
        kind: Whose object it is.
        path: The file that hands it over.
        line: The line in the file.
        required: Whether it happens whatever way the code goes.
        many: Whether a list of such is loaded.
        partial: Whether no field is required, or the names of those that are not.
        only: The names that alone are loaded, or None for all.
        exclude: The names that are left out, those deleted from a form too.
        unknown: What is done with other names, as marshmallow has it, or an empty string where
            the schema decides.
        prefix: What stands before the names of a form's fields.
    """

    source: Source
    by: object
    kind: Kind
    path: str
    line: int
    required: bool = True
    many: bool = False
    partial: bool | tuple[str, ...] = False
    only: tuple[str, ...] | None = None
    exclude: tuple[str, ...] = ()
    unknown: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """A status that the code answers with.

    Attributes:
        code: The status.
        path: The file that answers.
        line: The line in the file.
        media_type: Of the body, or an empty string where it isn't known.
        raised: Whether it is raised (`abort` too), and not returned.
        helper: Whether a function that the view calls does it.
    """

    code: int
    path: str
    line: int
    media_type: str = ""
    raised: bool = False
    helper: bool = False


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of the app's own that leaves the code; an error handler may answer it.

    Attributes:
        kind: Its class.
        status: What its class or its arguments say of a status (`status_code`, `code`), or None.
        path: The file that raises it.
        line: The line in the file.
        helper: Whether a function that the view calls does it.
    """

    kind: type[BaseException]
    status: int | None
    path: str
    line: int
    helper: bool = False


@dataclass(frozen=True, slots=True)
class Reads:
    """All that a function reads from a request, and what it answers.

    What `request.values` gives is in `query` for GET, HEAD, DELETE and OPTIONS, in `form` for
    other methods, and in both where the method isn't known. What a reqparse parser reads is in the
    parts like any other name.

    Attributes:
        json: The JSON body.
        form: The form's fields, files left out.
        files: The form's files.
        query: The query parameters.
        headers: The headers; `request.authorization` is `"Authorization"`.
        cookies: The cookies.
        session: The framework's session; only what is read from it.
        context: What is read from `flask.g`, `request.state`, `request.user`, Flask-Login.
        raw: Whether the body is read as bytes that are not then parsed as JSON.
        loaded: The parts that are handed to something that describes them.
        statuses: What it answers, as far as the code says it; a plain body of a Flask view is 200.
        raised: Exceptions that leave it and are not the framework's own.
        found: Whether there was any source.
    """

    json: Part = Part()
    form: Part = Part()
    files: Part = Part()
    query: Part = Part()
    headers: Part = Part()
    cookies: Part = Part()
    session: Part = Part()
    context: Part = Part()
    raw: bool = False
    loaded: tuple[Loaded, ...] = ()
    statuses: tuple[Status, ...] = ()
    raised: tuple[Raised, ...] = ()
    found: bool = True
