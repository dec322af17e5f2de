"""The command line, one command a file: a public module exports `COMMAND`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import ParamSpec

import typer

from invoicekit.cli._help import SpokenCommand, SpokenGroup
from invoicekit.cli._locale import spoken
from invoicekit.errors import InvoiceKitError
from invoicekit.findings import error_text
from invoicekit.registry import Registry

COMMANDS: Registry[FunctionType] = Registry(__name__, "COMMAND", FunctionType)
UNUSABLE = 2
"""Exit code for input that cannot be used at all."""

P = ParamSpec("P")


def app() -> typer.Typer:
    """Returns the command line with every command of the folder."""
    line = typer.Typer(
        name="invoicekit",
        cls=SpokenGroup,
        help="Invoices from the order to the archive.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    line.callback()(_nothing)
    for name in COMMANDS.names():
        line.command(name, cls=SpokenCommand)(_told(COMMANDS[name]))
    return line


def _nothing() -> None:
    """Invoices from the order to the archive."""


def _told(command: Callable[P, None]) -> Callable[P, None]:
    """Returns the command with broken promises told in a sentence instead of a traceback."""

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except InvoiceKitError as problem:
            typer.echo(f"invoicekit: {error_text(problem, spoken(kwargs))}", err=True)
            raise typer.Exit(UNUSABLE) from problem
        except BrokenPipeError:
            raise  # whoever reads us has seen enough; typer ends quietly
        except OSError as problem:
            where = f": {problem.filename}" if problem.filename else ""
            typer.echo(f"invoicekit: {problem.strerror or problem}{where}", err=True)
            raise typer.Exit(UNUSABLE) from problem

    return told
