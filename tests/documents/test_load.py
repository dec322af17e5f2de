"""Any file that is an invoice can be loaded: envelopes, encodings, attachments of any size."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit.documents import source

NAME = "Bäckerei Ömer & Söhne – Zürich"
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"


@pytest.fixture(scope="module")
def invoice() -> ik.Invoice:
    line = ik.InvoiceLine(
        id="1",
        quantity="1",
        unit="C62",
        item=ik.Item(name="Brot"),
        price=ik.Price(net="4.20"),
        vat_category="S",
        vat_rate="7",
    )
    country = ik.Address(country="DE")
    return ik.calculate(
        ik.Invoice(
            number="R-1",
            currency="EUR",
            seller=ik.Party(name=NAME, address=country),
            buyer=ik.Party(name="Eva", address=country),
            lines=[line],
        )
    )


@pytest.fixture(scope="module", params=["ubl", "cii"])
def text(request: pytest.FixtureRequest, invoice: ik.Invoice) -> str:
    return ik.write(invoice, request.param).decode().partition("?>")[2].strip()


def declared(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("UTF-16", "utf-16-be"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("ISO-8859-15", "iso-8859-15"),
        ("GB18030", "gb18030"),
    ],
)
def test_every_declared_encoding_is_read(text: str, label: str, encoding: str) -> None:
    data = declared(label, text).encode(encoding, "xmlcharrefreplace")

    seller = ik.read(data).seller
    assert seller is not None
    assert seller.name == NAME


@pytest.mark.parametrize(
    "data",
    [
        declared("UTF-8", "{}").encode("latin-1"),
        declared("UTF-16", "{}").encode("utf-8"),
        declared("UTF-7", "{}").encode("utf-8"),
        declared("nonsense", "{}").encode("utf-8"),
    ],
)
def test_a_wrong_encoding_is_told_once(text: str, data: bytes) -> None:
    whole = data.replace(b"{}", text.encode("latin-1", "xmlcharrefreplace"))

    with pytest.raises(
        ik.InputError, match=r"^the encoding is wrong: [^\n]+UTF-8 and declare that"
    ):
        ik.load(whole)


def test_an_envelope_and_remarks_make_no_difference(text: str) -> None:
    plain = ik.load(text.encode())
    header = "<sh:StandardBusinessDocumentHeader><sh:HeaderVersion>1.0</sh:HeaderVersion>"
    enveloped = (
        f'\n<!-- {"x" * 9_000} --><sh:StandardBusinessDocument xmlns:sh="{SBDH}">{header}'
        f"</sh:StandardBusinessDocumentHeader><?note?>{text}</sh:StandardBusinessDocument>"
    ).encode()

    document = ik.load(enveloped)

    assert ik.detect(enveloped) == document.format == plain.format
    assert document.invoice == plain.invoice
    assert [str(f) for f in ik.validate(document).findings] == [
        str(f) for f in ik.validate(plain).findings
    ]


def test_a_larger_attachment_is_read_by_those_who_ask(invoice: ik.Invoice, tmp_path: Path) -> None:
    payload = "QUJD" * 4_000_000
    large = invoice.replace(attachments=[ik.Attachment(id="A", data=payload, mime_type="a/b")])
    path = tmp_path / "large.xml"
    path.write_bytes(ik.write(large, "ubl"))

    with pytest.raises(ik.InputError, match="more than 10,485,760 bytes"):
        ik.load(path)
    limits = ik.Limits(attachment=12_000_000)
    assert ik.read(path, limits=limits).attachments[0].data == payload
    assert ik.validate(path, limits=limits).profile == ik.load(path, limits=limits).profile


@pytest.mark.parametrize("open_it", [str, Path, lambda path: Path(path).read_bytes()])
def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, open_it: Callable[[str], str | Path | bytes]
) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"<a>" + b" " * 100 + b"</a>")

    with pytest.raises(ik.InputError, match="at most 50 bytes"):
        ik.load(open_it(str(path)), limits=ik.Limits(size=50))


def test_of_a_file_no_more_is_read_than_shows_its_size(tmp_path: Path) -> None:
    """A hole of a terabyte: whoever reads it whole has no memory for it."""
    path = tmp_path / "hole.xml"
    with path.open("wb") as file:
        file.write(b"<a>")
        file.truncate(1 << 40)

    with pytest.raises(ik.InputError, match=r"more than 64,000,000 bytes"):
        ik.load(path)


def test_of_a_stream_no_more_is_taken_than_needed() -> None:
    stream = io.BytesIO(b"<a>" + b" " * 1_000)

    with pytest.raises(ik.InputError, match="at most 50 bytes"):
        ik.load(stream, limits=ik.Limits(size=50))
    assert stream.tell() == 51
    assert source.bytes_of(b"<a/>") == b"<a/>"


MEASURE = """
import sys, tracemalloc
import invoicekit as ik
def peak():
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) * 1024
ik.validate(sys.argv[1])
before = peak()
tracemalloc.start()
document = ik.load(sys.argv[2])
print(peak() - before, tracemalloc.get_traced_memory()[1], len(document.invoice.attachments))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
@pytest.mark.parametrize("form", ["ubl", "cii"])
def test_reading_takes_at_most_three_times_the_file(
    form: str, invoice: ik.Invoice, tmp_path: Path
) -> None:
    """Peak of the process and of Python's own memory, the bytes of the file included."""
    small, large = tmp_path / "small.xml", tmp_path / "large.xml"
    small.write_bytes(ik.write(invoice, form))
    pdf = ik.Attachment(id="A", data="QUJD" * 3_300_000, mime_type="application/pdf")
    large.write_bytes(ik.write(invoice.replace(attachments=[pdf]), form))

    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(small), str(large)],
        capture_output=True,
        text=True,
        check=True,
    )

    resident, traced, attachments = map(int, run.stdout.split())
    size = large.stat().st_size
    assert attachments == 1
    assert resident < 3.1 * size  # pages come by the dozen
    assert traced < 2.1 * size  # the bytes, and the text that the document keeps
