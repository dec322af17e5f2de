"""The VAT categories of a CII file as the published rules judge them.

They count elements rather than categories, and judge sums within one unit where UBL is exact.

Source: EN 16931 validation artefacts 1.3.16, CII.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import Allowance, Charge, Invoice, InvoiceLine, Party, VatBreakdown
from invoicekit.money import ONE, ZERO, minus, plus, times
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import Check, published, speaking_of
from invoicekit.rules._published_document import is_negative_zero
from invoicekit.rules._published_vat import RULES as UBL
from invoicekit.rules._published_vat import cents, whole
from invoicekit.rules._published_vat_view import LINE, ROW, Level, View, several, used, view
from invoicekit.rules._vat_categories import CATEGORIES, LEVELS, Category

RULES = RuleSet("en16931.published.cii.vat")
publish = published(RULES, UBL)

_CENT = Decimal("0.01")
_RATED = frozenset({"S", "L", "M"})
_EXACT = "O"
_WHATEVER_SCHEME = frozenset({"S", "Z"})
"""Categories whose breakdown rows are judged whatever tax they are of."""


class Counts:
    """How often each category stands in lines, in document allowances and charges, and in rows."""

    def __init__(self, facts: Facts) -> None:
        invoice = facts.invoice
        self.lines: dict[str | None, int] = {}
        self.beside: dict[str | None, int] = {}
        self.rows: dict[str | None, int] = {}
        if facts.source.categories:
            self._count_each(facts)
            return
        for (code, _), amounts in facts.shares.items():
            _count(self.lines, code, len(amounts))
        for _, code, _ in (*_taxes("", invoice.allowances), *_taxes("", invoice.charges)):
            _count(self.beside, code, 1)
        for row in invoice.vat_breakdown:
            _count(self.rows, row.category, 1)

    def _count_each(self, facts: Facts) -> None:
        """Counts each category of the file, where an element has others than its one."""
        invoice = facts.invoice
        self.lines = _counted(facts, _taxes("lines", invoice.lines))
        beside = (*_taxes("allowances", invoice.allowances), *_taxes("charges", invoice.charges))
        self.beside = _counted(facts, beside)
        rows = [
            (f"vat_breakdown[{index}]", row.category, row.rate)
            for index, row in enumerate(invoice.vat_breakdown)
        ]
        self.rows = _counted(facts, rows, ROW)


def _counted(
    facts: Facts,
    given: Iterable[tuple[str, str | None, Decimal | None]],
    fields: tuple[str, str] = LINE,
) -> dict[str | None, int]:
    counted: dict[str | None, int] = {}
    for path, code, rate in given:
        for each in used(facts, code, rate, path, fields):
            own = each.code if each.bare else f" {each.code}"
            counted[own] = counted.get(own, 0) + 1
    return counted


def _count(counted: dict[str | None, int], code: str | None, number: int) -> None:
    if code is not None:
        counted[code] = counted.get(code, 0) + number


def _taxes(
    name: str, items: Iterable[InvoiceLine | Allowance | Charge]
) -> Iterator[tuple[str, str | None, Decimal | None]]:
    for index, item in enumerate(items):
        yield f"{name}[{index}]", item.vat_category, item.vat_rate


def _counts(facts: Facts) -> Counts:
    return facts.of(Counts)


def _broken_down(code: str, seen: Counts) -> bool:
    rows, lines, beside = seen.rows.get(code, 0), seen.lines.get(code, 0), seen.beside.get(code, 0)
    if code in _RATED:
        enough = 2
        return (not lines or lines + rows >= enough) and (not beside or beside + rows >= enough)
    if not rows and code == _EXACT:
        return True
    return (rows == 1) == bool(lines or beside) if rows <= 1 else False


def _zero(value: Decimal | None) -> bool:
    """Returns whether a value is 0; -0.00 is not, as their processor compares."""
    return value is not None and not value and not is_negative_zero(value)


def _above_zero(rate: Decimal | None) -> bool:
    return rate is not None and rate > ZERO


def _not_negative(rate: Decimal | None) -> bool:
    return rate is not None and rate >= ZERO


def _absent(rate: Decimal | None) -> bool:
    return rate is None


_FITS = {"S": _above_zero, "L": _above_zero, "M": _not_negative, _EXACT: _absent}
"""Category → whether a rate fits; in the others it is zero."""


def _define_rates(category: Category) -> None:
    code = category.code
    fits = _FITS.get(code, _zero)

    def rate_fits(item: InvoiceLine | Allowance | Charge, facts: Facts) -> bool:
        found = several(facts, LINE)
        if found is None:
            return item.vat_category != code or fits(item.vat_rate)
        mine = [each for each in found if each.vat and each.bare and each.code == code]
        return all(not each.rated if code == _EXACT else fits(each.rate) for each in mine)

    for _, number, kind, *_ in LEVELS:
        publish(f"BR-{category.prefix}-{number}", category=code)(speaking_of(kind, rate_fits))


def _is(vat: VatBreakdown, code: str, facts: Facts) -> bool:
    """Returns whether a breakdown row is judged as one of a category."""
    found = several(facts, ROW)
    if found is None:
        return vat.category == code
    mine = [each for each in found if each.bare and each.code == code]
    return any(each.vat or code in _WHATEVER_SCHEME for each in mine)


def _define_sums(category: Category) -> None:
    code, prefix = category.code, f"BR-{category.prefix}"

    def used_is_broken_down(_invoice: Invoice, facts: Facts) -> bool:
        return _broken_down(code, facts.of(_counts))

    def base_adds_up(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        return not _is(vat, code, facts) or _base_adds_up(vat, code, facts)

    def tax_fits(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        if not _is(vat, code, facts):
            return True
        if code == "S":
            return _tax_is_near(vat)
        return _zero(vat.tax_amount) or Mismatch(ZERO, vat.tax_amount)

    def reason_fits(vat: VatBreakdown, facts: Facts) -> bool:
        return not _is(vat, code, facts) or _says_why(vat, facts) == category.reason

    publish(f"{prefix}-01", category=code)(used_is_broken_down)
    _define_rates(category)
    if code not in {"L", "M"}:  # the published rules ask nothing there
        publish(f"{prefix}-08", category=code)(base_adds_up)
        publish(f"{prefix}-09", category=code)(tax_fits)
    publish(f"{prefix}-10", category=code)(reason_fits)


def _says_why(vat: VatBreakdown, facts: Facts) -> bool:
    if not facts.odd:
        return bool(vat.exemption_reason or vat.exemption_code)
    return facts.there(vat.exemption_reason, facts.here("exemption_reason")) or facts.there(
        vat.exemption_code, facts.here("exemption_code")
    )


def _base_adds_up(vat: VatBreakdown, code: str, facts: Facts) -> bool | Mismatch:
    seen, rate, base = facts.of(view), vat.rate, vat.taxable_amount
    if code == "S" and rate is None:
        return True
    lines, charges, allowances = [
        level.rated_sum(code, rate) if code == "S" else level.sum_of(code)
        for level in (seen.lines, seen.charges, seen.allowances)
    ]
    expected = cents(lines)
    if charges or allowances:
        expected = minus(plus(expected, cents(charges)), cents(allowances))
    if base is None:
        return Mismatch(expected, base)
    if code in {"S", _EXACT}:
        return base == expected or Mismatch(expected, base)
    return abs(minus(base, expected)) < ONE or Mismatch(expected, base)


def _tax_is_near(vat: VatBreakdown) -> bool | Mismatch:
    """Returns whether the tax is less than one from base × rate, in cents."""
    if vat.tax_amount is None or vat.taxable_amount is None or vat.rate is None:
        return Mismatch(None, vat.tax_amount)
    expected = times(whole(times(abs(vat.taxable_amount), vat.rate)), _CENT)
    near = abs(minus(abs(vat.tax_amount), expected)) < ONE
    return near or Mismatch(expected, vat.tax_amount)


def _define_parties(category: Category) -> None:
    code, fits = category.code, _PARTIES[category.code]

    def of(level: Callable[[View], Level]) -> Check:
        def parties_fit(_invoice: Invoice, facts: Facts) -> bool:
            return code not in level(facts.of(view)).vat_codes or fits(facts)

        return parties_fit

    levels = (("lines", _lines), ("allowances", _allowances), ("charges", _charges))
    for (number, *_), (place, level) in zip(LEVELS, levels, strict=True):
        publish(f"BR-{category.prefix}-{number}", path=place, category=code)(of(level))


def _has(facts: Facts, name: str, *kinds: str) -> bool:
    party: Party | None = getattr(facts.invoice, name)
    other = facts.source.other
    for index, tax_id in enumerate(party.tax_ids if party is not None else ()):
        if tax_id.kind in kinds and not (other and f"{name}.tax_ids[{index}]" in other):
            return True
    return False


def _seller_known(facts: Facts) -> bool:
    return _has(facts, "seller", "vat", "tax") or _has(facts, "tax_representative", "vat")


def _seller_has_vat_id(facts: Facts) -> bool:
    return _has(facts, "seller", "vat") or _has(facts, "tax_representative", "vat")


def _both_known(facts: Facts) -> bool:
    registered = facts.buyer_registered or any(
        path.startswith("buyer.registration_id") for path in facts.source.present
    )
    return _seller_known(facts) and (registered or _has(facts, "buyer", "vat"))


def _both_have_vat_ids(facts: Facts) -> bool:
    return _seller_has_vat_id(facts) and _has(facts, "buyer", "vat")


def _nobody_has_vat_id(facts: Facts) -> bool:
    return not (_seller_has_vat_id(facts) or _has(facts, "buyer", "vat"))


_PARTIES: dict[str, Callable[[Facts], bool]] = {
    **dict.fromkeys(("S", "Z", "E", "L", "M"), _seller_known),
    "AE": _both_known,
    "K": _both_have_vat_ids,
    "G": _seller_has_vat_id,
    "O": _nobody_has_vat_id,
}


def _lines(seen: View) -> Level:
    return seen.lines


def _allowances(seen: View) -> Level:
    return seen.allowances


def _charges(seen: View) -> Level:
    return seen.charges


for _category in CATEGORIES:
    _define_sums(_category)
    _define_parties(_category)


@publish("BR-IC-11", category="K")
def intra_community_supply_is_dated(invoice: Invoice, facts: Facts) -> bool:
    """A delivery date, or a day of the invoicing period."""
    if not facts.of(view).vat_rows_of("K"):
        return True
    supply, period = invoice.supply, invoice.period
    return any(
        facts.there(getattr(group, field, None), f"{path}.{field}")
        for group, path, field in (
            (supply, "supply", "delivery_date"),
            (period, "period", "start"),
            (period, "period", "end"),
        )
    )


@publish("BR-IC-12", category="K")
def intra_community_supply_has_destination(invoice: Invoice, facts: Facts) -> bool:
    """A country of the place supplied to."""
    address = invoice.supply.address if invoice.supply is not None else None
    country = address.country if address is not None else None
    return not facts.of(view).vat_rows_of("K") or facts.there(country, "supply.address.country")


def _alone(facts: Facts, *levels: Iterable[str | None]) -> bool:
    found = {code for level in levels for code in level} - {None}
    return not facts.of(view).vat_rows_of("O") or found <= {"O"}


def _untaxed_alone(_invoice: Invoice, facts: Facts) -> bool:
    seen = facts.of(_counts)
    return _alone(facts, seen.lines, seen.rows)


def _untaxed_beside(_invoice: Invoice, facts: Facts) -> bool:
    return _alone(facts, facts.of(_counts).beside)


for _number, _check in (
    ("11", _untaxed_alone),
    ("12", _untaxed_alone),
    ("13", _untaxed_beside),
    ("14", _untaxed_beside),
):
    publish(f"BR-O-{_number}", category="O")(_check)


@publish("BR-B-02", category="B")
def split_payment_stands_without_standard_rate(_invoice: Invoice, facts: Facts) -> bool:
    """Whatever their scheme."""
    seen = facts.of(_counts)
    return not {"B", "S"} <= {*seen.lines, *seen.beside, *seen.rows}


@publish("BR-B-01", category="B")
def split_payment_is_italian(invoice: Invoice, facts: Facts) -> bool:
    """Every country of an address is Italy."""
    seen = facts.of(_counts)
    used_at_all = "B" in {*seen.lines, *seen.beside, *seen.rows}
    return not used_at_all or set(_countries(invoice)) <= {"IT"}


def _countries(invoice: Invoice) -> Iterator[str]:
    parties = (invoice.seller, invoice.buyer, invoice.payee, invoice.tax_representative)
    addresses = [party.address for party in parties if party is not None]
    if invoice.supply is not None:
        addresses.append(invoice.supply.address)
    yield from (each.country for each in addresses if each is not None and each.country)
