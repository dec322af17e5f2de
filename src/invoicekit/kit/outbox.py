"""`kit.outbox`: work that waits, work that was given up, and the three ways to get it done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from invoicekit.errors import DeliveryFailed, InvoiceKitError, StorageError
from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.rows import OutboxRow
from invoicekit.ports import Condition, Query
from invoicekit.services._leases import LEASE
from invoicekit.services.hear_callback import hear_callback
from invoicekit.services.retry_message import retry_dead, retry_message
from invoicekit.services.run_outbox import OutboxRun


@dataclass(frozen=True)
class OutboxQueue:
    """The messages of one tenant.

    `kit.run_outbox()` does everything in one pass. A host with a queue of its own takes the parts:
    `claim`, then `work` (or its own work and `ack` or `fail`).
    """

    _runtime: Runtime

    def list(self, *, state: str | None = None, limit: int = 200) -> tuple[OutboxRow, ...]:
        """Returns messages in a state (`pending`, `done`, `dead`), oldest due first."""
        where: tuple[Condition, ...] = (("state", "=", state),) if state else ()
        query = Query(of=OutboxRow, where=where, order="due", limit=limit)
        return self._runtime.read(lambda uow: uow.page(query)).items

    def hear(self, request_id: str) -> str | None:
        """Has the tax platform asked at once about a request, and returns its document's id.

        For its callbacks: `kit.outbox.hear(authority.request_of(form))`, and answer with
        `authority.callback_reply`. They are not signed: only the query of the next run counts.
        None where no document waits under the request.
        """
        runtime = self._runtime
        return runtime.write(lambda uow: hear_callback(uow, runtime.tools, request_id))

    def claim(
        self, *, limit: int = 50, lease: timedelta = LEASE, owner: str | None = None
    ) -> tuple[OutboxRow, ...]:
        """Leases messages that are due, so that no other worker takes them, and returns them.

        Args:
            limit: At most so many.
            lease: After this time without an end, another worker may take them over.
            owner: Names the worker in the lease.
        """
        return tuple(self._runtime.outbox(owner=owner, lease=lease).claim(limit))

    def work(self, message: OutboxRow) -> OutboxRun:
        """Does what a claimed message asks for, writes what became of it, returns the count."""
        return self._runtime.outbox(owner=message.lease_owner).work(message)

    def ack(self, message: OutboxRow) -> None:
        """Marks a claimed message done, whose work the caller did.

        Raises:
            LeaseLost: Another worker has taken it over.
        """
        self._runtime.outbox(owner=message.lease_owner).ack(message)

    def fail(
        self, message: OutboxRow, problem: Exception | str, *, retryable: bool = True
    ) -> OutboxRun:
        """Puts a claimed message off by its schedule, or gives it up, and returns the count.

        Raises:
            LeaseLost: Another worker has taken it over.
        """
        told: InvoiceKitError = StorageError(str(problem))
        if isinstance(problem, InvoiceKitError):
            told = problem
        elif not retryable:
            told = DeliveryFailed(str(problem), retryable=False, where=message.subject)
        return self._runtime.outbox(owner=message.lease_owner).fail(message, told)

    def drain(
        self,
        handler: Callable[[OutboxRow], None] | None = None,
        *,
        limit: int = 1000,
        within: timedelta | None = None,
        lease: timedelta = LEASE,
    ) -> OutboxRun:
        """Makes one bounded pass over what is due and returns the counts.

        Args:
            handler: Does the work of a message instead of us; what it raises puts it off.
            limit: At most so many messages.
            within: No message is begun after this time; what was claimed is given back.
            lease: How long a worker that is heard no more keeps a message.
        """
        now = self._runtime.tools.now
        until = now() + within if within is not None else None
        return self._runtime.outbox(lease=lease).run(
            limit=limit,
            handler=handler,
            stop=(lambda: now() >= until) if until is not None else bool,
        )

    def retry(self, message_id: str, *, actor: Actor | str) -> OutboxRow:
        """Makes a message that was given up due again and returns it.

        Raises:
            NotFound: There is none.
            StateError: It is not dead.
            PermissionDenied: The actor may not.
        """
        tools = self._runtime.tools
        return self._runtime.write(lambda uow: retry_message(uow, tools, message_id, actor=actor))

    def retry_all(self, *, actor: Actor | str, topic: str | None = None) -> int:
        """Makes every message that was given up due again, of one topic or all; returns how many.

        For the morning after: the mail server is back, and nobody clicks through a list.

        Raises:
            PermissionDenied: The actor may not.
        """
        tools = self._runtime.tools
        return self._runtime.write(lambda uow: retry_dead(uow, tools, actor=actor, topic=topic))
