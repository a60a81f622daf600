"""One go through a function, and what comes of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from apiproof.frameworks.wsgi.anonymous import calls, expressions, names, statements
from apiproof.frameworks.wsgi.anonymous.values import NOTHING_KNOWN, Exit, Place, Value, truth_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator, Sequence

    from apiproof.frameworks.wsgi.anonymous.values import Arguments, Credential, Frame
    from apiproof.frameworks.wsgi.guards.library import Library, Site
    from apiproof.reading.sources import Sources

Role = Literal["wrapper", "before", "preparing", "view", "callback"]
"""What a function is to a request: around the view, before it (`preparing` takes the endpoint and
the arguments, and what it returns is ignored), the view itself, or a function whose result alone
matters."""

DEEPEST = 8
"""Functions that call one another which are followed."""

LONGEST = 3000
"""Expressions that are gone through for one function, those of what it calls included."""


@dataclass(frozen=True)
class Situation:
    """The request, as far as the routing tells.

    Attributes:
        app: The Flask app.
        rule: The rule that it matches.
        endpoint: Flask's name of the view.
        method: Its method.
        head: What its path begins with, up to the first parameter.
        path: The whole path, or None where it has parameters.
        blueprints: The blueprints of the view, the innermost first.
        home: The package that the view stands in.
    """

    app: Any
    rule: Any
    endpoint: str
    method: str
    head: str
    path: str | None
    blueprints: tuple[str, ...] = ()
    home: str = ""

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the code may ask of the request, under the names of Flask's attributes."""
        return {
            "method": self.method,
            "endpoint": self.endpoint,
            "url_rule": self.rule,
            "blueprint": self.endpoint.rpartition(".")[0] or None,
            "path": Place(self.head) if self.path is None else self.path,
            "arguments": frozenset(self.rule.arguments),
            "blueprints": self.blueprints,
        }


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What goes through several functions of one app.

    Attributes:
        site: The app.
        sources: The parsed files.
        libraries: The extensions that guard views.
        homes: The packages that the app's code stands in.
        statuses: Says with which status an exception ends, by its class, what it says of a status
            itself, and the names of the view's blueprints.
        relevant: Which functions have to do with credentials, by the identity of their code.
    """

    site: Site
    sources: Sources
    libraries: tuple[Library, ...]
    homes: frozenset[str]
    statuses: Callable[[type, int | None, Sequence[str]], frozenset[int]]
    relevant: dict[int, bool] = field(default_factory=dict)

    def at_home(self, *packages: str) -> Knowledge:
        """The same where the code of other packages is followed too: an extension has views."""
        return replace(self, homes=self.homes | set(packages))

    def status_of(self, kind: type, given: int | None, situation: Situation | None) -> int | None:
        """The status that an exception of the app's ends with, a refusal where it may be one."""
        blueprints = situation.blueprints if situation else ()
        found = self.statuses(kind, given, blueprints)
        denied = sorted(found & {401, 403})
        return denied[0] if denied else min(found, default=None)


_THROUGH = ""
"""Stands among what is in `flask.g`, under no name of the app's, where the view was called."""


class Run:
    """Goes through one function of a request that proves nothing.

    Args:
        knowledge: What is known of the app.
        situation: The request; None where what it is doesn't matter.
        role: What the function is to the request.
        inner: The function that a wrapper stands around.
        context: What earlier functions have put into `flask.g`.

    Attributes:
        exits: The ways out that were found.
        passed: Whether one of the ways leads to the view, or through it.
        touched: The credentials that were looked for.
        blind: Whether something was called whose code couldn't be gone through.
        through: Names whose call leads to the view, of methods of the class that it is one of.
        followed: The functions that were gone through, this one included.
        asked: What was looked at of the request itself, and what it was: for another request
            that is the same in these, the same is found.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        situation: Situation | None,
        role: Role,
        inner: Any = None,
        context: dict[str, Value] | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.situation = situation
        self.role = role
        self.inner = inner
        self.context = {} if context is None else context
        self.exits: list[Exit] = []
        self.passed = False
        self.touched: dict[Credential, None] = {}
        self.blind = False
        self.asked: dict[str, Any] = {}
        self.followed: list[Any] = []
        self.through: frozenset[str] = frozenset()
        self.strong: frozenset[Credential] = frozenset()
        self.weak: frozenset[Credential] = frozenset()
        self.certain = True
        self.catchers: list[list[Exit]] = []
        self.suspects: frozenset[Credential] = frozenset()
        self.risky = False
        self.running: list[Any] = []
        self.proxies: dict[int, Value] = {}
        self.deepest = DEEPEST
        self.left = LONGEST

    @property
    def app(self) -> Any:
        """The Flask app."""
        return self.knowledge.site.app

    @property
    def control(self) -> frozenset[Credential]:
        """The credentials for whose lack the code came here."""
        return self.strong | self.weak

    @property
    def causes(self) -> frozenset[Credential]:
        """What was looked for to find out who asks."""
        return frozenset(each for each in self.touched if each.is_sure)

    @property
    def came_through(self) -> bool | None:
        """Whether this way has led through the view; None where it may have."""
        found = self.context.get(_THROUGH)
        return False if found is None else truth_of(found)

    def let_through(self) -> None:
        """Note that the view is called."""
        self.passed = True
        self.context[_THROUGH] = Value(True)  # noqa: FBT003 - the value itself

    def evaluate(self, node: ast.expr | None, frame: Frame) -> Value:
        """Go through an expression."""
        self.left -= 1
        if node is None or self.left < 0:
            return NOTHING_KNOWN
        evaluator = expressions.EVALUATORS.get(type(node))
        return evaluator(self, node, frame) if evaluator else NOTHING_KNOWN

    def execute(self, body: Sequence[ast.stmt], frame: Frame) -> bool:
        """Go through statements; say whether the code goes on behind them."""
        return statements.execute(self, body, frame)

    def call(self, function: Value, arguments: Arguments, frame: Frame) -> Value:
        """Go through a call."""
        return calls.call(self, function, arguments, frame)

    def live(self, target: Any) -> Value:
        """What a live object is to the code: perhaps the request, or a part of it."""
        return names.live(self, target)

    def touch(self, credential: Credential, value: Value) -> Value:
        """Note that a credential is looked for; `value` is what stands there without it."""
        self.touched[credential] = None
        return Value(value.what, value.credentials | {credential}, value.sent)

    def leave(self, out: Exit) -> None:
        """Note an exception; the innermost `try` gets it first."""
        where = self.catchers[-1] if self.catchers else self.exits
        where.append(replace(out, certain=out.certain and self.certain))

    @contextmanager
    def under(self, value: Value) -> Iterator[None]:
        """Go through what depends on a value.

        What a request sends may be wrong for other reasons than who sends it, so that nothing
        below such a test is a guard. An early exit before decides what stands beside it, and
        nothing below another test.
        """
        strong, weak, was_certain = self.strong, self.weak, self.certain
        certain = truth_of(value) is not None and not value.sent
        self.certain &= certain or value.open
        if value.sent:
            self.strong = self.weak = frozenset()
        elif value.credentials:
            self.strong |= value.credentials
        elif not certain:
            self.weak = frozenset()
        try:
            yield
        finally:
            self.strong, self.weak = strong, self.weak | weak if certain else weak
            self.certain = was_certain

    def after(self, value: Value) -> None:
        """Go on behind what depended on a value; behind the body's tests all is for the good."""
        self.weak = frozenset() if value.sent else self.weak | value.credentials
        if value.credentials:
            self.certain &= truth_of(value) is not None
