"""Letters: the address in the window, each printed once, copies marked, lists that add up."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped,unused-ignore]  # it has no types
import pytest

import invoicekit as ik
from invoicekit.delivery.post import Batch, PrintQueue
from invoicekit.errors import DeliveryFailed, InputError, StateError
from invoicekit.formats._carriers.pdf_pages import joined, stamped
from invoicekit.model import DeliveryStatus
from invoicekit.renderers import CoverSheet, copy_stamp, cover_sheet
from invoicekit.testing.delivery_contract import AT, BLANK_PDF, envelope

ACME = "ACME GmbH\nFrau Schmidt\nWeg 1\n20095 Hamburg"
POINT = 72 / 25.4
"""Points of a millimetre."""


@dataclass(frozen=True)
class Seen:
    """A text on a page, in millimetres from the upper left corner of A4."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def texts(data: bytes, page: int = 0) -> list[Seen]:
    pdf = pypdfium2.PdfDocument(data)
    found = pdf[page].get_textpage()
    seen = []
    for place in range(found.count_rects()):
        left, bottom, right, top = (each / POINT for each in found.get_rect(place))
        text = found.get_text_bounded(*found.get_rect(place)).strip()
        seen.append(Seen(text, left, 297 - top, right, 297 - bottom))
    pdf.close()
    return seen


def pages(data: bytes) -> int:
    pdf = pypdfium2.PdfDocument(data)
    count = len(pdf)
    pdf.close()
    return count


def marks(data: bytes) -> list[float]:
    """How far from the top a short line stands at the left edge, in millimetres."""
    pdf = pypdfium2.PdfDocument(data)
    image = pdf[0].render(scale=4).to_pil().convert("L")
    pdf.close()
    column = round(5 * POINT * 4)
    dark = [y for y in range(image.height) if image.getpixel((column, y)) < 200]
    return sorted({round(y / 4 / POINT / 1.5) * 1.5 for y in dark})


def sheet(recipient: Sequence[str], *, again: bool = False, locale: str = "de") -> bytes:
    return cover_sheet(
        CoverSheet(
            sender=("Müller GmbH", "Hauptstr. 1", "10115 Berlin"),
            recipient=recipient,
            subject="Rechnung R-1",
            text="Guten Tag,\n\nunsere Rechnung.",
            locale=locale,
            at=AT,
            again=again,
        )
    )


def test_the_address_stands_in_the_window() -> None:
    """DIN 5008 form B in a DL window: 45 mm from the top, 20 mm from the left, 85 by 45 mm."""
    lines = ["ACME GmbH", "Einkauf", "Frau Schmidt", "Hinterhaus", "Weg 1", "20095 Hamburg"]
    seen = {each.text: each for each in texts(sheet(lines))}
    for line in lines:
        assert 24 <= seen[line].left <= 26
        assert seen[line].top >= 62.7
        assert seen[line].bottom <= 90
        assert seen[line].right <= 105
    sender = seen["Müller GmbH · Hauptstr. 1 · 10115 Berlin"]
    assert 56 <= sender.top < sender.bottom <= 62.7
    inside = [each.text for each in seen.values() if 45 <= each.top < 90 and each.left < 105]
    assert inside == [sender.text, *lines]  # and nothing else looks out of it
    assert seen["Rechnung R-1"].top > 98


def test_folds_and_the_hole_are_marked() -> None:
    assert marks(sheet(["ACME GmbH", "20095 Hamburg"])) == [105, 148.5, 210]


def test_the_same_letter_is_the_same_bytes() -> None:
    assert sheet(["ACME"]) == sheet(["ACME"])
    assert joined([BLANK_PDF, sheet(["ACME"])]) == joined([BLANK_PDF, sheet(["ACME"])])


@pytest.mark.parametrize("recipient", [[], [str(line) for line in range(7)]])
def test_an_address_that_does_not_fit_is_refused(recipient: list[str]) -> None:
    with pytest.raises(InputError, match=f"{len(recipient)} lines"):
        sheet(recipient)


@pytest.mark.parametrize(("locale", "mark"), [("de", "Kopie"), ("zh-CN", "副本"), ("fr", "Copie")])
def test_a_reprint_says_so_on_every_page(locale: str, mark: str) -> None:
    whole = stamped(joined([BLANK_PDF, BLANK_PDF])[0], copy_stamp(locale))
    for page in (0, 1):
        assert [each.text for each in texts(whole, page)] == [mark]
    assert mark in {each.text for each in texts(sheet(["ACME"], again=True, locale=locale))}
    assert mark not in {each.text for each in texts(sheet(["ACME"], locale=locale))}


def test_what_is_no_pdf_cannot_be_printed(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        joined([b"%PDF nonsense"])
    post = PrintQueue(root=tmp_path)
    with pytest.raises(DeliveryFailed, match="no PDF to print") as caught:
        post.send(envelope(ACME, files=()))
    assert not caught.value.retryable
    with pytest.raises(DeliveryFailed, match="7 lines") as caught:
        post.send(envelope("\n".join("abcdefg")))
    assert not caught.value.retryable


def rows(batch: Batch) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(batch.manifest.read_text("utf-8-sig"))))


def ids(batch: Batch) -> list[str]:
    return [row["delivery_id"] for row in rows(batch)]


@pytest.mark.parametrize(("duplex", "places"), [(False, "1-2 3-5"), (True, "1-2 3-6")])
def test_a_batch_lists_the_pages_of_each_letter(
    tmp_path: Path, places: str, *, duplex: bool
) -> None:
    post = PrintQueue(root=tmp_path, duplex=duplex)
    post.send(envelope(ACME, id="a"))
    two_pages = joined([BLANK_PDF, BLANK_PDF])[0]
    files = tuple(
        ik.File(f.kind, f.name, f.media_type, two_pages, f.sha256, original=True)
        for f in envelope().files[:1]
    )
    post.send(envelope("=HYPERLINK()\nWeg 2\n20095 Hamburg", id="b", files=files, again=True))
    batch = post.batch("2026-03-02")

    found = rows(batch)
    assert " ".join(f"{each['first_page']}-{each['last_page']}" for each in found) == places
    assert pages(batch.pdf.read_bytes()) == int(places[-1])
    assert [each["recipient"] for each in found] == ["ACME GmbH", "'=HYPERLINK()"]
    assert [each["copy"] for each in found] == ["", "yes"]
    assert found[0]["address"] == "Frau Schmidt, Weg 1, 20095 Hamburg"
    assert batch.letters == 2


def test_each_letter_is_printed_once(tmp_path: Path) -> None:
    post = PrintQueue(root=tmp_path)
    post.send(envelope(ACME, id="a"))
    first = post.batch("one")
    assert (post.batch("one"), ids(first)) == (first, ["a"])  # again it is the same
    post.send(envelope(ACME, id="a"))  # a worker that died sends it once more
    post.send(envelope(ACME, "Beta AG\n10115 Berlin", id="b"))
    assert ids(post.batch("two")) == ["b", "b"]
    with pytest.raises(StateError, match="no letter waits"):
        post.batch("three")


def test_a_batch_that_was_broken_off_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At either end: before it has its name nothing is lost, afterwards nothing is doubled."""
    post = PrintQueue(root=tmp_path)
    post.send(envelope(ACME, id="a"))

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", broken)
        with pytest.raises(KeyboardInterrupt):
            post.batch("one")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", broken)
        with pytest.raises(KeyboardInterrupt):
            post.batch("one")
    post.send(envelope(ACME, id="b"))
    assert ids(post.batch("two")) == ["b"]
    assert ids(post.batch("one")) == ["a"]


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden"])
def test_a_name_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        PrintQueue(root=tmp_path).batch(name)


def test_a_letter_is_printed_mailed_and_comes_back(tmp_path: Path) -> None:
    post = PrintQueue(root=tmp_path)
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=ik.Party(
                name="Shop GmbH",
                address=ik.Address(line1="Weg 9", city="Berlin", postcode="10115", country="DE"),
            ),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        clock=lambda: AT,
        channels={"post": post},
    )
    address = ik.Address(line1="Weg 1", city="Graz", postcode="8010", country="AT")
    buyer = kit.customers.create(name="ACME", address=address, language="de", actor="a")
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
    issued = kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a")
    sent = kit.deliveries.send(issued.id, channel="post", actor="a")
    kit.run_outbox()
    assert kit.deliveries.get(sent.id).status is DeliveryStatus.PRINTED
    batch = post.batch("2026-03-02")
    seen = [each.text for each in texts(batch.pdf.read_bytes())]
    assert seen[seen.index("ACME") :][:4] == ["ACME", "Weg 1", "8010 Graz", "Österreich"]
    [row] = rows(batch)
    for fact, status in (("mail", "mailed"), ("return", "returned")):
        told = kit.deliveries.record(
            row["delivery_id"],
            fact,
            carrier="Deutsche Post",
            tracking_number="RR123456785DE",
            actor="print shop",
        )
        assert told.status == status
        assert (told.carrier, told.tracking_number) == ("Deutsche Post", "RR123456785DE")
    again = kit.deliveries.resend(sent.id, to=[ACME], actor="a")
    kit.run_outbox()
    [row] = rows(post.batch("again"))
    assert (row["delivery_id"], row["copy"]) == (again.id, "yes")


def test_who_has_no_address_gets_no_letter(tmp_path: Path) -> None:
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=ik.Party(name="Shop GmbH", address=ik.Address(country="DE")),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        channels={"post": PrintQueue(root=tmp_path)},
    )
    buyer = kit.customers.create(name="ACME", country="DE", actor="a")
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
    issued = kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a")
    for channel, what in {"post": "postal address", "sms": "telephone", "email": "mail"}.items():
        with pytest.raises(InputError, match=f"no .*{what}"):
            kit.deliveries.send(issued.id, channel=channel, actor="a")
