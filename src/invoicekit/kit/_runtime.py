"""What every facade works with: the storage of one tenant, the tools, archive and channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from invoicekit.ports import (
    Archive,
    Authority,
    Channel,
    ExchangeRates,
    Storage,
    TaxIdChecker,
    UnitOfWork,
)
from invoicekit.services._tools import Tools

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """The wiring of a kit."""

    storage: Storage
    tenant: str
    tools: Tools
    archive: Archive
    channels: Mapping[str, Channel]
    authority: Authority | None = None
    link_secret: bytes | None = None
    tax_ids: TaxIdChecker | None = None
    exchange_rates: ExchangeRates | None = None

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction."""
        return self.storage.write(self.tenant, work)

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot."""
        return self.storage.read(self.tenant, work)
