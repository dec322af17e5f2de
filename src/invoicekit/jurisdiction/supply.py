"""Which VAT a line bears, decided from issuer, buyer, product and date, with the reason.

An ordered table: the first row that holds decides. Sources: Directive 2006/112/EC, articles 32 to
59c (place of supply), 138 (intra-Community supplies), 146 (exports), 194 to 199 (reverse charge),
282 to 292 (small enterprises) and 369a to 369k (One Stop Shop). Northern Ireland counts as a member
for goods (protocol on Ireland/Northern Ireland, article 8).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from invoicekit.jurisdiction.eu import MEMBERS, NOTES
from invoicekit.jurisdiction.regime import Regime
from invoicekit.money import ZERO

SupplyKind = Literal["goods", "service", "digital"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyFacts:
    """What decides.

    Attributes:
        buyer_country: Of the buyer; the issuer's where it is empty.
        deliver_to_country: Where goods go; the buyer's country where it is empty.
        buyer_vat_id: A VAT identifier that is well-formed, None otherwise.
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
        """Where the goods end or the customer is."""
        if self.kind == "goods" and self.deliver_to_country:
            return self.deliver_to_country
        return self.buyer_country or self.issuer_country

    @property
    def home(self) -> bool:
        """Whether it stays in the issuer's country."""
        return self.destination == self.issuer_country

    @property
    def within_eu(self) -> bool:
        """Whether it goes from one member to another."""
        return self.issuer_country in MEMBERS and _member(self.destination, self.kind)

    @property
    def taxable_buyer(self) -> bool:
        """Whether the buyer is a business with a VAT identifier of another country."""
        return self.buyer_is_business and self.buyer_vat_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyDecision:
    """The VAT of a line, and why.

    Attributes:
        category: UNTDID 5305.
        country: Whose rate it is.
        key: Rate key of that country, None where no rate is looked up.
        reason: Stable key, such as `eu_business_goods`.
        exemption_code: VATEX code, None where tax is charged.
        note: Key of the text the document must bear.
    """

    category: str
    rate: Decimal | None
    country: str
    key: str | None
    reason: str
    exemption_code: str | None = None
    note: str | None = None
    source: str | None = None

    def explanation(self, language: str = "en") -> str:
        """Returns why, for people."""
        texts = REASONS[self.reason]
        text = texts.get(language.partition("-")[0].lower(), texts["en"])
        rate = "" if self.rate is None else f"{self.rate.normalize():f}"
        return text.format(country=self.country, rate=rate)

    def exemption_reason(self, language: str = "en") -> str | None:
        """Returns the text the document bears, None where tax is charged."""
        if self.note is None:
            return None
        texts = NOTES[self.note]
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


CASES: tuple[Case, ...] = (
    Case("small_business", lambda f: f.small_business, "E", "none", None, "small_business"),
    Case("home", lambda f: f.home, "S", "home"),
    Case(
        "eu_business_goods",
        lambda f: f.within_eu and f.taxable_buyer and f.kind == "goods",
        "K",
        "none",
        "VATEX-EU-IC",
        "intra_community",
    ),
    Case(
        "eu_business_service",
        lambda f: f.within_eu and f.taxable_buyer,
        "AE",
        "none",
        "VATEX-EU-AE",
        "reverse_charge",
    ),
    Case(
        "eu_consumer_oss",
        lambda f: f.within_eu and f.oss and f.kind != "service",
        "S",
        "destination",
    ),
    Case("eu_consumer_home", lambda f: f.within_eu, "S", "home"),
    Case(
        "export_goods",
        lambda f: f.issuer_country in MEMBERS and f.kind == "goods",
        "G",
        "none",
        "VATEX-EU-G",
        "export",
    ),
    Case(
        "third_country_service",
        lambda f: f.issuer_country in MEMBERS and (f.buyer_is_business or f.kind == "digital"),
        "O",
        "none",
        "VATEX-EU-O",
        "outside_scope",
    ),
    Case("third_country_consumer", lambda f: f.issuer_country in MEMBERS, "S", "home"),
    Case("export", lambda f: f.kind == "goods", "G", "none", None, "export"),
    Case("abroad", lambda _: True, "S", "home"),
)
"""The table; its last row always holds."""

REASONS: Mapping[str, Mapping[str, str]] = {
    "small_business": {
        "en": "the issuer is a small enterprise and charges no VAT",
        "de": "Kleinunternehmer: keine Umsatzsteuer",
        "fr": "franchise en base : pas de TVA",
        "zh": "开票方为小规模企业，不征增值税",
    },
    "home": {
        "en": "supplied at home: {rate} % of {country}",
        "de": "Lieferung im Inland: {rate} % ({country})",
        "fr": "opération intérieure : {rate} % ({country})",
        "zh": "境内销售：{country} 税率 {rate}%",
    },
    "eu_business_goods": {
        "en": "goods to a business in another member state: exempt intra-Community supply",
        "de": "Ware an Unternehmen in anderem Mitgliedstaat: steuerfreie ig. Lieferung",
        "fr": "biens vendus à une entreprise d'un autre État membre : livraison exonérée",
        "zh": "向其他成员国企业销售货物：欧盟内部免税供应",
    },
    "eu_business_service": {
        "en": "service to a business in another member state: the buyer owes the VAT",
        "de": "Leistung an Unternehmen in anderem Mitgliedstaat: Steuerschuld beim Empfänger",
        "fr": "service à une entreprise d'un autre État membre : autoliquidation",
        "zh": "向其他成员国企业提供服务：由购买方反向缴税",
    },
    "eu_consumer_oss": {
        "en": "consumer in another member state: {rate} % of {country} by One Stop Shop",
        "de": "Verbraucher in anderem Mitgliedstaat: {rate} % von {country} über OSS",
        "fr": "consommateur d'un autre État membre : {rate} % de {country} via l'OSS",
        "zh": "其他成员国消费者：通过一站式申报适用 {country} 税率 {rate}%",
    },
    "eu_consumer_home": {
        "en": "buyer without VAT id in another member state: {rate} % of {country}",
        "de": "Abnehmer ohne USt-IdNr. in anderem Mitgliedstaat: {rate} % von {country}",
        "fr": "acheteur sans n° de TVA d'un autre État membre : {rate} % de {country}",
        "zh": "其他成员国无增值税号的购买方：{country} 税率 {rate}%",
    },
    "export_goods": {
        "en": "goods leave the EU: exempt export",
        "de": "Ware verlässt die EU: steuerfreie Ausfuhr",
        "fr": "biens hors UE : exportation exonérée",
        "zh": "货物出口至欧盟以外：免税出口",
    },
    "third_country_service": {
        "en": "service located outside the EU: not subject to VAT",
        "de": "Leistungsort im Drittland: nicht steuerbar",
        "fr": "service localisé hors UE : non soumis à la TVA",
        "zh": "服务地点在欧盟以外：不征增值税",
    },
    "third_country_consumer": {
        "en": "service to a consumer outside the EU, located at home: {rate} % of {country}",
        "de": "Leistung an Verbraucher im Drittland, Ort im Inland: {rate} % ({country})",
        "fr": "service à un consommateur hors UE, localisé ici : {rate} % ({country})",
        "zh": "向欧盟以外消费者提供、地点在境内的服务：{country} 税率 {rate}%",
    },
    "export": {
        "en": "goods leave the country: exempt export",
        "de": "Ware verlässt das Land: steuerfreie Ausfuhr",
        "fr": "biens quittant le pays : exportation exonérée",
        "zh": "货物出口：免税",
    },
    "abroad": {
        "en": "taxed at home: {rate} % of {country}",
        "de": "im Inland versteuert: {rate} % ({country})",
        "fr": "imposé dans le pays : {rate} % ({country})",
        "zh": "境内征税：{country} 税率 {rate}%",
    },
}
"""Why, by reason and language."""


def decide_supply(facts: SupplyFacts, regime: Callable[[str], Regime]) -> SupplyDecision:
    """Returns the VAT of a line and why.

    Args:
        facts: What decides.
        regime: Country → regime, for its rates.

    Raises:
        ConfigurationError: The country that taxes has no rate on that day.
    """
    case = next(case for case in CASES if case.holds(facts))
    if case.charged == "none":
        return SupplyDecision(
            category=case.category,
            rate=None if case.category == "O" else ZERO,
            country=facts.issuer_country,
            key=None,
            reason=case.reason,
            exemption_code=case.code,
            note=case.note,
        )
    country = facts.destination if case.charged == "destination" else facts.issuer_country
    rates = regime(country).rates
    key = rates.key_of(facts.tax_class)
    rate = rates.rate_on(key, facts.tax_point)
    return SupplyDecision(
        category=rate.category,
        rate=rate.rate,
        country=country,
        key=key,
        reason=case.reason,
        source=rate.source,
    )


def _member(country: str, kind: SupplyKind) -> bool:
    return country in MEMBERS or (country == "XI" and kind == "goods")
