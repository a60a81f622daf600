"""From what was found to the nouns of `reads`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, get_args

from apiproof.reading import forms
from apiproof.reading.reads import Loaded, Part, Raised, Read, Reads, Source, Status
from apiproof.reading.values import EACH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from apiproof.model.operation import Schema
    from apiproof.reading.frames import Effect

_BODILESS: Final = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})
"""Methods whose `request.values` are looked for in the query."""

_INSIDE: Final = frozenset({"json"})
"""Parts whose values may be looked into."""


@dataclass(slots=True)
class _Node:
    """What was found at one place of a part."""

    first: Effect | None = None
    read: bool = False
    needed: bool = False
    schemas: list[Schema] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    children: dict[str | int, _Node] = field(default_factory=dict)


@dataclass(slots=True)
class _Source:
    """What was found of one part."""

    root: _Node = field(default_factory=_Node)
    touched: bool = False
    open: bool = False
    iterated: bool = False
    named: bool = False
    only: frozenset[str] | None = None


def assemble(effects: Iterable[Effect], method: str | None) -> Reads:
    """Put together what was found.

    Args:
        effects: What was found, in the order of the code.
        method: The method that was read for.

    Returns:
        The nouns.
    """
    sources: dict[str, _Source] = {name: _Source() for name in get_args(Source)}
    found = list(effects)
    for effect in found:
        if effect.place is not None:
            for name in _sources_of(effect.place[0], method):
                _add(sources[name], effect)
    _files_apart(sources["form"].root, sources["files"].root)
    parts: dict[str, Any] = {
        name: _part(name, each) for name, each in sources.items() if name != "raw"
    }
    return Reads(
        **parts,
        raw=sources["raw"].touched and not sources["raw"].named,
        loaded=_loaded(found, method),
        statuses=_distinct(_statuses(found)),
        raised=_distinct(_raised(found)),
    )


def _sources_of(name: str, method: str | None) -> tuple[str, ...]:
    """The parts that a name stands for: of `request.values` the one that the method fills."""
    if name != "values":
        return (name,)
    if method is None:
        return ("query", "form")
    return ("query",) if method in _BODILESS else ("form",)


def _add(source: _Source, effect: Effect) -> None:
    source.touched = True
    keys = effect.place[1] if effect.place else ()
    if effect.kind in {"open", "iterated", "named"}:
        if not keys or keys == (EACH,):
            setattr(source, effect.kind, True)
        return
    if effect.kind == "closed":
        if effect.certain and keys in {(), (EACH,)}:
            source.only = effect.detail & (effect.detail if source.only is None else source.only)
        return
    node = source.root
    for key in keys:
        node = node.children.setdefault(key, _Node())
    _note(node, effect)


def _note(node: _Node, effect: Effect) -> None:
    if node.first is None:
        node.first = effect
    match effect.kind:
        case "read":
            node.read = True
        case "need" if effect.certain:
            node.needed = True
        case "schema":
            node.schemas.append(effect.detail)
        case "prefix":
            node.prefixes.append(effect.detail)


def _files_apart(form: _Node, files: _Node) -> None:
    """What is used as a file is one, though it was read from the form."""
    for name in files.children:
        twin = form.children.pop(name, None)
        if twin is not None and twin.needed:
            files.children[name].needed = True


def _part(name: str, source: _Source) -> Part:
    names = {key: node for key, node in source.root.children.items() if key != EACH}
    inner = source.root.children.get(EACH)
    inside = {} if inner is None else inner.children
    listed = {key: node for key, node in inside.items() if key != EACH}
    many = not names and bool(listed)
    names = listed if many else names
    reads = [
        _read(str(key), node, name)
        for key, node in names.items()
        if source.only is None or key in source.only
    ]
    return Part(
        tuple(each for each in reads if each is not None),
        source.touched,
        source.root.needed,
        (source.open or (source.iterated and not source.named))
        and not (many or source.only is not None),
        many,
        source.only is not None,
    )


def _read(name: str, node: _Node, source: str) -> Read | None:
    first = node.first or _first(node)
    if first is None:
        return None
    return Read(
        name,
        node.needed,
        _schema(node, inside=source in _INSIDE),
        first.path,
        first.line,
        tuple(dict.fromkeys(node.prefixes)),
    )


def _first(node: _Node) -> Effect | None:
    """What was found first inside of a place."""
    return next((each.first or _first(each) for each in node.children.values()), None)


def _schema(node: _Node, *, inside: bool) -> Schema:
    schema = _merged(node.schemas)
    if not inside or not node.children:
        return schema
    names = {str(key): each for key, each in node.children.items() if key != EACH}
    if not names:
        return {"type": "array", "items": _schema(node.children[EACH], inside=True)}
    if schema.get("type") == "array" and EACH not in node.children:
        return schema
    properties = {key: _schema(each, inside=True) for key, each in names.items()}
    required = [key for key, each in names.items() if each.needed]
    found: dict[str, Any] = {"type": "object", "properties": properties}
    return {**found, "required": required} if required else found


def _merged(schemas: Iterable[Schema]) -> dict[str, Any]:
    """One schema from several hints: types are alternatives, of the rest the first counts."""
    types: list[str] = []
    merged: dict[str, Any] = {}
    for schema in schemas:
        kind = schema.get("type", [])
        types += [each for each in ([kind] if isinstance(kind, str) else kind) if each not in types]
        examples = [*merged.get("examples", []), *schema.get("examples", [])]
        merged = {
            **schema,
            **merged,
            **({"examples": list(dict.fromkeys(examples))} if examples else {}),
        }
    if "enum" in merged:
        merged.pop("examples", None)
    if {"integer", "number"} <= set(types):
        types.remove("number" if "format" not in merged else "integer")
    merged.pop("type", None)
    return {**({"type": types[0] if len(types) == 1 else types} if types else {}), **merged}


def _loaded(effects: list[Effect], method: str | None) -> tuple[Loaded, ...]:
    found: list[Loaded] = []
    for effect in effects:
        if effect.kind != "loaded":
            continue
        if isinstance(effect.detail, Loaded):
            one = replace(effect.detail, required=effect.certain)
        else:
            one = replace(forms.loaded(*effect.detail), required=effect.certain)
        source: Any = _sources_of(one.source, method)[-1]
        found.append(replace(one, source=source))
    return _once(found)


def _once(found: list[Loaded]) -> tuple[Loaded, ...]:
    """Each description once, however often it is used; required where any use of it is."""
    kept: dict[Any, Loaded] = {}
    for one in found:
        key = (one.source, id(one.by), one.many, one.prefix)
        known = kept.get(key)
        kept[key] = one if known is None else _both(known, one)
    return tuple(kept.values())


def _both(one: Loaded, other: Loaded) -> Loaded:
    return replace(
        one,
        required=one.required or other.required,
        exclude=tuple(dict.fromkeys((*one.exclude, *other.exclude))),
    )


def _statuses(effects: list[Effect]) -> Iterable[Status]:
    for effect in effects:
        if effect.kind == "status":
            yield replace(effect.detail, helper=effect.detail.helper or effect.helper)


def _raised(effects: list[Effect]) -> Iterable[Raised]:
    for effect in effects:
        if effect.kind == "raised":
            yield replace(effect.detail, helper=effect.detail.helper or effect.helper)


def _distinct(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(found))
