"""The payment block and the QR code a banking app reads."""

from __future__ import annotations

import io
import sys

import pypdfium2  # type: ignore[import-untyped]  # ships none
import pytest
import zxingcpp

from invoicekit.model import (
    BankAccount,
    DirectDebit,
    Invoice,
    Party,
    PaymentCard,
    PaymentInstructions,
    Totals,
)
from invoicekit.renderers import RENDERERS, view_of
from invoicekit.renderers import _qr as qr
from invoicekit.renderers._payment import grouped_iban, qr_payload

EPC = (
    "BCD\n002\n1\nSCT\nBYLADEM1001\nNordlicht Studio GmbH\nDE02120300000000202051\nEUR1286.55"
    "\n\n\n2026-100007"
)


def test_the_payload_follows_epc069_12(german: Invoice) -> None:
    assert qr_payload(german) == EPC


def test_a_scanner_reads_the_printed_code(german: Invoice) -> None:
    view = view_of(german, "de", original=True)
    page = pypdfium2.PdfDocument(io.BytesIO(RENDERERS["pdf"].render(view, None)))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert code.text == EPC
    assert code.ec_level == "M"


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": "USD"},
        {"number": None},
        {"type_code": "381"},
        {"payment_instructions": None},
        {"totals": None},
        {"totals": Totals(amount_due="0.00")},
        {"totals": Totals(amount_due="1000000000.00")},
        {"seller": None},
        {"payment_instructions": PaymentInstructions(accounts=(BankAccount(id="123-456"),))},
        {
            "payment_instructions": PaymentInstructions(
                means_code="59", accounts=(BankAccount(id="DE02120300000000202051"),)
            )
        },
    ],
)
def test_documents_without_a_code(german: Invoice, changes: dict[str, object]) -> None:
    assert qr_payload(german.replace(**changes)) == ""


def test_names_are_cut_and_cannot_add_lines(german: Invoice) -> None:
    account = BankAccount(id="de02 1203 0000 0000 2020 51", name="A\nEUR1.00" + "x" * 90)
    given = PaymentInstructions(accounts=(account,), remittance="R\nS")
    lines = qr_payload(german.replace(payment_instructions=given)).split("\n")
    assert lines[5] == "A EUR1.00" + "x" * 61
    assert lines[6:8] == ["DE02120300000000202051", "EUR1286.55"]
    assert lines[10:] == ["R S"]


def test_the_payee_receives(german: Invoice) -> None:
    assert qr_payload(german.replace(payee=Party(name="Factor AG"))).split("\n")[5] == "Factor AG"


@pytest.mark.parametrize(
    ("account", "text"),
    [
        ("DE02120300000000202051", "DE02 1203 0000 0000 2020 51"),
        ("fr76 3000 6000 0112 3456 7890 189", "FR76 3000 6000 0112 3456 7890 189"),
        ("12-3456 789", "12-3456 789"),
    ],
)
def test_ibans_stand_in_groups_of_four(account: str, text: str) -> None:
    assert grouped_iban(account) == text


@pytest.mark.parametrize(
    ("given", "title", "rows"),
    [
        (
            PaymentInstructions(
                direct_debit=DirectDebit(mandate_id="M-1", creditor_id="DE98ZZZ09999999999")
            ),
            "Collected by direct debit",
            [
                ("Mandate", "M-1"),
                ("Creditor ID", "DE98ZZZ09999999999"),
                ("Reference", "2026-100007"),
            ],
        ),
        (
            PaymentInstructions(card=PaymentCard(number="4711", holder="M. Roe")),
            "Paid by card",
            [("Card", "4711"), ("Account holder", "M. Roe")],
        ),
        (
            PaymentInstructions(means_text="Cash", accounts=(BankAccount(id="1-2", name="Shop"),)),
            "Pay by bank transfer",
            [
                ("Payment", "Cash"),
                ("Account holder", "Shop"),
                ("Account", "1-2"),
                ("Reference", "2026-100007"),
            ],
        ),
    ],
)
def test_ways_to_pay(
    german: Invoice, given: PaymentInstructions, title: str, rows: list[tuple[str, str]]
) -> None:
    payment = view_of(german.replace(payment_instructions=given), "en", original=True).payment
    assert payment is not None
    assert payment.title == title
    assert [(row.label, row.value) for row in payment.rows] == rows


def test_instructions_that_say_nothing(german: Invoice) -> None:
    invoice = german.replace(number=None, payment_instructions=PaymentInstructions())
    assert view_of(invoice, "en", original=True).payment is None


def test_without_segno_there_is_no_code(german: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    qr.svg.cache_clear()
    monkeypatch.setitem(sys.modules, "segno", None)
    payment = view_of(german, "en", original=True).payment
    qr.svg.cache_clear()
    assert payment is not None
    assert (payment.qr, payment.qr_payload, payment.hint) == ("", "", "")
