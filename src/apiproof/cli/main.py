"""The entry of the command line."""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import sys
import threading
from typing import Any, NoReturn

import click

from apiproof import __version__
from apiproof.cli import commands
from apiproof.cli.command import FAILED, INTERRUPTED


class Commands(click.Group):
    """Finds the commands in their package, and imports the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of the commands, sorted."""
        return sorted(info.name for info in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name, or say which one may be meant."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            ctx.fail(f"there is no command {name!r}; {_guess(name, known)}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="The app's own database is never opened: a private one stands in for it.",
)
@click.version_option(__version__, message="apiproof %(version)s")
@click.pass_context
def group(context: click.Context) -> None:
    """Tests FastAPI and Flask APIs with pytest."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(FAILED)


def main(args: list[str] | None = None) -> NoReturn:
    """Run a command and exit.

    Args:
        args: The arguments; those of the process where none are given.
    """
    _leave(_status(args))


def _status(args: list[str] | None) -> int:
    try:
        status: Any = group.main(args, "apiproof", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return status if isinstance(status, int) else 0


def _leave(status: int) -> NoReturn:
    """Exit, though the app may have left a thread that never ends."""
    others = (each for each in threading.enumerate() if each is not threading.main_thread())
    if any(not each.daemon for each in others):
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):  # nobody may be there to read it
                stream.flush()
        os._exit(status)
    sys.exit(status)


def _guess(name: str, known: list[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"the commands are {', '.join(known)}"
