"""发票: what a 数电票 must meet when it is issued, and what is odd of one that is received.

Source: 增值税法, 发票管理办法, 国家税务总局公告2024年第11号, and the catalogues of the platforms.
What the bureau has not published is warned of, never refused.
"""

import re

from invoicekit.findings import RuleSet, Severity
from invoicekit.rules import (
    _fapiao_amounts,
    _fapiao_codes,
    _fapiao_discounts,
    _fapiao_document,
    _fapiao_exempt,
    _fapiao_lengths,
    _fapiao_margin,
    _fapiao_parties,
    _fapiao_policies,
    _fapiao_red,
    _fapiao_special,
    _fapiao_special_details,
    issued,
)

OWN = RuleSet(
    "fapiao.own",
    extends=(
        _fapiao_document.RULES,
        _fapiao_parties.RULES,
        _fapiao_amounts.RULES,
        _fapiao_exempt.RULES,
        _fapiao_codes.RULES,
        _fapiao_discounts.RULES,
        _fapiao_red.RULES,
        _fapiao_margin.RULES,
        _fapiao_special.RULES,
        _fapiao_special_details.RULES,
        _fapiao_policies.RULES,
        _fapiao_lengths.RULES,
    ),
)
"""What only a 发票 is asked: the regime adds it to the core rules."""

_BREAKDOWN = re.compile(r"BR-[A-Z]+-(01|08|09)|BR-4[5678]|BR-CO-1[78]|IK-VAT-1")
"""Rules of the breakdown by rate, which a 发票 does not have."""

_OTHERWISE = frozenset(
    {
        "BR-CO-10", "BR-CO-13", "BR-CO-14", "BR-CO-15",  # own sums, by the lines' taxes
        "BR-06",  # own rule, since tickets name no seller
        "BR-09", "BR-11",  # an address has no code of its country
        "BR-CO-25",  # there is no due date
        "BR-O-05", "BR-O-06", "BR-O-07",  # 不征税 has the rate 0
        "IK-LINE-2",  # prices are derived, so that the amount is near
        "IK-PARTY-1", "IK-PARTY-2",  # nor is there a country
    }
    | {rule.id for rule in issued.RULES if _BREAKDOWN.fullmatch(rule.id)}
)  # fmt: skip
"""Core rules that a 发票 has rules of its own for, or nothing to say about."""

_WEIGHED = {
    "BR-16": Severity.WARNING,  # what accounting systems keep of a 发票 has no lines
    "IK-ID-1": Severity.WARNING,  # the check digits of early codes differ
}
"""What is refused when one is issued, and odd where one is received."""

RULES = RuleSet("fapiao", extends=(issued.RULES, OWN), drop=_OTHERWISE, severities=_WEIGHED)
"""The core rules and the own ones."""
