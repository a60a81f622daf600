"""How a command is made: what all of them take, and how any of them ends."""

from __future__ import annotations

import platform
import traceback
from typing import TYPE_CHECKING, Any

import click

from apiproof import __version__
from apiproof.cli.options import collected, common
from apiproof.cli.output import Output
from apiproof.errors import Error

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., int]

FAILED = 2
"""The exit code where an Error, or a bug of apiproof, ended the command."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as a shell counts a process that SIGINT ended."""

UNREAD = 141
"""The exit code where the reader went away, as a shell counts a process that SIGPIPE ended."""


def command(subject: str) -> Callable[[Function], click.Command]:
    """Make a command of a function.

    Args:
        subject: The command's name, and what it reports.

    Returns:
        The decorator. The function is called with the Options, the Output and the command's own
        options by name; its docstring is the help, and what it returns is the exit code.
    """

    def decorate(function: Function) -> click.Command:
        def run(**values: Any) -> int:
            options = collected(values)
            return _ended(function, Output(options), {"options": options, **values})

        run.__doc__ = function.__doc__
        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]  # click's own way
        return click.command(subject)(common(subject)(run))

    return decorate


def _ended(function: Function, output: Output, values: dict[str, Any]) -> int:
    """Run a command to its end, whatever that is."""
    try:
        return function(output=output, **values)
    except Error as error:
        output.error(error)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        output.drop()
        return UNREAD
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a bug of ours
        traceback.print_exception(error)
        output.error(_bug(error))
        return FAILED


def _bug(error: Exception) -> Error:
    versions = f"apiproof {__version__}, Python {platform.python_version()}"
    return Error(
        f"apiproof itself failed: {type(error).__name__}",
        hint=f"this is a bug of {versions}: please report it with the traceback above",
    )
