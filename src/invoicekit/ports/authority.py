"""Tax platforms that clear or number documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from invoicekit.model.invoice import Invoice
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.red_form import RedForm, RedSide
from invoicekit.model.status import ClearanceStatus


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """What the platform says of one request.

    Attributes:
        status: Cleared, rejected, waiting (for a login), submitted, unknown (no answer came), or
            pending: the platform has never seen the request.
        number: The number it gave, once cleared.
        issued_at: When it issued the document; the issue date follows from it.
        code: Its code for the answer, such as an error's.
        message: Its words, for people.
        login_code: Where it waits for a person: the text of the QR code that this one scans.
    """

    status: ClearanceStatus
    number: str | None = None
    issued_at: datetime | None = None
    code: str | None = None
    message: str | None = None
    login_code: str | None = None

    def __post_init__(self) -> None:
        if self.status is ClearanceStatus.CLEARED and not self.number:
            raise ValueError("a cleared document has a number")


class Authority(Protocol):
    """One platform. The request id is ours: a time-out is asked about, never sent anew."""

    @property
    def name(self) -> str:
        """Such as `sandbox`."""

    def submit(self, request_id: str, record: InvoiceRecord) -> AuthorityAnswer:
        """Asks for clearance of a document, and returns what came back.

        A time-out is the answer `unknown`; whatever is raised is taken for it too.
        """

    def query(self, request_id: str) -> AuthorityAnswer:
        """Returns what became of a request."""


@runtime_checkable
class RedLetterAuthority(Authority, Protocol):
    """A platform where a document is reversed by a form that the other side may have to confirm."""

    def request_red(
        self, request_id: str, invoice: Invoice, *, side: RedSide = "seller"
    ) -> RedForm:
        """Enters the form of a red-letter invoice; the same request id gives the same form.

        Args:
            request_id: Ours.
            invoice: The red-letter invoice that is asked for.
            side: Whether we sold or bought what the blue invoice is about.

        Raises:
            StateError: The platform refuses it, such as for more than is left of the invoice.
        """

    def red_form(self, number: str, *, side: RedSide = "seller") -> RedForm:
        """Returns a form as it stands now.

        Raises:
            StateError: The platform knows none of this number.
        """


@runtime_checkable
class RedFormAuthority(RedLetterAuthority, Protocol):
    """A platform where both sides' forms are listed, answered and withdrawn."""

    def red_forms(self, *, side: RedSide, since: date, until: date) -> tuple[RedForm, ...]:
        """Returns the forms that we have a part in as this side, entered in these days."""

    def answer_red(self, form: RedForm, *, side: RedSide, agree: bool, reason: str = "") -> RedForm:
        """Returns a form after our yes or no to it.

        Raises:
            StateError: It does not wait for us, or no longer.
        """

    def withdraw_red(self, form: RedForm, *, side: RedSide) -> RedForm:
        """Returns a form that we entered after taking it back.

        Raises:
            StateError: It is not ours, or is used.
        """


@runtime_checkable
class QuotaAuthority(Authority, Protocol):
    """A platform that says how much may still be issued."""

    def quota(self) -> Decimal | None:
        """Returns what may still be issued this month, without tax; None where nothing says it."""


@runtime_checkable
class FileAuthority(Authority, Protocol):
    """A platform that makes the original files itself."""

    def file(self, record: InvoiceRecord, kind: str) -> bytes | None:
        """Returns a file of an issued document, None where the platform has none of that kind.

        Raises:
            LookupFailed: It did not answer, or has not made it yet; worth asking again.
        """


@runtime_checkable
class VoidAuthority(Authority, Protocol):
    """A platform where a paper document that it numbered is voided (作废)."""

    def void(self, record: InvoiceRecord) -> AuthorityAnswer:
        """Tells that a document is void, or asks how that stands; the same as often as it is asked.

        Returns:
            `cancelled`, `cancel_requested` while it works, `cleared` where it refuses, `unknown`
            where no answer came.
        """


@runtime_checkable
class DeliveryAuthority(Authority, Protocol):
    """A platform that sends what it issued to the buyer."""

    def deliver(self, number: str, *, code: str = "", email: str = "", phone: str = "") -> None:
        """Sends a document to an address, a phone, or both.

        Args:
            number: Of the document.
            code: 发票代码, where it has one.
            email: Where a mail goes.
            phone: Where a text message goes.

        Raises:
            StateError: It refuses.
            LookupFailed: It did not answer.
        """
