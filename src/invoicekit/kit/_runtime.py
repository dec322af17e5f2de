"""What every facade works with: the storage of one tenant, the tools, archive and channels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from invoicekit.encryption import KeyRing
from invoicekit.kit._subscribers import Subscribers, ToldStorage
from invoicekit.model.retry import DEFAULT_RETRIES, RetrySchedule
from invoicekit.ports import (
    Archive,
    Authority,
    Channel,
    ExchangeRates,
    Observer,
    QuotaAuthority,
    Storage,
    TaxIdChecker,
    UnitOfWork,
)
from invoicekit.services._breaker import Breaker
from invoicekit.services._leases import LEASE
from invoicekit.services._tools import Tools
from invoicekit.services.run_outbox import WORKER, Outbox

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """The wiring of a kit.

    `asks_quota` is false inside a host's transaction, which waits for nobody.
    """

    storage: Storage
    tenant: str
    tools: Tools
    archive: Archive
    channels: Mapping[str, Channel]
    authority: Authority | None = None
    link_secret: bytes | None = None
    field_keys: KeyRing | None = None
    tax_ids: TaxIdChecker | None = None
    exchange_rates: ExchangeRates | None = None
    retries: RetrySchedule = DEFAULT_RETRIES
    asks_quota: bool = True
    observer: Observer | None = None
    subscribers: Subscribers = field(default_factory=Subscribers)
    breaker: Breaker = field(default_factory=Breaker)

    def bound(self, storage: Storage) -> Runtime:
        """Returns the wiring inside a host's transaction: it waits for nobody, and tells nobody."""
        return replace(
            self, storage=storage, tax_ids=None, asks_quota=False, subscribers=Subscribers()
        )

    def unguarded(self) -> Runtime:
        """Returns the wiring with nobody asked who may do what: for what is no person's doing."""
        return replace(self, tools=replace(self.tools, authorizer=None))

    def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction."""
        storage = self.told() if self.subscribers.listen else self.storage
        return storage.write(self.tenant, work)

    def read(self, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot."""
        return self.storage.read(self.tenant, work)

    def told(self) -> Storage:
        """Returns the storage, whose commits subscribers are told of."""
        return ToldStorage(self.storage, self.subscribers)

    def outbox(self, *, owner: str | None = None, lease: timedelta = LEASE) -> Outbox:
        """Returns a worker of the outbox, under a name no other has unless one is given."""
        return Outbox(
            storage=self.told(),
            tenant=self.tenant,
            tools=self.tools,
            archive=self.archive,
            channels=self.channels,
            authority=self.authority,
            link_secret=self.link_secret,
            retries=self.retries,
            breaker=self.breaker,
            owner=owner or f"{WORKER}-{self.tools.ids()}",
            lease=lease,
        )

    def outside(self, work: Callable[[], T]) -> T:
        """Does what waits elsewhere or computes long, outside of any transaction."""
        return work()

    def quota(self) -> Decimal | None:
        """Returns the quota left at the tax platform, None where nobody says it.

        The platform is asked outside of any transaction; one that does not answer says nothing.
        """
        if not self.asks_quota or not isinstance(self.authority, QuotaAuthority):
            return None
        try:
            return self.outside(self.authority.quota)
        except Exception:  # noqa: BLE001 - a platform out of reach stops nobody from drafting
            return None
