"""Issuing: `kit.invoices.issue`, `issue_many`, `issue_each`, `issue_all`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from itertools import islice

from invoicekit.kit._ahead import judged_ahead
from invoicekit.kit._reading import InvoiceReading
from invoicekit.kit._renderers import KitRenderers
from invoicekit.model.event import Actor
from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import JointWork
from invoicekit.services import issue_invoice
from invoicekit.services._authorise import authorise
from invoicekit.services.files_to_judge import files_to_judge


@dataclass(frozen=True)
class InvoiceIssuing(InvoiceReading):
    """One document, several at once, or any number."""

    def issue(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        version: int | None = None,
        idempotency_key: str | None = None,
    ) -> InvoiceRecord:
        """Issues a document: number, date, seal, ledger, audit and outbox in one transaction.

        Raises:
            ValidationFailed: It cannot be issued; every finding at once.
            StateError, StaleContent, StaleVersion, DateInversion: see `invoicekit.errors`.
            MissingExtra: An original it needs cannot be made here.
        """
        tools = self._runtime.tools
        if tools.authorizer is not None:  # asked here: its context may say who calls
            authorise(tools, actor, "invoice.issue")
            tools = replace(tools, authorizer=None)
        wish = issue_invoice.Wish(invoice_id, actor, version, idempotency_key)
        together = issue_invoice.IssueTogether(tools)
        return self._runtime.write(JointWork(together, wish, about=invoice_id))

    def issue_many(
        self,
        ids: Sequence[str],
        *,
        actor: Actor | str,
        idempotency_key: str | None = None,
    ) -> list[InvoiceRecord]:
        """Issues documents in one transaction, all or none; numbers follow date and creation.

        Raises:
            InvoiceKitError: As `issue`; nothing is issued then.
        """
        return self._runtime.write(
            lambda uow: issue_invoice.issue_invoices(
                uow, self._runtime.tools, ids, actor=actor, idempotency_key=idempotency_key
            )
        )

    def issue_each(self, ids: Sequence[str], *, actor: Actor | str) -> list[issue_invoice.Outcome]:
        """Issues what can be issued in one transaction, and returns each one's record or error."""
        return self._runtime.write(
            lambda uow: issue_invoice.issue_each(uow, self._runtime.tools, ids, actor=actor)
        )

    def issue_all(
        self,
        ids: Iterable[str],
        *,
        actor: Actor | str,
        executor: Executor | None = None,
        chunk: int = 200,
    ) -> Iterator[issue_invoice.Outcome]:
        """Issues any number of documents and yields what became of each, in their order.

        Each `chunk` is a transaction, so that memory stays flat and others get their turn; one that
        cannot be issued stops no other. Whoever stops asking leaves the rest as drafts, to go on
        with later. Numbers come from one locked row, one after another: no executor changes
        that. What it takes over is judging the files that receivers judge (UBL, CII, Peppol,
        XRechnung), before the series is locked.

        Args:
            ids: Approved drafts; asked for as needed.
            actor: Who issues.
            executor: Who judges the files; None does it within the transaction.
            chunk: Documents a transaction.
        """
        left = iter(ids)
        while several := list(islice(left, chunk)):
            yield from self._issue_several(several, actor, executor)

    def _issue_several(
        self, ids: list[str], actor: Actor | str, executor: Executor | None
    ) -> list[issue_invoice.Outcome]:
        tools = self._runtime.tools
        if executor is not None and type(tools.renderers) is KitRenderers:
            files = self._runtime.read(lambda uow: list(files_to_judge(uow, tools, ids)))
            renderers = self._runtime.outside(lambda: judged_ahead(files, executor))
            tools = replace(tools, renderers=renderers)
        return self._runtime.write(
            lambda uow: issue_invoice.issue_each(uow, tools, ids, actor=actor)
        )
