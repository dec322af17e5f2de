"""Germany: Umsatzsteuergesetz (UStG), its regulation (UStDV), Abgabenordnung (AO), GoBD."""

from decimal import Decimal

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction import CorrectionPolicy, NumberingPolicy, Regime, history
from invoicekit.jurisdiction.cases import EU_CASES
from invoicekit.jurisdiction.eu import NAMES
from invoicekit.jurisdiction.eu_rules import EU_RULES
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.retention import kept
from invoicekit.model.invoice import DocumentKind, Invoice

USTG12 = "https://www.gesetze-im-internet.de/ustg_1980/__12.html"
CORONA = "Zweites Corona-Steuerhilfegesetz of 2020-06-29, article 3 (§ 28 UStG)"
RAISED = "Haushaltsbegleitgesetz 2006 of 2006-06-29 (§ 12 UStG)"
OLD = "Gesetz of 1997-12-19 (§ 12 UStG)"
MEALS = "Steueränderungsgesetz 2025 (§ 12 (2) no. 15 UStG)"
MEALS_CORONA = "Corona-Steuerhilfegesetz of 2020-06-19 (§ 12 (2) no. 15 UStG)"

RATES = history(
    "DE",
    ("standard", "19", "2021-01-01", USTG12),
    ("standard", "16", "2020-07-01", CORONA),
    ("standard", "19", "2007-01-01", RAISED),
    ("standard", "16", "1998-04-01", OLD),
    ("reduced", "7", "2021-01-01", USTG12),
    ("reduced", "5", "2020-07-01", CORONA),
    ("reduced", "7", "1983-07-01", USTG12),
    ("zero", "0", "2023-01-01", "§ 12 (3) UStG (photovoltaic systems)"),
    ("meals", "7", "2026-01-01", MEALS),
    ("meals", "19", "2024-01-01", USTG12),
    ("meals", "7", "2021-01-01", MEALS_CORONA),
    ("meals", "5", "2020-07-01", MEALS_CORONA),
    ("meals", "19", "2007-01-01", RAISED),
    classes={"books": "reduced", "food": "reduced", "standard": "standard"},
)

SMALL_AMOUNT = Decimal(250)
"""Up to here an invoice needs neither tax number nor number nor buyer: § 33 UStDV, in euro."""

RULES = RuleSet("de", extends=(EU_RULES,))

_NO_SUPPLY_YET = frozenset({DocumentKind.PREPAYMENT_INVOICE, DocumentKind.PRO_FORMA_INVOICE})


@RULES.rule("DE-01", path="seller.tax_ids")
def seller_names_its_tax_number(invoice: Invoice) -> bool:
    """The seller gives its VAT identifier (BT-31) or tax number (BT-32): § 14 (4) no. 2 UStG."""
    seller = invoice.seller
    return seller is None or bool(seller.tax_ids) or _small(invoice)


@RULES.rule("DE-02", Severity.WARNING, path="supply.delivery_date")
def time_of_supply_is_given(invoice: Invoice) -> bool:
    """The time of supply is given (BT-72, BG-14), if only as a month: § 14 (4) no. 6 UStG."""
    if invoice.kind in _NO_SUPPLY_YET or invoice.is_credit or _small(invoice):
        return True
    supplied = invoice.supply is not None and invoice.supply.delivery_date is not None
    dated = supplied or invoice.period is not None or invoice.tax_point_date is not None
    return dated or (bool(invoice.lines) and all(line.period for line in invoice.lines))


@RULES.rule("DE-03", path="buyer.address")
def buyer_is_named_with_its_address(invoice: Invoice) -> bool:
    """The buyer has a name (BT-44) and an address (BG-8): § 14 (4) no. 1 UStG."""
    buyer = invoice.buyer
    if buyer is None or _small(invoice):
        return True
    return buyer.name is not None and buyer.address is not None


def _small(invoice: Invoice) -> bool:
    total = invoice.totals.with_vat if invoice.totals else None
    return invoice.currency == "EUR" and total is not None and total <= SMALL_AMOUNT


REGIME = Regime(
    country="DE",
    currency="EUR",
    names=NAMES["DE"],
    time_zone="Europe/Berlin",
    rates=RATES,
    numbering=NumberingPolicy(source="§ 14 (4) no. 4 UStG; UStAE 14.5 (10): unique, not gapless"),
    corrections=CorrectionPolicy(
        titles={
            # A "Gutschrift" is a self-billed invoice: § 14 (2) sentence 5 UStG.
            "381": {"de": "Rechnungskorrektur", "en": "Credit note"},
            "384": {"de": "Korrigierte Rechnung", "en": "Corrective invoice"},
            "389": {"de": "Gutschrift", "en": "Self-billed invoice"},
        },
        source="§ 146 (4) AO; § 31 (5) UStDV",
    ),
    notes={
        **NOTES,
        "small_business": {
            **NOTES["small_business"],
            "de": "Steuerfrei als Kleinunternehmer gemäß § 19 UStG",
            "en": "Exempt from VAT as a small enterprise (§ 19 UStG)",
        },
    },
    supplies=EU_CASES,
    retention=(
        # § 147 (4) AO: from the end of the calendar year. The shorter period is for all that was
        # not free yet on the day it came. Banks and insurers keep ten (Art. 97 § 19a (3) EGAO).
        kept(8, "2025-01-01", "§ 147 (3) AO, § 14b (1) UStG (BEG IV, 2024)", "calendar_year"),
        kept(10, "1999-01-01", "§ 147 (3) AO, § 14b (1) UStG before 2025", "calendar_year"),
    ),
    languages=("de", "en"),
    rules=RULES,
    sources=(
        "https://www.gesetze-im-internet.de/ustg_1980/__14.html",
        "https://www.gesetze-im-internet.de/ustdv_1980/__33.html",
        "https://www.gesetze-im-internet.de/ao_1977/__146.html",
    ),
)
