"""Margin taxation in a file: no element says it, only *** for the rate and the remark's beginning.

Which rate is hidden is worked out from the tax; 全额开票 looks like any other invoice, so that its
deduction is not in the file.
"""

from __future__ import annotations

from typing import Any

from invoicekit.jurisdiction.fapiao import HIDDEN_RATE, MARGIN, deduction_in, margin_rate

Record = dict[str, Any]


def read_margin(lines: list[Record], remark: str) -> str | None:
    """Returns the kind of margin taxation that a file shows, and completes its line.

    Args:
        lines: As records of the model; the one under margin taxation gets deduction and rate.
        remark: Begins with the deduction.
    """
    deduction = deduction_in(remark)
    if deduction is None or len(lines) != 1 or lines[0]["fapiao"]["printed_rate"] != HIDDEN_RATE:
        return None
    [line] = lines
    facts = line["fapiao"]
    gross, tax = facts["amount_with_tax"], facts["tax_amount"]
    facts["deduction"] = deduction
    if line["vat_rate"] is None and gross is not None and tax is not None:
        rate = margin_rate(gross, deduction, tax)
        line["vat_category"], line["vat_rate"] = (None if rate is None else "S"), rate
    return MARGIN
