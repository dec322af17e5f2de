"""The states of a red-letter confirmation form (红字信息确认单), as the tax bureau counts them.

Source: 国家税务总局公告2024年第11号 and the platforms' catalogues. A state not known here is waited
for: the bureau adds states without notice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from invoicekit.model.status import ClearanceStatus

Outcome = Literal["issue", "wait", "dead"]

REASONS = {"01": "开票有误", "02": "销货退回", "03": "服务中止", "04": "销售折让"}
"""Why an invoice is reversed; 01 reverses all of it."""

WHOLE_ONLY = "01"


@dataclass(frozen=True, slots=True)
class RedState:
    """One state.

    Attributes:
        outcome: Whether the red-letter invoice may be issued, waits, or never will be by this form.
    """

    code: str
    zh: str
    en: str
    outcome: Outcome

    @property
    def clearance(self) -> ClearanceStatus | None:
        """What the state means for the document; None where it may be issued."""
        return {"wait": ClearanceStatus.WAITING, "dead": ClearanceStatus.REJECTED}.get(self.outcome)


RED_STATES = {
    state.code: state
    for state in (
        RedState("01", "无需确认", "nobody needs to confirm", "issue"),
        RedState("02", "销方录入待购方确认", "waits for the buyer", "wait"),
        RedState("03", "购方录入待销方确认", "waits for the seller", "wait"),
        RedState("04", "购销双方已确认", "both sides confirmed", "issue"),
        RedState("05", "作废（购方否认）", "refused by the buyer", "dead"),
        RedState("06", "作废（销方否认）", "refused by the seller", "dead"),
        RedState("07", "作废（超72小时未确认）", "lapsed after 72 hours", "dead"),
        RedState("08", "作废（发起方撤销）", "withdrawn by its initiator", "dead"),
        RedState("09", "作废（确认后撤销）", "withdrawn after confirmation", "dead"),
        RedState("10", "作废（异常凭证）", "the invoice is an abnormal voucher", "dead"),
        RedState("11", "阻断（纳税人状态异常）", "a party's tax status blocks it", "dead"),
        RedState("12", "自然人拒收", "refused by a natural person", "dead"),
        RedState("13", "已开具退税申请单", "a refund of the tax was applied for", "dead"),
    )
}


def red_state(code: str) -> RedState:
    """Returns a state by its code; an unknown one waits."""
    return RED_STATES.get(code) or RedState(code, f"状态{code}", f"state {code}", "wait")


def reason_code(reason: str) -> str | None:
    """Returns the code of a reason, given as its code or its words; None for any other text."""
    given = reason.strip()
    if given in REASONS:
        return given
    return next((code for code, words in REASONS.items() if words in given), None)
