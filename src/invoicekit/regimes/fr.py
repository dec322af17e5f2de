"""France: Code général des impôts (CGI), its annexe II, Code de commerce."""

from invoicekit.findings import RuleSet, Severity
from invoicekit.jurisdiction import CorrectionPolicy, NumberingPolicy, Regime, history
from invoicekit.jurisdiction.cases import EU_CASES
from invoicekit.jurisdiction.eu import NAMES
from invoicekit.jurisdiction.eu_rules import EU_RULES
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.retention import kept
from invoicekit.model.invoice import Invoice

CGI278 = "CGI, article 278 (loi n° 2012-1510 of 2012-12-29, article 68)"
CGI279 = "CGI, articles 278 bis to 279 (loi n° 2012-1510)"
CGI278_0 = "CGI, article 278-0 bis"
CGI281 = "CGI, articles 281 quater to 281 nonies"
CGI296 = "CGI, article 296"
BOOKS = "CGI, article 278-0 bis (loi n° 2012-958 of 2012-08-16, article 28)"
BOOKS_2012 = "loi n° 2011-1978 of 2011-12-28, article 13"

OVERSEAS = (("standard", "8.5", "1995-08-01", CGI296), ("reduced-2", "2.1", "1995-08-01", CGI296))

RATES = history(
    "FR",
    ("standard", "20", "2014-01-01", CGI278),
    ("standard", "19.6", "2000-04-01", "loi n° 2000-656 of 2000-07-13"),
    ("reduced", "10", "2014-01-01", CGI279),
    ("reduced", "7", "2012-01-01", "loi n° 2011-1978 of 2011-12-28"),
    ("reduced-2", "5.5", "1982-07-01", CGI278_0),
    ("super-reduced", "2.1", "1986-01-01", CGI281),
    ("books", "5.5", "2013-01-01", BOOKS),
    ("books", "7", "2012-04-01", BOOKS_2012),
    ("books", "5.5", "1982-07-01", CGI278_0),
    classes={"food": "reduced-2", "standard": "standard"},
    areas={"FR-971": OVERSEAS, "FR-972": OVERSEAS, "FR-974": OVERSEAS},
)

RULES = RuleSet("fr", extends=(EU_RULES,))


@RULES.rule("FR-01", path="seller")
def seller_is_registered(invoice: Invoice) -> bool:
    """The seller gives its VAT identifier (BT-31) or SIREN (BT-30): CGI ann. II, 242 nonies A."""
    seller = invoice.seller
    return seller is None or bool(seller.tax_ids) or seller.registration_id is not None


@RULES.rule("FR-02", Severity.WARNING, path="due_date")
def day_of_payment_is_given(invoice: Invoice) -> bool:
    """The day of payment (BT-9) or its terms (BT-20) are given: Code de commerce, L441-9."""
    due = invoice.due_date is not None or invoice.payment_terms is not None
    return invoice.is_credit or due


REGIME = Regime(
    country="FR",
    currency="EUR",
    names=NAMES["FR"],
    time_zone="Europe/Paris",
    rates=RATES,
    numbering=NumberingPolicy(
        gapless=True,
        source="CGI, annexe II, article 242 nonies A, I, 7°: chronological, continuous",
    ),
    corrections=CorrectionPolicy(
        titles={
            "381": {"fr": "Avoir", "en": "Credit note"},
            "384": {"fr": "Facture rectificative", "en": "Corrective invoice"},
        },
        source="CGI, article 289, I, 5",
    ),
    notes={
        **NOTES,
        "small_business": {
            **NOTES["small_business"],
            "fr": "TVA non applicable, art. 293 B du CGI",
            "en": "VAT not applicable, article 293 B of the CGI",
        },
    },
    exemption_codes={"small_business": "VATEX-FR-FRANCHISE"},
    supplies=EU_CASES,
    retention=(
        # Tax law asks for six years (LPF, article L102 B), commercial law for ten.
        kept(10, "1984-01-01", "Code de commerce, article L123-22", "fiscal_year"),
    ),
    languages=("fr", "en"),
    rules=RULES,
    sources=("https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000042159606",),
)
