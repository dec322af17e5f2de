"""Red-letter confirmation forms at Nuonuo: entered, found, answered, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from invoicekit.authority._nuonuo_red import IDENTITY, form_of, red_body
from invoicekit.authority._nuonuo_wire import OK, Gateway
from invoicekit.errors import StateError
from invoicekit.lifecycle import red_state
from invoicekit.model import Invoice, RedForm, RedSide

_NOT_FOUND = "E9500"
_PAGE = 50
"""The most forms that one answer holds."""


class NuonuoForms:
    """The part of the client that reverses invoices."""

    _gateway: Gateway

    def request_red(
        self, request_id: str, invoice: Invoice, *, side: RedSide = "seller"
    ) -> RedForm:
        """Enters the form of a red-letter invoice, or finds the one of this request.

        Raises:
            StateError: The platform refuses it.
            LookupFailed: It did not answer.
        """
        known = self._find(side, billId=request_id)
        if known is not None:
            return known
        said = self._gateway.call("saveInvoiceRedConfirm", red_body(request_id, invoice, side))
        form = self._find(side, billId=request_id)
        if form is None and said.get("code") != OK:
            raise _refusal(said)
        return form or RedForm(request_id=request_id, state="15", entered_by=side)

    def red_form(self, number: str, *, side: RedSide = "seller") -> RedForm:
        """Returns a form as it stands at the bureau now.

        Raises:
            StateError: There is none.
            LookupFailed: The platform did not answer.
        """
        form = self._find(side, billNo=number)
        if form is None:
            raise StateError(f"Nuonuo knows no form {number}", where=number)
        if red_state(form.state).outcome != "wait" or not form.form_id:
            return form
        # Who answers does so at the bureau: the platform learns of it when told to look.
        self._gateway.call(
            "refreshInvoiceRedConfirm", {"identity": IDENTITY[side], "billUuid": form.form_id}
        )
        return self._find(side, billNo=number) or form

    def red_forms(self, *, side: RedSide, since: date, until: date) -> tuple[RedForm, ...]:
        """Returns the forms that we have a part in as this side, entered in these days (90).

        Raises:
            StateError: The platform refuses, such as for too many days.
            LookupFailed: It did not answer.
        """
        first, last = since.isoformat(), until.isoformat()
        identity = {"identity": IDENTITY[side]}
        days = {"startTime": first, "endTime": last}
        self._gateway.call("refreshInvoiceRedConfirm", identity | days)
        found: list[RedForm] = []
        asked = {**identity, "billTimeStart": first, "billTimeEnd": last, "pageSize": str(_PAGE)}
        for page in range(1, 1000):
            forms = self._forms({**asked, "pageNo": str(page)})
            found += forms
            if len(forms) < _PAGE:
                break
        return tuple(found)

    def answer_red(self, form: RedForm, *, side: RedSide, agree: bool, reason: str = "") -> RedForm:
        """Returns a form after our yes or no to it.

        Raises:
            StateError: The platform refuses.
            LookupFailed: It did not answer.
        """
        opinion = {"confirmAgreement": "1" if agree else "0", "confirmReason": reason}
        return self._acted("confirm", form, side, opinion)

    def withdraw_red(self, form: RedForm, *, side: RedSide) -> RedForm:
        """Returns a form that we entered after taking it back.

        Raises:
            StateError: The platform refuses.
            LookupFailed: It did not answer.
        """
        return self._acted("confirmInfoCancel", form, side, {})

    def _acted(self, method: str, form: RedForm, side: RedSide, more: Mapping[str, str]) -> RedForm:
        which = {"billNo": form.number, "billUuid": form.form_id or "", "identity": IDENTITY[side]}
        said = self._gateway.call(method, {**which, **more})
        if said.get("code") != OK:
            raise _refusal(said)
        return self.red_form(form.number, side=side)

    def _find(self, side: RedSide, **which: str) -> RedForm | None:
        return next(iter(self._forms({"identity": IDENTITY[side], **which})), None)

    def _forms(self, asked: Mapping[str, str]) -> list[RedForm]:
        said = self._gateway.call("queryInvoiceRedConfirm", asked)
        if said.get("code") == _NOT_FOUND:
            return []
        if said.get("code") != OK:
            raise _refusal(said)
        result = said.get("result")
        listed = result.get("list") if isinstance(result, dict) else said.get("list")
        return [form_of(each) for each in listed or [] if isinstance(each, dict)]


def _refusal(said: Mapping[str, Any]) -> StateError:
    code = str(said.get("code") or "")
    return StateError(
        str(said.get("describe") or code), where="nuonuo", expected="E0000", params={"code": code}
    )
