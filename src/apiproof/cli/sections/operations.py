"""The operations, and the security that they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.model.diagnosis import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiproof.cli.examination import Examination
    from apiproof.model.api import Api
    from apiproof.model.operation import Operation, Scheme


def facts(seen: Examination) -> Iterator[Fact]:
    """Count the operations, and name the schemes.

    Args:
        seen: What is looked at.

    Yields:
        The facts; none without an App.
    """
    api = seen.api
    if api is None:
        return
    own = [each for each in api.operations if not each.internal]
    if not own:
        yield Fact("note", "the app has no operations of its own")
        return
    yield Fact("ok", f"{len(own)} operation{'' if len(own) == 1 else 's'}{_documented(own)}")
    for scheme in api.schemes.values():
        yield _scheme(scheme, api)
    if not api.schemes:
        yield Fact("note", "no security was found: every operation is taken for public")
    for note in api.notes:
        yield Fact("note", note)


def _documented(own: list[Operation]) -> str:
    hidden = sum(each.hidden for each in own)
    if hidden == len(own):
        return ", none of them in a document of the API"
    return f", {hidden} of them not in the API's document" if hidden else ""


def _scheme(scheme: Scheme, api: Api) -> Fact:
    users = [
        each
        for each in api.operations
        if scheme.name in {need.scheme for needs in each.security for need in needs}
    ]
    kind = " ".join(filter(None, (scheme.scheme or scheme.type, scheme.location, scheme.parameter)))
    token = f", a token from {scheme.token_url}" if scheme.token_url else ""
    sure = "" if scheme.confidence == "declared" else f" ({scheme.confidence})"
    asked = f"asked for by {len(users)} operation{'' if len(users) == 1 else 's'}"
    named = scheme.name if kind == scheme.name else f"{scheme.name}: {kind}"
    return Fact("ok", f"security {named}{token}, {asked}{sure}")
