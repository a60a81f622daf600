"""One app's operations under a path of another's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from apiproof.schemas.components import redirected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.frameworks.schemes import Schemes
    from apiproof.model.api import Api
    from apiproof.model.operation import Body, Operation, Requirement, Schema
    from apiproof.schemas.components import Components


def graft(api: Api, prefix: str, components: Components, schemes: Schemes) -> tuple[Operation, ...]:
    """Place the operations of a mounted app below its mount.

    Args:
        api: What the mounted app's own adapter says.
        prefix: The path that it is mounted at, a template.
        components: Where the schemas of the whole are collected.
        schemes: Where the schemes of the whole are collected.

    Returns:
        The operations under their whole path, their schemas and schemes under their names in the
        whole.
    """
    schemas = components.add(api.schemas)
    names = {name: schemes.add(scheme) for name, scheme in api.schemes.items()}
    return tuple(_grafted(each, prefix, schemas, names) for each in api.operations)


def _grafted(
    operation: Operation, prefix: str, schemas: Mapping[str, str], names: Mapping[str, str]
) -> Operation:
    return replace(
        operation,
        path=prefix + operation.path,
        rule=prefix + operation.rule,
        parameters=tuple(
            replace(each, schema=redirected(each.schema, schemas)) for each in operation.parameters
        ),
        bodies=tuple(_body(each, schemas) for each in operation.bodies),
        responses=tuple(
            replace(each, schema=_optional(each.schema, schemas)) for each in operation.responses
        ),
        security=tuple(
            tuple(_requirement(each, names) for each in alternative)
            for alternative in operation.security
        ),
    )


def _body(body: Body, schemas: Mapping[str, str]) -> Body:
    fields = tuple(replace(each, schema=redirected(each.schema, schemas)) for each in body.fields)
    return replace(body, schema=redirected(body.schema, schemas), fields=fields)


def _optional(schema: Schema | None, schemas: Mapping[str, str]) -> Schema | None:
    return None if schema is None else redirected(schema, schemas)


def _requirement(requirement: Requirement, names: Mapping[str, str]) -> Requirement:
    return replace(requirement, scheme=names.get(requirement.scheme, requirement.scheme))
