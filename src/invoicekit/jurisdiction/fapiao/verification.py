"""What the tax bureau asks before it says whether a 发票 is genuine (查验).

Source: the fields of the bureau's checking page (全国增值税发票查验平台), and its codes of kinds.
"""

from __future__ import annotations

from collections.abc import Mapping

from invoicekit.errors import InputError
from invoicekit.model.fapiao import FapiaoKind as Kind
from invoicekit.model.invoice import Invoice, Totals

_CHECKED: Mapping[str, tuple[str, str]] = {
    Kind.DIGITAL_SPECIAL: ("81", "gross"),
    Kind.DIGITAL_ORDINARY: ("82", "gross"),
    Kind.DIGITAL_RAIL: ("51", "gross"),
    Kind.DIGITAL_AIR: ("61", "gross"),
    Kind.DIGITAL_VEHICLE: ("83", "gross"),
    Kind.DIGITAL_USED_VEHICLE: ("84", "gross"),
    Kind.DIGITAL_PAPER_SPECIAL: ("85", "net"),
    Kind.DIGITAL_PAPER_ORDINARY: ("86", "code"),
    Kind.DIGITAL_PAPER_VEHICLE: ("87", "net"),
    Kind.DIGITAL_PAPER_USED_VEHICLE: ("88", "gross"),
    Kind.TC_ELECTRONIC_SPECIAL: ("08", "net"),
    Kind.TC_ELECTRONIC_ORDINARY: ("10", "code"),
    Kind.TC_TOLL: ("14", "code"),
    Kind.PAPER_SPECIAL: ("01", "net"),
    Kind.PAPER_FREIGHT: ("02", "net"),
    Kind.PAPER_VEHICLE: ("03", "net"),
    Kind.PAPER_ORDINARY: ("04", "code"),
    Kind.PAPER_ROLL: ("11", "code"),
    Kind.PAPER_USED_VEHICLE: ("15", "gross"),
}
"""查验 code of each kind, and what is asked beside it: an amount or the check code (校验码)."""


def verification_query(invoice: Invoice) -> Mapping[str, str]:
    """Returns what the bureau asks to check a 发票, by the field names of its gateway.

    Of most kinds it asks for the amount: without tax of special and vehicle invoices on paper or of
    the devices, with tax of 数电票; of the others for the end of the check code.

    Raises:
        InputError: It is no 发票.
    """
    facts = invoice.fapiao
    checked = _CHECKED.get(facts.kind or "") if facts else None
    if facts is None or checked is None:
        raise InputError("only a 发票 is checked at the tax bureau", where="fapiao")
    code, asked = checked
    totals = invoice.totals or Totals()
    amount = {"net": totals.without_vat, "gross": totals.with_vat}.get(asked)
    check_code = (facts.check_code or "").replace(" ", "") if asked == "code" else ""
    day = invoice.issue_date
    buyer = invoice.buyer.tax_ids if invoice.buyer else ()
    return {
        "fplx": code,
        "fpdm": facts.code or "",
        "fphm": invoice.number or "",
        "kprq": f"{day:%Y%m%d}" if day else "",
        "jym": check_code[-6:],
        "kpje": "" if amount is None else str(amount),
        "nsrsbh": buyer[0].value if buyer else "",
    }
