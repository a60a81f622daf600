"""What tests say of what was read."""

from __future__ import annotations

from apiproof.reading.reader import Reader


def strict(dialect):
    """A reader that raises what it did not foresee."""
    reader = Reader(dialect)
    reader._strict = True
    return reader


def names(part):
    """The names of a part in alphabetical order, a star behind the required ones."""
    return sorted(f"{read.name}{'*' if read.required else ''}" for read in part)


def codes(reads):
    """The statuses in ascending order, each once."""
    return sorted({status.code for status in reads.statuses})


def schema(part, name):
    """What the value of a name must be."""
    return next(read.schema for read in part if read.name == name)
