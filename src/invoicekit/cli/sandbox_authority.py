"""`invoicekit sandbox-authority`: a tax platform of one's own on the loopback."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from invoicekit.authority._sandbox.faults import Faults
from invoicekit.authority._sandbox.files import files_of
from invoicekit.authority._sandbox.journal import Journal
from invoicekit.authority._sandbox.platform import Platform
from invoicekit.authority._sandbox.server import SandboxServer
from invoicekit.cli._locale import say
from invoicekit.errors import InputError
from invoicekit.kit import system_clock

Percent = Annotated[int, typer.Option(min=0, max=100, help="Of a hundred requests.")]


def sandbox_authority(
    port: Annotated[int, typer.Option(help="On 127.0.0.1; 0 takes a free one.")] = 8790,
    quota: Annotated[
        str, typer.Option(help="What may be issued a month, without tax.")
    ] = "7500000",
    seed: Annotated[int, typer.Option(help="The same seed gives the same faults.")] = 0,
    delay: Percent = 0,
    lose: Percent = 0,
    drop: Percent = 0,
    refuse: Percent = 0,
    login: Percent = 0,
    journal: Annotated[
        Path | None, typer.Option(help="Keeps everything here, so that a restart knows it.")
    ] = None,
) -> None:
    """Serves a tax platform that numbers 发票 as the real ones do, until stopped with Ctrl-C.

    Nothing that it gives is a 发票 in law.
    """
    try:
        faults = Faults(seed=seed, delay=delay, lose=lose, drop=drop, refuse=refuse, login=login)
    except ValueError as problem:
        raise InputError(str(problem), where="faults", expected="100 together at most") from problem
    kept = Journal(journal) if journal else None
    platform = Platform(clock=system_clock, quota=Decimal(quota), faults=faults, journal=kept)
    server = SandboxServer(platform, port=port, files=files_of)
    say(f"The sandbox platform listens at {server.url}")
    typer.echo(f'InvoiceKit.from_url(…, authority=Sandbox("{server.url}"))')
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.close()


COMMAND = sandbox_authority
