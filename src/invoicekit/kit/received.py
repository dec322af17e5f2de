"""`kit.received`: invoices that others send to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from invoicekit.chain import digest
from invoicekit.documents.load import load
from invoicekit.documents.source import Source, bytes_of
from invoicekit.documents.validate import validate
from invoicekit.findings import Severity
from invoicekit.jurisdiction.fapiao.sm3 import sm3
from invoicekit.jurisdiction.fapiao.verification import verification_query
from invoicekit.kit._listing import Listing
from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.invoice import Invoice
from invoicekit.model.received import (
    Booking,
    InputUse,
    Received,
    ReceivedFile,
    Verification,
    Voucher,
)
from invoicekit.model.rows import ReceivedRow
from invoicekit.ports import Condition, Query, put_until
from invoicekit.services import mark_received, receive_invoice
from invoicekit.services._received import get_received
from invoicekit.services._retention import last_day_of_received
from invoicekit.services._tools import chosen
from invoicekit.services.receive_invoice import Arrival


@dataclass(frozen=True)
class ReceivedInvoices:
    """Keeps received invoices, each once, and says what became of them."""

    _runtime: Runtime

    def add(
        self, source: Source, *, actor: Actor | str, name: str = "", origin: str = "file"
    ) -> Received:
        """Reads, checks and keeps an invoice in any format, and returns it; a known one is itself.

        The bytes go into the archive as they came; the rules it breaks are noted, not refused.

        Args:
            source: A path, bytes, or a binary file.
            actor: Who brings it.
            name: Of the file; made from its hash where none is given.
            origin: Where it came from, such as `mail` or `bureau`.

        Raises:
            InputError: It is no invoice, or has no number.
            ConflictError: Its number is known with other amounts or another date.
        """
        runtime = self._runtime
        data = bytes_of(source)
        document = runtime.outside(lambda: load(data))
        # Refused before its bytes are kept, so that nothing lies in the archive that no row names.
        runtime.read(lambda uow: receive_invoice.refuse_conflict(uow, document.invoice))
        report = runtime.outside(lambda: validate(document))
        file = self._keep(data, document.invoice, name, document.format)
        problems = {f.rule: None for f in report.findings if f.severity is Severity.ERROR}
        return self._arrived(
            Arrival(document.invoice, file, report.profile, tuple(problems), origin), actor
        )

    def add_voucher(
        self,
        source: Source,
        voucher: Voucher,
        *,
        actor: Actor | str,
        name: str = "",
        origin: str = "file",
    ) -> Received:
        """Keeps a voucher that is no invoice, and returns it; a known one is itself.

        The bytes, of whatever kind, go into the archive as they came; what it says is given.

        Args:
            source: A path, bytes, or a binary file.
            voucher: What it is, and what it says.
            actor: Who brings it.
            name: Of the file; made from its hash where none is given.
            origin: Where it came from, such as `bank`.

        Raises:
            InputError: It cannot be read, or is empty.
            ConflictError: Its number is known with another amount or date.
        """
        data, invoice = bytes_of(source), voucher.as_invoice()
        self._runtime.read(lambda uow: receive_invoice.refuse_conflict(uow, invoice, voucher.key))
        file = self._keep(data, invoice, name, "voucher")
        return self._arrived(Arrival(invoice, file, "voucher", (), origin, voucher), actor)

    def _keep(self, data: bytes, invoice: Invoice, name: str, form: str) -> ReceivedFile:
        """Archives the bytes as they came."""
        runtime, sha256 = self._runtime, digest(data)
        day = max(invoice.issue_date or date.min, runtime.tools.now().date())
        until = runtime.read(lambda uow: last_day_of_received(uow, runtime.tools, day))
        location = runtime.outside(
            lambda: put_until(
                runtime.archive,
                f"{runtime.tenant}/received/{sha256[:2]}/{sha256}",
                data,
                media_type="application/octet-stream",
                until=until,
            )
        )
        return ReceivedFile(
            name=name or sha256[:16],
            format=form,
            size=len(data),
            sha256=sha256,
            sm3=sm3(data).hex(),
            location=location,
            received_at=runtime.tools.now(),
        )

    def _arrived(self, arrival: Arrival, actor: Actor | str) -> Received:
        runtime = self._runtime
        return runtime.write(
            lambda uow: receive_invoice.receive_invoice(uow, runtime.tools, arrival, actor=actor)
        )

    def get(self, received_id: str) -> Received:
        """Returns a received invoice.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: get_received(uow, received_id))

    def file(self, received_id: str, place: int = 0) -> bytes:
        """Returns the bytes of one of its files, as they came."""
        location = self.get(received_id).files[place].location
        return self._runtime.outside(lambda: self._runtime.archive.get(location))

    def verification(self, received_id: str) -> Mapping[str, str]:
        """Returns what the tax bureau's site asks to check a 发票 (查验).

        Raises:
            NotFound: There is none.
            InputError: It is no 发票.
        """
        return verification_query(self.get(received_id).invoice)

    def verified(
        self, received_id: str, result: Verification | str, *, actor: Actor | str
    ) -> Received:
        """Records what the bureau said when it was checked (查验), and returns it.

        Raises:
            NotFound: There is none.
            InputError: There is no such result.
        """
        runtime, said = self._runtime, chosen(Verification, result, "result")
        return runtime.write(
            lambda uow: mark_received.record_verification(
                uow, runtime.tools, received_id, said, actor=actor
            )
        )

    def use(
        self,
        received_id: str,
        use: InputUse | str,
        *,
        actor: Actor | str,
        period: str | None = None,
    ) -> Received:
        """Records what its tax is used for (用途确认), in which month, and returns it.

        Raises:
            NotFound: There is none.
            InputError: There is no such use, or a period is missing where the tax is used.
        """
        runtime, purpose = self._runtime, chosen(InputUse, use, "use")
        return runtime.write(
            lambda uow: mark_received.use_input_tax(
                uow, runtime.tools, received_id, purpose, period=period, actor=actor
            )
        )

    def book(
        self,
        received_id: str,
        booking: Booking | str,
        *,
        actor: Actor | str,
        voucher: str | None = None,
    ) -> Received:
        """Records that it was booked (入账), under which voucher, and returns it.

        Raises:
            NotFound: There is none.
            InputError: There is no such mark.
        """
        runtime, mark = self._runtime, chosen(Booking, booking, "booking")
        return runtime.write(
            lambda uow: mark_received.book_received(
                uow, runtime.tools, received_id, mark, voucher=voucher, actor=actor
            )
        )

    def list(
        self,
        *,
        seller: str | None = None,
        use: InputUse | str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Listing[Received]:
        """Returns a page of received invoices in the order they came."""
        given: dict[str, Condition | None] = {
            "seller": ("seller_name", "contains", seller) if seller else None,
            "use": ("use", "=", chosen(InputUse, use, "use").value) if use else None,
        }
        where = tuple(each for each in given.values() if each)
        query = Query(of=ReceivedRow, where=where, order="received", after=after, limit=limit)
        page = self._runtime.read(lambda uow: uow.page(query))
        items = tuple(Received.model_validate_json(row.document) for row in page.items)
        return Listing(items, page.next)
