"""The United States: no VAT; sales and use taxes of states and places are taxes beside it.

A line bears category O and no rate. Sales tax, where the seller has to collect it, is given with
the line: `other_taxes=[OtherTax(scheme="CA sales tax", rate="7.25")]`. Thousands of places levy
their own rates, so none are built in.
"""

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction import Case, CorrectionPolicy, NumberingPolicy, RateHistory, Regime
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.model.invoice import Invoice

SUPPLIES = (
    Case(
        "no_vat",
        lambda f: True,  # noqa: ARG005 - the only row
        category="O",
        note="no_vat",
        source="no federal VAT; sales taxes by state",
    ),
)

RULES = RuleSet("us")


@RULES.rule("US-01", Severity.WARNING, path="seller.tax_ids")
def seller_names_no_vat_number(invoice: Invoice) -> bool:
    """An EIN is a tax registration (BT-32), no VAT identifier (BT-31), which O excludes."""
    seller = invoice.seller
    ids = seller.tax_ids if seller is not None else ()
    return not any(tax_id.kind == "vat" and tax_id.country == "US" for tax_id in ids)


REGIME = Regime(
    country="US",
    currency="USD",
    names={"en": "United States", "de": "Vereinigte Staaten", "fr": "États-Unis", "zh": "美国"},
    time_zone="America/New_York",
    rates=RateHistory("US", ()),
    numbering=NumberingPolicy(monotonic_dates=False, source="common practice; UCC has no rule"),
    corrections=CorrectionPolicy(
        void="before_delivery",
        titles={"381": {"en": "Credit memo"}},
        source="common practice",
    ),
    notes=NOTES,
    supplies=SUPPLIES,
    languages=("en-US", "en"),
    rules=RULES,
    sources=("https://www.irs.gov/businesses/small-businesses-self-employed",),
)
