"""A tax platform for tests: numbers, quota, logins, red-letter forms, and faults by seed.

    with sandbox_platform(clock, lose=20, seed=7) as (platform, authority):
        kit = InvoiceKit.in_memory(issuer=…, clock=clock, authority=authority)

It is served over real HTTP on the loopback. Nothing that it gives is a 发票 in law.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from invoicekit.authority._sandbox.faults import Faults
from invoicekit.authority._sandbox.files import files_of
from invoicekit.authority._sandbox.platform import Platform
from invoicekit.authority._sandbox.server import SandboxServer
from invoicekit.authority.sandbox import Sandbox
from invoicekit.kit import system_clock
from invoicekit.ports import Clock


@contextmanager
def sandbox_platform(
    clock: Clock = system_clock,
    *,
    quota: Decimal | str | int = 7_500_000,
    seed: int = 0,
    delay: int = 0,
    lose: int = 0,
    drop: int = 0,
    refuse: int = 0,
    login: int = 0,
) -> Iterator[tuple[Platform, Sandbox]]:
    """Yields a platform, to do what a buyer or a person does there, and its client for a kit.

    Args:
        clock: Tells the time on the platform.
        quota: What may be issued in a month, without tax, in yuan.
        seed: The same seed and requests give the same faults.
        delay: Of a hundred requests, how many have no answer yet.
        lose: … are worked off and never answered.
        drop: … are never seen.
        refuse: … are refused for the moment.
        login: … want a person to log in.

    Raises:
        ValueError: The faults strike more often than always.
    """
    faults = Faults(seed=seed, delay=delay, lose=lose, drop=drop, refuse=refuse, login=login)
    platform = Platform(clock=clock, quota=Decimal(quota), faults=faults)
    with SandboxServer(platform, files=files_of) as server:
        client = Sandbox(server.url)
        try:
            yield platform, client
        finally:
            client.close()
