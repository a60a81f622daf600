"""Start-ups after the first: an App's lifespan runs once a loop, on a database that has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiproof.errors import LifespanError

if TYPE_CHECKING:
    from apiproof.keeping.keeper import Keeper


class Restarts:
    """Makes every start-up find what the first one found, at the price that the App asks for.

    Most start-ups are repeatable (they create what is missing): they run on the database as it is.
    One that fails or adds rows when it is repeated gets the database as it was before the first.

    Args:
        keeper: The keeper of the databases.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._first = True
        self._repeatable = True
        self._untouched = True
        self._again = False

    def begin(self) -> None:
        """Make the database ready for a start-up.

        Raises:
            LifespanError: It would have to be emptied, and the test has written to it.
        """
        if self._first:
            self._keeper.remember_before_startup()
            return
        # What was written since the start-up that is repeated, its shut-down wrote.
        self._untouched = self._again or not self._keeper.changed()
        self._again = False
        if self._repeatable:
            return
        if not self._untouched:
            raise LifespanError(
                "the app's start-up adds its rows anew each time, and this test wrote before it",
                hint="send a request before writing to the database, make the start-up "
                "repeatable, or run all tests on one loop: "
                'asyncio_default_test_loop_scope = "session"',
            )
        self._keeper.load_before_startup()

    def end(self, error: BaseException | None) -> bool:
        """Look at what a start-up did to the database.

        Args:
            error: What it raised.

        Returns:
            True where it has to be shut down and started once more.
        """
        if self._first or not self._repeatable or not self._untouched:
            self._first = False
            return False
        if error is None and not self._keeper.changed():
            return False
        if error is None:
            after = self._keeper.row_counts()
            self._keeper.put_back_now()
            if after == self._keeper.row_counts():
                return False
        self._repeatable = False
        self._again = True
        return True
