"""Sealing a document: its number, its hash, its link in the chain of its series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pydantic_core import to_jsonable_python

from invoicekit.chain import GENESIS, amended, digest, encoded, link, plain_of
from invoicekit.errors import DateInversion
from invoicekit.lifecycle import DocumentMove
from invoicekit.model import checked
from invoicekit.model.event import Actor
from invoicekit.model.invoice import Invoice
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.rows import EventRow, InvoiceRow, OutboxRow, SeriesRow
from invoicekit.model.stored import changed
from invoicekit.numbering import (
    SeriesPlan,
    begins_to_run_out,
    left,
    refuse_exhausted,
    terms_of,
)
from invoicekit.services._events import chained, event_of, happened
from invoicekit.services._issuable import originals_of
from invoicekit.services._ledger import settlement
from invoicekit.services._records import RecordFile, date_columns, record_with
from invoicekit.services._tools import Tools, name_of

RUNNING_OUT = "series.running_out"
"""The event of the document with which a range is used up so far that a new one is to be asked."""


class Issuable(NamedTuple):
    """A draft that passed everything but its number.

    Attributes:
        drafted: The document as its row has it.
        day: The issue date.
        filled: What issuing fills in, by field of the document, its number aside.
        actor: Who asked for it.
    """

    row: InvoiceRow
    file: RecordFile
    drafted: Invoice
    day: date
    filled: Mapping[str, object]
    plan: SeriesPlan
    move: DocumentMove
    monotonic: bool
    actor: Actor | str


class Sealed(NamedTuple):
    """What sealing makes: the series moved on by one, the row and the events to add, the record."""

    series: SeriesRow
    row: InvoiceRow
    events: tuple[EventRow, ...]
    record: InvoiceRecord


def sealed(
    tools: Tools,
    series: SeriesRow,
    draft: Issuable,
    *,
    number: str | None = None,
) -> Sealed:
    """Returns a document sealed as the next of its series.

    The number is the one an authority gave, else the next of the series.

    Raises:
        DateInversion: The series has a later date already, and its regime forbids to go back.
        NumberRangeExhausted: The series is used up, or not valid on that day.
    """
    day, sequence = draft.day, series.last + 1
    _refuse_inversion(series, draft, day)
    refuse_exhausted(terms_of(series.terms), series.series, sequence, day)
    filled = {**draft.filled, "number": number or draft.plan.number(day, sequence)}
    invoice = checked.changed(draft.drafted, **filled)
    originals = originals_of(tools, draft.file)
    file = plain_of(draft.row.file or "{}")
    text = seal_text(draft.row, _as_json(filled), file, originals)
    content = digest(text)
    head = link(series.head or GENESIS, content)
    facts = {"number": invoice.number, "content": content, "chain": head}
    event = event_of(tools, draft.row, draft.move.emits, draft.actor, facts)
    by = {"issued_by": name_of(draft.actor), "originals": originals}
    row = changed(
        draft.row,
        **date_columns(invoice),
        **settlement(draft.row, draft.row.amount_due, draft.row.direction, live=True),
        **chained(event),
        revision=draft.row.revision + 1,
        version=draft.row.version + 1,
        document_status=draft.move.target.value,
        number=invoice.number,
        series=series.series,
        sequence=sequence,
        content_hash=content,
        chain_hash=head,
        issued_at=event.at,
        document=text.decode(),
        file=encoded(amended(file, by)).decode(),
    )
    counter = changed(series, last=sequence, last_date=max(day, series.last_date or day), head=head)
    row, warning = _warned(tools, row, counter, draft.actor)
    record = record_with(row, checked.changed(draft.file, **by), invoice)
    return Sealed(counter, row, (event, *warning), record)


def _warned(
    tools: Tools, row: InvoiceRow, series: SeriesRow, actor: Actor | str
) -> tuple[InvoiceRow, tuple[EventRow, ...]]:
    terms = terms_of(series.terms)
    if not begins_to_run_out(terms, series.last):
        return row, ()
    there = {"series": series.series, "left": left(terms, series.last)}
    row, event = happened(tools, row, RUNNING_OUT, actor, **there)
    return row, (event,)


def seal_text(
    draft: InvoiceRow,
    filled: Mapping[str, object],
    file: Mapping[str, object],
    originals: tuple[str, ...],
) -> bytes:
    """Returns the canonical bytes of the seal of a draft with what issuing fills in.

    They are those of `Seal`, and come about without it: what people approved is text already, and
    stays as it is but for those few fields. Keys are set in their order.
    """
    seal: dict[str, object] = {"invoice": amended(plain_of(draft.document or "{}"), filled)}
    seal["locale"] = file["locale"]
    if originals:
        seal["originals"] = originals
    if "rates" in file:
        seal["rates"] = file["rates"]
    seal["template"] = file["template"]
    seal["v"] = 1
    return encoded(seal)


def _as_json(filled: Mapping[str, object]) -> dict[str, object]:
    """Returns values that fields of a document have, as JSON has them; mostly texts and dates."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else value
        if value is None or isinstance(value, str)
        else to_jsonable_python(value, exclude_none=True)
        for name, value in filled.items()
    }


def _refuse_inversion(series: SeriesRow, draft: Issuable, day: date) -> None:
    if draft.monotonic and series.last_date and day < series.last_date:
        raise DateInversion(
            f"{day} is before {series.last_date}, the last issue date of series {series.series}",
            where=draft.row.id,
            expected=f"{series.last_date} or later",
            hint="Leave the issue date out, or use another series.",
        )


def due_now(tools: Tools, row: InvoiceRow, topic: str) -> OutboxRow:
    """Returns an outbox message about a document, due at once."""
    now = tools.now()
    return OutboxRow(
        tenant_id=row.tenant_id,
        id=tools.ids(),
        topic=topic,
        subject=row.id,
        due_at=now,
        created_at=now,
    )
