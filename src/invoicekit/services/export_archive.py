"""Handing a period over: its documents with their originals, in a package that proves itself.

The index is read in short pages and files pass in pieces, so that a year of any size is exported at
the memory of one page. What the package is made of stands in `_package`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, TypeVar

from invoicekit.dates import Span
from invoicekit.errors import InvoiceKitError
from invoicekit.model.invoice import Invoice
from invoicekit.model.party import Party
from invoicekit.model.received import Received
from invoicekit.model.retention import Hold, Retention
from invoicekit.model.rows import ArchiveRow, DisposedRow, InvoiceRow, ReceivedRow
from invoicekit.model.stored import Row
from invoicekit.money import ZERO
from invoicekit.ports import Archive, Condition, Query, Storage, UnitOfWork
from invoicekit.services import _kept as kept
from invoicekit.services import _retention as retention
from invoicekit.services._package import gdpdu, page
from invoicekit.services._package.bag import Bag
from invoicekit.services._package.entry import COLUMNS, Entry, path_of
from invoicekit.services._package.target import target_for
from invoicekit.services._package.words import Words, words_for
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import invoice_of
from invoicekit.services._tools import Tools

R = TypeVar("R", bound=Row)

DOCUMENTS = 100
"""Documents a read takes at once."""
CATALOGUE = "data/index.html"
"""The page of a package that people open first."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was written.

    Attributes:
        files: Originals in it, of so many `documents`; `size` their bytes together.
        digest: SHA-256 of `tagmanifest-sha256.txt`: tell it to who gets the package.
        faults: Files that could not be put in as they were archived, one sentence each.
    """

    path: Path
    documents: int
    files: int
    size: int
    digest: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Document:
    """A document of the period: its rows of the index, each with where its bytes are."""

    direction: int
    files: tuple[tuple[Entry, str | None], ...]


@dataclass
class _Index:
    """The lists that grow beside the files, each spooled to disk."""

    bag: Bag
    words: Words
    summary: page.Summary = field(default_factory=page.Summary)
    waiting: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.table = self.bag.spool()
        self.json = self.bag.spool()
        self.table.write("\ufeff".encode())  # so that a spreadsheet takes it for UTF-8
        _line(self.table, list(COLUMNS))

    def add(self, entry: Entry) -> None:
        """Takes a row into every list."""
        _line(self.table, entry.cells())
        text = json.dumps(entry.texts(), ensure_ascii=False, separators=(",", ":"))
        self.json.write((",\n" if self.summary.files else "[\n").encode() + text.encode())
        self.summary.files += 1
        self.summary.size += entry.size if entry.file else 0
        self.waiting.append(entry)
        if len(self.waiting) == page.ROWS:
            self.turn()

    def turn(self) -> None:
        """Writes a page of the rows that wait."""
        if not self.waiting:
            return
        number = len(self.summary.pages) + 1
        first = self.summary.files - len(self.waiting) + 1
        text = page.listing(self.words, number, first, self.waiting)
        self.bag.add(f"data/pages/{number:04d}.html", [text.encode()])
        self.summary.pages.append((number, self.waiting[0].number, self.waiting[-1].number))
        self.waiting.clear()


def export_archive(
    storage: Storage,
    tenant: str,
    tools: Tools,
    archive: Archive,
    span: Span,
    out: Path,
    *,
    locale: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Package:
    """Writes the package of a period and returns what is in it.

    Args:
        storage: Where the index is; it is read in short transactions.
        tenant: Whose documents.
        tools: The kit's.
        archive: Where the originals are.
        span: The days; issued documents by their date, received ones by theirs.
        out: A folder, or a zip file where it ends with `.zip`; nothing may be there.
        locale: The reader's language; the usual one of the issuer's country by default.
        progress: Called after each document with how many there were.

    Raises:
        InputError: Something is at `out` already.
        StorageError: The disk refuses; nothing half-written is left.
    """
    issuer = storage.read(tenant, lambda uow: issuer_of(uow, None))
    words = words_for(locale or tools.regime_for(issuer).languages[0])
    target = target_for(out)
    try:
        with Bag(target) as bag:
            index = _Index(bag, words)
            faults = _fill(index, archive, _documents(storage, tenant, tools, span), progress)
            facts = _facts(tools, issuer.party, span)
            _finish(index, span, issuer.party, tools, facts)
            digest = bag.close(_bag_info(facts, span, tools))
        target.finish()
    except BaseException:
        target.give_up()
        raise
    made = index.summary
    return Package(out, made.documents, made.files, made.size, digest, tuple(faults))


def _fill(
    index: _Index,
    archive: Archive,
    documents: Iterator[_Document],
    progress: Callable[[int], None] | None,
) -> list[str]:
    """Puts the originals into the bag, and a row of each into the index; returns what failed."""
    faults = []
    for document in documents:
        for place, (entry, location) in enumerate(document.files):
            if place == 0:
                index.summary.count(entry, document.direction)
            if location is not None:
                fault = _put(index.bag, archive, entry, location)
                faults += [fault] if fault else []
            index.add(entry)
        if progress is not None:
            progress(index.summary.documents)
    return faults


def _put(bag: Bag, archive: Archive, entry: Entry, location: str) -> str | None:
    try:
        chunks = archive.chunks(location)
        first = next(iter(chunks), b"")  # nothing is written of a file that is not there
        sha256, _ = bag.add(entry.file, _again(first, chunks))
    except InvoiceKitError as problem:
        return f"{entry.number} {entry.file}: {problem}"
    if sha256 != entry.sha256:
        return f"{entry.number} {entry.file}: the archived bytes were changed"
    return None


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _finish(index: _Index, span: Span, party: Party, tools: Tools, facts: dict[str, str]) -> None:
    index.turn()
    index.json.write(b"\n]\n" if index.summary.files else b"[]\n")
    city = party.address.city if party.address else None
    described = gdpdu.index_xml(index.words, span, party.name or "", city or "", tools.now().date())
    bag = index.bag
    bag.add_spool("data/index.csv", index.table)
    bag.add_spool("data/index.json", index.json)
    bag.add("data/index.xml", [described.encode()])
    bag.add(f"data/{gdpdu.DTD_NAME}", [gdpdu.DTD.encode()])
    bag.add(CATALOGUE, [page.cover(index.words, index.summary, facts).encode()])


def _facts(tools: Tools, party: Party, span: Span) -> dict[str, str]:
    return {
        "company": party.name or "",
        "period": f"{span.start} – {span.end}",
        "made": f"{tools.now():%Y-%m-%d %H:%M} UTC",
    }


def _bag_info(facts: dict[str, str], span: Span, tools: Tools) -> dict[str, str]:
    return {
        "Source-Organization": facts["company"],
        "External-Description": f"Invoices {span.start} to {span.end}",
        "Bagging-Date": f"{tools.now():%Y-%m-%d}",
        "Bag-Software-Agent": "invoicekit",
    }


def _documents(storage: Storage, tenant: str, tools: Tools, span: Span) -> Iterator[_Document]:
    """Yields the documents of a period, issued ones before received ones, each list by date."""
    days: tuple[Condition, ...] = (
        ("issue_date", ">=", span.start),
        ("issue_date", "<=", span.end),
    )
    issued = Query(
        of=InvoiceRow,
        where=(*days, ("issued_at", "!=", None)),
        order="issued",
        limit=DOCUMENTS,
        heavy=True,
    )
    received = Query(of=ReceivedRow, where=days, limit=DOCUMENTS, heavy=True)
    yield from _pages(storage, tenant, tools, issued, _issued)
    yield from _pages(storage, tenant, tools, received, _received)


def _pages(
    storage: Storage,
    tenant: str,
    tools: Tools,
    query: Query[R],
    made: Callable[[UnitOfWork, Tools, R, tuple[Hold, ...]], _Document],
) -> Iterator[_Document]:
    """Yields the documents of a list, each page read in a transaction of its own."""
    after: str | None = None
    while True:
        read = partial(_page, tools=tools, query=query, made=made, after=after)
        found, after = storage.read(tenant, read)
        yield from found
        if after is None:
            return


def _page(
    uow: UnitOfWork,
    *,
    tools: Tools,
    query: Query[R],
    made: Callable[[UnitOfWork, Tools, R, tuple[Hold, ...]], _Document],
    after: str | None,
) -> tuple[list[_Document], str | None]:
    rows = uow.page(replace(query, after=after))
    holds = retention.active_holds(uow)
    return [made(uow, tools, row, holds) for row in rows.items], rows.next


def _issued(uow: UnitOfWork, tools: Tools, row: InvoiceRow, holds: tuple[Hold, ...]) -> _Document:
    invoice = invoice_of(row)
    query = Query(of=ArchiveRow, where=(("invoice_id", "=", row.id),))
    files = [kept.of_issued(each) for each in uow.stream(query)]
    known = retention.of_issued(uow, tools, row, holds)
    facts = (row.document_status, "", row.content_hash or "")
    return _Document(row.direction, _entries(uow, invoice, files, known, facts))


def _received(
    uow: UnitOfWork, tools: Tools, row: ReceivedRow, holds: tuple[Hold, ...]
) -> _Document:
    got = Received.model_validate_json(row.document)
    known = retention.of_received(uow, tools, row, holds)
    facts = (got.use.value, got.voucher or "", "")
    files = list(kept.of_received(row))
    return _Document(row.direction, _entries(uow, got.invoice, files, known, facts))


def _entries(
    uow: UnitOfWork,
    invoice: Invoice,
    files: list[kept.Kept],
    known: Retention,
    facts: tuple[str, str, str],
) -> tuple[tuple[Entry, str | None], ...]:
    gone = uow.get(DisposedRow, [file.location for file in files]) if files else []
    return tuple(
        (
            _entry(invoice, file, known, facts, there=disposed is None),
            file.location if disposed is None else None,
        )
        for file, disposed in zip(files, gone, strict=True)
    )


def _entry(
    invoice: Invoice, file: kept.Kept, known: Retention, facts: tuple[str, str, str], *, there: bool
) -> Entry:
    seller, buyer, totals = invoice.seller or Party(), invoice.buyer or Party(), invoice.totals
    status, voucher, seal = facts
    return Entry(
        direction=file.origin,
        number=known.number,
        type_code=invoice.type_code or "",
        issue_date=invoice.issue_date,
        seller=seller.name or "",
        seller_tax_id=_tax_id(seller),
        buyer=buyer.name or "",
        buyer_tax_id=_tax_id(buyer),
        currency=invoice.currency or "",
        without_vat=(totals.without_vat if totals else None) or ZERO,
        vat=(totals.vat if totals else None) or ZERO,
        total=(totals.with_vat if totals else None) or ZERO,
        status=status,
        voucher=voucher,
        file=path_of(invoice.issue_date, file.subject, _named(file)) if there else "",
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        sm3=file.sm3 or "",
        archived_at=file.stored_at.isoformat(),
        retain_until=known.until,
        on_hold="; ".join(hold.reason for hold in known.holds),
        document_id=file.subject,
        content_hash=seal,
    )


def _named(file: kept.Kept) -> str:
    """Returns a name that no other file of the document has: received ones are named by people."""
    return file.name if file.origin == "issued" else f"{file.sha256[:8]}-{file.name}"


def _tax_id(party: Party) -> str:
    return party.vat_id or party.tax_registration_id or ""


def _line(spool: IO[bytes], cells: list[str]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerow(cells)
    spool.write(text.getvalue().encode())
