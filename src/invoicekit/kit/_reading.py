"""Reading documents: `get`, `find`, `search`, `count`, `export`, `preview`, `validate`, `file`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from invoicekit.findings import Report
from invoicekit.kit._listing import Listing
from invoicekit.kit._runtime import Runtime
from invoicekit.kit.files import Files
from invoicekit.model.delivery import File
from invoicekit.model.record import InvoiceRecord, InvoiceSummary
from invoicekit.services import preview_invoice, validate_invoice
from invoicekit.services._records import read, record_of
from invoicekit.services.export_invoices import encoder_of, export_page
from invoicekit.services.search_invoices import (
    COUNTED,
    Count,
    Search,
    count_invoices,
    exported,
    search_invoices,
)

Statuses = str | tuple[str, ...] | None


@dataclass(frozen=True)
class InvoiceReading:
    """What is asked of documents without changing them."""

    _runtime: Runtime

    def preview(self, invoice_id: str) -> InvoiceRecord:
        """Returns the record as issuing today would leave it, without a number; writes nothing.

        Raises:
            ValidationFailed: It could not be issued.
        """
        return self._runtime.read(
            lambda uow: preview_invoice.preview_invoice(uow, self._runtime.tools, invoice_id)
        )

    def validate(self, invoice_id: str) -> Report:
        """Returns what `submit` would find in a document, warnings too; writes nothing.

        A platform that tells its quota (发票额度) is asked, and a draft beyond it is warned of.

        Raises:
            NotFound: There is none.
            MissingExtra: An original cannot be made here.
        """
        available = self._runtime.quota()
        return self._runtime.read(
            lambda uow: validate_invoice.validate_invoice(
                uow, self._runtime.tools, invoice_id, available=available
            )
        )

    def get(self, invoice_id: str) -> InvoiceRecord:
        """Returns the record of a document.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: record_of(read(uow, invoice_id)))

    def find(self, number: str) -> InvoiceRecord | None:
        """Returns the record of the document with exactly this number, None where none has it."""
        page = self.search(number=number, limit=10)
        hit = next((each for each in page if each.number == number), None)
        return self.get(hit.id) if hit else None

    def search(
        self,
        *,
        customer_id: str | None = None,
        issuer_id: str | None = None,
        number: str | None = None,
        text: str | None = None,
        status: Statuses = None,
        payment_status: Statuses = None,
        delivery_status: Statuses = None,
        type_code: str | None = None,
        currency: str | None = None,
        order_source: str | None = None,
        order_reference: str | None = None,
        issued_from: date | None = None,
        issued_to: date | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        amount_from: Decimal | str | int | None = None,
        amount_to: Decimal | str | int | None = None,
        overdue_on: date | None = None,
        order: str = "created",
        descending: bool = True,
        after: str | None = None,
        limit: int = 50,
    ) -> Listing[InvoiceSummary]:
        """Returns a page of documents that meet every condition given.

        `text` is words, all of which stand in the document: in the names of buyer and seller,
        references, lines, notes and the number, without regard to case and accents. Two Chinese
        characters are a word; `hol*` is how one begins. `number` matches from its start; dates and
        amounts are inclusive; `order` is created, issued, due, amount or number.

        Raises:
            BadCursor: `after` was made for another list.
        """
        asked = {name: value for name, value in locals().items() if name != "self"}
        search = Search(**asked)
        found = self._runtime.read(lambda uow: search_invoices(uow, search))
        return Listing(found.items, found.next)

    def count(
        self,
        *,
        customer_id: str | None = None,
        issuer_id: str | None = None,
        number: str | None = None,
        text: str | None = None,
        status: Statuses = None,
        payment_status: Statuses = None,
        delivery_status: Statuses = None,
        type_code: str | None = None,
        currency: str | None = None,
        order_source: str | None = None,
        order_reference: str | None = None,
        issued_from: date | None = None,
        issued_to: date | None = None,
        due_from: date | None = None,
        due_to: date | None = None,
        amount_from: Decimal | str | int | None = None,
        amount_to: Decimal | str | int | None = None,
        overdue_on: date | None = None,
        most: int = COUNTED,
    ) -> Count:
        """Returns how many documents `search` would find, counted up to `most`.

        So the answer takes the same time among millions: `str(count)` is then `>10000`.
        """
        asked = {name: value for name, value in locals().items() if name not in {"self", "most"}}
        search = Search(**asked)
        return self._runtime.read(lambda uow: count_invoices(uow, search, most=most))

    def export(
        self,
        form: str = "jsonl",
        *,
        issued_from: date | None = None,
        issued_to: date | None = None,
        customer_id: str | None = None,
        issuer_id: str | None = None,
        currency: str | None = None,
        chunk: int = 1000,
    ) -> Iterator[bytes]:
        """Yields every issued document in pieces of one file, by issue date; memory stays flat.

        `jsonl` has a JSON object a line, with the sealed text as it is hashed (`sealed`, its
        document in `sealed.invoice`); `csv` has a header and the columns; `parquet` the same
        columns with their types, `parquet-lines` a row for each line of a document. No transaction
        stays open between two pieces.

        Args:
            form: `jsonl`, `csv`, `parquet` or `parquet-lines`.
            issued_from: First issue date; both ends are inclusive.
            issued_to: Last issue date.
            customer_id: Only of this customer.
            issuer_id: Only of this issuer.
            currency: Only in this currency.
            chunk: Documents a piece.

        Raises:
            ConfigurationError: There is no such form.
            MissingExtra: Parquet needs the extra `parquet`.
        """
        encoder, after = encoder_of(form), None
        where = exported(
            Search(
                customer_id=customer_id,
                issuer_id=issuer_id,
                issued_from=issued_from,
                issued_to=issued_to,
                currency=currency,
            )
        )
        heavy = encoder.heavy
        while True:
            read = partial(export_page, where=where, heavy=heavy, after=after, limit=chunk)
            page = self._runtime.read(read)
            yield encoder.page(page.items)
            after = page.next
            if after is None:
                break
        yield encoder.end()

    def file(self, invoice_id: str, kind: str, *, locale: str | None = None) -> File:
        """Returns a file of the document; short for `kit.files.get`."""
        return Files(self._runtime).get(invoice_id, kind, locale=locale)
