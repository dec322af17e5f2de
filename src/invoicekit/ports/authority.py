"""Tax platforms that clear or number documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from invoicekit.model.record import InvoiceRecord
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
    """

    status: ClearanceStatus
    number: str | None = None
    issued_at: datetime | None = None
    code: str | None = None
    message: str | None = None

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


@dataclass(frozen=True, slots=True)
class RedFormAnswer:
    """What the platform says of a red-letter confirmation form (红字信息确认单).

    Attributes:
        number: The form's, 20 digits; `form_id` its UUID where it has one.
        state: The bureau's code, 01 to 13.
    """

    number: str
    state: str
    form_id: str | None = None


@runtime_checkable
class RedLetterAuthority(Authority, Protocol):
    """A platform where a document is reversed by a form that the other side may have to confirm."""

    def request_red(self, request_id: str, record: InvoiceRecord) -> RedFormAnswer:
        """Enters the form of a red-letter invoice; the same request id gives the same form.

        Raises:
            StateError: The platform refuses it, such as for more than is left of the invoice.
        """

    def red_form(self, number: str) -> RedFormAnswer:
        """Returns a form as it stands now."""


@runtime_checkable
class QuotaAuthority(Authority, Protocol):
    """A platform that says how much may still be issued."""

    def quota(self) -> Decimal | None:
        """Returns what may still be issued this month, without tax; None where nothing says it."""


@runtime_checkable
class FileAuthority(Authority, Protocol):
    """A platform that makes the original files itself."""

    def file(self, number: str, kind: str) -> bytes | None:
        """Returns a file of an issued document, None where the platform has none of that kind."""
