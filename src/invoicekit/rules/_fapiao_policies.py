"""Rules of 优惠政策, 减按征税 and 结算方式: codes that are known, and rates that go with them.

Source: the field catalogues of the tax bureau's gateway (乐企) and of platforms.
"""

from __future__ import annotations

from decimal import Decimal

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import Invoice, InvoiceLine
from invoicekit.rules._fapiao_facts import said, told

RULES = RuleSet("fapiao.policies")
rule = RULES.rule

REDUCED = frozenset({"01", "03", "05"})
"""减按征税: 个人出租住房, 销售自己使用过的固定资产, 住房租赁."""
SETTLEMENTS = frozenset({"01", "02", "03", "04", "05", "99"})
"""结算方式: 现金, 银行转账, 票据, 第三方支付, 预付卡, 其他."""
_RATES = {
    "08": (Decimal(3), Decimal(1)),
    "09": (Decimal(5),),
    "10": (Decimal("1.5"), Decimal(5)),
    "19": (Decimal(2), Decimal(3)),
    "20": (Decimal("1.5"), Decimal(3)),
}
"""优惠政策 → the rates that it may show, as levied or as reduced."""


@rule("IK-CN-115", Severity.WARNING, path="vat_rate")
def policy_has_its_rate(line: InvoiceLine) -> bool | Mismatch:
    """A policy of the simplified method names its rate (BT-152), such as 08 按3%简易征收."""
    rates = _RATES.get(told(line).policy or "")
    if rates is None or line.vat_rate is None or line.vat_rate in rates:
        return True
    return Mismatch(rates[0], line.vat_rate)


@rule("IK-CN-116", Severity.WARNING, path="fapiao.reduced")
def reduced_levy_is_known(invoice: Invoice) -> bool:
    """A reduced levy (减按征税) is 01, 03 or 05; check the code, an unknown one is kept."""
    reduced = said(invoice).reduced
    return reduced is None or reduced in REDUCED


@rule("IK-CN-117", Severity.WARNING, path="fapiao.settlement")
def settlement_is_known(invoice: Invoice) -> bool:
    """The way of settlement (结算方式) is 01 to 05 or 99; check the code, another one is kept."""
    settlement = said(invoice).settlement
    return settlement is None or settlement in SETTLEMENTS
