"""Working off the outbox: numbers asked for, originals archived, deliveries out of the door.

Claims in one transaction, works outside, records in another; safe to run twice or in parallel. A
message whose worker died is claimed again when its lease ends, so every step may happen twice: the
archive is write-once and a delivery keeps its message id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from invoicekit.chain import digest
from invoicekit.errors import ConfigurationError, DeliveryFailed, InvoiceKitError, StorageError
from invoicekit.model.delivery import Delivery, File, Recipient
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.rows import ArchiveRow, OutboxRow
from invoicekit.model.status import ClearanceStatus, DeliveryStatus
from invoicekit.model.stored import Id
from invoicekit.model.template import Template
from invoicekit.ports import (
    Archive,
    Authority,
    AuthorityAnswer,
    Channel,
    FileAuthority,
    Storage,
    UnitOfWork,
)
from invoicekit.services._enquiry import Enquiry, enquire
from invoicekit.services._events import happened, save
from invoicekit.services._letter import envelope_of
from invoicekit.services._records import locked, read, record_of
from invoicekit.services._tools import Tools
from invoicekit.services.clear_invoice import CLEAR, POLL, record_answer
from invoicekit.services.get_file import file_source, make_file, template_of
from invoicekit.services.send_invoice import get_delivery, record_delivery

LEASE = timedelta(minutes=5)
RETRIES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
"""Waits before each further attempt; after the last one the message is dead."""
WORKER = "outbox"


@dataclass(frozen=True)
class OutboxRun:
    """What one run did: messages done, put off, and given up."""

    done: int = 0
    retried: int = 0
    dead: int = 0

    def __add__(self, other: OutboxRun) -> OutboxRun:
        return OutboxRun(
            self.done + other.done, self.retried + other.retried, self.dead + other.dead
        )


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """Where the outbox works: storage, archive, channels and tax platform of one tenant."""

    storage: Storage
    tenant: str
    tools: Tools
    archive: Archive
    channels: Mapping[str, Channel]
    authority: Authority | None = None
    owner: str = WORKER

    def run(
        self, *, limit: int = 1000, progress: Callable[[OutboxRow], None] | None = None
    ) -> OutboxRun:
        """Works off what is due, at most `limit` messages, and returns the counts."""
        total, left = OutboxRun(), limit
        while left > 0:
            claimed = self._claim(min(left, 50))
            if not claimed:
                break
            for message in claimed:
                total += self._handle(message)
                if progress:
                    progress(message)
            left -= len(claimed)
        return total

    def _claim(self, limit: int) -> list[OutboxRow]:
        now = self.tools.now()
        return self.storage.write(
            self.tenant,
            lambda uow: uow.claim(
                OutboxRow, now=now, until=now + LEASE, owner=self.owner, limit=limit
            ),
        )

    def _handle(self, message: OutboxRow) -> OutboxRun:
        try:
            if message.topic == CLEAR:
                return self._clear(message)
            finish = self._archive if message.topic == "archive" else self._deliver
            finish(message)
        except InvoiceKitError as problem:
            return self._failed(message, problem)
        except Exception as problem:  # noqa: BLE001 - a host's own channel must not stop the queue
            return self._failed(message, StorageError(f"{type(problem).__name__}: {problem}"))
        return OutboxRun(done=1)

    def _archive(self, message: OutboxRow) -> None:
        """Renders the originals and stores them once."""
        record, template = self.storage.read(
            self.tenant, lambda uow: _with_template(uow, message.subject)
        )
        kept = [self._keep(record, template, kind) for kind in record.originals]

        def done(uow: UnitOfWork) -> None:
            uow.add(kept, ignore_existing=True)
            _finish(uow, message)

        self.storage.write(self.tenant, done)

    def _keep(self, record: InvoiceRecord, template: Template | None, kind: str) -> ArchiveRow:
        file = self._made_by_authority(record, kind) or self.tools.renderers.render(
            record, kind, template=template, original=True
        )
        day = record.invoice.issue_date
        name = f"{self.tenant}/{day:%Y/%m}/{record.id}/{file.name}"
        location = self.archive.put(name, file.data, media_type=file.media_type)
        return ArchiveRow(
            tenant_id=self.tenant,
            invoice_id=Id(record.id),
            kind=kind,
            name=file.name,
            media_type=file.media_type,
            location=location,
            size=len(file.data),
            sha256=file.sha256,
            stored_at=self.tools.now(),
        )

    def _made_by_authority(self, record: InvoiceRecord, kind: str) -> File | None:
        """Returns the original where the platform that numbered the document makes it."""
        if record.clearance is None or not isinstance(self.authority, FileAuthority):
            return None
        data = self.authority.file(record.sealed.number, kind)
        if data is None:
            return None
        name, media_type = self.tools.renderers.named(record, kind)
        return File(kind, name, media_type, data, digest(data), original=True)

    def _deliver(self, message: OutboxRow) -> None:
        delivery, record, files = self._loaded(message)
        if delivery.status is not DeliveryStatus.QUEUED:
            self.storage.write(self.tenant, lambda uow: _finish(uow, message))
            return
        waiting = tuple(r for r in delivery.recipients if r.status is DeliveryStatus.QUEUED)
        envelope = envelope_of(delivery, record, files, tuple(r.address for r in waiting))
        sent = self._channel(delivery).send(envelope)
        after = _told(delivery, sent.statuses, self.tools.now(), sent.message_id)

        def done(uow: UnitOfWork) -> None:
            record_delivery(uow, self.tools, after, actor=self.owner)
            _finish(uow, message)

        self.storage.write(self.tenant, done)

    def _clear(self, message: OutboxRow) -> OutboxRun:
        """Asks the tax platform; what is not final yet is asked again, for as long as it takes."""
        record = self.storage.read(self.tenant, lambda uow: record_of(read(uow, message.subject)))
        enquiry = self._enquiry(message, record)

        def done(uow: UnitOfWork) -> bool:
            final = record_answer(uow, self.tools, record.id, enquiry, actor=self.owner)
            if final:
                _finish(uow, message)
            else:
                wait = POLL[min(message.attempts, len(POLL)) - 1]
                uow.replace([self._put_off(message, wait, enquiry.answer.message)])
            return final

        final = self.storage.write(self.tenant, done)
        return OutboxRun(done=1) if final else OutboxRun(retried=1)

    def _enquiry(self, message: OutboxRow, record: InvoiceRecord) -> Enquiry:
        if self.authority is None:
            text = "no authority is set up; give the kit the platform when it is made"
            return Enquiry(AuthorityAnswer(ClearanceStatus.UNKNOWN, message=text))
        first = message.attempts == 1 and record.clearance_status is ClearanceStatus.PENDING
        try:
            return enquire(self.authority, record, first=first)
        except Exception as problem:  # noqa: BLE001 - whatever broke, nobody knows what they did
            return Enquiry(AuthorityAnswer(ClearanceStatus.UNKNOWN, message=str(problem)))

    def _put_off(
        self, message: OutboxRow, wait: timedelta, error: str | None, *, dead: bool = False
    ) -> OutboxRow:
        return replace(
            message,
            revision=message.revision + 1,
            state="dead" if dead else "pending",
            due_at=self.tools.now() + wait,
            lease_until=None,
            lease_owner=None,
            error=error,
        )

    def _loaded(self, message: OutboxRow) -> tuple[Delivery, InvoiceRecord, tuple[File, ...]]:
        def load(uow: UnitOfWork) -> tuple[Delivery, list[tuple[str, object]]]:
            delivery = get_delivery(uow, message.subject)
            return delivery, [
                (kind, file_source(uow, delivery.invoice_id, kind)) for kind in delivery.formats
            ]

        delivery, sources = self.storage.read(self.tenant, load)
        record = self.storage.read(
            self.tenant, lambda uow: record_of(read(uow, delivery.invoice_id))
        )
        if any(source.archived is None for _, source in sources):  # type: ignore[attr-defined]
            raise DeliveryFailed(
                f"the originals of {record.number} are not archived yet",
                retryable=True,
                where=delivery.id,
            )
        files = tuple(make_file(self.tools, self.archive, source, kind) for kind, source in sources)  # type: ignore[arg-type]
        return delivery, record, files

    def _channel(self, delivery: Delivery) -> Channel:
        channel = self.channels.get(delivery.channel)
        if channel is None:
            raise ConfigurationError(
                f"no channel {delivery.channel!r} is set up",
                where=delivery.id,
                expected="one of " + ", ".join(sorted(self.channels)),
                hint="Give the kit the channel when it is made.",
            )
        return channel

    def _failed(self, message: OutboxRow, problem: InvoiceKitError) -> OutboxRun:
        """Puts a message off, or gives it up and says so on the delivery."""
        hopeless = isinstance(problem, DeliveryFailed) and not problem.retryable
        dead = hopeless or message.attempts > len(RETRIES)
        wait = RETRIES[min(message.attempts, len(RETRIES)) - 1]

        def put_off(uow: UnitOfWork) -> None:
            if message.topic == "deliver":
                delivery = get_delivery(uow, message.subject)
                if delivery.status is DeliveryStatus.QUEUED:
                    tried = _tried(delivery, problem, dead=dead)
                    record_delivery(uow, self.tools, tried, actor=self.owner)
            elif dead:
                self._tell(uow, message, problem)
            uow.replace([self._put_off(message, wait, str(problem), dead=dead)])

        self.storage.write(self.tenant, put_off)
        return OutboxRun(dead=1) if dead else OutboxRun(retried=1)

    def _tell(self, uow: UnitOfWork, message: OutboxRow, problem: InvoiceKitError) -> None:
        """Leaves on the document's record that nobody tries any more, and why."""
        row = locked(uow, message.subject)
        event_type = f"{message.topic}.failed"
        row, event = happened(self.tools, row, event_type, self.owner, error=str(problem))
        save(uow, replace(row, revision=row.revision + 1), event)


def _with_template(uow: UnitOfWork, invoice_id: str) -> tuple[InvoiceRecord, Template | None]:
    record = record_of(read(uow, invoice_id))
    return record, template_of(uow, record)


def _finish(uow: UnitOfWork, message: OutboxRow) -> None:
    uow.replace(
        [
            replace(
                message,
                revision=message.revision + 1,
                state="done",
                lease_until=None,
                lease_owner=None,
                error=None,
            )
        ]
    )


def _told(
    delivery: Delivery,
    statuses: Mapping[str, tuple[DeliveryStatus, str | None]],
    now: datetime,
    message_id: str | None,
) -> Delivery:
    """Returns the delivery with what the channel said of each recipient."""
    recipients = tuple(
        Recipient(address=r.address, status=statuses[r.address][0], detail=statuses[r.address][1])
        if r.address in statuses
        else r
        for r in delivery.recipients
    )
    good = [r for r in recipients if r.status not in {DeliveryStatus.FAILED, DeliveryStatus.QUEUED}]
    refused = [f"{r.address}: {r.detail}" for r in recipients if r.status is DeliveryStatus.FAILED]
    return delivery.replace(
        recipients=recipients,
        status=good[0].status if good else DeliveryStatus.FAILED,
        attempts=delivery.attempts + 1,
        detail="; ".join(refused) or None,
        sent_at=now if good else None,
        message_id=message_id,
    )


def _tried(delivery: Delivery, problem: InvoiceKitError, *, dead: bool) -> Delivery:
    status = DeliveryStatus.FAILED if dead else delivery.status
    return delivery.replace(
        status=status,
        recipients=tuple(
            r.replace(status=status) if r.status is DeliveryStatus.QUEUED else r
            for r in delivery.recipients
        ),
        attempts=delivery.attempts + 1,
        detail=str(problem),
    )
