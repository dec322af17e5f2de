"""Red-letter invoices (红字发票): what a credit note says where corrections are red letters."""

from __future__ import annotations

from invoicekit.calculate.fapiao import DISCOUNT, fapiao_form
from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao import GOODS, tax_code_of
from invoicekit.lifecycle.red_letter import REASONS, WHOLE_ONLY, reason_code
from invoicekit.model.allowance import Charge
from invoicekit.model.fapiao import Fapiao, FapiaoLine, RedLetter
from invoicekit.model.invoice import Invoice
from invoicekit.model.line import InvoiceLine
from invoicekit.model.record import Clearance
from invoicekit.model.red_form import RedForm
from invoicekit.model.reference import Note

RETURNED, ENDED = "02", "03"


def as_red_letter(credit: Invoice, original: Invoice, reason: str, *, whole: bool) -> Invoice:
    """Returns a credit note as the red-letter invoice of an original.

    Args:
        credit: The credit note; its lines have the ids of the lines they take back.
        original: The blue invoice.
        reason: One of the bureau's reasons, as code or in its words; for other words 销货退回, and
            服务中止 where all lines are services.
        whole: Whether nothing of the original is left.

    Raises:
        InputError: The reason reverses whole invoices only.
    """
    code = reason_code(reason) or _usual_reason(original)
    if code == WHOLE_ONLY and not whole:
        raise InputError(
            f"{REASONS[code]} reverses the whole invoice, not a part of it",
            where="reason",
            expected=", ".join(words for each, words in REASONS.items() if each != WHOLE_ONLY),
            hint="Credit all lines, or give another reason.",
        )
    blue = original.fapiao or Fapiao()
    red = RedLetter(
        original_number=original.number,
        original_code=blue.code,
        original_kind=blue.kind,
        original_date=original.issue_date,
        reason=code,
        partial=not whole,
    )
    places = places_of(original)
    kept = {"kind", "buyer_type", "taxpayer_type", "drawer", "payee", "reviewer", "special"}
    facts = {name: getattr(blue, name) for name in kept}
    return credit.replace(
        fapiao=Fapiao(**facts, red=red),
        lines=tuple(_placed(line, places.get(line.id)) for line in credit.lines),
        charges=_placed_charges(credit, original),
    )


def _usual_reason(original: Invoice) -> str:
    sections = {code[0] for line in original.lines if (code := tax_code_of(line))}
    return ENDED if sections and not sections & GOODS else RETURNED


def by_form(credit: Invoice, form: RedForm | None) -> Invoice:
    """Returns a red-letter invoice that is to be issued by a form, where there is one already."""
    if form is None or credit.fapiao is None or credit.fapiao.red is None:
        return credit
    red = credit.fapiao.red.replace(confirmation_number=form.number, confirmation_id=form.form_id)
    return credit.replace(fapiao=credit.fapiao.replace(red=red))


def form_of(invoice: Invoice, clearance: Clearance | None) -> dict[str, object]:
    """Returns what a red-letter invoice gets of the confirmation form it is issued by."""
    red = invoice.fapiao.red if invoice.fapiao else None
    if invoice.fapiao is None or red is None or clearance is None or clearance.red_form is None:
        return {}
    named = red.replace(
        confirmation_number=clearance.red_form, confirmation_id=clearance.red_form_id
    )
    blue = f"数电票号码：{red.original_number}"
    if red.original_code:
        blue = f"发票代码：{red.original_code} 号码：{red.original_number}"
    remark = f"被红冲蓝字{blue} 红字发票信息确认单编号：{clearance.red_form}"
    return {
        "fapiao": invoice.fapiao.replace(red=named),
        "notes": (Note(text=remark), *invoice.notes),
    }


def places_of(original: Invoice) -> dict[str | None, int]:
    """Returns line id → place on the blue 发票, where a discount stands on a line of its own."""
    return dict(zip((line.id for line in original.lines), _counted(original), strict=False))


def _counted(original: Invoice) -> list[int]:
    """Returns the places of the lines on the blue 发票, and of its charges, which follow them."""
    form = fapiao_form(original)
    return [
        place
        for place, row in enumerate(form.lines, start=1)
        if form is original or row.fapiao is None or row.fapiao.nature != DISCOUNT
    ]


def _placed_charges(credit: Invoice, original: Invoice) -> tuple[Charge, ...]:
    """Returns the charges with their places: each is a part of the next one like it."""
    if not credit.charges:
        return ()
    places = _counted(original)[len(original.lines) :]
    left = list(zip(original.charges, places, strict=True))
    placed = []
    for charge in credit.charges:
        known = [at for at, (blue, _) in enumerate(left) if _kind(blue) == _kind(charge)]
        place = left.pop(known[0])[1] if known else None
        placed.append(charge.replace(original_line=place))
    return tuple(placed)


def _kind(charge: Charge) -> tuple[object, ...]:
    return charge.vat_category, charge.vat_rate, charge.reason, charge.reason_code


def _placed(line: InvoiceLine, place: int | None) -> InvoiceLine:
    # The tax of the part is calculated anew; what the blue line bore stays with it.
    facts = (line.fapiao or FapiaoLine()).replace(
        original_line=place, nature=None, tax_amount=None, amount_with_tax=None
    )
    return line.replace(fapiao=facts)
