"""Forms of WTForms: when one is filled from the request, and when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from apiproof.reading import following, live, plain
from apiproof.reading.reads import Loaded
from apiproof.reading.values import (
    UNKNOWN,
    Arguments,
    Bound,
    Const,
    Instance,
    Live,
    Piece,
    Value,
    Verdict,
    pieces_of,
)

if TYPE_CHECKING:
    from apiproof.reading.site import Site

SUBMITTING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""The methods for which Flask-WTF fills a form by itself."""


def is_form(kind: type) -> bool:
    """Whether a class is a form of WTForms."""
    return live.is_subclass(kind, "wtforms.form", "BaseForm")


def made(kind: type, arguments: Arguments, site: Site) -> Value:
    """Read the making of a form.

    Args:
        kind: Its class.
        arguments: What it is made with.
        site: Where it is made.

    Returns:
        The form.
    """
    form = Instance(kind, arguments)
    function = live.class_attribute(kind, "__init__")
    if following.is_followed(function, site.machine):
        site.call(Bound(Live(function), form), arguments)
    else:
        fill(form, arguments, site)
    return form


def fill(form: Instance, arguments: Arguments, site: Site) -> None:
    """Note what a form is filled from, by the arguments of its base class.

    Args:
        form: The form.
        arguments: What its base class is made with.
        site: Where it is.
    """
    prefix = plain.text(arguments.get(-1, "prefix"))
    if prefix:
        form.notes["prefix"] = prefix if prefix[-1] in "-_;:/." else f"{prefix}-"
    data = arguments.get(0, "formdata")
    if live.is_subclass(form.kind, "flask_wtf.form", "FlaskForm") and data in {None, UNKNOWN}:
        if site.machine.asked_method() in {None, *SUBMITTING}:
            form.notes["source"] = "form"
        return
    sources = [piece.source for piece in pieces_of(data) if not piece.keys] if data else []
    if sources:
        form.notes["source"] = "form" if "form" in sources else sources[0]


def method(form: Instance, name: str, arguments: Arguments, site: Site) -> Value | None:
    """Read a method of a form.

    Args:
        form: The form.
        name: The method.
        arguments: What it is called with.
        site: Where the call stands.

    Returns:
        What it returns, or None where its source says it.
    """
    if name == "__init__":
        fill(form, arguments, site)
        return UNKNOWN
    if name == "process":
        fill(form, arguments, site)
    if name in {"is_submitted", "validate_on_submit"}:
        if site.machine.asked_method() not in {None, *SUBMITTING}:
            return Const(value=False)
        used(form, site)
        return Verdict()
    used(form, site)
    return None


def class_method(receiver: Live, name: str, arguments: Arguments) -> Value | None:
    """Read `Form.from_json(data)`: a form that is filled from JSON.

    Args:
        receiver: The form's class.
        name: The method.
        arguments: What it is called with.

    Returns:
        The form, or None for another method.
    """
    if name != "from_json":
        return None
    form = Instance(receiver.target, arguments)
    if any(piece.source == "json" for piece in pieces_of(arguments.get(0, "formdata") or UNKNOWN)):
        form.notes["source"] = "json"
    return form


def looked_at(form: Instance, name: str, site: Site) -> None:
    """Note that a form is used, where code asks for a field of it or for its data."""
    if name in {"data", "errors"} or field_of(form, name) is not None:
        used(form, site)


def field_of(form: Instance, name: str) -> dict[str, Any] | None:
    """What a field of a form is made with, or None where it has no such field."""
    found = live.class_attribute(form.kind, name)
    is_field = live.is_instance(found, "wtforms.fields.core", "UnboundField")
    return live.own_names(found) if is_field else None


def data_of(form: Instance, name: str, site: Site) -> Value:
    """Read `form.field.data`: of a button, which is sent by its name alone where it is pressed.

    Args:
        form: The form.
        name: The field.
        site: Where it is read.

    Returns:
        Nothing that is known.
    """
    made_with = field_of(form, name) or {}
    source = form.notes.get("source")
    is_button = live.is_subclass(made_with.get("field_class"), "wtforms.fields", "SubmitField")
    if source is not None and is_button:
        own = made_with.get("kwargs", {}).get("name") or name
        site.note("read", Piece(source, (form.notes.get("prefix", "") + own,)))
    return UNKNOWN


def used(form: Instance, site: Site) -> None:
    """Note that the request fills a form, and that the code makes use of it."""
    source = form.notes.get("source")
    if source is not None:
        site.note("loaded", None, (form, source, site.frame.path, site.line))


def loaded(form: Instance, source: str, path: str, line: int) -> Loaded:
    """What is known of a form in the end.

    Args:
        form: The form.
        source: The part of the request that fills it.
        path: The file that uses it.
        line: The line in the file.

    Returns:
        The form's class, and what the code has changed of it.
    """
    return Loaded(
        source=source,  # type: ignore[arg-type]  # a source, as `fill` has found it
        by=form.kind,
        kind="wtforms",
        path=path,
        line=line,
        exclude=tuple(dict.fromkeys(form.notes.get("deleted", ()))),
        prefix=form.notes.get("prefix", ""),
    )
