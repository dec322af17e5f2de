"""Norway: merverdiavgiftsloven (mval.) of 2009, bokføringsforskriften of 2004."""

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction import Case, CorrectionPolicy, NumberingPolicy, Regime, history
from invoicekit.jurisdiction.cases import ABROAD, HOME
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.retention import heard
from invoicekit.model.invoice import Invoice
from invoicekit.money import ZERO

BUDGET = "Stortingets vedtak om merverdiavgift, § 2"
FOOD = "Stortingets vedtak om merverdiavgift, § 3"
LOW = "Stortingets vedtak om merverdiavgift, § 4"
CORONA = "Stortingets vedtak of 2020: 6 % from 2020-04-01 to 2021-09-30"
BOOKS = "mval. §§ 6-3 and 6-4"

RATES = history(
    "NO",
    ("standard", "25", "2005-01-01", BUDGET),
    ("standard", "24", "2001-01-01", BUDGET),
    ("reduced", "15", "2012-01-01", FOOD),
    ("reduced", "14", "2007-01-01", FOOD),
    ("reduced-2", "12", "2021-10-01", LOW),
    ("reduced-2", "6", "2020-04-01", CORONA),
    ("reduced-2", "12", "2018-01-01", LOW),
    ("reduced-2", "10", "2016-01-01", LOW),
    ("reduced-2", "8", "2006-01-01", LOW),
    ("fish", "11.11", "2010-01-01", "mval. § 5-8: raw fish through the fishermen's sales bodies"),
    ("zero", "0", "2001-07-01", BOOKS),
    classes={
        "books": "zero",
        "food": "reduced",
        "accommodation": "reduced-2",
        "standard": "standard",
    },
)

# A service to a business abroad, and one that can be delivered from afar to anybody abroad, is
# zero-rated, not outside the scope, so it may stand beside exported goods.
SUPPLIES = (
    Case(
        "service_export",
        lambda f: (
            not f.home and (f.kind == "digital" or (f.kind == "service" and f.buyer_is_business))
        ),
        category="G",
        note="service_export",
        source="mval. § 6-22",
    ),
    Case(
        "small_business",
        lambda f: f.small_business,
        category="O",
        note="small_business",
        source="mval. § 2-1: below the turnover of 50,000 kroner",
    ),
    HOME,
    Case(
        "export",
        lambda f: f.kind == "goods",
        category="G",
        note="export_elsewhere",
        source="mval. § 6-21",
    ),
    ABROAD,
)

RULES = RuleSet("no")


@RULES.rule("NO-01", path="seller.tax_ids")
def seller_who_charges_vat_names_its_number(invoice: Invoice) -> bool:
    """A seller that charges VAT (BT-110) gives its organisation number with MVA (BT-31).

    Bokføringsforskriften, § 5-1-2.
    """
    return invoice.seller is None or invoice.seller.vat_id is not None or not _vat(invoice)


@RULES.rule("NO-02", Severity.WARNING, path="vat_currency")
def vat_is_given_in_kroner(invoice: Invoice) -> bool:
    """VAT (BT-110) is in kroner, if only beside another currency (BT-6).

    Bokføringsforskriften, § 5-1-1.
    """
    return "NOK" in {invoice.currency, invoice.vat_currency} or not _vat(invoice)


@RULES.rule("NO-03", Severity.WARNING, path="supply.delivery_date")
def time_of_supply_is_given(invoice: Invoice) -> bool:
    """The time of supply (BT-72, BG-14) is given: bokføringsforskriften, § 5-1-1, no. 4."""
    supplied = invoice.supply is not None and invoice.supply.delivery_date is not None
    dated = supplied or invoice.period is not None or invoice.tax_point_date is not None
    return (
        dated or invoice.is_credit or (bool(invoice.lines) and all(x.period for x in invoice.lines))
    )


def _vat(invoice: Invoice) -> bool:
    vat = invoice.totals.vat if invoice.totals else None
    return vat is not None and vat != ZERO


REGIME = Regime(
    country="NO",
    currency="NOK",
    names={"en": "Norway", "de": "Norwegen", "fr": "Norvège", "zh": "挪威"},
    time_zone="Europe/Oslo",
    rates=RATES,
    numbering=NumberingPolicy(
        gapless=True, source="Bokføringsforskriften, § 5-1-1, no. 1: a controllable sequence"
    ),
    corrections=CorrectionPolicy(
        titles={"381": {"nb": "Kreditnota", "nn": "Kreditnota", "en": "Credit note"}},
        source="Bokføringsforskriften, chapter 5-2",
    ),
    notes={
        **NOTES,
        "reverse_charge": {
            **NOTES["reverse_charge"],
            "nb": "Omvendt avgiftsplikt: kjøper beregner og betaler merverdiavgift",
        },
        "export_elsewhere": {
            **NOTES["export_elsewhere"],
            "nb": "Utførsel, fritatt for merverdiavgift (mval. § 6-21)",
        },
        "service_export": {
            "nb": "Tjeneste til bruk i utlandet, fritatt for merverdiavgift (mval. § 6-22)",
            "en": "Service for use abroad, zero-rated (mval. § 6-22)",
            "de": "Leistung zur Nutzung im Ausland, Steuersatz null (mval. § 6-22)",
            "fr": "Service utilisé à l'étranger, taux zéro (mval. § 6-22)",
            "zh": "供境外使用的服务，零税率（挪威增值税法第 6-22 条）",
        },
        "small_business": {
            "nb": "Ikke registrert i Merverdiavgiftsregisteret",
            "en": "Not registered for VAT",
            "de": "Nicht im Mehrwertsteuerregister eingetragen",
            "fr": "Non inscrit au registre de la TVA",
            "zh": "未登记增值税",
        },
    },
    supplies=SUPPLIES,
    retention=(
        heard(5, "2014-01-01", "Bokføringsloven, § 13", "fiscal_year"),
        heard(10, "2005-01-01", "Bokføringsloven, § 13 before 2014", "fiscal_year"),
    ),
    languages=("nb", "nn", "en"),
    rules=RULES,
    sources=(
        "https://lovdata.no/dokument/NL/lov/2009-06-19-58",
        "https://lovdata.no/dokument/SF/forskrift/2004-12-01-1558",
    ),
)
