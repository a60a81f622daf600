"""Reads code by going through it as it would run, with what things stand for in place of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apiproof.reading import attributes, calls, expressions, statements, verdicts
from apiproof.reading.entry import Entry
from apiproof.reading.live import MISSING, is_foreign, package_of, package_of_class
from apiproof.reading.values import UNKNOWN, Value
from apiproof.reading.views import class_of_view

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence
    from types import FunctionType

    from apiproof.reading.dialects import Dialect
    from apiproof.reading.frames import Frame, Summary
    from apiproof.reading.relevance import Relevance
    from apiproof.reading.site import Site
    from apiproof.reading.sources import Sources
    from apiproof.reading.values import Arguments, Verdict


class Machine:
    """Reads one function for one method.

    Args:
        dialect: How the app's code speaks of a request.
        sources: The parsed files.
        method: The method of the request, or None for any.
        layers: The functions that belong to the view itself: the view and what it wraps.
        memory: Summaries of functions that were followed before.
        relevance: Which functions are worth reading.

    Attributes:
        asked: How often the method of the request has made a difference.
        barred: Functions that are not to be followed.
        entered: The live functions that have been read.
        entry: What the framework calls the view with.
        running: The calls that are being followed, the view's own first.
        libraries: How methods of a class are read that derives from one of a library's.
        inmost: The view that all others wrap; of a class-based one the methods that answer.
        left: How many statements of helpers may still be read.
        reserve: How many of them are for the view that all others wrap.
        strict: Whether something unforeseen is raised, as tests want it, and not passed over.
    """

    def __init__(
        self,
        dialect: Dialect,
        sources: Sources,
        method: str | None,
        layers: Sequence[FunctionType],
        memory: dict[Any, Summary],
        relevance: Relevance,
    ) -> None:
        self.dialect = dialect
        self.sources = sources
        self.asked = 0
        self._method = method
        self.layers: set[Any] = set(layers)
        self.memory = memory
        self.relevance = relevance
        self.barred: frozenset[Any] = frozenset()
        self.entered: set[Any] = set()
        self.running: list[Any] = []
        self.entry = Entry(None, {})
        self.libraries: dict[type, Any] = {}
        self.inmost: set[Any] = set(layers[-1:])
        self.left = 0
        self.reserve = 0
        self.strict = False
        self._homes = {_home_of(layer) for layer in layers[-1:]}

    @property
    def method(self) -> str | None:
        """The method of the request, or None for any."""
        return self._method

    def asked_method(self) -> str | None:
        """The method of the request, where it makes a difference to what is found."""
        self.asked += 1
        return self._method

    def evaluate(self, node: ast.expr | None, frame: Frame) -> Value:
        """Read an expression.

        Args:
            node: The expression.
            frame: Where it stands; what is found is put into it.

        Returns:
            What it stands for.
        """
        evaluator = expressions.EVALUATORS.get(type(node))
        return evaluator(self, node, frame) if evaluator else UNKNOWN

    def test(self, node: ast.expr, frame: Frame) -> tuple[bool | None, Verdict]:
        """Read an expression for its truth.

        Args:
            node: The expression.
            frame: Where it stands.

        Returns:
            Its truth where it is sure, and whose lack decides it.
        """
        return verdicts.test(self, node, frame)

    def execute(self, body: Sequence[ast.stmt], frame: Frame) -> bool:
        """Read statements.

        Args:
            body: The statements.
            frame: Where they stand.

        Returns:
            Whether the code goes on behind them.
        """
        return statements.execute(self, body, frame)

    def call(self, function: Value, arguments: Arguments, site: Site) -> Value:
        """Read a call.

        Args:
            function: What is called.
            arguments: What it is called with.
            site: Where the call stands.

        Returns:
            What it returns.
        """
        return calls.call(function, arguments, site)

    def attribute(self, value: Value, name: str, site: Site) -> Value:
        """Read an attribute of what a value may be."""
        return attributes.attribute(value, name, site)

    def live(self, target: Any) -> Value:
        """What a live object is to the code: perhaps the request, or a part of it."""
        return UNKNOWN if target is MISSING else self.dialect.recognised(target)

    def bar(self, functions: Sequence[FunctionType]) -> None:
        """Leave functions out that the view wraps."""
        self.barred |= frozenset(functions)
        self.layers.difference_update(functions)

    def follows(self, function: FunctionType) -> bool:
        """Whether a function belongs to the app, so that its source is read."""
        return (
            function in self.layers
            or package_of(function) in self._homes
            or not is_foreign(function)
        )

    def at_home_in(self, kind: type) -> None:
        """Take the package of a class for the app's."""
        self._homes.add(package_of_class(kind))


def _home_of(function: FunctionType) -> str:
    """The package that a view belongs to, of a class-based one that of its class."""
    kind = class_of_view(function)
    return package_of_class(kind) if kind else package_of(function)
