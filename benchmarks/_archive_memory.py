"""What checking and exporting an archive adds at its peak: the same for any number and any size."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import invoicekit as ik
from benchmarks import Row, compared
from invoicekit.model.rows import ArchiveRow
from invoicekit.services._kept import archive_row
from invoicekit.storage import open_storage

ALLOWED_MB = 24.0
"""A page of the index, pieces of files and lists, and the database's own cache; not the archive."""
MANY, SMALL = 1000, 20_000
FEW, LARGE = 3, 64_000_000
PDF = "application/pdf"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
_PROGRAM = """
import gc, sys
from pathlib import Path
import invoicekit as ik
def memory(name):
    [line] = [each for each in open("/proc/self/status") if each.startswith(name)]
    return int(line.split()[1])
folder = Path({folder!r})
archive = ik.EncryptedArchive(ik.open_archive(folder / "kept"), ik.KeyRing({{"a": bytes(32)}}))
kit = ik.InvoiceKit.from_url(f"sqlite:///{{folder / 'shop.db'}}", archive=archive)
kit.archive.export("2020", folder / "{name}-empty")
gc.collect()
Path("/proc/self/clear_refs").write_text("5")
before = memory("VmRSS")
done = {work}
assert done.intact if hasattr(done, "intact") else not done.faults
print(memory("VmHWM") - before)
"""
"""An empty period first: what is loaded once is not counted. The peak begins anew at "5"."""
WORKS = {
    "verify": "kit.archive.verify()",
    "export": 'kit.archive.export("2026", folder / "package")',
}


def rows(folder: Path) -> list[Row]:
    """Returns both works over many small files and over few large ones, encrypted."""
    found = []
    for documents, size in ((MANY, SMALL), (FEW, LARGE)):
        place = folder / f"{documents}"
        place.mkdir()
        _fill(place, documents, size)
        for name, work in WORKS.items():
            label = f"{name} {documents} files of {size // 1000} KB / {ALLOWED_MB:g} (MB)"
            found.append(compared(label, _added(place, name, work), ALLOWED_MB, 1.0))
    return found


def _fill(folder: Path, documents: int, size: int) -> None:
    archive = ik.EncryptedArchive(ik.open_archive(folder / "kept"), ik.KeyRing({"a": bytes(32)}))
    issuer = ik.Issuer(
        party=ik.Party(name="Shop GmbH", address=ik.Address(city="Berlin", country="DE")),
        approval=ik.ApprovalPolicy(bands=[]),
    )
    rows: list[ArchiveRow] = []
    url = f"sqlite:///{folder / 'shop.db'}"
    with ik.InvoiceKit.from_url(url, issuer=issuer, archive=archive, clock=lambda: NOW) as kit:
        buyer = kit.customers.create(name="ACME", country="DE", actor="alice")
        line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
        for number in range(documents):
            order = ik.Order(
                reference=f"{number}", customer_id=buyer.id, currency="EUR", lines=[line]
            )
            draft = kit.invoices.create_from_order(order, actor="alice")
            record = kit.invoices.issue(draft.id, actor="bob")
            data = number.to_bytes(4, "big") * (size // 4)
            digest = hashlib.sha256(data).hexdigest()
            file = ik.File("pdf", f"{number}.pdf", PDF, data, digest, original=True)
            location = archive.put(f"default/{number}", data, media_type=PDF)
            rows.append(archive_row("default", record.id, file, location, NOW))
    with closing(open_storage(url)) as storage:
        storage.write("default", lambda uow: uow.add(rows))


def _added(folder: Path, name: str, work: str) -> float:
    program = _PROGRAM.format(folder=str(folder), name=name, work=work)
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return int(told.stdout) / 1024
