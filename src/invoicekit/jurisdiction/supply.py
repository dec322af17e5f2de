"""Which VAT a line bears, decided from issuer, buyer, product and date, with the reason.

An ordered table: the first row that holds decides. Sources: Directive 2006/112/EC, articles 32 to
59c (place of supply), 138 (intra-Community supplies), 146 (exports), 194 to 199 (reverse charge),
282 to 292 (small enterprises) and 369a to 369k (One Stop Shop). Northern Ireland counts as a member
for goods (protocol on Ireland/Northern Ireland, article 8).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from invoicekit.jurisdiction.eu import MEMBERS, NOTES
from invoicekit.jurisdiction.reasons import REASONS
from invoicekit.money import ZERO, plain

if TYPE_CHECKING:
    from invoicekit.jurisdiction.regime import Regime

SupplyKind = Literal["goods", "service", "digital"]

_GREECE = "EL"
_NORTHERN_IRELAND = "XI"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyFacts:
    """What decides.

    Attributes:
        buyer_country: Of the buyer; the issuer's where it is empty.
        deliver_to_country: Where goods go; the buyer's country where it is empty.
        buyer_vat_id: A VAT identifier that is well-formed, with its prefix; None otherwise.
        small_business: Whether the issuer is under the scheme for small enterprises.
        oss: Whether the issuer taxes EU consumers at destination.
    """

    issuer_country: str
    buyer_country: str
    buyer_vat_id: str | None
    buyer_is_business: bool
    kind: SupplyKind
    tax_class: str
    tax_point: date
    deliver_to_country: str | None = None
    small_business: bool = False
    oss: bool = True

    @property
    def destination(self) -> str:
        """Where the goods end or the customer is; `XI` for goods to Northern Ireland."""
        target = self.buyer_country or self.issuer_country
        if self.kind != "goods":
            return target
        target = self.deliver_to_country or target
        return _NORTHERN_IRELAND if target == "GB" and self._vat_country == "XI" else target

    @property
    def home(self) -> bool:
        """Whether it stays in the issuer's country."""
        return self.destination == self.issuer_country

    @property
    def from_eu(self) -> bool:
        """Whether the issuer is in the EU."""
        return self.issuer_country in MEMBERS

    @property
    def within_eu(self) -> bool:
        """Whether it goes from one member to another."""
        destination = self.destination
        northern = destination == _NORTHERN_IRELAND and self.kind == "goods"
        return self.from_eu and not self.home and (destination in MEMBERS or northern)

    @property
    def taxable_buyer(self) -> bool:
        """Whether the buyer is a business with a VAT identifier of a member but the issuer's own.

        Goods are exempt only with an identifier of another member than they left (article 138).
        """
        country = self._vat_country
        known = country in MEMBERS or (country == _NORTHERN_IRELAND and self.kind == "goods")
        return self.buyer_is_business and known and country != self.issuer_country

    @property
    def _vat_country(self) -> str:
        prefix = (self.buyer_vat_id or "")[:2].upper()
        return "GR" if prefix == _GREECE else prefix


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyDecision:
    """The VAT of a line, and why.

    Attributes:
        category: UNTDID 5305.
        rate: Percent; None where the category has none (`O`).
        country: Whose rate it is.
        key: Rate key of that country, None where no rate is looked up.
        reason: Stable key, such as `eu_business_goods`.
        exemption_code: VATEX code, None where tax is charged or the list has none.
        note: Key of the text the document must bear.
        texts: That text by language, as the issuer's country words it.
        source: The law the rate stands in, or the article that leaves it untaxed.
    """

    category: str
    rate: Decimal | None
    country: str
    key: str | None
    reason: str
    exemption_code: str | None = None
    note: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    source: str | None = None

    def explanation(self, language: str = "en") -> str:
        """Returns why, for people."""
        rate = "" if self.rate is None else plain(self.rate)
        return _in(language, REASONS[self.reason]).format(country=self.country, rate=rate)

    def exemption_reason(self, language: str = "en") -> str | None:
        """Returns the text the document bears, None where tax is charged."""
        return _in(language, self.texts) if self.texts else None


def _in(language: str, texts: Mapping[str, str]) -> str:
    return texts.get(language.partition("-")[0].lower(), texts["en"])


@dataclass(frozen=True, slots=True)
class Case:
    """One row: when it holds, and what follows. `charged` says whose rate is charged, if any."""

    reason: str
    holds: Callable[[SupplyFacts], bool]
    category: str = "S"
    charged: Literal["home", "destination", "none"] = "none"
    code: str | None = None
    note: str | None = None
    source: str | None = None


# What lies outside the issuer's country is no matter of its scheme for small enterprises, so the
# services to businesses abroad stand above it; exempt supplies of goods stand below.
CASES: tuple[Case, ...] = (
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
            f.from_eu
            and f.destination not in MEMBERS
            and (f.kind == "digital" or (f.kind == "service" and f.buyer_is_business))
        ),
        category="O",
        code="VATEX-EU-O",
        note="outside_scope",
        source="Directive 2006/112/EC, articles 44, 58 and 59",
    ),
    Case(
        "small_business",
        lambda f: f.small_business,
        category="E",
        note="small_business",
        source="Directive 2006/112/EC, article 284",
    ),
    Case("home", lambda f: f.home, charged="home"),
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
    ),
    Case("eu_consumer_home", lambda f: f.within_eu, charged="home"),
    Case(
        "export_goods",
        lambda f: f.from_eu and f.kind == "goods",
        category="G",
        code="VATEX-EU-G",
        note="export",
        source="Directive 2006/112/EC, article 146",
    ),
    Case("third_country_consumer", lambda f: f.from_eu, charged="home"),
    Case("export", lambda f: f.kind == "goods", category="G", note="export_elsewhere"),
    Case("abroad", lambda f: True, charged="home"),  # noqa: ARG005 - the last row always holds
)
"""The table; its last row always holds."""


def decide_supply(facts: SupplyFacts, regime: Callable[[str], Regime]) -> SupplyDecision:
    """Returns the VAT of a line and why.

    Args:
        facts: What decides.
        regime: Country → regime, for its rates.

    Raises:
        ConfigurationError: The country that taxes has no rate on that day.
    """
    case = next(case for case in CASES if case.holds(facts))
    issuer = regime(facts.issuer_country)
    if case.reason == "small_business" and issuer.small_enterprise is not None:
        return _charged(facts, issuer, issuer.small_enterprise, "small_business_rate")
    if case.charged == "none":
        return _untaxed(case, issuer)
    taxing = regime(facts.destination) if case.charged == "destination" else issuer
    return _charged(facts, taxing, taxing.rates.key_of(facts.tax_class), case.reason)


def _charged(facts: SupplyFacts, regime: Regime, key: str, reason: str) -> SupplyDecision:
    rate = regime.rates.rate_on(key, facts.tax_point)
    return SupplyDecision(
        category=rate.category,
        rate=rate.rate,
        country=regime.country,
        key=key,
        reason=reason,
        source=rate.source,
    )


def _untaxed(case: Case, issuer: Regime) -> SupplyDecision:
    note = case.note or ""
    return SupplyDecision(
        category=case.category,
        rate=None if case.category == "O" else ZERO,
        country=issuer.country,
        key=None,
        reason=case.reason,
        exemption_code=issuer.exemption_codes.get(note, case.code),
        note=case.note,
        texts=issuer.notes.get(note) or NOTES[note],
        source=case.source,
    )
