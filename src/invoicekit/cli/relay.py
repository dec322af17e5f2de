"""`invoicekit relay shop:kit`: works off the outbox until it is told to stop."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated

import typer

from invoicekit.cli._locale import spoken
from invoicekit.errors import ConfigurationError
from invoicekit.findings import said
from invoicekit.kit import InvoiceKit
from invoicekit.registry import load


def relay_outbox(
    kit: Annotated[str, typer.Argument(help="Your kit, or what makes it: module:name.")],
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.01)] = 2.0,
    tenant: Annotated[list[str] | None, typer.Option(help="Whose; the kit's own else.")] = None,
    *,
    once: Annotated[bool, typer.Option("--once", help="One pass, then leave.")] = False,
) -> None:
    """Archive and send what is due, again and again; Ctrl-C and SIGTERM end it between messages.

    As many may run as there is work: each message is leased to one of them.
    """
    asked = Event()
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    for each in before:
        signal.signal(each, ask)
    try:
        with opened(kit) as found:
            kits = [found.for_tenant(name) for name in tenant] if tenant else [found]
            while not asked.is_set():
                for each_kit in kits:
                    _pass(each_kit, asked)
                if once or asked.wait(every):
                    break
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def opened(name: str) -> InvoiceKit:
    """Returns the kit named `module:name`: the kit itself, or what a function of it makes.

    Raises:
        ConfigurationError: There is no kit of this name.
    """
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    expected = "module:name of an InvoiceKit, or of a function that makes one"
    try:
        found = load(name)
        made = found() if callable(found) else found
    except (ImportError, AttributeError, ValueError) as problem:
        text = f"{name!r} cannot be loaded: {problem}"
        raise ConfigurationError(text, where="kit", expected=expected) from problem
    if not isinstance(made, InvoiceKit):
        text = f"{name!r} is a {type(made).__name__}"
        raise ConfigurationError(text, where="kit", expected=expected)
    return made


def _pass(kit: InvoiceKit, asked: Event) -> None:
    """Works off what is due, and brings the sums of sales up to date."""
    run = kit.run_outbox(stop=asked.is_set)
    counts = {
        f"{run.done} done": run.done,
        f"{run.retried} put off": run.retried,
        f"{run.dead} given up": run.dead,
        f"{run.lost} taken over": run.lost,
    }
    tongue = spoken({})
    told = [said(text, tongue) for text, count in counts.items() if count]
    if told:
        typer.echo(f"{kit.tenant}: {', '.join(told)}")
    if not asked.is_set():
        kit.reports.roll_up()


COMMAND = relay_outbox
