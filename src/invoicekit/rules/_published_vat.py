"""The VAT categories as the published rules judge them.

Their tolerances and gaps: amounts of tax may be off by less than one, most rules ask for a category
of the scheme VAT and some do not, and parties are judged once a document.

Source: EN 16931 validation artefacts 1.3.16, UBL and CII.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import Allowance, Charge, Invoice, InvoiceLine, Party, VatBreakdown
from invoicekit.money import ONE, ZERO, half_above, minus, times
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import Check, published, speaking_of
from invoicekit.rules._published_vat_view import ROW, Level, View, several, view
from invoicekit.rules._vat_categories import CATEGORIES, LEVELS, PARTIES, SUMS, Category

RULES = RuleSet("en16931.published.vat")
publish = published(RULES, (*SUMS, *PARTIES))

_CENT = Decimal("0.01")
_DIGITS = 12
_PLAIN = Decimal(10**12)
"""Below it, a binary number is near enough to the decimal one."""
_HUGE = Decimal(10**100)
"""A binary number holds no more than a little above."""
_RATED = frozenset({"S", "L", "M"})


def cents(value: Decimal) -> Decimal:
    """Returns a value in whole cents; a half goes up, also below zero, as XPath's round does."""
    return half_above(value, _CENT)


def whole(value: Decimal) -> Decimal:
    """Returns the nearest whole number; a half goes up, as XPath's round does."""
    return half_above(value, ONE)


def tax_is_near(vat: VatBreakdown) -> bool:
    """Returns whether a tax amount is less than one away from base × rate."""
    if vat.tax_amount is None or vat.taxable_amount is None or vat.rate is None:
        return False
    share = cents(times(abs(vat.taxable_amount), times(vat.rate, _CENT)))
    return abs(minus(abs(vat.tax_amount), share)) < ONE


def expected_tax(vat: VatBreakdown) -> Mismatch:
    """Returns what the tax amount should be, for the finding."""
    if vat.taxable_amount is None or vat.rate is None:
        return Mismatch(None, vat.tax_amount)
    share = cents(times(vat.taxable_amount, times(vat.rate, _CENT)))
    return Mismatch(share, vat.tax_amount)


def _zero(rate: Decimal | None) -> bool:
    return rate == ZERO


def _above_zero(rate: Decimal | None) -> bool:
    return rate is not None and rate > ZERO


def _not_negative(rate: Decimal | None) -> bool:
    return rate is not None and rate >= ZERO


def _absent(rate: Decimal | None) -> bool:
    return rate is None


_FITS = {"S": _above_zero, "L": _not_negative, "M": _not_negative, "O": _absent}
"""Category → whether a rate fits; in the others it is zero."""


def _define_rates(category: Category) -> None:
    code, fits = category.code, _FITS.get(category.code, _zero)

    def rate_fits(item: InvoiceLine | Allowance | Charge, facts: Facts) -> bool:
        found = several(facts)
        if found is None:
            return item.vat_category != code or fits(item.vat_rate)
        judged = [each for each in found if each.vat and each.code == code]
        if code == "O":
            return not any(each.rated for each in judged)
        return all(fits(each.rate) for each in judged)

    for _, number, kind, *_ in LEVELS:
        publish(f"BR-{category.prefix}-{number}", category=code)(speaking_of(kind, rate_fits))


def _define_sums(category: Category) -> None:
    code, prefix = category.code, f"BR-{category.prefix}"

    def used_is_broken_down(_invoice: Invoice, facts: Facts) -> bool:
        return _broken_down(code, facts.of(view))

    def base_adds_up(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        return not _is(vat, code, facts) or _base_adds_up(vat, code, facts)

    def tax_fits(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        return not _is(vat, code, facts) or _tax_fits(vat, code)

    def reason_fits(vat: VatBreakdown, facts: Facts) -> bool:
        return not _is(vat, code, facts) or _reason_given(vat, facts) == category.reason

    publish(f"{prefix}-01", category=code)(used_is_broken_down)
    publish(f"{prefix}-08", category=code)(base_adds_up)
    publish(f"{prefix}-09", category=code)(tax_fits)
    publish(f"{prefix}-10", category=code)(reason_fits)


def _base_adds_up(vat: VatBreakdown, code: str, facts: Facts) -> bool | Mismatch:
    if code in _RATED:
        return vat.rate is None or _rated_base_adds_up(vat, code, vat.rate, facts)
    expected = facts.of(view).base(code)
    fine = bool(facts.invoice.lines) and vat.taxable_amount == expected
    return fine or Mismatch(expected, vat.taxable_amount)


def _tax_fits(vat: VatBreakdown, code: str) -> bool | Mismatch:
    if code in _RATED:
        return tax_is_near(vat) or expected_tax(vat)
    return vat.tax_amount == ZERO or Mismatch(ZERO, vat.tax_amount)


def _reason_given(vat: VatBreakdown, facts: Facts) -> bool:
    if not facts.odd:
        return bool(vat.exemption_reason or vat.exemption_code)
    reason = facts.there(vat.exemption_reason, facts.here("exemption_reason"))
    return reason or facts.there(vat.exemption_code, facts.here("exemption_code"))


def _is(vat: VatBreakdown, code: str, facts: Facts) -> bool:
    """Returns whether a breakdown row is of a category of VAT."""
    found = several(facts, ROW)
    if found is None:
        return vat.category == code
    return any(each.vat and each.code == code for each in found)


def _broken_down(code: str, seen: View) -> bool:
    if code == "S":  # whatever its scheme
        return (code in seen.lines.codes | seen.document_codes) == (seen.rows_of(code) > 0)
    above = code in seen.lines.vat_codes or code in seen.document_vat_codes
    if code in _RATED:
        rows_of = seen.rows_of if code == "L" and above else seen.vat_rows_of
        return above == (rows_of(code) > 0)
    found = seen.vat_rows_of(code)
    return found == 1 if above or found else True


def _rated_base_adds_up(
    vat: VatBreakdown, code: str, rate: Decimal, facts: Facts
) -> bool | Mismatch:
    seen, base = facts.of(view), vat.taxable_amount
    expected = seen.rated_base(code, rate)
    if base is None or not facts.invoice.lines:
        return Mismatch(expected, base)
    if code != "S":
        return _within_one(base, expected) or Mismatch(expected, base)
    beside = (code, rate) in seen.allowances.rates or (code, rate) in seen.charges.rates
    if (code, rate) not in seen.lines.rates and not beside:
        return Mismatch(expected, base)
    alone = beside and _within_one(base, seen.rated_beside(code, rate))
    return alone or _within_one(base, expected) or Mismatch(expected, base)


def _within_one(base: Decimal, total: Decimal) -> bool:
    """Returns whether a base is less than one away from a total, as the published rules see it.

    They work the bounds out in binary, where 2375.68 - 1 is a little less than 2374.68.
    """
    if base == total and abs(base) < _PLAIN:
        return True
    if abs(base) >= _HUGE:
        return False
    digits = 10**_DIGITS
    whole_base = int(times(base, Decimal(digits)))
    binary = whole_base / digits
    return Decimal(binary - 1) < total < Decimal(binary + 1)


def _define_parties(category: Category) -> None:
    code, fits = category.code, category.parties_fit

    def of(level: Callable[[View], Level]) -> Check:
        def parties_fit(_invoice: Invoice, facts: Facts) -> bool:
            found = level(facts.of(view))
            if code == "L" and level is _charges and code not in _written(facts):
                return True
            if code == "S" and code in found.codes and code not in found.vat_codes:
                return level is not _lines
            return code not in found.vat_codes or fits(facts)

        return parties_fit

    levels = (("lines", _lines), ("allowances", _allowances), ("charges", _charges))
    for (number, *_), (place, level) in zip(LEVELS, levels, strict=True):
        publish(f"BR-{category.prefix}-{number}", path=place, category=code)(of(level))


def _written(facts: Facts) -> frozenset[str | None]:
    return facts.categories_as_written("charges")


def _lines(seen: View) -> Level:
    return seen.lines


def _allowances(seen: View) -> Level:
    return seen.allowances


def _charges(seen: View) -> Level:
    return seen.charges


for _category in CATEGORIES:
    _define_sums(_category)
    _define_rates(_category)
    _define_parties(_category)


@publish("BR-IC-11", category="K")
def intra_community_supply_is_dated(invoice: Invoice, facts: Facts) -> bool:
    """A delivery date of more than one sign, or anything in the invoicing period."""
    if not facts.of(view).vat_rows_of("K"):
        return True
    supply, period = invoice.supply, invoice.period
    dated = supply is not None and supply.delivery_date is not None
    said = len(facts.source.raw.get("supply.delivery_date", "")) > 1
    in_period = period is not None and any(
        facts.there(getattr(period, field), f"period.{field}") for field in ("start", "end", "code")
    )
    return dated or said or in_period


@publish("BR-IC-12", category="K")
def intra_community_supply_has_destination(invoice: Invoice, facts: Facts) -> bool:
    """A country of more than one letter."""
    supply = invoice.supply
    country = supply.address.country if supply is not None and supply.address is not None else ""
    return not facts.of(view).vat_rows_of("K") or len(country or "") > 1


@publish("BR-O-11", category="O")
def untaxed_stands_alone(_invoice: Invoice, facts: Facts) -> bool:
    """Rows of VAT only."""
    rows = facts.of(view).vat_rows
    return "O" not in rows or set(rows) == {"O"}


def _only_untaxed(facts: Facts, level: Level) -> bool:
    return not facts.of(view).vat_rows_of("O") or level.vat_codes <= {"O"}


@publish("BR-O-12", category="O")
def untaxed_lines_only(_invoice: Invoice, facts: Facts) -> bool:
    """Lines of VAT only."""
    return _only_untaxed(facts, facts.of(view).lines)


@publish("BR-O-13", category="O")
def untaxed_allowances_only(_invoice: Invoice, facts: Facts) -> bool:
    """Allowances of VAT only."""
    return _only_untaxed(facts, facts.of(view).allowances)


@publish("BR-O-14", category="O")
def untaxed_charges_only(_invoice: Invoice, facts: Facts) -> bool:
    """Charges of VAT only."""
    return _only_untaxed(facts, facts.of(view).charges)


@publish("BR-B-02", category="B")
def split_payment_stands_without_standard_rate(_invoice: Invoice, facts: Facts) -> bool:
    """Whatever their scheme."""
    seen = facts.of(view)
    return not {"B", "S"} <= seen.lines.codes | seen.document_codes | set(seen.rows)


@RULES.rule("BR-B-01", path="seller.address.country", category="B")
def split_payment_is_italian(invoice: Invoice, facts: Facts) -> bool:
    """Split payment (B) is used only where every country named is Italy (BT-40, BT-55)."""
    seen = facts.of(view)
    used_at_all = "B" in seen.lines.codes | seen.document_codes | set(seen.rows)
    return not used_at_all or set(_countries(invoice)) <= {"IT"}


def _countries(invoice: Invoice) -> Iterator[str]:
    addresses = [party.address for party in _parties(invoice)]
    if invoice.supply is not None:
        addresses.append(invoice.supply.address)
    yield from (each.country for each in addresses if each is not None and each.country)
    origins = (line.item.origin_country for line in invoice.lines if line.item is not None)
    yield from (country for country in origins if country)


def _parties(invoice: Invoice) -> Iterator[Party]:
    parties = (invoice.seller, invoice.buyer, invoice.payee, invoice.tax_representative)
    yield from (party for party in parties if party is not None)
