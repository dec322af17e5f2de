"""`InvoiceKit`: everything on one object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from invoicekit.archive import open_archive
from invoicekit.delivery import CHANNELS
from invoicekit.errors import ConfigurationError
from invoicekit.kit._defaults import TimeOrderedIds, system_clock
from invoicekit.kit._observed import observed
from invoicekit.kit._renderers import KitRenderers
from invoicekit.kit._runtime import Runtime
from invoicekit.kit.archive import ArchiveIndex
from invoicekit.kit.customers import Customers
from invoicekit.kit.deliveries import Deliveries
from invoicekit.kit.events import Events
from invoicekit.kit.files import Files
from invoicekit.kit.importing import Importing
from invoicekit.kit.invoices import Invoices
from invoicekit.kit.issuers import Issuers
from invoicekit.kit.orders import Orders
from invoicekit.kit.outbox import OutboxQueue
from invoicekit.kit.payments import Payments
from invoicekit.kit.portal import Portal
from invoicekit.kit.products import Products
from invoicekit.kit.received import ReceivedInvoices
from invoicekit.kit.records import Audit, Series, Templates
from invoicekit.kit.red_forms import RedForms
from invoicekit.kit.reminders import Reminders
from invoicekit.kit.reporting import Reports
from invoicekit.kit.webhooks import Webhooks
from invoicekit.model.issuer import Issuer
from invoicekit.model.party import Party
from invoicekit.model.retry import DEFAULT_RETRIES, RetrySchedule
from invoicekit.model.rows import OutboxRow
from invoicekit.ports import BackedUp
from invoicekit.services._tools import Tools
from invoicekit.services.look_after import LATE, Health, health_of
from invoicekit.services.run_outbox import OutboxRun
from invoicekit.storage import bound_storage, open_storage
from invoicekit.storage.sealed import refuse_sealed, sealed_storage

if TYPE_CHECKING:
    from datetime import date, timedelta

    from invoicekit.delivery.mailbox import Mailbox
    from invoicekit.encryption import KeyRing
    from invoicekit.jurisdiction.fapiao import TaxCode
    from invoicekit.ports import (
        Archive,
        Authority,
        Authorizer,
        Channel,
        Clock,
        ExchangeRate,
        ExchangeRates,
        Ids,
        Observer,
        Renderers,
        TaxIdChecker,
    )

P = TypeVar("P")

SETUP = "setup"
"""The actor of what a kit does when it is made."""


class InvoiceKit:
    """The life of invoices for one tenant.

    Make it with `in_memory` or `from_url`, or wire it by hand from a `Runtime`.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        watch = partial(_watched, runtime=runtime)
        self.issuers = watch(Issuers(runtime), "issuers")
        self.customers = watch(Customers(runtime), "customers")
        self.products = watch(Products(runtime), "products")
        self.orders = watch(Orders(runtime), "orders")
        self.imports = watch(Importing(runtime), "imports")
        self.invoices = watch(Invoices(runtime), "invoices")
        self.files = watch(Files(runtime), "files")
        self.deliveries = watch(Deliveries(runtime), "deliveries")
        self.payments = watch(Payments(runtime), "payments")
        self.reminders = watch(Reminders(runtime), "reminders")
        self.portal = watch(Portal(runtime), "portal")
        self.received = watch(ReceivedInvoices(runtime), "received")
        self.red_forms = watch(RedForms(runtime), "red_forms")
        self.templates = watch(Templates(runtime), "templates")
        self.events = watch(Events(runtime), "events")
        self.webhooks = watch(Webhooks(runtime), "webhooks")
        self.series = watch(Series(runtime), "series")
        self.archive = watch(ArchiveIndex(runtime), "archive")
        self.outbox = watch(OutboxQueue(runtime), "outbox")
        self.reports = watch(Reports(runtime), "reports")
        self.audit = watch(Audit(runtime), "audit")

    @classmethod
    def in_memory(
        cls,
        *,
        issuer: Party | Issuer | None = None,
        tenant: str = "default",
        clock: Clock | None = None,
        ids: Ids | None = None,
        channels: Mapping[str, Channel] | None = None,
        authority: Authority | None = None,
        link_secret: bytes | None = None,
        field_keys: KeyRing | None = None,
        tax_ids: TaxIdChecker | None = None,
        exchange_rates: ExchangeRates | None = None,
        renderers: Renderers | None = None,
        tax_codes: Mapping[str, TaxCode] | None = None,
        retries: RetrySchedule = DEFAULT_RETRIES,
        authorizer: Authorizer | None = None,
        observer: Observer | None = None,
    ) -> Self:
        """Returns a kit that keeps everything in memory, mails in `kit.mailbox`.

        Arguments and errors are those of `from_url`.
        """
        return cls.from_url(
            "memory://",
            issuer=issuer,
            tenant=tenant,
            clock=clock,
            ids=ids,
            channels=channels,
            authority=authority,
            link_secret=link_secret,
            field_keys=field_keys,
            tax_ids=tax_ids,
            exchange_rates=exchange_rates,
            renderers=renderers,
            tax_codes=tax_codes,
            retries=retries,
            authorizer=authorizer,
            observer=observer,
        )

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        issuer: Party | Issuer | None = None,
        tenant: str = "default",
        clock: Clock | None = None,
        ids: Ids | None = None,
        mail: Channel | None = None,
        archive: Archive | Path | str | None = None,
        channels: Mapping[str, Channel] | None = None,
        authority: Authority | None = None,
        link_secret: bytes | None = None,
        field_keys: KeyRing | None = None,
        tax_ids: TaxIdChecker | None = None,
        exchange_rates: ExchangeRates | None = None,
        renderers: Renderers | None = None,
        tax_codes: Mapping[str, TaxCode] | None = None,
        retries: RetrySchedule = DEFAULT_RETRIES,
        authorizer: Authorizer | None = None,
        observer: Observer | None = None,
    ) -> Self:
        """Returns a kit on a database; its schema is made or brought up to date.

        Args:
            url: `sqlite:///invoices.db`, `postgresql+psycopg://…`, `mariadb+pymysql://…` or
                `memory://`.
            issuer: Stored as the first issuer where the tenant has none yet.
            tenant: Whose data this kit works on.
            clock: Tells the time; the system's by default.
            ids: Makes ids; UUIDv7 by default.
            mail: The channel `email`, such as `Smtp(…)`; a mailbox in memory by default.
            archive: An archive, or the folder or URL of one (`s3://bucket/invoices`, extra
                `objects`); in memory by default.
            channels: Further channels by name.
            authority: The tax platform that gives the numbers, where a country has one.
            link_secret: Signs links for buyers; 16 random bytes or more, the same every time.
            field_keys: Encrypt what is secret in the database (profiles, documents, bank details).
            tax_ids: The register asked about customers' VAT identifiers, such as `ViesChecker()`.
            exchange_rates: Where rates come from, such as `EcbRates()`.
            renderers: Makes the files; what the installed extras allow by default.
            tax_codes: 税收分类编码, as `read_tax_codes` gives them; a starter by default.
            retries: When the outbox tries again; 5 s to 10 h over 27 hours by default.
            authorizer: Says who may do what, such as `Roles({"alice": "clerk"})`; everybody may
                everything by default.
            observer: Told of each call, such as `OBSERVERS["structlog"]()`; see `ports.Observer`.

        Raises:
            MissingExtra: The database's extra is not installed.
            ConfigurationError: The URL is not understood.
        """
        clock = clock or system_clock
        kept = "memory://" if archive is None else archive
        tools = Tools(
            clock=clock,
            ids=ids or TimeOrderedIds(clock),
            renderers=renderers or KitRenderers(),
            tax_codes=tax_codes,
            authority=authority.name if authority else None,
            authorizer=authorizer,
            encrypts=field_keys is not None,
        )
        runtime = Runtime(
            storage=sealed_storage(open_storage(url), field_keys),
            tenant=tenant,
            tools=tools,
            archive=open_archive(kept) if isinstance(kept, str | Path) else kept,
            channels={"email": mail or CHANNELS["mailbox"](), **(channels or {})},
            authority=authority,
            link_secret=link_secret,
            field_keys=field_keys,
            tax_ids=tax_ids,
            exchange_rates=exchange_rates,
            retries=retries,
            observer=observer,
        )
        kit = cls(runtime)
        kit._begin(issuer)
        return kit

    def _begin(self, issuer: Party | Issuer | None) -> None:
        """Sees that what is stored can be read, and stores the first issuer."""
        refuse_sealed(self._runtime.storage, self.tenant)
        if issuer is not None and not self.issuers.list(limit=1).items:
            everything = Issuers(self._runtime.unguarded())  # its own
            everything.create(issuer, actor=SETUP, idempotency_key="first-issuer")

    @property
    def tenant(self) -> str:
        """Whose data this kit works on."""
        return self._runtime.tenant

    @property
    def mailbox(self) -> Mailbox:
        """The mails that were sent, where the channel `email` keeps them in memory."""
        return self._runtime.channels["email"]  # type: ignore[return-value]  # what in_memory wires

    def for_tenant(self, tenant: str) -> Self:
        """Returns the same kit for another tenant; neither sees the other's data."""
        return type(self)(replace(self._runtime, tenant=tenant))

    def bind(self, host: object) -> Self:
        """Returns a kit that works inside the host's open transaction.

        A savepoint for each call, no hidden commit, no retry: what the host rolls back was never
        there. It asks no register of tax ids, since a transaction waits for nobody, and tells no
        subscriber, since it does not hear of the commit: `events.since` shows what happened.

        Args:
            host: A SQLAlchemy connection or session, or Django's `django.db.connection`.
        """
        runtime = self._runtime
        return type(self)(runtime.bound(sealed_storage(bound_storage(host), runtime.field_keys)))

    def exchange_rate(self, base: str, quote: str, *, on: date) -> ExchangeRate:
        """Returns the price of one unit of `base` in `quote` that holds on a day.

        Raises:
            ConfigurationError: The kit has no source: `InvoiceKit.in_memory(exchange_rates=…)`.
            NotFound: The source has none.
            LookupFailed: The source gave no usable answer.
        """
        source = self._runtime.exchange_rates
        if source is None:
            raise ConfigurationError(
                "this kit has no source of exchange rates",
                where="exchange_rates",
                expected="InvoiceKit.in_memory(exchange_rates=EcbRates())",
            )
        return self._runtime.outside(lambda: source.rate(base, quote, on))

    def run_outbox(
        self,
        *,
        limit: int = 10_000,
        stop: Callable[[], bool] = bool,
        progress: Callable[[OutboxRow], None] | None = None,
        executor: Executor | None = None,
    ) -> OutboxRun:
        """Archives and sends what is due, returns the counts; safe to run in parallel.

        Args:
            limit: At most so many messages.
            stop: Asked before each message; when it says so, the rest is given back at once.
            progress: Told of each message that was worked on.
            executor: Threads that work at once, such as `ThreadPoolExecutor(8)`.
        """
        run = partial(
            self._runtime.outbox().run, limit=limit, stop=stop, progress=progress, executor=executor
        )
        observer = self._runtime.observer
        if observer is None:
            return run()
        with observer.operation("run_outbox", {"tenant": self.tenant}) as note:
            counts = run()
            note(asdict(counts))
        return counts

    def health(self, *, late: timedelta = LATE) -> Health:
        """Returns how the kit is: whether the database answers, what waits, what was given up.

        For a readiness probe: `health.ok`, and `health.problems` in words.

        Args:
            late: How long a due message may wait before it is a problem.
        """
        runtime = self._runtime
        return health_of(runtime.read, now=runtime.tools.now(), late=late)

    def backup(
        self, target: Path | str, *, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Copies the database as it is at this moment into a new file, while the kit is in use.

        The archive is not part of it: its files are written once, so copy the folder after this.

        Args:
            target: A path that is not taken.
            progress: Told how many pages of how many are copied.

        Raises:
            ConfigurationError: The storage has no file: servers have tools of their own.
            StorageError: The path is taken, or the copy could not be made.
        """
        storage = self._runtime.storage
        if not isinstance(storage, BackedUp):
            raise ConfigurationError(
                f"a {type(storage).__name__} has no file to copy",
                expected="a kit on sqlite:///…",
                hint="A server has tools of its own: pg_dump, mariadb-dump.",
            )
        storage.backup(target, progress)

    def close(self) -> None:
        """Lets go of connections and threads."""
        self._runtime.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


def _watched(part: P, name: str, *, runtime: Runtime) -> P:
    return observed(part, name, runtime.observer, runtime.tenant)
