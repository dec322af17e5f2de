"""The view: what stands on a document, written by hand for each language."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime

import pytest

from invoicekit.errors import RenderFailed
from invoicekit.jurisdiction import CorrectionPolicy
from invoicekit.model import (
    Address,
    Attribute,
    Charge,
    Identifier,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    LineCharge,
    OtherTaxBreakdown,
    Party,
    Period,
    Price,
    Template,
    Totals,
)
from invoicekit.regimes import regime_of
from invoicekit.renderers import InvoiceView, _build, view_of
from invoicekit.renderers._language import LABELS, languages

NB, NNB = "\u00a0", "\u202f"


def rows(view: InvoiceView) -> list[tuple[str, str]]:
    return [(row.label, row.value) for row in (*view.totals, view.grand)]


def facts(view: InvoiceView) -> dict[str, str]:
    return {fact.label: fact.value for fact in view.facts}


def test_a_german_invoice(german: Invoice) -> None:
    view = view_of(german, "de", original=True)
    assert (view.title, view.number, view.mark, view.draft) == (
        "Rechnung",
        "2026-100007",
        "",
        False,
    )
    assert facts(view) == {
        "Rechnungs-Nr.": "2026-100007",
        "Datum": "24.11.2026",
        "Lieferdatum": "20.11.2026",
        "Ihre Bestellung": "SO-88213",
        "Kunden-Nr.": "K-20417",
        "Fällig am": "08.12.2026",
    }
    assert rows(view) == [
        ("Zwischensumme", "1.147,08"),
        ("Treuerabatt", "-50,00"),
        ("Summe netto", "1.097,08"),
        (f"USt. 19{NB}%", "190,65"),
        (f"USt. 7{NB}%", "6,56"),
        ("Gesamt brutto", "1.294,29"),
        ("Bereits gezahlt", "-7,74"),
        ("Zahlbetrag", f"1.286,55{NB}€"),
    ]
    assert [(tax.rate, tax.taxable, tax.tax, tax.gross) for tax in view.taxes] == [
        (f"19{NB}%", "1.003,40", "190,65", "1.194,05"),
        (f"7{NB}%", "93,68", "6,56", "100,24"),
    ]
    lamp, book, dock = view.lines
    assert (lamp.title, lamp.quantity, lamp.unit, lamp.price) == (
        "Schreibtischlampe Aurora",
        "2",
        "Stk.",
        "477,80",
    )
    assert lamp.details == ("Messing gebürstet, LED 9 W dimmbar · Art.-Nr. 48213",)
    assert (book.price, dock.quantity) == ("18,735", "1,5")
    assert [line.carry for line in view.lines] == ["955,60", "1.049,28", "1.147,08"]
    assert view.due_detail == "fällig am 08.12.2026"
    assert view.reasons == ()
    assert [party.heading for party in view.parties] == ["Rechnung an", "Geliefert an"]
    assert view.parties[0].lines == (
        "z. Hd. Łucja Nováková",
        "Königsallee 27",
        "40212 Düsseldorf",
        "Deutschland",
    )
    assert view.notes[1:] == (
        "Zahlbar innerhalb von 14 Tagen ohne Abzug.",
        "Vielen Dank für Ihren Auftrag.",
    )
    assert view.footer == (
        ("Nordlicht Studio GmbH", "Speicherstraße 14", "20457 Hamburg, Deutschland"),
        ("Register-Nr. HRB 145872", "USt-IdNr. DE312456789"),
        ("Tel. +49 40 66969 210", "rechnung@nordlicht.example"),
    )


def test_an_english_export(export: Invoice) -> None:
    view = view_of(export, "en", original=True)
    assert view.title == "Invoice"
    assert view.parties[0].lines == ("18 Pine Street", "Portland, ME 04101", "United States")
    assert rows(view) == [
        ("Total excl. VAT", "4,300.20"),
        ("VAT 0%", "0.00"),
        ("Amount due", "$4,300.20"),
    ]
    assert (view.taxes[0].rate, view.taxes[0].category) == ("0%", "export")
    assert view.reasons == ("Steuerfreie Ausfuhrlieferung (§ 4 Nr. 1 Buchst. a UStG)",)
    assert facts(view)["Due date"] == "Dec 24, 2026"
    assert view.notes == ("Payable within 30 days without deduction.", "Thank you for your order.")
    assert view.payment is not None
    assert view.payment.qr == ""  # no SEPA transfer in dollars


def test_a_french_delivery_within_the_union(french: Invoice) -> None:
    view = view_of(french, "fr", original=False)
    assert (view.title, view.mark) == ("Facture", "Copie")
    assert rows(view) == [
        ("Total HT", f"1{NNB}049,28"),
        (f"TVA 0{NB}%", "0,00"),
        ("Montant à payer", f"1{NNB}049,28{NB}€"),
    ]
    assert view.taxes[0].category == "livraison intra-UE"
    assert view.reasons == ("Livraison intracommunautaire exonérée de TVA.",)
    assert view.parties[0].details == ("N° TVA FR40303265045",)


def test_a_chinese_document(chinese: Invoice) -> None:
    view = view_of(chinese, "zh-CN", original=False)
    assert (view.language, view.title, view.mark) == ("zh-CN", "商业发票", "副本")
    assert facts(view)["开具日期"] == "2026年11月24日"
    assert rows(view)[-1] == ("应付金额", "€4,300.20")
    assert view.lines[0].unit == "件"
    assert view.parties[0].details == ("统一社会信用代码 91310000MA1FL5AB12",)
    assert view.lines[0].details == ("拉丝黄铜，9 W 可调光 LED · 货号 48213 · 原产地：德国",)
    assert view.parties[0].lines == ("上海市徐汇区漕溪北路18号", "200030 中国")


@pytest.mark.parametrize(
    ("origin", "details"),
    [("DE", ()), ("IT", ("Ursprung: Italien",))],
)
def test_origin_is_told_where_goods_come_from_abroad_or_go_there(
    german: Invoice, origin: str, details: tuple[str, ...]
) -> None:
    line = InvoiceLine(item=Item(name="Ton", origin_country=origin))
    (home,) = view_of(german.replace(lines=[line]), "de", original=True).lines
    assert home.details == details
    abroad = german.replace(lines=[line], buyer=Party(address=Address(country="US")))
    (away,) = view_of(abroad, "de", original=True).lines
    assert away.details[0].startswith("Ursprung: ")


@pytest.mark.parametrize(
    ("code", "german_title", "english", "french_title", "chinese_title"),
    [
        ("380", "Rechnung", "Invoice", "Facture", "商业发票"),
        ("381", "Rechnungskorrektur", "Credit note", "Avoir", "贷项通知单"),
        ("384", "Korrigierte Rechnung", "Corrective invoice", "Facture rectificative", "更正发票"),
        ("386", "Anzahlungsrechnung", "Prepayment invoice", "Facture d’acompte", "预付款发票"),
        # § 14 (4) no. 10 UStG: "Gutschrift" is the self-billed invoice, never a credit note
        ("389", "Gutschrift", "Self-billed invoice", "Facture (autofacturation)", "买方自开发票"),
        ("999", "Rechnung", "Invoice", "Facture", "商业发票"),
    ],
)
def test_titles(
    german: Invoice,
    code: str,
    german_title: str,
    english: str,
    french_title: str,
    chinese_title: str,
) -> None:
    invoice = german.replace(type_code=code)
    titles = [view_of(invoice, tag, original=True).title for tag in ("de", "en", "fr", "zh-CN")]
    assert titles == [german_title, english, french_title, chinese_title]


def test_what_the_law_calls_a_correction_wins_over_the_labels(
    german: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = CorrectionPolicy(titles={"381": {"de": "Stornorechnung"}})
    regime = dataclasses.replace(regime_of("DE"), corrections=law)
    monkeypatch.setattr(_build, "regime_of", lambda _: regime)
    credit = german.replace(type_code="381")
    titles = [view_of(credit, tag, original=True).title for tag in ("de-DE", "fr")]
    assert titles == ["Stornorechnung", "Avoir"]


@pytest.mark.parametrize(("code", "title"), [("380", "发票"), ("381", "红字发票")])
def test_titles_of_a_chinese_issuer(german: Invoice, code: str, title: str) -> None:
    invoice = german.replace(type_code=code, seller=Party(address=Address(country="CN")))
    assert view_of(invoice, "zh", original=True).title == title


def test_a_credit_note_names_what_it_corrects_and_asks_for_nothing(credit_note: Invoice) -> None:
    view = view_of(credit_note, "de", original=True)
    assert facts(view)["Zu Rechnung"] == "2026-100007 vom\u00a024.11.2026"
    assert facts(view)["Korrektur-Nr."] == "CN2026-00003"
    assert rows(view)[-1] == ("Erstattungsbetrag", f"1.294,29{NB}€")
    assert view.payment is None
    assert view.due_detail == ""
    assert "Gutschrift" not in str(dataclasses.replace(view, labels={}))


def test_a_draft_has_a_mark_no_number_and_no_qr(german: Invoice) -> None:
    view = view_of(german.replace(number=None), "fr", original=True)
    assert (view.draft, view.mark, view.number) == (True, "Brouillon", "")
    assert facts(view)["Facture n°"] == "—"
    assert view.payment is not None
    assert view.payment.qr_payload == ""


def test_an_empty_invoice_has_a_view() -> None:
    view = view_of(Invoice(), "en", original=True)
    assert (view.seller.name, view.lines, view.totals, view.grand.value) == ("", (), (), "")
    assert view.timestamp == 0


def test_what_a_line_may_say(german: Invoice) -> None:
    line = InvoiceLine(
        quantity="250.00",
        unit="KGM",
        net_amount="90.00",
        note="Charge 7",
        price=Price(net="40.00", base_quantity="100", with_vat="47.60"),
        period=Period(start=date(2026, 11, 1), end=date(2026, 11, 30)),
        allowances=[LineAllowance(amount="12.00", percent="12", reason="Mengenrabatt")],
        charges=[LineCharge(amount="2.00"), LineCharge()],
        item=Item(
            name="Ton",
            buyer_id="B-7",
            standard_id=Identifier(value="4006381333931"),
            attributes=(Attribute(name="Farbe", value="rot"),),
        ),
    )
    (view,) = view_of(german.replace(lines=[line]), "de", original=True).lines
    assert (view.position, view.quantity, view.unit) == ("1", "250", "kg")
    assert (view.price, view.price_base, view.vat) == ("40,00", "je 100 kg", "")
    assert view.price_with_vat == "inkl. USt. 47,60"
    assert view.details == (
        "Ihre Art.-Nr. B-7 · 4006381333931 · Farbe: rot",
        "Charge 7",
        "01.11.2026 – 30.11.2026",
        f"Mengenrabatt 12{NB}%: -12,00",
        "Zuschlag: 2,00",
    )


def test_other_taxes_withholding_rounding_and_tax_currency(german: Invoice) -> None:
    invoice = german.replace(
        vat_currency="PLN",
        allowances=(),
        charges=[Charge(amount="10.00", reason="Versand"), Charge()],
        other_tax_breakdown=[
            OtherTaxBreakdown(scheme="QST", rate="9.975", taxable_amount="100", tax_amount="9.98"),
            OtherTaxBreakdown(
                scheme="IRPF", rate="15", taxable_amount="100", tax_amount="15", withholding=True
            ),
        ],
        totals=Totals(
            line_total="90.00",
            without_vat="100.00",
            vat="19.00",
            vat_in_vat_currency="81.70",
            other_taxes="9.98",
            with_vat="128.98",
            withheld="15.00",
            rounding="0.02",
            amount_due="114.00",
        ),
    )
    assert rows(view_of(invoice, "en-GB", original=True)) == [
        ("Subtotal", "90.00"),
        ("Versand", "10.00"),
        ("Total excl. VAT", "100.00"),
        ("VAT 19%", "190.65"),
        ("VAT 7%", "6.56"),
        ("VAT in PLN", "81.70"),
        ("QST 9.975%", "9.98"),
        ("Total incl. VAT", "128.98"),
        ("Withheld", "-15.00"),
        ("Rounding", "0.02"),
        ("Amount due", "€114.00"),
    ]


def test_paid_in_full(german: Invoice) -> None:
    totals = Totals(with_vat="10.00", prepaid="10.00", amount_due="0.00")
    view = view_of(german.replace(totals=totals), "en", original=True)
    assert view.due_detail == "Paid in full"


@pytest.mark.parametrize(
    ("terms", "text"),
    [
        ("net 30", "Payable within 30 days without deduction."),
        ("on receipt", "Payable on receipt without deduction."),
        ("2 % within 10 days", "2 % within 10 days"),
    ],
)
def test_payment_terms(german: Invoice, terms: str, text: str) -> None:
    assert text in view_of(german.replace(payment_terms=terms), "en", original=True).notes


@pytest.mark.parametrize(
    ("tag", "title", "total"),
    [
        ("de-AT", "Rechnung", f"€{NB}1.286,55"),
        ("zh", "商业发票", "€1,286.55"),
        ("ja", "Invoice", "€1,286.55"),
        ("xx-unknown", "Invoice", "€1,286.55"),
    ],
)
def test_languages_near_and_unknown(german: Invoice, tag: str, title: str, total: str) -> None:
    view = view_of(german, tag, original=True)
    assert (view.title, view.grand.value) == (title, total)


def test_a_template_overrides_texts_accent_footer_and_logo(german: Invoice) -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    template = Template(
        id="t",
        name="T",
        accent="#AA0011",
        footer="Own footer",
        logo_svg=logo,
        texts={"de": {"title": "Faktura", "thanks": ""}, "pl": {"amount_due": "Do zapłaty"}},
    )
    view = view_of(german, "de", original=True, template=template, footer="Issuer's", logo="<x/>")
    assert (view.title, view.accent, view.legal, view.logo) == (
        "Faktura",
        "#aa0011",
        "Own footer",
        logo,
    )
    assert len(view.notes) == 2
    polish = view_of(german, "pl", original=True, template=template)
    assert (polish.language, polish.due.label) == ("pl", "Do zapłaty")
    assert polish.due.value == f"1{NB}286,55{NB}€"


def test_an_accent_that_is_no_colour(german: Invoice) -> None:
    template = Template(id="t", name="T", accent="red;}body{display:none")
    with pytest.raises(RenderFailed, match="is no colour") as raised:
        view_of(german, "de", original=True, template=template)
    assert raised.value.where == "accent"


def test_the_timestamp_is_the_records(german: Invoice) -> None:
    at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert view_of(german, "de", original=True, issued_at=at).timestamp == 1795512600
    assert view_of(german, "de", original=True).timestamp == 1795478400


def test_currencies_without_decimals_and_unknown_ones(german: Invoice) -> None:
    totals = Totals(without_vat="1500", amount_due="1500")
    for currency, text in (("JPY", "¥1,500"), ("ZZZ", f"ZZZ{NB}1,500.00")):
        invoice = german.replace(currency=currency, totals=totals)
        assert view_of(invoice, "en", original=True).grand.value == text


def test_every_language_has_the_same_labels() -> None:
    read = {tag: json.loads((LABELS / f"{tag}.json").read_text("utf-8")) for tag in languages()}
    assert set(read) == {"de", "en", "fr", "zh-CN"}
    plain = {tag: {key for key in labels if "@" not in key} for tag, labels in read.items()}
    assert all(keys == plain["en"] for keys in plain.values())
    for labels in read.values():
        assert all(labels.values())
        assert all(key.partition("@")[0] in labels for key in labels)
        assert list(labels) == sorted(labels)


@pytest.mark.parametrize(
    ("currency", "shown"), [("EUR", "14,20"), ("JPY", "14"), (None, "14,20"), ("QQQ", "14,20")]
)
def test_a_net_price_taken_out_of_a_gross_one_is_shown_rounded(
    currency: str | None, shown: str
) -> None:
    price = Price(net="14.201667", with_vat="16.90")
    invoice = Invoice(currency=currency, lines=[InvoiceLine(price=price)])
    assert view_of(invoice, "de", original=True).lines[0].price == shown


def test_a_given_net_price_keeps_its_digits() -> None:
    invoice = Invoice(currency="EUR", lines=[InvoiceLine(price=Price(net="0.014201"))])
    assert view_of(invoice, "de", original=True).lines[0].price == "0,014201"
