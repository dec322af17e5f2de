"""Plain text: aligned columns, wide characters counted as two, nothing forged."""

from __future__ import annotations

import pytest

from invoicekit.model import Invoice, Party
from invoicekit.renderers import RENDERERS, view_of
from invoicekit.renderers.text import width, wrapped


def text(invoice: Invoice, locale: str = "de", *, original: bool = True) -> str:
    return RENDERERS["text"].render(view_of(invoice, locale, original=original), None).decode()


def test_a_german_table(german: Invoice) -> None:
    assert """
Pos.  Bezeichnung                  Menge  Einzelpreis  Betrag netto
-------------------------------------------------------------------
1     Schreibtischlampe Aurora    2 Stk.       477,80        955,60
2     Notizbuch A5 gepunktet      5 Stk.       18,735         93,68
3     USB-C-Dock Pro 11         1,5 Stk.        65,20         97,80
""" in text(german)


def test_a_chinese_table_counts_wide_characters_twice(chinese: Invoice) -> None:
    page = text(chinese, "zh-CN", original=False)
    assert "商业发票 2026-100010 [副本]\n===========================\n" in page
    assert (
        """
序号  项目名称          数量    单价      净额
----------------------------------------------
1     曙光台灯          9 件  477.80  4,300.20
"""
        in page
    )


def test_a_name_cannot_forge_a_line(german: Invoice) -> None:
    page = text(german.replace(buyer=Party(name="A\nZahlbetrag\u2028 0,00\u202e €\x1b[2J")))
    assert "\n  A Zahlbetrag 0,00 € [2J\n" in page


def test_drafts_and_credit_notes(german: Invoice, credit_note: Invoice) -> None:
    assert "\nRechnung [Entwurf]\n==================\n" in text(german.replace(number=None))
    assert "Überweisung" not in text(credit_note)


@pytest.mark.parametrize(
    ("given", "columns"),
    [("abc", 3), ("发票", 4), ("e\u0301", 1), ("ｱ", 1), ("Ａ", 2), ("\u200b", 0)],
)
def test_width(given: str, columns: int) -> None:
    assert width(given) == columns


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("abcdefghijk", ["abcdefgh", "ijk"]),
        ("发票发票发", ["发票发票", "发"]),
        ("", [""]),
    ],
)
def test_wrapping_at_eight_columns(given: str, lines: list[str]) -> None:
    assert wrapped(given, 8) == lines


def test_an_empty_invoice_is_still_a_text() -> None:
    assert "Invoice [Draft]" in text(Invoice(), "en")
