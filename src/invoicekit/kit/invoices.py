"""`kit.invoices`: from draft to issued, and what corrects it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from pydantic import ValidationError

from invoicekit.errors import InputError
from invoicekit.kit._issuing import InvoiceIssuing
from invoicekit.model.event import Actor
from invoicekit.model.invoice import Invoice
from invoicekit.model.order import Order
from invoicekit.model.record import InvoiceRecord
from invoicekit.services import (
    approve_invoice,
    bill_order,
    create_invoice,
    credit_invoice,
    discard_invoice,
    reopen_invoice,
    submit_invoice,
    update_invoice,
    void_invoice,
    write_off,
)
from invoicekit.services.reindex_words import reindex_page

Quantities = Mapping[str, "Decimal | str | int"]


@dataclass(frozen=True)
class Invoices(InvoiceIssuing):
    """Everything that is done with documents; every call returns the record it leaves."""

    def create(
        self,
        invoice: Invoice,
        *,
        actor: Actor | str,
        customer_id: str | None = None,
        issuer_id: str | None = None,
        template: str | None = None,
        locale: str | None = None,
        formats: Iterable[str] = (),
        idempotency_key: str | None = None,
    ) -> InvoiceRecord:
        """Stores an invoice as a draft: seller and buyer come from issuer and customer if absent.

        Raises:
            ValidationFailed: The customer's needs are not met.
            NotFound: No such customer or issuer.
        """
        return self._runtime.write(
            lambda uow: create_invoice.create_invoice(
                uow,
                self._runtime.tools,
                invoice,
                actor=actor,
                customer_id=customer_id,
                issuer_id=issuer_id,
                template=template,
                locale=locale,
                formats=tuple(formats),
                idempotency_key=idempotency_key,
            )
        )

    def create_from_order(
        self,
        order: Order,
        *,
        actor: Actor | str,
        lines: Quantities | None = None,
        issuer_id: str | None = None,
        template: str | None = None,
        locale: str | None = None,
        formats: Iterable[str] = (),
        payment_terms: str | None = None,
        issue_date: date | None = None,
        due_date: date | None = None,
        note: str | None = None,
        idempotency_key: str | None = None,
    ) -> InvoiceRecord:
        """Drafts an invoice of an order, or of some of it (`lines`: line id → quantity).

        VAT that the order does not give is decided from the parties, the products and the date;
        `record.rates` says why.

        Raises:
            OverBilled: More than is left of a line, or nothing is left.
            ValidationFailed: The total is not the order's, or the customer's needs are not met.
            NotFound: No such customer or issuer.
        """
        billing = bill_order.Billing(
            lines=lines,
            issuer_id=issuer_id,
            template=template,
            locale=locale,
            formats=tuple(formats),
            payment_terms=payment_terms,
            issue_date=issue_date,
            due_date=due_date,
            note=note,
        )
        return self._runtime.write(
            lambda uow: bill_order.bill_order(
                uow,
                self._runtime.tools,
                order,
                billing,
                actor=actor,
                idempotency_key=idempotency_key,
            )
        )

    def update(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        version: int | None = None,
        template: str | None = None,
        locale: str | None = None,
        **changes: object,
    ) -> InvoiceRecord:
        """Changes fields of a draft's invoice and calculates it again.

        Raises:
            SealedDocument: It is issued.
            InputError: A change does not fit the model; every fault at once.
            TransitionNotAllowed, StaleVersion, ValidationFailed, NotFound: see `invoicekit.errors`.
        """
        try:
            return self._runtime.write(
                lambda uow: update_invoice.update_invoice(
                    uow,
                    self._runtime.tools,
                    invoice_id,
                    changes,
                    actor=actor,
                    version=version,
                    template=template,
                    locale=locale,
                )
            )
        except ValidationError as problem:
            raise InputError(str(problem), where=f"invoice {invoice_id}") from problem

    def reindex(self, *, chunk: int = 200) -> int:
        """Writes the words that `search(text=…)` lacks, and returns how many.

        Drafts write their words themselves: this is for documents of a database that is older than
        the index. Safe to run while others work, and to run again.

        Args:
            chunk: Documents a transaction.
        """
        added, after = 0, None
        while True:
            page = partial(reindex_page, tools=self._runtime.tools, after=after, limit=chunk)
            new, after = self._runtime.write(page)
            added += new
            if after is None:
                return added

    def submit(
        self, invoice_id: str, *, actor: Actor | str, version: int | None = None
    ) -> InvoiceRecord:
        """Hands a draft in for review, judged as it would be issued today.

        Where the quota (发票额度) left at the tax platform does not cover it, the event
        `invoice.quota_short` says so.

        Raises:
            ValidationFailed: It could not be issued; every finding at once.
            TransitionNotAllowed, StaleContent, StaleVersion, NotFound: see `invoicekit.errors`.
            MissingExtra: An original it needs cannot be made here.
        """
        available = self._runtime.quota()
        return self._runtime.write(
            lambda uow: submit_invoice.submit_invoice(
                uow,
                self._runtime.tools,
                invoice_id,
                actor=actor,
                version=version,
                available=available,
            )
        )

    def approve(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        comment: str | None = None,
        version: int | None = None,
    ) -> InvoiceRecord:
        """Adds one person's yes; with the last one needed the document is approved.

        Raises:
            FourEyesViolation: The actor had a part in the content, or has approved it.
            StaleContent, TransitionNotAllowed, StaleVersion, NotFound: see `invoicekit.errors`.
        """
        return self._runtime.write(
            lambda uow: approve_invoice.approve_invoice(
                uow,
                self._runtime.tools,
                invoice_id,
                actor=actor,
                comment=comment,
                version=version,
            )
        )

    def reject(
        self, invoice_id: str, *, actor: Actor | str, reason: str, version: int | None = None
    ) -> InvoiceRecord:
        """Sends a document back to draft with a reason.

        Raises:
            StateError: No reason.
            TransitionNotAllowed, StaleVersion, NotFound: see `invoicekit.errors`.
        """
        return self._runtime.write(
            lambda uow: reopen_invoice.reject_invoice(
                uow, self._runtime.tools, invoice_id, actor=actor, reason=reason, version=version
            )
        )

    def reopen(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str | None = None,
        version: int | None = None,
    ) -> InvoiceRecord:
        """Takes a document back to draft to change it.

        Raises:
            TransitionNotAllowed, StaleVersion, NotFound: see `invoicekit.errors`.
        """
        return self._runtime.write(
            lambda uow: reopen_invoice.reopen_invoice(
                uow, self._runtime.tools, invoice_id, actor=actor, reason=reason, version=version
            )
        )

    def discard(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str | None = None,
        version: int | None = None,
    ) -> InvoiceRecord:
        """Throws a draft away; its order can be billed again.

        Raises:
            TransitionNotAllowed, StaleVersion, NotFound: see `invoicekit.errors`.
        """
        return self._runtime.write(
            lambda uow: discard_invoice.discard_invoice(
                uow, self._runtime.tools, invoice_id, actor=actor, reason=reason, version=version
            )
        )

    def credit(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str,
        lines: Quantities | None = None,
        idempotency_key: str | None = None,
    ) -> InvoiceRecord:
        """Drafts a credit note over lines (line id → quantity), all that is left by default.

        Raises:
            OverCredited: More than is left of a line.
            TransitionNotAllowed: The invoice is not issued.
        """
        return self._runtime.write(
            lambda uow: credit_invoice.credit_invoice(
                uow,
                self._runtime.tools,
                invoice_id,
                actor=actor,
                reason=reason,
                lines=lines,
                idempotency_key=idempotency_key,
            )
        )

    def void(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str,
        copies_returned: bool = False,
        reported: bool = False,
        version: int | None = None,
    ) -> InvoiceRecord:
        """Voids a document nobody has got or paid, where the issuer's country knows it.

        In China that is a paper 发票 in the month of its issue, once all its copies are back and
        as long as its data are not `reported` (抄税); the platform that numbered it is told.

        Raises:
            StateError: The country does not, or it is too late: credit it instead.
            TransitionNotAllowed, StaleVersion, NotFound: see `invoicekit.errors`.
        """
        return self._runtime.write(
            lambda uow: void_invoice.void_invoice(
                uow,
                self._runtime.tools,
                invoice_id,
                actor=actor,
                reason=reason,
                copies_returned=copies_returned,
                reported=reported,
                version=version,
            )
        )

    def write_off(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        reason: str,
        amount: Decimal | str | int | None = None,
    ) -> InvoiceRecord:
        """Gives up what an invoice has open, or part of it.

        Raises:
            OverAllocated, InputError, NotFound: see `invoicekit.errors`.
        """
        return self._runtime.write(
            lambda uow: write_off.write_off(
                uow, self._runtime.tools, invoice_id, actor=actor, reason=reason, amount=amount
            )
        )
