"""France: Code général des impôts (CGI) and its annexe II."""

from invoicekit.findings import RuleSet
from invoicekit.jurisdiction import CorrectionPolicy, NumberingPolicy, Regime, history
from invoicekit.jurisdiction.eu import NOTES
from invoicekit.model.invoice import Invoice

CGI278 = "CGI, article 278 (loi n° 2012-1510 of 2012-12-29, article 68)"
CGI279 = "CGI, articles 278 bis to 279 (loi n° 2012-1510)"
CGI278_0 = "CGI, article 278-0 bis"
CGI281 = "CGI, articles 281 quater to 281 nonies"

RATES = history(
    "FR",
    ("standard", "20", "2014-01-01", CGI278),
    ("standard", "19.6", "2000-04-01", "loi n° 2000-656 of 2000-07-13"),
    ("reduced", "10", "2014-01-01", CGI279),
    ("reduced", "7", "2012-01-01", "loi n° 2011-1978 of 2011-12-28"),
    ("reduced-2", "5.5", "1982-07-01", CGI278_0),
    ("super-reduced", "2.1", "1986-01-01", CGI281),
    classes={"books": "reduced-2", "food": "reduced-2"},
)

RULES = RuleSet("fr")


@RULES.rule("FR-01", path="seller")
def seller_is_registered(invoice: Invoice) -> bool:
    """The seller gives its VAT identifier (BT-31) or SIREN (BT-30): CGI ann. II, 242 nonies A."""
    seller = invoice.seller
    return seller is None or bool(seller.tax_ids) or seller.registration_id is not None


REGIME = Regime(
    country="FR",
    currency="EUR",
    names={"en": "France", "de": "Frankreich", "fr": "France", "zh": "法国"},
    time_zone="Europe/Paris",
    rates=RATES,
    numbering=NumberingPolicy(
        gapless=True,
        source="CGI, annexe II, article 242 nonies A, I, 7°: chronological, continuous",
    ),
    corrections=CorrectionPolicy(void="never", source="CGI, article 289, I, 5"),
    notes=NOTES,
    languages=("fr", "en"),
    rules=RULES,
    sources=("https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000042159606",),
)
