"""The contract of an adapter: everything that apiproof knows of one framework."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from apiproof.frameworks.hosts import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apiproof.model.api import Api


class Adapter(ABC):
    """Knows one framework.

    An adapter lives in a file of its own in this package and is found there without another edit.
    Its module imports the framework nowhere at top level: an adapter is asked about objects of
    apps that use another framework, in processes where its own is not installed.

    Attributes:
        name: How the framework is named in output and in `App.framework`.
        interface: The protocol of the framework's apps at their edge.
        package: The import name of the framework's package.
        distribution: The name of the framework's distribution on an index.
        minimum: The oldest supported version of the distribution, `"0.110"`.
        class_names: Names that construct an App, as they stand in source code; discovery looks
            for calls of them. A bare name counts wherever it was imported from, a qualified one
            (`"connexion.App"`) only from that package. The first is the application class.
        companions: The oldest supported versions of other distributions, where they are imported:
            `{"pydantic": "2"}`.
        priority: Adapters with a higher one are asked first (a FastAPI app is a Starlette app).
    """

    name: ClassVar[str]
    interface: ClassVar[Literal["asgi", "wsgi"]]
    package: ClassVar[str]
    distribution: ClassVar[str]
    minimum: ClassVar[str]
    class_names: ClassVar[tuple[str, ...]]
    companions: ClassVar[Mapping[str, str]] = {}
    priority: ClassVar[int] = 0

    def base_url(self, target: Any) -> str:  # noqa: ARG002 - for those that look at it
        """What relative URLs of the client are joined to.

        Args:
            target: An App that this adapter recognises.

        Returns:
            A URL whose host the App lets through.
        """
        return DEFAULT

    @abstractmethod
    def recognises(self, candidate: Any) -> bool:
        """Whether `candidate` is an App of this framework.

        Args:
            candidate: Any object.

        Returns:
            True for an instance of the framework's application class or a subclass.
        """

    @abstractmethod
    def operations(self, target: Any) -> Api:
        """List the operations of an App, without sending a request.

        Args:
            target: An App that this adapter recognises.

        Returns:
            Every operation that its routing reaches, hidden ones too, in the order of the routing;
            the HEAD and OPTIONS that a framework adds by itself are left out.
        """


def is_instance(candidate: Any, package: str, class_name: str) -> bool:
    """Whether an object is of a class that may not be imported, and isn't imported to tell.

    Args:
        candidate: Any object.
        package: The module that holds the class.
        class_name: The name of the class.

    Returns:
        True for an instance of the class or a subclass; False where nothing imported the module.
    """
    kind = getattr(sys.modules.get(package), class_name, None)
    return isinstance(kind, type) and isinstance(candidate, kind)
