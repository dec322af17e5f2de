"""Rules of what bears no tax: 免税, 不征税 and 零税率 share the rate 0 and are three things."""

from __future__ import annotations

from invoicekit.codelists import codes
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.jurisdiction.fapiao import SPECIAL, tax_code_of
from invoicekit.model import InvoiceLine
from invoicekit.rules._facts import Facts
from invoicekit.rules._fapiao_facts import said, told

RULES = RuleSet("fapiao.exempt")
rule = RULES.rule

_UNTAXED = frozenset("EOZG")
_FLAGS = {"E": {"1"}, "O": {"2"}, "Z": {"3", "0"}, "G": {"0", "1", "3"}}
"""VAT category → 零税率标识: 0 出口零税, 1 免税 (of exports too), 2 不征税, 3 普通零税率."""
_POLICIES = {"03": "E", "04": "O"}
"""优惠政策 → VAT category: 03 免税, 04 不征税."""
_PRINTED = {"免税": "EG", "不征税": "O", "0%": "ZG"}
_NOT_TAXABLE = "6"


@rule("IK-CN-33", path="fapiao.zero_rate")
def flag_agrees_with_category(line: InvoiceLine) -> bool | Mismatch:
    """The zero-rate flag (零税率标识) is 1 for exempt (BT-151 = E), 2 for O, 3 for Z."""
    flag, allowed = told(line).zero_rate, _FLAGS.get(line.vat_category or "")
    if flag is None or allowed is None or flag in allowed:
        return True
    return Mismatch(allowed, flag)


@rule("IK-CN-34", path="fapiao.zero_rate")
def flag_only_without_tax(line: InvoiceLine) -> bool:
    """The zero-rate flag stands only where the rate (BT-152) is 0; leave it away elsewhere."""
    return told(line).zero_rate is None or not line.vat_rate


@rule("IK-CN-35", path="fapiao.tax_amount")
def untaxed_lines_bear_no_tax(line: InvoiceLine) -> bool:
    """A line that is exempt, not taxable or at 0 % (BT-151 = E, O, Z or G) has the tax 0."""
    return line.vat_category not in _UNTAXED or not told(line).tax_amount


@rule("IK-CN-36", path="fapiao.policy")
def policy_agrees_with_category(line: InvoiceLine) -> bool | Mismatch:
    """The policy 03 免税 goes with the category E (BT-151), 04 不征税 with the category O."""
    category = _POLICIES.get(told(line).policy or "")
    if category is None or line.vat_category is None or line.vat_category in {category, "G"}:
        return True
    return Mismatch(category, line.vat_category)


@rule("IK-CN-37", Severity.WARNING, path="fapiao.policy")
def policy_is_known(line: InvoiceLine) -> bool:
    """The policy (优惠政策) is one that is known; check the code, an unknown one is kept."""
    policy = told(line).policy
    return policy is None or policy in codes("fapiao_policies")


@rule("IK-CN-38", Severity.WARNING, path="vat_category")
def special_bears_tax(line: InvoiceLine, facts: Facts) -> bool:
    """A 专票 has no exempt line (BT-151 = E) unless the exemption was waived; issue a 普票."""
    return said(facts.invoice).kind not in SPECIAL or line.vat_category != "E"


@rule("IK-CN-39", Severity.WARNING, path="vat_category")
def sections_not_taxable_bear_no_tax(line: InvoiceLine) -> bool:
    """A classification code that begins with 6 is 不征税 (BT-151 = O); check code and rate."""
    code = tax_code_of(line)
    return code is None or not code.startswith(_NOT_TAXABLE) or line.vat_category in {None, "O"}


@rule("IK-CN-40", Severity.WARNING, path="fapiao.printed_rate")
def printed_rate_agrees_with_category(line: InvoiceLine) -> bool:
    """The rate as printed (免税, 不征税, 0%) says the same as the category (BT-151)."""
    allowed = _PRINTED.get(told(line).printed_rate or "")
    return allowed is None or line.vat_category is None or line.vat_category in allowed
