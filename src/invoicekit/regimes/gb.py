"""The United Kingdom: Value Added Tax Act 1994, Value Added Tax Regulations 1995."""

from decimal import Decimal

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction import Case, CorrectionPolicy, NumberingPolicy, Regime, history
from invoicekit.jurisdiction.cases import ABROAD, EXPORT, HOME
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.retention import kept
from invoicekit.model.invoice import Invoice
from invoicekit.money import ZERO

STANDARD = "Value Added Tax Act 1994, section 2(1)"
RAISED = "Finance (No. 2) Act 2010, section 3"
RESTORED = "Finance Act 2009, section 9: the cut ends on 2009-12-31"
CUT = "Value Added Tax (Change of Rate) Order 2008 (SI 2008/3020)"
REDUCED = "Value Added Tax Act 1994, section 29A and Schedule 7A"
HOSPITALITY = "SI 2020/728: hospitality and holiday accommodation at a reduced rate"
ZERO_RATED = "Value Added Tax Act 1994, section 30 and Schedule 8"

RATES = history(
    "GB",
    ("standard", "20", "2011-01-04", RAISED),
    ("standard", "17.5", "2010-01-01", RESTORED),
    ("standard", "15", "2008-12-01", CUT),
    ("standard", "17.5", "1991-04-01", STANDARD),
    ("reduced", "5", "1997-09-01", REDUCED),
    ("hospitality", "20", "2022-04-01", STANDARD),
    (
        "hospitality",
        "12.5",
        "2021-10-01",
        "Finance Act 2021: hospitality at 12.5 % until 2022-03-31",
    ),
    ("hospitality", "5", "2020-07-15", HOSPITALITY),
    ("hospitality", "20", "2011-01-04", RAISED),
    ("zero", "0", "1973-04-01", ZERO_RATED),
    classes={"books": "zero", "food": "zero", "standard": "standard"},
)

SIMPLIFIED = Decimal(250)
"""Up to here a simplified invoice names no buyer: regulation 16A, in pounds."""

SUPPLIES = (
    Case(
        "service_abroad",
        lambda f: (
            not f.home and (f.kind == "digital" or (f.kind == "service" and f.buyer_is_business))
        ),
        category="O",
        note="outside_scope_elsewhere",
        source="Value Added Tax Act 1994, section 7A and Schedule 4A",
    ),
    Case(
        "small_business",
        lambda f: f.small_business,
        category="O",
        note="small_business",
        source="Value Added Tax Act 1994, Schedule 1: below the registration threshold",
    ),
    # Construction under the Construction Industry Scheme, between registered businesses.
    Case(
        "domestic_reverse_charge",
        lambda f: f.reverse_charge_at_home,
        category="AE",
        note="reverse_charge",
        source="Value Added Tax Act 1994, section 55A; SI 2019/892",
    ),
    HOME,
    EXPORT,
    ABROAD,
)

RULES = RuleSet("gb")


@RULES.rule("GB-01", path="seller.tax_ids")
def seller_who_charges_vat_names_its_number(invoice: Invoice) -> bool:
    """A seller that charges VAT (BT-110) gives its VAT number (BT-31): regulation 14(1)(d)."""
    seller = invoice.seller
    return seller is None or seller.vat_id is not None or not _vat(invoice)


@RULES.rule("GB-02", Severity.WARNING, path="vat_currency")
def vat_is_given_in_sterling(invoice: Invoice) -> bool:
    """VAT (BT-110) is in sterling, if only beside another currency (BT-6): regulation 14(1)(l)."""
    return "GBP" in {invoice.currency, invoice.vat_currency} or not _vat(invoice)


@RULES.rule("GB-03", Severity.WARNING, path="buyer.address")
def buyer_is_named_with_its_address(invoice: Invoice) -> bool:
    """The buyer has a name (BT-44) and an address (BG-8) above 250 pounds: regulation 14(1)(e)."""
    buyer = invoice.buyer
    total = invoice.totals.with_vat if invoice.totals else None
    if buyer is None or (total is not None and total <= SIMPLIFIED):
        return True
    return buyer.name is not None and buyer.address is not None


def _vat(invoice: Invoice) -> bool:
    vat = invoice.totals.vat if invoice.totals else None
    return vat is not None and vat != ZERO


REGIME = Regime(
    country="GB",
    currency="GBP",
    names={
        "en": "United Kingdom",
        "de": "Vereinigtes Königreich",
        "fr": "Royaume-Uni",
        "zh": "英国",
    },
    time_zone="Europe/London",
    rates=RATES,
    numbering=NumberingPolicy(
        source="Value Added Tax Regulations 1995, regulation 14(1)(a): sequential, in series"
    ),
    corrections=CorrectionPolicy(
        corrective_invoice=False,
        titles={"381": {"en": "VAT credit note"}},
        source="Value Added Tax Regulations 1995, regulation 15C",
    ),
    notes={
        **NOTES,
        "reverse_charge": {
            **NOTES["reverse_charge"],
            "en": "Reverse charge: customer to account to HMRC for the VAT on this supply",
        },
        "small_business": {
            "en": "Not registered for VAT",
            "de": "Nicht für die Mehrwertsteuer registriert",
            "fr": "Non enregistré à la TVA",
            "zh": "未登记增值税",
        },
    },
    supplies=SUPPLIES,
    retention=(kept(6, "1994-09-01", "VAT Act 1994, Schedule 11, paragraph 6 (3)", "fiscal_year"),),
    languages=("en-GB", "en"),
    rules=RULES,
    sources=(
        "https://www.legislation.gov.uk/uksi/1995/2518/regulation/14",
        "https://www.gov.uk/government/publications/vat-notice-700-the-vat-guide",
    ),
)
