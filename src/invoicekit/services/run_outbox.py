"""Working off the outbox: numbers asked for, originals archived, deliveries out of the door.

Claims in one transaction, works outside, records in another; safe to run twice or in parallel. A
message whose worker died is claimed again when its lease ends, so every step may happen twice: the
archive is write-once and a delivery keeps its message id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from invoicekit.errors import (
    DeliveryFailed,
    InvoiceKitError,
    LeaseLost,
    StorageError,
)
from invoicekit.model.delivery import Delivery
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.retry import DEFAULT_RETRIES, RetrySchedule
from invoicekit.model.rows import OutboxRow
from invoicekit.model.status import ClearanceStatus
from invoicekit.model.stored import changed
from invoicekit.ports import (
    Archive,
    Authority,
    AuthorityAnswer,
    Channel,
    OwnRetries,
    Storage,
    UnitOfWork,
    VoidAuthority,
)
from invoicekit.services import _leases as leases
from invoicekit.services._archiving import Archiving
from invoicekit.services._breaker import Breaker, Resting
from invoicekit.services._delivering import Delivering
from invoicekit.services._enquiry import Enquiry, enquire
from invoicekit.services._events import happened, save
from invoicekit.services._handing_over import given_up, tried, waiting
from invoicekit.services._records import locked, read, record_of
from invoicekit.services._telling import TELL, Telling, behind, note, wake
from invoicekit.services._tools import Tools
from invoicekit.services.clear_invoice import CLEAR, POLL, VOID, record_answer, record_void
from invoicekit.services.send_invoice import get_delivery, record_delivery

WORKER = "outbox"
"""The actor of what the outbox does."""
BATCH = 50
"""Messages claimed at once."""


@dataclass(frozen=True)
class OutboxRun:
    """What one run did: messages done, put off, given up, and lost to another worker."""

    done: int = 0
    retried: int = 0
    dead: int = 0
    lost: int = 0

    def __add__(self, other: OutboxRun) -> OutboxRun:
        return OutboxRun(
            self.done + other.done,
            self.retried + other.retried,
            self.dead + other.dead,
            self.lost + other.lost,
        )


Handler = Callable[[OutboxRow], None]
"""Does the work of a message; what it raises puts the message off."""


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """Where the outbox works: storage, archive, channels and tax platform of one tenant.

    Attributes:
        owner: Names this worker in its leases; two never share one.
        retries: When to try again; a channel may bring its own.
        lease: How long a message stays this worker's without a sign of life.
    """

    storage: Storage
    tenant: str
    tools: Tools
    archive: Archive
    channels: Mapping[str, Channel]
    owner: str
    authority: Authority | None = None
    link_secret: bytes | None = None
    retries: RetrySchedule = DEFAULT_RETRIES
    breaker: Breaker = field(default_factory=Breaker)
    lease: timedelta = leases.LEASE

    def run(
        self,
        *,
        limit: int = 1000,
        handler: Handler | None = None,
        stop: Callable[[], bool] = bool,
        progress: Callable[[OutboxRow], None] | None = None,
        executor: Executor | None = None,
    ) -> OutboxRun:
        """Works off what is due, at most `limit` messages, and returns the counts.

        Args:
            limit: At most so many messages.
            handler: Does the work instead of us.
            stop: Asked before each message; when it says so, the rest is given back at once.
            progress: Told of each message that was worked on.
            executor: Threads that work at once, a batch of messages after the other.
        """
        total, left = OutboxRun(), limit
        while left > 0 and not stop():
            batch = self.claim(min(left, BATCH))
            left -= len(batch)
            if not batch and not self._wakes():
                break
            at_once = self._at_once(batch, handler, executor) if executor else None
            for message, run in at_once or self._in_turn(batch, handler, stop):
                total += run
                if progress:
                    progress(message)
        return total

    def _at_once(
        self, batch: list[OutboxRow], handler: Handler | None, executor: Executor
    ) -> Iterator[tuple[OutboxRow, OutboxRun]]:
        return zip(batch, executor.map(lambda each: self.work(each, handler), batch), strict=True)

    def _in_turn(
        self, batch: list[OutboxRow], handler: Handler | None, stop: Callable[[], bool]
    ) -> Iterator[tuple[OutboxRow, OutboxRun]]:
        try:
            while batch and not stop():
                message = batch.pop(0)
                yield message, self.work(message, handler)
        finally:  # asked to stop, or Ctrl-C: what was not begun is nobody's any more
            self.release(batch)

    def _wakes(self) -> bool:
        """Makes due what tells subscribers of events; says whether anything is."""
        ids = self.storage.read(self.tenant, behind)
        if ids:
            self.storage.write(self.tenant, lambda uow: wake(uow, self.tools, ids))
        return bool(ids)

    def claim(self, limit: int) -> list[OutboxRow]:
        """Leases messages that are due, the longest due first."""
        return self.storage.write(
            self.tenant,
            lambda uow: leases.claimed(
                uow, self.tools, owner=self.owner, limit=limit, lease=self.lease
            ),
        )

    def release(self, messages: list[OutboxRow]) -> None:
        """Gives back messages that were not begun; those another worker has stay with it."""
        for message in messages:
            with suppress(LeaseLost):
                self.storage.write(self.tenant, partial(leases.released, message=message))

    def work(self, message: OutboxRow, handler: Handler | None = None) -> OutboxRun:
        """Does what a claimed message asks for and writes what became of it."""
        try:
            message = self._in_time(message)
            try:
                return self._worked(message, handler)
            except LeaseLost:
                raise
            except Resting as resting:
                return self._leave(message, resting)
            except InvoiceKitError as problem:
                return self.fail(message, problem)
            except Exception as problem:  # noqa: BLE001 - a host's channel must not stop the queue
                text = f"{type(problem).__name__}: {problem}"
                return self.fail(message, StorageError(text))
        except LeaseLost:
            return OutboxRun(lost=1)

    def _leave(self, message: OutboxRow, resting: Resting) -> OutboxRun:
        put = partial(leases.left_for, message=message, due_at=resting.until, why=str(resting))
        self.storage.write(self.tenant, put)
        return OutboxRun(retried=1)

    def ack(self, message: OutboxRow) -> None:
        """Marks a message done whose work somebody else did.

        Raises:
            LeaseLost: Another worker has taken it over.
        """
        self.storage.write(self.tenant, lambda uow: leases.finished(uow, message))

    def _in_time(self, message: OutboxRow) -> OutboxRow:
        """Returns the message with enough of its lease left for one conversation."""
        until = message.lease_until
        if until is None or until - self.tools.now() > self.lease / 2:
            return message
        return self.storage.write(
            self.tenant, lambda uow: leases.renewed(uow, self.tools, message, self.lease)
        )

    def _worked(self, message: OutboxRow, handler: Handler | None) -> OutboxRun:
        if handler is not None:
            handler(message)
            self.ack(message)
            return OutboxRun(done=1)
        if message.topic == CLEAR:
            return self._clear(message)
        if message.topic == VOID:
            return self._void(message)
        if message.topic == "deliver":
            return self._deliver(message)
        if message.topic == TELL:
            return self._tell(message)
        return self._archive(message)

    def _tell(self, message: OutboxRow) -> OutboxRun:
        telling = Telling(
            storage=self.storage,
            tenant=self.tenant,
            tools=self.tools,
            channel=self.channels.get("webhook"),
            master=self.link_secret,
            in_time=self._in_time,
        )
        message, problem = telling.run(message)
        return OutboxRun(done=1) if problem is None else self.fail(message, problem)

    def _archive(self, message: OutboxRow) -> OutboxRun:
        """Renders the originals and stores them once."""
        archiving = Archiving(
            storage=self.storage,
            tenant=self.tenant,
            tools=self.tools,
            archive=self.archive,
            authority=self.authority,
        )
        kept = archiving.originals(message.subject)

        def done(uow: UnitOfWork) -> None:
            uow.add(kept, ignore_existing=True)
            leases.finished(uow, message)

        self.storage.write(self.tenant, done)
        return OutboxRun(done=1)

    def _deliver(self, message: OutboxRow) -> OutboxRun:
        delivering = Delivering(
            storage=self.storage,
            tenant=self.tenant,
            tools=self.tools,
            archive=self.archive,
            channels=self.channels,
            link_secret=self.link_secret,
            breaker=self.breaker,
        )
        after = delivering.handed_over(message.subject)
        if after is None:
            self.ack(message)
            return OutboxRun(done=1)
        if waiting(after):
            return self._put_off(message, after)

        def done(uow: UnitOfWork) -> None:
            leases.finished(uow, message)
            record_delivery(uow, self.tools, after, actor=WORKER)

        self.storage.write(self.tenant, done)
        return OutboxRun(done=1)

    def _put_off(self, message: OutboxRow, delivery: Delivery) -> OutboxRun:
        """Tries again for those the other side has no room for yet, or gives them up."""
        wait = self._retries(delivery).wait(message.attempts, message.id)
        text = delivery.detail or "not everybody has it yet"

        def put_off(uow: UnitOfWork) -> None:
            due_at = None if wait is None else self.tools.now() + wait
            leases.put_off(uow, message, due_at, text)
            after = given_up(delivery, text) if wait is None else delivery
            record_delivery(uow, self.tools, after, actor=WORKER)

        self.storage.write(self.tenant, put_off)
        return OutboxRun(dead=1) if wait is None else OutboxRun(retried=1)

    def _clear(self, message: OutboxRow) -> OutboxRun:
        """Asks the tax platform; what is not final yet is asked again, for as long as it takes."""
        record = self.storage.read(self.tenant, lambda uow: record_of(read(uow, message.subject)))
        enquiry = self._enquiry(message, record)

        def done(uow: UnitOfWork) -> bool:
            final = record_answer(uow, self.tools, record.id, enquiry, actor=WORKER)
            if final:
                leases.finished(uow, message)
            else:
                leases.put_off(uow, message, self._next_poll(message), enquiry.answer.message)
            return final

        final = self.storage.write(self.tenant, done)
        return OutboxRun(done=1) if final else OutboxRun(retried=1)

    def _void(self, message: OutboxRow) -> OutboxRun:
        """Tells the tax platform that a document is void, where it takes that."""
        record = self.storage.read(self.tenant, lambda uow: record_of(read(uow, message.subject)))
        if not isinstance(self.authority, VoidAuthority):
            self.ack(message)
            return OutboxRun(done=1)
        answer = self.authority.void(record)

        def done(uow: UnitOfWork) -> bool:
            final = record_void(uow, self.tools, record.id, answer, actor=WORKER)
            if final:
                leases.finished(uow, message)
            else:
                leases.put_off(uow, message, self._next_poll(message), answer.message)
            return final

        final = self.storage.write(self.tenant, done)
        return OutboxRun(done=1) if final else OutboxRun(retried=1)

    def _next_poll(self, message: OutboxRow) -> datetime:
        return self.tools.now() + POLL[min(message.attempts, len(POLL)) - 1]

    def _enquiry(self, message: OutboxRow, record: InvoiceRecord) -> Enquiry:
        if self.authority is None:
            text = "no authority is set up; give the kit the platform when it is made"
            return Enquiry(AuthorityAnswer(ClearanceStatus.UNKNOWN, message=text))
        first = message.attempts == 1 and record.clearance_status is ClearanceStatus.PENDING
        try:
            return enquire(self.authority, record, first=first)
        except Exception as problem:  # noqa: BLE001 - whatever broke, nobody knows what they did
            return Enquiry(AuthorityAnswer(ClearanceStatus.UNKNOWN, message=str(problem)))

    def fail(self, message: OutboxRow, problem: InvoiceKitError) -> OutboxRun:
        """Puts a message off, or gives it up and says so on the delivery or the record.

        Raises:
            LeaseLost: Another worker has taken it over.
        """

        def put_off(uow: UnitOfWork) -> bool:
            delivery = get_delivery(uow, message.subject) if message.topic == "deliver" else None
            wait = self._wait(message, problem, delivery)
            due_at = None if wait is None else self.tools.now() + wait
            leases.put_off(uow, message, due_at, str(problem))
            if delivery is not None and waiting(delivery):
                after = tried(delivery, str(problem))
                after = given_up(after, str(problem)) if wait is None else after
                record_delivery(uow, self.tools, after, actor=WORKER)
            elif delivery is None and wait is None:
                _leave_word(uow, self.tools, message, problem)
            return wait is None

        dead = self.storage.write(self.tenant, put_off)
        return OutboxRun(dead=1) if dead else OutboxRun(retried=1)

    def _wait(
        self, message: OutboxRow, problem: InvoiceKitError, delivery: Delivery | None
    ) -> timedelta | None:
        """Returns how long to wait, None to give up; the other side may ask for longer."""
        if isinstance(problem, DeliveryFailed) and not problem.retryable:
            return None
        wait = self._retries(delivery).wait(message.attempts, message.id)
        asked = problem.retry_after if isinstance(problem, DeliveryFailed) else None
        return max(wait, asked) if wait and asked else wait

    def _retries(self, delivery: Delivery | None) -> RetrySchedule:
        channel: object = self.channels.get(delivery.channel) if delivery else None
        if isinstance(channel, OwnRetries) and channel.retries is not None:
            return channel.retries
        return self.retries


def _leave_word(
    uow: UnitOfWork, tools: Tools, message: OutboxRow, problem: InvoiceKitError
) -> None:
    """Leaves on the document's record that nobody tries any more, and why."""
    if message.topic == TELL:
        note(uow, tools, message.subject, "webhook.failed", WORKER, error=str(problem))
        return
    row = locked(uow, message.subject)
    row, event = happened(tools, row, f"{message.topic}.failed", WORKER, error=str(problem))
    save(uow, changed(row, revision=row.revision + 1), event)
