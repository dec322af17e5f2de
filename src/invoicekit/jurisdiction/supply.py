"""Which VAT a line bears, decided from issuer, buyer, product and date, with the reason.

The issuer's regime has the table of cases (`cases.py`). Northern Ireland counts as a member for
goods (protocol on Ireland/Northern Ireland, article 8).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from invoicekit.jurisdiction.cases import Case
from invoicekit.jurisdiction.facts import SupplyFacts
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.reasons import REASONS
from invoicekit.money import ZERO, plain

if TYPE_CHECKING:
    from invoicekit.jurisdiction.regime import Regime

EXEMPT = "E"
UNTAXED = "O"


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
        instead_of: The category it would have alone, where the document allows only this one.
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
    instead_of: str | None = None

    def explanation(self, language: str = "en") -> str:
        """Returns why, for people."""
        rate = "" if self.rate is None else plain(self.rate)
        why = _in(language, REASONS[self.reason]).format(country=self.country, rate=rate)
        return why + _in(language, REASONS["instead_of_o"]) if self.instead_of else why

    def exemption_reason(self, language: str = "en") -> str | None:
        """Returns the text the document bears, None where tax is charged."""
        return _in(language, self.texts) if self.texts else None


def _in(language: str, texts: Mapping[str, str]) -> str:
    return texts.get(language.partition("-")[0].lower(), texts["en"])


def decide_supply(facts: SupplyFacts, regime: Callable[[str], Regime]) -> SupplyDecision:
    """Returns the VAT of a line and why.

    Args:
        facts: What decides.
        regime: Country → regime, for its rates.

    Raises:
        ConfigurationError: The country that taxes has no rate on that day.
    """
    issuer = regime(facts.issuer_country)
    case = next(case for case in issuer.supplies if case.holds(facts))
    if case.reason == "small_business" and issuer.small_enterprise is not None:
        return _charged(facts, issuer, issuer.small_enterprise, "small_business_rate")
    if case.charged == "none":
        return _untaxed(case, issuer)
    taxing = regime(facts.destination) if case.charged == "destination" else issuer
    return _charged(facts, taxing, taxing.rates.key_of(facts.tax_class), case.reason)


def on_one_document(
    decisions: Sequence[SupplyDecision],
    *,
    given: Collection[str] = (),
    names_vat_ids: bool = False,
) -> tuple[SupplyDecision, ...]:
    """Returns the decisions as they can stand on one document, in their order.

    Category O excludes every other (EN 16931, BR-O-11 to 14) and every VAT identifier (BR-O-02 to
    04), though VAT law knows neither limit: one invoice may bear an export and a service located
    abroad, and article 226 (3) of Directive 2006/112/EC asks for the seller's identifier. There the
    lines are written as E at 0 % with the reason in words: the one category that charges nothing,
    takes any reason, and may stand beside all others. The code VATEX-EU-O goes, since it belongs to
    O alone (PEPPOL-EN16931-P0105).

    Args:
        decisions: Of the document's lines.
        given: Categories of lines that were not decided here.
        names_vat_ids: Whether seller or buyer are named with a VAT identifier.
    """
    categories = {decision.category for decision in decisions} | {*given}
    if categories <= {UNTAXED} and not names_vat_ids:
        return tuple(decisions)
    return tuple(
        replace(each, category=EXEMPT, rate=ZERO, exemption_code=None, instead_of=UNTAXED)
        if each.category == UNTAXED
        else each
        for each in decisions
    )


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
        rate=None if case.category == UNTAXED else ZERO,
        country=issuer.country,
        key=None,
        reason=case.reason,
        exemption_code=issuer.exemption_codes.get(note, case.code),
        note=case.note,
        texts=issuer.notes.get(note) or NOTES[note],
        source=case.source,
    )
