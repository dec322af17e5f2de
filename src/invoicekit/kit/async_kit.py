"""`AsyncInvoiceKit`: the kit for an event loop. What it offers is typed in `async_kit.pyi`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Self

from invoicekit.errors import ConfigurationError
from invoicekit.kit._awaited import Awaited, AwaitedRuntime, awaited_runtime, blocking_runtime
from invoicekit.kit.invoicekit import InvoiceKit
from invoicekit.ports import ExchangeRate, Storage
from invoicekit.services.look_after import Health
from invoicekit.services.run_outbox import OutboxRun
from invoicekit.storage import awaited_storage, bridge

IN_THREADS = ("archive", "audit", "imports", "outbox", "reports")
"""Facades that read, send or compute long: they work in a thread, so that the loop goes on."""


class AsyncInvoiceKit:
    """The life of invoices for one tenant, awaited.

    Everything `InvoiceKit` has, by the same code. `await AsyncInvoiceKit.from_url(…)` makes it;
    `async with` closes it.
    """

    def __init__(self, runtime: AwaitedRuntime, blocking: Storage | None) -> None:
        self._runtime = runtime
        self._kit = InvoiceKit(runtime)
        self._blocking = blocking
        for name, facade in vars(self._kit).items():
            if not name.startswith("_"):
                setattr(self, name, self._awaited(name, facade))

    @classmethod
    async def from_url(cls, url: str, **options: Any) -> Self:
        """Returns a kit on a database; arguments as of `InvoiceKit.from_url`."""
        bridge()  # says at once what is missing
        return await cls._of(partial(InvoiceKit.from_url, url, **options), url)

    @classmethod
    async def in_memory(cls, **options: Any) -> Self:
        """Returns a kit that keeps everything in memory; arguments as of `InvoiceKit.in_memory`."""
        return await cls._of(partial(InvoiceKit.in_memory, **options), "memory://")

    @classmethod
    async def _of(cls, made: Callable[[], InvoiceKit], url: str) -> Self:
        kit = await asyncio.to_thread(made)
        runtime = kit._runtime  # noqa: SLF001  # the two facades are one
        storage = awaited_storage(runtime.storage, url)
        return cls(awaited_runtime(runtime, storage, bridge()), storage.blocking)

    @property
    def tenant(self) -> str:
        """Whose data this kit works on."""
        return self._kit.tenant

    @property
    def mailbox(self) -> Any:
        """The mails that were sent, where the channel `email` keeps them in memory."""
        return self._kit.mailbox

    def for_tenant(self, tenant: str) -> Self:
        """Returns the same kit for another tenant; neither sees the other's data."""
        return type(self)(replace(self._runtime, tenant=tenant), self._blocking)

    def bind(self, host: object) -> Self:
        """Returns a kit that works inside the host's open transaction; see `InvoiceKit.bind`.

        Args:
            host: A SQLAlchemy `AsyncConnection` or `AsyncSession`.
        """
        bound = self._kit.bind(self._runtime.bridge.host(host))
        runtime = bound._runtime  # noqa: SLF001  # the same
        assert isinstance(runtime, AwaitedRuntime)
        return type(self)(runtime, None)

    async def exchange_rate(self, base: str, quote: str, *, on: date) -> ExchangeRate:
        """Returns the price of one unit of `base` in `quote`; see `InvoiceKit.exchange_rate`."""
        return await self._runtime.bridge.spawn(lambda: self._kit.exchange_rate(base, quote, on=on))

    async def run_outbox(self, **options: Any) -> OutboxRun:
        """Archives and sends what is due, in a thread; see `InvoiceKit.run_outbox`."""
        return await asyncio.to_thread(partial(self._for_threads().run_outbox, **options))

    async def health(self, **options: Any) -> Health:
        """Returns how the kit is; see `InvoiceKit.health`."""
        return await self._runtime.bridge.spawn(partial(self._kit.health, **options))

    async def backup(self, target: Path | str, **options: Any) -> None:
        """Copies the database into a new file, in a thread; see `InvoiceKit.backup`."""
        await asyncio.to_thread(partial(self._for_threads().backup, target, **options))

    async def close(self) -> None:
        """Lets go of connections and threads."""
        await self._runtime.bridge.spawn(self._kit.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self.close()

    def _awaited(self, name: str, facade: object) -> Awaited:
        if name in IN_THREADS and self._blocking is not None:
            return Awaited(getattr(self._for_threads(), name), asyncio.to_thread)
        return Awaited(facade, self._runtime.bridge.spawn)

    def _for_threads(self) -> InvoiceKit:
        if self._blocking is None:
            raise ConfigurationError(
                "a kit in the host's transaction has no threads of its own",
                hint="Call it on the kit that is not bound.",
            )
        return InvoiceKit(blocking_runtime(self._runtime, self._blocking))
