"""When a supply is taxed, and how: ordered tables, the first row that holds decides.

`EU_CASES` serve every member, `ELSEWHERE` every other country; a regime with rows of its own puts
them together from these. Sources: Directive 2006/112/EC, articles 32 to 59c (place of supply), 138
(intra-Community supplies), 146 (exports), 194 to 199 (reverse charge), 282 to 292 (small
enterprises) and 369a to 369k (One Stop Shop).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.jurisdiction.facts import SupplyFacts


@dataclass(frozen=True, slots=True)
class Case:
    """One row: when it holds, and what follows.

    Attributes:
        reason: Stable key; `REASONS` has its words.
        holds: Whether the facts are of this case.
        category: UNTDID 5305, where no tax is charged.
        charged: Whose rate is charged, if any.
        code: VATEX code; a regime may have its own for the note.
        note: Key of the text the document must bear.
        source: The law of the case; where a rate is charged, a decision names the rate's own.
    """

    reason: str
    holds: Callable[[SupplyFacts], bool]
    category: str = "S"
    charged: Literal["home", "destination", "none"] = "none"
    code: str | None = None
    note: str | None = None
    source: str | None = None


SMALL_BUSINESS = Case(
    "small_business",
    lambda f: f.small_business,
    category="E",
    note="small_business",
    source="Directive 2006/112/EC, article 284",
)
HOME = Case("home", lambda f: f.home, charged="home")
EXPORT = Case("export", lambda f: f.kind == "goods", category="G", note="export_elsewhere")
ABROAD = Case("abroad", lambda f: True, charged="home")  # noqa: ARG005 - the last row always holds

EU_GOODS: tuple[Case, ...] = (
    SMALL_BUSINESS,
    Case(
        "domestic_reverse_charge",
        lambda f: f.reverse_charge_at_home,
        category="AE",
        code="VATEX-EU-AE",
        note="reverse_charge",
        source="Directive 2006/112/EC, articles 199 and 199a",
    ),
    HOME,
    Case(
        "eu_business_goods",
        lambda f: f.within_eu and f.taxable_buyer,
        category="K",
        code="VATEX-EU-IC",
        note="intra_community",
        source="Directive 2006/112/EC, article 138",
    ),
    Case(
        "eu_consumer_oss",
        lambda f: f.within_eu and f.oss and f.kind != "service",
        charged="destination",
        source="Directive 2006/112/EC, articles 33, 58 and 369b",
    ),
    Case(
        "eu_consumer_home",
        lambda f: f.within_eu,
        charged="home",
        source="Directive 2006/112/EC, articles 32, 45 and 59c",
    ),
    Case(
        "export_goods",
        lambda f: f.from_eu and f.kind == "goods",
        category="G",
        code="VATEX-EU-G",
        note="export",
        source="Directive 2006/112/EC, article 146",
    ),
)
"""What members share with Northern Ireland, which is one of them for goods."""

# What lies outside the issuer's country is no matter of its scheme for small enterprises, so the
# services to businesses abroad stand above it; exempt supplies of goods stand below.
EU_CASES: tuple[Case, ...] = (
    Case(
        "eu_business_service",
        lambda f: f.within_eu and f.taxable_buyer and f.kind != "goods",
        category="AE",
        code="VATEX-EU-AE",
        note="reverse_charge",
        source="Directive 2006/112/EC, articles 44 and 196",
    ),
    Case(
        "third_country_service",
        lambda f: (
            f.destination not in MEMBERS
            and (f.kind == "digital" or (f.kind == "service" and f.buyer_is_business))
        ),
        category="O",
        code="VATEX-EU-O",
        note="outside_scope",
        source="Directive 2006/112/EC, articles 44, 58 and 59",
    ),
    *EU_GOODS,
    Case(
        "third_country_consumer",
        lambda f: True,  # noqa: ARG005 - the last row always holds
        charged="home",
        source="Directive 2006/112/EC, article 45",
    ),
)

ELSEWHERE: tuple[Case, ...] = (SMALL_BUSINESS, HOME, EXPORT, ABROAD)
"""Where no more is known: taxed at home, goods that leave are exempt."""
