"""What the documents of a Flask app say of one of its operations."""

from __future__ import annotations

import re
import sys
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from apiproof.frameworks.documents.forms import with_urlencoded
from apiproof.frameworks.documents.views import module_of
from apiproof.frameworks.schemes import Schemes, renamed
from apiproof.schemas.openapi.described import Described
from apiproof.schemas.openapi.reading import Reading, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from apiproof.frameworks.documents.document import Document, Extension
    from apiproof.model.operation import Scheme
    from apiproof.schemas.components import Components

_PARAMETER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class _Read:
    """A document that has been read.

    Attributes:
        operations: By the path as the app has it, and the method.
        shapes: The paths in `operations`, by their shape and the method.
        covers: See `Document.covers`.
    """

    operations: Mapping[tuple[str, str], Described]
    shapes: Mapping[tuple[str, str], Sequence[str]]
    covers: frozenset[str]

    def find(self, path: str, method: str) -> Described | None:
        """See `Documents.find`."""
        exact = self.operations.get((path, method))
        if exact is not None:
            return exact
        alike = self.shapes.get((_shape(path), method), ())
        return _renamed(self.operations[alike[0], method], alike[0], path) if alike[:1] else None


class Documents:
    """The documents of an app; false where it has none.

    Attributes:
        schemes: The security schemes that what is described refers to, by name.
        notes: What could not be read, one sentence each.
    """

    def __init__(
        self, found: Sequence[_Read], schemes: Mapping[str, Scheme], notes: Sequence[str]
    ) -> None:
        self.schemes = schemes
        self.notes = tuple(dict.fromkeys(notes))
        self._found = found

    def __bool__(self) -> bool:
        return bool(self._found)

    def find(self, path: str, method: str, endpoint: str) -> Described | None:
        """Look up an operation.

        Args:
            path: Its template as a client sees it: `"/items/{item_id}"`.
            method: In capitals.
            endpoint: Flask's name of its view.

        Returns:
            What is said of it, its path parameters under the names of `path`; of what no document
            of the app speaks of, that it is hidden; None in an app without documents.
        """
        covering = [each for each in self._found if endpoint in each.covers]
        others = [each for each in self._found if endpoint not in each.covers]
        for each in (*covering, *others):
            described = each.find(path, method)
            if described is not None:
                return described
        return Described(hidden=True) if self._found else None


def documents(app: Any, components: Components) -> Documents:
    """Ask every extension for the documents of an app.

    Args:
        app: A Flask app.
        components: Where the documents' schemas are collected.

    Returns:
        The documents; a document that cannot be built or read is a note.
    """
    found: list[_Read] = []
    schemes = Schemes()
    notes: list[str] = []
    for extension in _extensions():
        for document in _asked(app, extension, notes):
            spec = _built(app, extension, document, notes)
            reading = read(spec, components) if spec is not None else None
            if reading is not None:
                notes += [f"{extension.name}: {note}" for note in reading.notes]
                found.append(_read(document, _added(reading, schemes), components))
    return Documents(found, schemes.schemes, notes)


def is_page(view: Any) -> bool:
    """Whether a view is none of the app's own: a document or a page that an extension serves.

    Args:
        view: A view function of the app.
    """
    module = module_of(view)
    return any(
        module.startswith((f"{extension.package}.", f"{extension.package}_"))
        for extension in _extensions()
    )


def _extensions() -> list[Extension]:
    import apiproof.frameworks.documents
    from apiproof._registry import members
    from apiproof.frameworks.documents.document import Extension

    known = [member() for member in members(apiproof.frameworks.documents, Extension)]  # type: ignore[type-abstract]
    return [extension for extension in known if extension.package in sys.modules]


def _asked(app: Any, extension: Extension, notes: list[str]) -> list[Document]:
    try:
        return list(extension.documents(app))
    except Exception as error:  # noqa: BLE001 - a version that has changed its insides
        notes.append(f"{extension.name} cannot be asked for its documents: {_reason(error)}")
        return []


def _built(app: Any, extension: Extension, document: Document, notes: list[str]) -> Any:
    try:
        with warnings.catch_warnings(), app.app_context():
            warnings.simplefilter("ignore")  # theirs to see when they build it
            return document.build()
    except Exception as error:  # noqa: BLE001 - whatever an app's own schemas raise
        notes.append(f"the document of {extension.name} cannot be built: {_reason(error)}")
        return None


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _added(reading: Reading, schemes: Schemes) -> Reading:
    """Add a document's schemes to those of others, under a new name where one name means two."""
    names = {name: schemes.add(scheme) for name, scheme in reading.schemes.items()}
    operations = {
        key: replace(each, security=each.security and renamed(each.security, names))
        for key, each in reading.operations.items()
    }
    return replace(reading, operations=operations)


def _read(document: Document, reading: Reading, components: Components) -> _Read:
    operations = dict(_placed(document, reading, components))
    shapes: dict[tuple[str, str], list[str]] = {}
    for path, method in operations:
        shapes.setdefault((_shape(path), method), []).append(path)
    return _Read(operations, shapes, document.covers)


def _placed(
    document: Document, reading: Reading, components: Components
) -> Iterator[tuple[tuple[str, str], Described]]:
    for (path, method), described in reading.operations.items():
        both = with_urlencoded(described, components) if document.reads_urlencoded else described
        yield (f"{document.prefix}{path}", method), both


def _shape(path: str) -> str:
    """A path without the names of its parameters; what redirects to it has the same."""
    return _PARAMETER.sub("{}", path).rstrip("/")


def _renamed(described: Described, written: str, path: str) -> Described:
    names = dict(zip(_PARAMETER.findall(written), _PARAMETER.findall(path), strict=False))
    return replace(
        described,
        parameters=tuple(
            replace(each, name=names.get(each.name, each.name)) if each.location == "path" else each
            for each in described.parameters
        ),
    )
