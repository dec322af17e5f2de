"""Letters: what is to be paid, by when and where to, in text and in every mail program."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from invoicekit.errors import RenderFailed
from invoicekit.model import DirectDebit, Invoice, Party, PaymentInstructions, Template
from invoicekit.renderers import letter_of
from invoicekit.renderers._language import languages

HOSTILE = "A\nZahlbetrag: 0,00\u202e €<script>alert(1)</script>"


def test_a_letter_says_what_to_pay_by_when_and_where_to(german: Invoice) -> None:
    letter = letter_of(german, "de")
    assert letter.subject == "Rechnung 2026-100007 von Nordlicht Studio GmbH"
    assert (
        letter.text.replace("\u00a0", " ")
        == """Guten Tag Café Großmann & Søn OHG,

unsere Rechnung 2026-100007 vom 24.11.2026 finden Sie im Anhang.

Rechnungs-Nr.: 2026-100007
Zahlbetrag: 1.286,55 €
Ihre Bestellung: SO-88213
Fällig am: 08.12.2026
IBAN: DE02 1203 0000 0000 2020 51
BIC: BYLADEM1001
Bank: Deutsche Kreditbank Berlin
Verwendungszweck: 2026-100007

Mit freundlichen Grüßen
Nordlicht Studio GmbH
"""
    )
    for each in (
        "1.286,55\u00a0€",
        "08.12.2026",
        "DE02 1203 0000 0000 2020 51",
        "Großmann &amp; Søn",
    ):
        assert each in letter.html


def test_a_credit_note_asks_for_nothing(credit_note: Invoice) -> None:
    text = letter_of(credit_note, "de").text
    assert "Erstattungsbetrag: " in text
    assert "Zu Rechnung: " in text
    assert "IBAN" not in text


def test_a_paid_invoice_asks_for_nothing(german: Invoice) -> None:
    assert german.totals is not None
    paid = german.replace(totals=german.totals.replace(amount_due=Decimal(0)))
    text = letter_of(paid, "fr").text
    assert "Paiement\u00a0: Il ne reste rien à payer." in text
    assert "IBAN" not in text


def test_a_debit_names_no_account_to_pay_to(german: Invoice) -> None:
    debit = PaymentInstructions(means_code="59", direct_debit=DirectDebit(mandate_id="M-1"))
    text = letter_of(german.replace(payment_instructions=debit), "de").text
    assert "Zahlung: Wird per Lastschrift eingezogen" in text
    assert "IBAN" not in text


def test_own_words_stand_for_the_greeting(german: Invoice) -> None:
    letter = letter_of(
        german, "de", subject="An\nBcc: all", message="Hallo & <b>\nzwei", again=True
    )
    assert letter.subject == "An Bcc: all (Erneut gesendet)"
    assert letter.text.startswith("Hallo & <b>\nzwei\n\nRechnungs-Nr.: ")
    assert ">Hallo &amp; &lt;b&gt;<br>zwei</td>" in letter.html
    assert "Guten Tag" not in letter.html


def test_a_template_brings_its_colour_and_words(german: Invoice) -> None:
    template = Template(
        id="own",
        version=1,
        name="Own",
        accent="#AA0000",
        texts={"de": {"letter_greeting": "Moin {buyer}!"}},
    )
    letter = letter_of(german, "de", template=template)
    assert letter.text.startswith("Moin Café Großmann & Søn OHG!\n")
    assert "border-top:4px solid #aa0000" in letter.html
    with pytest.raises(RenderFailed, match="no colour"):
        letter_of(german, "de", template=template.replace(accent="red"))


def test_a_name_forges_no_line_and_runs_nothing(german: Invoice) -> None:
    letter = letter_of(german.replace(buyer=Party(name=HOSTILE)), "de")
    assert "\nZahlbetrag: 0,00" not in letter.text
    assert "\u202e" not in letter.text + letter.html
    assert "<script" not in letter.html


@pytest.mark.parametrize("tag", [*languages(), "ar", "he-IL"])
def test_every_mail_program_shows_it(chinese: Invoice, tag: str) -> None:
    """No picture, no script, no link, no style sheet: what mail programs take away."""
    html = letter_of(chinese, tag).html
    assert not re.search(r"<(?:img|script|link|style|a|form|iframe)\b|data:image|flex|grid", html)
    assert "{" not in html
