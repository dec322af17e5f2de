"""Letters: print-ready PDFs in a queue, taken in batches with a list of what is in them.

A letter is a sheet with the address where the envelope's window is, then the archived original as
it is. What is sent again is stamped as a copy, for two originals of one invoice would be two
invoices (EU VAT directive, article 203).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from invoicekit.cells import as_text
from invoicekit.delivery._fates import each_alone
from invoicekit.errors import DeliveryFailed, InputError, StateError
from invoicekit.formats._carriers.pdf_pages import joined, stamped
from invoicekit.model.retry import RetrySchedule
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import Envelope, Sent
from invoicekit.renderers import CoverSheet, copy_stamp, cover_sheet
from invoicekit.whole_files import write_whole

PDF, MANIFEST = "letters.pdf", "manifest.csv"
COLUMNS = (
    "position",
    "delivery_id",
    "recipient",
    "address",
    "first_page",
    "last_page",
    "copy",
    "subject",
    "carrier",
    "tracking_number",
    "returned",
)
"""The last three are the print shop's to fill in."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Letters that are printed together: one PDF, and the list of what is on which page."""

    pdf: Path
    manifest: Path
    letters: int


@dataclass(frozen=True, kw_only=True)
class PrintQueue:
    """A folder where letters wait to be printed; a recipient is the lines of an address.

    Attributes:
        root: The folder; `queue` in it is ours, `batches` is for the print shop.
        duplex: Whether sheets are printed on both sides: each letter begins on a sheet of its own.
        retries: When to try again; the kit's schedule where it is None.
    """

    root: Path
    duplex: bool = False
    retries: RetrySchedule | None = None
    name: str = "post"

    def send(self, envelope: Envelope) -> Sent:
        """Puts a letter to each recipient into the queue and returns each one's fate.

        A letter that was printed already is not printed again, however often it is sent.

        Raises:
            DeliveryFailed: The folder cannot be written, there is no PDF to print, or the address
                does not fit the window.
        """
        original = next(
            (file.data for file in envelope.files if file.media_type == "application/pdf"), None
        )
        if original is None:
            raise DeliveryFailed(
                "there is no PDF to print",
                retryable=False,
                where=envelope.id,
                hint="Install the extra 'pdf', so that documents are issued as PDF, too.",
            )

        def queued(recipient: str) -> DeliveryStatus:
            try:
                self._queue(envelope, recipient, original)
            except InputError as problem:
                raise DeliveryFailed(problem.message, retryable=False, where="to") from problem
            except OSError as problem:
                raise DeliveryFailed(
                    f"the print queue cannot be written: {problem.strerror}",
                    retryable=True,
                    where=str(self.root),
                ) from problem
            return DeliveryStatus.PRINTED

        return Sent(each_alone(envelope.recipients, queued), envelope.id)

    def batch(self, name: str) -> Batch:
        """Takes what waits into one PDF with a manifest and returns them; by name, once.

        The same name gives the same batch again. Each letter is in one batch only, even where this
        was broken off in the middle.

        Raises:
            InputError: The name is none for a folder.
            StateError: No letter waits.
        """
        if not name or name != Path(name).name or name.startswith("."):
            raise InputError(f"{name!r} is no name of a batch", where="name", expected="2026-03-02")
        target = self._batches / name
        if not target.is_dir():
            self._make(target)
        for letter in self._listed(target):
            for suffix in (".pdf", ".json"):
                (self._waiting / f"{letter}{suffix}").unlink(missing_ok=True)
        return Batch(target / PDF, target / MANIFEST, sum(1 for _ in self._listed(target)))

    def _queue(self, envelope: Envelope, recipient: str, original: bytes) -> None:
        lines = [line.strip() for line in recipient.splitlines() if line.strip()]
        sheet = CoverSheet(
            sender=envelope.sender_lines or (envelope.sender[0],),
            recipient=lines,
            subject=envelope.subject,
            text=envelope.text,
            locale=envelope.locale,
            at=envelope.at,
            again=envelope.again,
        )
        pages = stamped(original, copy_stamp(envelope.locale)) if envelope.again else original
        data, _ = joined((cover_sheet(sheet), pages))
        entry = {
            "delivery_id": envelope.id,
            "lines": lines,
            "subject": envelope.subject,
            "copy": envelope.again,
        }
        self._waiting.mkdir(parents=True, exist_ok=True)
        letter = f"{envelope.id}-{sha256(recipient.encode()).hexdigest()[:8]}"
        write_whole(self._waiting / f"{letter}.pdf", data)
        write_whole(
            self._waiting / f"{letter}.json", json.dumps(entry, ensure_ascii=False).encode()
        )

    def _make(self, target: Path) -> None:
        printed = {
            letter
            for other in (self._batches.iterdir() if self._batches.is_dir() else ())
            if other.is_dir() and not other.name.startswith(".")
            for letter in self._listed(other)
        }
        waiting = sorted(self._waiting.glob("*.json")) if self._waiting.is_dir() else []
        letters = [path.stem for path in waiting if path.stem not in printed]
        if not letters:
            raise StateError("no letter waits to be printed", where=str(self._waiting))
        entries = [json.loads((self._waiting / f"{each}.json").read_text()) for each in letters]
        documents = [(self._waiting / f"{each}.pdf").read_bytes() for each in letters]
        data, counts = joined(documents, from_odd=self.duplex)
        part = target.with_name(f".{target.name}.part")
        part.mkdir(parents=True, exist_ok=True)
        (part / PDF).write_bytes(data)
        (part / MANIFEST).write_text(_manifest(entries, counts), "utf-8-sig")
        (part / ".letters").write_text("\n".join(letters), "utf-8")
        part.rename(target)  # from here on it is the batch, whatever happens

    @property
    def _waiting(self) -> Path:
        return Path(self.root) / "queue"

    @property
    def _batches(self) -> Path:
        return Path(self.root) / "batches"

    @staticmethod
    def _listed(batch: Path) -> Iterator[str]:
        yield from (batch / ".letters").read_text("utf-8").split()


def _manifest(entries: list[dict[str, object]], counts: list[int]) -> str:
    made = io.StringIO()
    rows = csv.DictWriter(made, COLUMNS, restval="")
    rows.writeheader()
    page = 1
    for position, (entry, count) in enumerate(zip(entries, counts, strict=True), 1):
        lines = entry["lines"]
        assert isinstance(lines, list)
        rows.writerow(
            {
                "position": position,
                "delivery_id": entry["delivery_id"],
                "recipient": as_text(lines[0]),
                "address": as_text(", ".join(lines[1:])),
                "first_page": page,
                "last_page": page + count - 1,
                "copy": "yes" if entry["copy"] else "",
                "subject": as_text(str(entry["subject"])),
            }
        )
        page += count
    return made.getvalue()


CHANNEL = PrintQueue
