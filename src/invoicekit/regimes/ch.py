"""Switzerland: Mehrwertsteuergesetz (MWSTG, SR 641.20), its ordinance (MWSTV)."""

from decimal import Decimal

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction import (
    Case,
    CorrectionPolicy,
    NumberingPolicy,
    Regime,
    RoundingPolicy,
    history,
)
from invoicekit.jurisdiction.cases import ABROAD, EXPORT, HOME
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.retention import kept
from invoicekit.model.invoice import Invoice
from invoicekit.money import ZERO

PENSIONS = "Art. 25 MWSTG as raised for the AHV (Bundesbeschluss of 2021-12-17)"
RAIL = "Art. 25 MWSTG: the supplement for the IV ends, 0.1 % for the railways stays"
INVALIDITY = "Art. 25 MWSTG with the supplement for the IV, 2011 to 2017"
OLD = "Bundesgesetz of 1999-09-02 on VAT, article 36"

RATES = history(
    "CH",
    ("standard", "8.1", "2024-01-01", PENSIONS),
    ("standard", "7.7", "2018-01-01", RAIL),
    ("standard", "8", "2011-01-01", INVALIDITY),
    ("standard", "7.6", "2001-01-01", OLD),
    ("reduced", "2.6", "2024-01-01", PENSIONS),
    ("reduced", "2.5", "2011-01-01", INVALIDITY),
    ("reduced", "2.4", "2001-01-01", OLD),
    ("reduced-2", "3.8", "2024-01-01", PENSIONS),
    ("reduced-2", "3.7", "2018-01-01", RAIL),
    ("reduced-2", "3.8", "2011-01-01", INVALIDITY),
    ("reduced-2", "3.6", "2001-01-01", OLD),
    classes={
        "books": "reduced",
        "food": "reduced",
        "accommodation": "reduced-2",
        "standard": "standard",
    },
)

FIVE_RAPPEN = RoundingPolicy(cash_step=Decimal("0.05"), cash_currency="CHF")
"""The smallest coin, to which payable amounts in francs are rounded: SR 941.101, article 1."""

SMALL_AMOUNT = Decimal(400)
"""Up to here a till receipt names no buyer: article 57 MWSTV, in francs."""

SUPPLIES = (
    Case(
        "service_abroad",
        lambda f: not f.home and f.kind != "goods",
        category="O",
        note="outside_scope_elsewhere",
        source="Art. 8 Abs. 1 MWSTG",
    ),
    Case(
        "small_business",
        lambda f: f.small_business,
        category="O",
        note="small_business",
        source="Art. 10 Abs. 2 Bst. a MWSTG: below the turnover of 100,000 francs",
    ),
    HOME,
    EXPORT,
    ABROAD,
)

RULES = RuleSet("ch")


@RULES.rule("CH-01", path="seller.tax_ids")
def seller_who_charges_vat_names_its_number(invoice: Invoice) -> bool:
    """A seller that charges VAT (BT-110) gives its number (BT-31): Art. 26 Abs. 2 Bst. a MWSTG."""
    seller, vat = invoice.seller, invoice.totals.vat if invoice.totals else None
    return seller is None or seller.vat_id is not None or vat in {None, ZERO}


@RULES.rule("CH-02", Severity.WARNING, path="buyer.address")
def buyer_is_named_with_its_place(invoice: Invoice) -> bool:
    """The buyer has a name (BT-44) and an address (BG-8): Art. 26 Abs. 2 Bst. b MWSTG."""
    buyer = invoice.buyer
    total = invoice.totals.with_vat if invoice.totals else None
    if buyer is None or (total is not None and total <= SMALL_AMOUNT):
        return True
    return buyer.name is not None and buyer.address is not None


REGIME = Regime(
    country="CH",
    currency="CHF",
    names={"en": "Switzerland", "de": "Schweiz", "fr": "Suisse", "zh": "瑞士"},
    time_zone="Europe/Zurich",
    rates=RATES,
    numbering=NumberingPolicy(source="Art. 957a Abs. 2 OR: each entry has its voucher"),
    corrections=CorrectionPolicy(
        titles={
            "381": {
                "de": "Gutschrift",
                "fr": "Note de crédit",
                "it": "Nota di credito",
                "en": "Credit note",
            }
        },
        source="Art. 27 Abs. 2 bis 4 MWSTG",
    ),
    rounding=FIVE_RAPPEN,
    notes={
        **NOTES,
        "reverse_charge": {
            "de": "Bezugsteuer: Steuerschuld beim Empfänger (Art. 45 MWSTG)",
            "fr": "Impôt sur les acquisitions dû par le destinataire (art. 45 LTVA)",
            "it": "Imposta sull'acquisto dovuta dal destinatario (art. 45 LIVA)",
            "en": "Acquisition tax owed by the recipient (article 45 MWSTG)",
            "zh": "由接收方缴纳购置税（瑞士增值税法第 45 条）",
        },
        "export_elsewhere": {
            "de": "Von der MWST befreite Ausfuhr (Art. 23 MWSTG)",
            "fr": "Exportation exonérée de la TVA (art. 23 LTVA)",
            "it": "Esportazione esente dall'IVA (art. 23 LIVA)",
            "en": "Export, exempt from VAT (article 23 MWSTG)",
            "zh": "出口，免征增值税（瑞士增值税法第 23 条）",
        },
        "outside_scope_elsewhere": {
            "de": "Keine MWST: Ort der Leistung im Ausland (Art. 8 MWSTG)",
            "fr": "Pas de TVA : lieu de la prestation à l'étranger (art. 8 LTVA)",
            "it": "Nessuna IVA: luogo della prestazione all'estero (art. 8 LIVA)",
            "en": "No VAT: the place of supply is abroad (article 8 MWSTG)",
            "zh": "不征增值税：服务地点在境外（瑞士增值税法第 8 条）",
        },
        "small_business": {
            "de": "Nicht mehrwertsteuerpflichtig (Art. 10 MWSTG)",
            "fr": "Non assujetti à la TVA (art. 10 LTVA)",
            "it": "Non assoggettato all'IVA (art. 10 LIVA)",
            "en": "Not liable for VAT (article 10 MWSTG)",
            "zh": "非增值税纳税人（瑞士增值税法第 10 条）",
        },
    },
    supplies=SUPPLIES,
    retention=(kept(10, "2013-01-01", "OR, Art. 958f; MWSTG, Art. 70", "fiscal_year"),),
    languages=("de-CH", "fr-CH", "it-CH", "en"),
    rules=RULES,
    sources=("https://www.fedlex.admin.ch/eli/cc/2009/615/de",),
)
