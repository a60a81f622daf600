"""One name never stands for two schemas, and the same schemas keep their names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from apiproof.schemas.components import PREFIX, Components

NAMES = ("A", "B", "A2", "B2", "A3")


def refers(*names):
    return {
        "properties": {
            f"p{number}": {"$ref": f"{PREFIX}{name}"} for number, name in enumerate(names)
        }
    }


definitions = st.lists(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.tuples(st.lists(st.sampled_from(NAMES), max_size=2), st.integers(0, 2)),
        min_size=1,
    ).map(
        lambda drawn: {
            name: {**refers(*(ref for ref in refs if ref in drawn)), "title": str(number)}
            for name, (refs, number) in drawn.items()
        }
    ),
    max_size=6,
)


def unfolded(schemas, name, depth=4):
    """What a name means, its references followed."""
    schema = schemas[name]
    parts = {
        key: unfolded(schemas, value["$ref"].removeprefix(PREFIX), depth - 1) if depth else "..."
        for key, value in schema["properties"].items()
    }
    return schema["title"], parts


@given(definitions)
def test_every_name_means_what_it_meant(batches):
    components = Components()
    for batch in batches:
        renamed = components.add(batch)
        assert len({renamed.get(name, name) for name in batch}) == len(batch)
        for name in batch:
            assert unfolded(components.schemas, renamed.get(name, name)) == unfolded(batch, name)


@given(definitions)
def test_the_same_again_adds_nothing(batches):
    components = Components()
    first = [components.add(batch) for batch in batches]
    collected = dict(components.schemas)
    assert [components.add(batch) for batch in batches] == first
    assert components.schemas == collected


def test_references_that_lead_nowhere_or_in_a_circle():
    components = Components()
    components.add({"A": {"$ref": f"{PREFIX}B"}, "B": {"$ref": f"{PREFIX}A"}})
    assert components.resolve({"$ref": f"{PREFIX}A"}) == {}
    assert components.resolve({"$ref": f"{PREFIX}nobody"}) == {}
