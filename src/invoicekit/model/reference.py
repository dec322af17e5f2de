"""What a document points to: earlier invoices, attachments, notes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from invoicekit.masking import Personal
from invoicekit.model.value import Value
from invoicekit.terms import Term


class Note(Value):
    """A text for the reader (BG-1), with its subject code (UNTDID 4451)."""

    text: Annotated[str | None, Term("BT-22"), Personal("hidden")] = None
    subject_code: Annotated[str | None, Term("BT-21")] = None


class PrecedingInvoice(Value):
    """An invoice that this document corrects or follows (BG-3)."""

    number: Annotated[str | None, Term("BT-25")] = None
    issue_date: Annotated[date | None, Term("BT-26")] = None


class Attachment(Value):
    """A supporting document (BG-24); `data` is base64 text as in the file."""

    id: Annotated[str | None, Term("BT-122")] = None
    description: Annotated[str | None, Term("BT-123")] = None
    uri: Annotated[str | None, Term("BT-124")] = None
    data: Annotated[str | None, Term("BT-125"), Personal("hidden")] = None
    mime_type: str | None = None
    file_name: str | None = None
