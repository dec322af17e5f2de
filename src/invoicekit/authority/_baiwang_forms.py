"""Red-letter confirmation forms at Baiwang: entered, found, answered, withdrawn.

`outputinvoice.fastRed` enters one (0) without issuing, `redconfirm.query` finds it in the
platform's store (2) or at the bureau (1), `redconfirm.operate` answers it or takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from invoicekit.authority._baiwang_order import REASONS, goods_of
from invoicekit.authority._baiwang_wire import Router
from invoicekit.authority._order import OrderLine, order_of
from invoicekit.authority._red_order import asked_form, red_letter_of
from invoicekit.errors import StateError
from invoicekit.jurisdiction.fapiao import china_time
from invoicekit.lifecycle import red_state
from invoicekit.model import Invoice, RedForm, RedSide
from invoicekit.money import exact

_SIDES: Mapping[RedSide, str] = {"seller": "0", "buyer": "1"}
_ENTERED: Mapping[str, RedSide] = {"0": "seller", "01": "seller", "1": "buyer", "02": "buyer"}
_CODES = {theirs: ours for ours, theirs in REASONS.items()}
_AT_BUREAU, _IN_STORE = "1", "2"
_AGREE, _REFUSE, _WITHDRAW = "01", "02", "03"


class BaiwangForms:
    """The part of the client that reverses invoices."""

    _router: Router

    def request_red(
        self, request_id: str, invoice: Invoice, *, side: RedSide = "seller"
    ) -> RedForm:
        """Enters the form of a red-letter invoice, or finds it where the answer was lost.

        The platform finds forms by the blue invoice: one of ours over the same amounts that is
        alive and not used yet is the one that was asked for.

        Raises:
            StateError: The platform refuses it.
            LookupFailed: It did not answer.
        """
        asked = asked_form(request_id, invoice, side)
        known = self._same(asked, side)
        if known is not None:
            return known.replace(request_id=request_id)
        body = _fast_red(request_id, invoice, asked, side)
        self._router.call("outputinvoice.fastRed", body, request_id)
        form = self._same(asked, side)
        waiting = RedForm(state="15", entered_by=side, blue_number=asked.blue_number)
        return (form or waiting).replace(request_id=request_id)

    def red_form(self, number: str, *, side: RedSide = "seller") -> RedForm:
        """Returns a form as it stands at the bureau now.

        Raises:
            StateError: There is none.
            LookupFailed: The platform did not answer.
        """
        which = {"redConfirmNo": number}
        form = next(iter(self._forms(side, _IN_STORE, which)), None)
        if form is None or red_state(form.state).outcome == "wait":
            form = next(iter(self._forms(side, _AT_BUREAU, which)), form)
        if form is None:
            raise StateError(f"Baiwang knows no form {number}", where=number)
        return form

    def red_forms(self, *, side: RedSide, since: date, until: date) -> tuple[RedForm, ...]:
        """Returns the forms that we have a part in as this side, entered in these days.

        Raises:
            StateError: The platform refuses.
            LookupFailed: It did not answer.
        """
        days = {"beginDate": since.isoformat(), "endDate": until.isoformat()}
        self._forms(side, _AT_BUREAU, days)
        found: list[RedForm] = []
        for page in range(1, 1000):
            forms = self._forms(side, _IN_STORE, {**days, "pageNo": str(page)})
            new = [form for form in forms if form not in found]
            found += new
            if not new:
                break
        return tuple(found)

    def answer_red(
        self,
        form: RedForm,
        *,
        side: RedSide,
        agree: bool,
        reason: str = "",  # noqa: ARG002 - the protocol's
    ) -> RedForm:
        """Returns a form after our yes or no to it; the platform takes no reason.

        Raises:
            StateError: The platform refuses.
            LookupFailed: It did not answer.
        """
        return self._operated(form, side, _AGREE if agree else _REFUSE)

    def withdraw_red(self, form: RedForm, *, side: RedSide) -> RedForm:
        """Returns a form that we entered after taking it back.

        Raises:
            StateError: The platform refuses.
            LookupFailed: It did not answer.
        """
        return self._operated(form, side, _WITHDRAW)

    def _operated(self, form: RedForm, side: RedSide, step: str) -> RedForm:
        body = {
            "buySelSelector": _SIDES[side],
            "redConfirmNo": form.number,
            "redConfirmUuid": form.form_id or "",
            "confirmType": step,
        }
        self._router.call("redconfirm.operate", body, form.number)
        return self.red_form(form.number, side=side)

    def _same(self, asked: RedForm, side: RedSide) -> RedForm | None:
        """Returns the form that we have entered over the same, and that still stands for it."""
        older = {
            "originalInvoiceCode": asked.blue_code or "",
            "originalInvoiceNo": asked.blue_number,
        }
        which = older if asked.blue_code else {"originalDigitInvoiceNo": asked.blue_number}
        return next(
            (
                form
                for form in self._forms(side, _IN_STORE, which)
                if (form.entered_by, form.net, form.tax) == (side, asked.net, asked.tax)
                and red_state(form.state).outcome != "dead"
                and form.red_number is None
            ),
            None,
        )

    def _forms(self, side: RedSide, where: str, which: Mapping[str, str]) -> list[RedForm]:
        body = {"operatorType": where, "buySelSelector": _SIDES[side], **which}
        said = self._router.call("redconfirm.query", body, "redconfirm")
        rows: list[Any] = []
        for each in said:  # a list of forms, or a page with one
            listed = each.get("list") if isinstance(each, dict) else None
            rows += listed if isinstance(listed, list) else [each]
        return [form_of(row) for row in rows if isinstance(row, dict) and row.get("redConfirmNo")]


def _fast_red(
    request_id: str, invoice: Invoice, asked: RedForm, side: RedSide
) -> dict[str, object]:
    red = red_letter_of(invoice)
    digital = {"originalDigitInvoiceNo": red.original_number}
    older = {"originalInvoiceCode": red.original_code, "originalInvoiceNo": red.original_number}
    placed = [line for line in order_of(invoice).lines if line.place]
    details = [_detail(line) for line in placed] if asked.lines else []
    return {
        "orderNo": request_id,
        "fastIssueRedType": "0",
        "redInvoiceLabel": REASONS.get(asked.reason, "1"),
        "entryIdentity": _SIDES[side],
        **(older if red.original_code else digital),
        **({"details": details} if details else {}),
    }


def _detail(line: OrderLine) -> dict[str, str]:
    return {"originalInvoiceDetailNo": str(line.place), **goods_of(line)}


def form_of(said: Mapping[str, Any]) -> RedForm:
    """Returns a form as a query shows it."""
    code = said.get("originalPaperInvoiceCode") or said.get("originalInvoiceCode")
    paper = said.get("originalPaperInvoiceNo")
    digital = said.get("originalDigitInvoiceNo") or said.get("originalInvoiceNo")
    entered = str(said.get("entryDate") or "")
    return RedForm(
        number=str(said["redConfirmNo"]),
        form_id=said.get("redConfirmUuid") or None,
        state=str(said.get("confirmState") or said.get("redConfirmStatus") or "15"),
        entered_by=_ENTERED.get(str(said.get("entryIdentity")), "seller"),
        blue_number=str(paper or digital or ""),
        blue_code=code or None,
        reason=_CODES.get(str(said.get("redInvoiceLabel") or ""), ""),
        net=_taken(said.get("invoiceTotalPrice")),
        tax=_taken(said.get("invoiceTotalTax")),
        entered_at=china_time(entered) if entered else None,
        red_number=said.get("redInvoiceNo") or None,
    )


def _taken(amount: object) -> Decimal | None:
    try:
        return abs(exact(str(amount)))
    except ValueError:
        return None
