"""The VAT categories: each is judged alike, with its exceptions as columns.

Source: EN 16931-1:2017, clause 6.4.3; the ids are the standard's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import Allowance, Charge, Invoice, InvoiceLine, VatBreakdown
from invoicekit.money import ZERO
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import speaking_of
from invoicekit.rules._sums import group_of

SUMS = RuleSet("core.vat")
"""What holds everywhere: the breakdown follows from the lines."""

PARTIES = RuleSet("en16931.vat")
"""What the European standard asks beside: who must be registered, and why no tax is charged."""


def _seller_registered(facts: Facts) -> bool:
    return bool(facts.seller_vat_id or facts.seller_tax_number or facts.representative_vat_id)


def _seller_has_vat_id(facts: Facts) -> bool:
    return bool(facts.seller_vat_id or facts.representative_vat_id)


def _both_registered(facts: Facts) -> bool:
    return _seller_registered(facts) and bool(facts.buyer_vat_id or facts.buyer_registered)


def _both_have_vat_ids(facts: Facts) -> bool:
    return _seller_has_vat_id(facts) and bool(facts.buyer_vat_id)


def _nobody_has_vat_id(facts: Facts) -> bool:
    return not (facts.seller_vat_id or facts.representative_vat_id or facts.buyer_vat_id)


_SELLER = "the seller has a tax number (BT-31, BT-32) or a tax representative (BT-63)"
_SELLER_VAT = "the seller (BT-31) or its tax representative (BT-63) has a VAT identifier"
_BUYER = "the buyer has a VAT identifier (BT-48) or a registration (BT-47)"


@dataclass(frozen=True, slots=True)
class Category:
    """One VAT category: code, rule prefix, name, and where it differs from the others.

    Attributes:
        rate_fits: Whether a rate is one of this category; `rate` says it in words.
        taxed: Whether each rate is a group of its own and bears tax.
        reason: Whether the breakdown says why no tax is charged; else it must not.
        parties_fit: Whether seller and buyer are registered as asked; `parties` says it in words.
    """

    code: str
    prefix: str
    name: str
    rate: str
    rate_fits: Callable[[Decimal | None], bool]
    taxed: bool
    reason: bool
    parties: str
    parties_fit: Callable[[Facts], bool]


def _zero(rate: Decimal | None) -> bool:
    return rate == ZERO


def _above_zero(rate: Decimal | None) -> bool:
    return rate is not None and rate > ZERO


def _not_negative(rate: Decimal | None) -> bool:
    return rate is not None and rate >= ZERO


def _absent(rate: Decimal | None) -> bool:
    return rate is None


_S, _B = _seller_registered, _both_registered
CATEGORIES = (
    Category("S", "S", "Standard rate", "above 0", _above_zero, True, False, _SELLER, _S),
    Category("Z", "Z", "Zero rate", "0", _zero, False, False, _SELLER, _S),
    Category("E", "E", "Exempt", "0", _zero, False, True, _SELLER, _S),
    Category("AE", "AE", "Reverse charge", "0", _zero, False, True, f"{_SELLER}, and {_BUYER}", _B),
    Category(
        "K",
        "IC",
        "Intra-community supply",
        "0",
        _zero,
        False,
        True,
        f"{_SELLER_VAT}, and the buyer too (BT-48)",
        _both_have_vat_ids,
    ),
    Category("G", "G", "Export", "0", _zero, False, True, _SELLER_VAT, _seller_has_vat_id),
    Category(
        "O",
        "O",
        "Not subject to VAT",
        "absent",
        _absent,
        False,
        True,
        "nobody has a VAT identifier (BT-31, BT-63, BT-48)",
        _nobody_has_vat_id,
    ),
    Category("L", "AF", "Canary Islands tax", "0 or more", _not_negative, True, False, _SELLER, _S),
    Category(
        "M", "AG", "Ceuta and Melilla tax", "0 or more", _not_negative, True, False, _SELLER, _S
    ),
)

LEVELS: tuple[tuple[str, str, type, str, str, str], ...] = (
    ("02", "05", InvoiceLine, "line", "BT-151", "BT-152"),
    ("03", "06", Allowance, "document level allowance", "BT-95", "BT-96"),
    ("04", "07", Charge, "document level charge", "BT-102", "BT-103"),
)
"""Numbers of the party and the rate rule, class, name, and terms of category and rate."""


def _define_sums(category: Category) -> None:
    code, prefix, name = category.code, f"BR-{category.prefix}", category.name

    def used_is_broken_down(_invoice: Invoice, facts: Facts) -> bool:
        return (code in facts.categories) == (code in facts.breakdown_categories)

    def base_adds_up(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        if vat.category != code or vat.taxable_amount is None:
            return True
        group = group_of(code, vat.rate)
        found, expected = facts.shown_bases[group], facts.bases[group]
        return facts.near(found, expected) if category.taxed else facts.same(found, expected)

    def tax_fits(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        if vat.category != code or vat.tax_amount is None or vat.taxable_amount is None:
            return True
        if not category.taxed:
            return facts.same(vat.tax_amount, ZERO)
        if vat.rate is None:
            return True
        return facts.tax_of(group_of(code, vat.rate), vat.taxable_amount, vat.rate, vat.tax_amount)

    SUMS.rule(
        f"{prefix}-01",
        path="vat_breakdown",
        text=f"{name}: the category is in the VAT breakdown (BG-23) exactly when a line, allowance"
        " or charge has it.",
    )(used_is_broken_down)
    _define_rates(category)
    SUMS.rule(
        f"{prefix}-08",
        path="taxable_amount",
        text=f"{name}: taxable amount (BT-116) = Σ lines (BT-131) - allowances (BT-92) + charges"
        " (BT-99)" + (" of that rate (BT-119)." if category.taxed else "."),
        case=("category", code),
    )(base_adds_up)
    tax = "taxable amount (BT-116) × rate (BT-119)" if category.taxed else "0"
    SUMS.rule(
        f"{prefix}-09",
        path="tax_amount",
        text=f"{name}: tax amount (BT-117) = {tax}.",
        case=("category", code),
    )(tax_fits)


def _define_rates(category: Category) -> None:
    code, fits = category.code, category.rate_fits

    def rate_fits(item: InvoiceLine | Allowance | Charge) -> bool:
        return item.vat_category != code or fits(item.vat_rate)

    for _, number, kind, name, _, term in LEVELS:
        SUMS.rule(
            f"BR-{category.prefix}-{number}",
            path="vat_rate",
            text=f"{category.name}: the rate of a {name} ({term}) is {category.rate}.",
            case=("vat_category", code),
        )(speaking_of(kind, rate_fits))


def _define_parties(category: Category) -> None:
    code, fits = category.code, category.parties_fit

    def parties_fit(item: InvoiceLine | Allowance | Charge, facts: Facts) -> bool:
        return item.vat_category != code or fits(facts)

    def reason_fits(vat: VatBreakdown) -> bool:
        given = bool(vat.exemption_reason or vat.exemption_code)
        return vat.category != code or given == category.reason

    for number, _, kind, name, term, _ in LEVELS:
        PARTIES.rule(
            f"BR-{category.prefix}-{number}",
            path="vat_category",
            text=f"{category.name} on a {name} ({term}): {category.parties}.",
            case=("vat_category", code),
        )(speaking_of(kind, parties_fit))
    says = "says why no tax is charged" if category.reason else "gives no exemption reason"
    PARTIES.rule(
        f"BR-{category.prefix}-10",
        path="exemption_reason",
        text=f"{category.name}: the VAT breakdown {says} (BT-120, BT-121).",
        case=("category", code),
    )(reason_fits)


for _category in CATEGORIES:
    _define_sums(_category)
    _define_parties(_category)


@SUMS.rule("IK-VAT-1", path="vat_breakdown")
def no_group_is_left_out(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """A VAT category of the breakdown (BG-23) is there with each rate of the lines (BT-152)."""
    missing = [
        group
        for group, base in facts.bases.items()
        if base and group[0] in facts.breakdown_categories and group not in facts.shown_bases
    ]
    return not missing or Mismatch([f"{c} {r}" for c, r in missing], "no such group")


@PARTIES.rule("BR-IC-11", path="supply.delivery_date")
def intra_community_supply_is_dated(invoice: Invoice, facts: Facts) -> bool:
    """An intra-community supply has a delivery date (BT-72) or an invoicing period (BG-14)."""
    supply = invoice.supply
    dated = (supply is not None and supply.delivery_date is not None) or invoice.period is not None
    return "K" not in facts.breakdown_categories or dated


@PARTIES.rule("BR-IC-12", path="supply.address.country")
def intra_community_supply_has_destination(invoice: Invoice, facts: Facts) -> bool:
    """An intra-community supply names the country supplied to (BT-80)."""
    supply = invoice.supply
    known = supply is not None and supply.address is not None and bool(supply.address.country)
    return "K" not in facts.breakdown_categories or known


@PARTIES.rule("BR-O-11", path="vat_breakdown")
def untaxed_stands_alone(_invoice: Invoice, facts: Facts) -> bool:
    """A VAT breakdown not subject to VAT (BG-23) stands beside no other."""
    return "O" not in facts.breakdown_categories or len(facts.breakdown_categories) == 1


@PARTIES.rule("BR-O-12", path="lines")
def untaxed_lines_only(_invoice: Invoice, facts: Facts) -> bool:
    """Beside a VAT breakdown not subject to VAT (BG-23) no line has another one (BT-151)."""
    return "O" not in facts.breakdown_categories or facts.line_categories <= {"O"}


@PARTIES.rule("BR-O-13", path="allowances")
def untaxed_allowances_only(_invoice: Invoice, facts: Facts) -> bool:
    """Beside a VAT breakdown not subject to VAT (BG-23) no allowance has another one (BT-95)."""
    return "O" not in facts.breakdown_categories or facts.allowance_categories <= {"O"}


@PARTIES.rule("BR-O-14", path="charges")
def untaxed_charges_only(_invoice: Invoice, facts: Facts) -> bool:
    """Beside a VAT breakdown not subject to VAT (BG-23) no charge has another one (BT-102)."""
    return "O" not in facts.breakdown_categories or facts.charge_categories <= {"O"}


@PARTIES.rule("BR-B-02", path="vat_breakdown")
def split_payment_stands_without_standard_rate(_invoice: Invoice, facts: Facts) -> bool:
    """Split payment (B) and the standard rate (S) are not on one invoice (BT-151)."""
    return not {"B", "S"} <= facts.categories
