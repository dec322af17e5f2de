"""Germany: Umsatzsteuergesetz (UStG), Abgabenordnung (AO), GoBD."""

from datetime import date

from invoicekit.findings import RuleSet
from invoicekit.jurisdiction import CorrectionPolicy, NumberingPolicy, Regime, history
from invoicekit.jurisdiction.eu import NOTES
from invoicekit.model.invoice import Invoice

USTG12 = "https://www.gesetze-im-internet.de/ustg_1980/__12.html"
CORONA = "Zweites Corona-Steuerhilfegesetz of 2020-06-29, article 3 (§ 28 UStG)"
BEFORE = "Haushaltsbegleitgesetz 2006 of 2006-06-29 (§ 12 UStG)"
OLD = "Gesetz of 1997-12-19 (§ 12 UStG)"

RATES = history(
    "DE",
    ("standard", "19", "2021-01-01", USTG12),
    ("standard", "16", "2020-07-01", CORONA),
    ("standard", "19", "2007-01-01", BEFORE),
    ("standard", "16", "1998-04-01", OLD),
    ("reduced", "7", "2021-01-01", USTG12),
    ("reduced", "5", "2020-07-01", CORONA),
    ("reduced", "7", "1983-07-01", USTG12),
    ("zero", "0", "2023-01-01", "§ 12 (3) UStG (photovoltaic systems)"),
    classes={"books": "reduced", "food": "reduced"},
    categories={"zero": "Z"},
)

RULES = RuleSet("de")


@RULES.rule("DE-01", path="seller.tax_ids")
def seller_names_its_tax_number(invoice: Invoice) -> bool:
    """The seller gives its VAT identifier (BT-31) or tax number (BT-32): § 14 (4) no. 2 UStG."""
    return invoice.seller is None or bool(invoice.seller.tax_ids)


@RULES.rule("DE-02", path="supply.delivery_date")
def day_of_supply_is_known(invoice: Invoice) -> bool:
    """The day of supply (BT-72, BG-14) is not after the year it is invoiced for: § 14 (4) no. 6."""
    day = invoice.supply.delivery_date if invoice.supply else None
    if day is None or invoice.issue_date is None:
        return True
    return day <= date(invoice.issue_date.year + 1, 12, 31)


REGIME = Regime(
    country="DE",
    currency="EUR",
    names={"en": "Germany", "de": "Deutschland", "fr": "Allemagne", "zh": "德国"},
    time_zone="Europe/Berlin",
    rates=RATES,
    numbering=NumberingPolicy(source="§ 14 (4) no. 4 UStG; UStAE 14.5 (10): unique, not gapless"),
    corrections=CorrectionPolicy(void="never", source="§ 146 (4) AO; § 31 (5) UStDV"),
    notes=NOTES,
    languages=("de", "en"),
    rules=RULES,
    sources=(
        "https://www.gesetze-im-internet.de/ustg_1980/__14.html",
        "https://www.gesetze-im-internet.de/ao_1977/__146.html",
    ),
)
