"""The rule sets of Factur-X's levels: which rules of EN 16931 each has, by id.

What a level asks of its files place by place comes from the reader (`FX-`).

Source: Factur-X 1.09 / ZUGFeRD 2.5; `docs/update_facturx.py` makes the list from a release.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import Allowance, Charge, Invoice, Totals, VatBreakdown
from invoicekit.money import ZERO, add
from invoicekit.rules import _published_cii_totals, en16931
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import published
from invoicekit.rules._published_vat import cents, whole

_EXPONENT = re.compile(r"\s*[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,3}\s*")
_WARNINGS = {
    "en16931": frozenset({"CII-SR-474", "CII-SR-475", "CII-SR-476"}),
    "extended": frozenset({"CII-SR-475", "CII-SR-476"}),
}
"""Level → what is a mere warning there, of the official rules of EN 16931: nothing else is."""

_BLANK = "BR-01 BR-02 BR-03 BR-04 BR-05 BR-06 BR-07 BR-09 BR-11 BR-21 BR-25 BR-52 BR-55"
_ANYWHERE = "BR-08 BR-10 BR-17"
_OWN_WAY = frozenset(
    {
        *"BR-45 BR-46 BR-47 BR-48 BR-65 BR-DEC-19 BR-DEC-20 CII-SR-471 CII-SR-472".split(),
        "CII-SR-470",
        *_BLANK.split(),
        *_ANYWHERE.split(),
        "CII-SR-464",
    }
)
"""Asked otherwise than by the artefacts for CII: of every VAT category, or under another id, or as
texts of blanks, which are no texts there, or of a party anywhere; `CII-SR-464` is true of every
file."""

FILES = RuleSet("facturx.files")
"""What all levels from BASIC on take over from Peppol."""


@FILES.rule("PEPPOL-EN16931-R008", Severity.WARNING)
def nothing_is_empty(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """No element of the file stands without content, not even one that the schema of CII wants."""
    return not facts.source.empty or Mismatch("content", facts.source.empty)


_OFFICIAL = RuleSet("facturx.published.rules")
_publish = published(_OFFICIAL, en16931.RULES)


@_publish("BR-CO-15", path="totals.with_vat")
def total_with_vat_adds_up(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Asked where there are totals."""
    if invoice.totals is None:
        return True
    if not {"totals", "totals.with_vat"}.isdisjoint(
        facts.source.extra
    ):  # so is the total of VAT, and then none counts
        found, net = invoice.totals.with_vat, invoice.totals.without_vat
        return found == net or Mismatch(net, found)
    return _published_cii_totals.total_with_vat_adds_up(invoice, facts)


@_publish("BR-CO-11")
def allowance_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents; an amount may be written as 1e2, and the indicator says `false` and no more."""
    found = totals.allowance_total
    if found is not None and found != cents(found):
        return Mismatch(cents(found), found)
    return _sum_fits(found, "allowances", facts)


@_publish("BR-CO-12")
def charge_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """As allowances."""
    return _sum_fits(totals.charge_total, "charges", facts)


def _sum_fits(found: Decimal | None, name: str, facts: Facts) -> bool | Mismatch:
    invoice, source = facts.invoice, facts.source
    items: Sequence[Allowance | Charge] = (
        invoice.allowances if name == "allowances" else invoice.charges
    )
    unsaid = source.other | source.by_digit | source.padded
    said = {f"{name}[{at}]": item for at, item in enumerate(items)}
    said = {path: item for path, item in said.items() if path not in unsaid}
    if not said and not facts.there(found, facts.here(f"{name[:-1]}_total")):
        return True
    amounts = (
        item.amount or _double(source.raw.get(f"{path}.amount")) for path, item in said.items()
    )
    expected = cents(add(amounts))
    return (found is not None and cents(found) == expected) or Mismatch(expected, found)


def _double(text: str | None) -> Decimal:
    """Returns the number that a text is for XPath though it is none for XML Schema."""
    return Decimal(text) if text is not None and _EXPONENT.fullmatch(text) else ZERO


@_publish("BR-CO-17")
def tax_follows_from_base(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
    """Asked of every category: other than in the artefacts for CII, none hides the rule."""
    if facts.here("category") in facts.source.untaxed:
        none = vat.tax_amount is not None and not whole(vat.tax_amount)
        return none or Mismatch(ZERO, vat.tax_amount)
    return _published_cii_totals.tax_is_near_base(vat, facts)


@_publish("BR-CO-18")
def something_is_broken_down(invoice: Invoice) -> bool:
    """Asked of documents without lines, too; not where all that is settled is missing."""
    settled = invoice.currency is not None or invoice.totals is not None
    return bool(invoice.vat_breakdown) or not settled


PUBLISHED = RuleSet("facturx.published", official=_OFFICIAL)
"""What the levels' schematrons judge in another way than the artefacts of EN 16931 for CII."""


def level_rules(level: str, name: str, *further: RuleSet) -> RuleSet:
    """Returns the rule set of a level.

    Args:
        level: As in the list, such as `basicwl`.
        name: Of the rule set.
        further: Sets beside EN 16931 that the level takes rules of.
    """
    warnings = _WARNINGS.get(level, frozenset())
    severities = {
        each: Severity.WARNING if each in warnings else Severity.ERROR
        for each in official_ids(level)
        if not each.startswith(("BR-FXEXT", "PEPPOL"))  # they say so themselves
    }
    return RuleSet(
        name,
        extends=(en16931.RULES, PUBLISHED, FILES, *further),
        severities=severities,
        only=frozenset(official_ids(level)),
        own_way=_OWN_WAY,
    )


def official_ids(level: str) -> tuple[str, ...]:
    """Returns the ids of the official rules of a level that are not about places of its files."""
    return tuple(_listed()[level].split())


def rule_named(rule_id: str) -> str:
    """Returns the id of the rule that schematrons up to 1.09 call `FX-SCH-A-…`; others as they are.

    From 1.09.2 on these ids mean rules about places of the file only.
    """
    return _earlier().get(rule_id, rule_id)


@cache
def _earlier() -> dict[str, str]:
    file = Path(__file__).with_name("_facturx_earlier.json")
    rules: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["rules"]
    return rules


@cache
def _listed() -> dict[str, str]:
    file = Path(__file__).with_name("_facturx_ids.json")
    levels: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["levels"]
    return levels
