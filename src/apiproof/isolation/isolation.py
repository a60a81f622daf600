"""The contract of an isolation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from apiproof.storage.snapshot import Snapshot
    from apiproof.storage.store import Store


class Isolation(ABC):
    """Puts a database back before a test.

    An isolation lives in a file of its own in this package and is found there without another
    edit. Its battery is tests/extensions/.

    Attributes:
        name: How the settings and `@pytest.mark.isolation` name it.
        resets: Whether it puts anything back at all.
        marks: Whether it needs to be told which tables with rows of their own were written.
    """

    name: ClassVar[str]
    resets: ClassVar[bool] = True
    marks: ClassVar[bool] = False

    @abstractmethod
    def put_back(self, store: Store, snapshot: Snapshot) -> None:
        """Make a database as it was.

        Called only when the database has changed since it was last put back.

        Args:
            store: The database.
            snapshot: What it was like.

        Raises:
            sqlite3.OperationalError: Somebody holds a lock on it.
        """
