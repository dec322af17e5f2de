"""诺诺: a provider's open platform (`nuonuo.OpeMplatform.…`), in the shape it documents.

What could not be confirmed without an account: the limits of the sandbox, the name of the XML's URL
in a result, how often callbacks are repeated, that `redInvoiceNumber` stands in every answer about
a form, and that `invoiceCancellation` takes 数电纸票. A callback is not signed, so it is only a
hint and is confirmed by a query.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from invoicekit.authority._nuonuo_forms import NuonuoForms
from invoicekit.authority._nuonuo_issued import NuonuoIssued
from invoicekit.authority._nuonuo_login import NuonuoLogin
from invoicekit.authority._nuonuo_order import order_body
from invoicekit.authority._nuonuo_red import fast_red_body
from invoicekit.authority._nuonuo_wire import OK, Gateway
from invoicekit.authority._order import order_of
from invoicekit.errors import InputError, LookupFailed
from invoicekit.jurisdiction.fapiao import CHINA, china_time
from invoicekit.model import InvoiceRecord
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer, Clock

URL = "https://sdk.nuonuo.com/open/v1/services"
TOKEN_URL = "https://open.nuonuo.com/accessToken"  # noqa: S105 - an address
_DUPLICATE, _NOT_FOUND, _SEALING = "E9106", "E9500", "24"
_ISSUING = {"20", "21"}
_STATES = {
    "2": ClearanceStatus.CLEARED,
    "20": ClearanceStatus.SUBMITTED,
    "21": ClearanceStatus.SUBMITTED,
    "22": ClearanceStatus.REJECTED,
    # The document is issued and only its picture failed: asking anew would issue it twice.
    "24": ClearanceStatus.CLEARED,
    "3": ClearanceStatus.REJECTED,
    "31": ClearanceStatus.REJECTED,
}
_WAITING = {"login": "请扫码登录电子税务局", "face": "请扫脸认证"}


class Nuonuo(NuonuoForms, NuonuoLogin, NuonuoIssued):
    """Issues 数电票 through Nuonuo, and reverses them by red-letter confirmation forms.

    Args:
        app_key: Of the application, with its `app_secret`.
        tax_number: Ours.
        token_file: Where access tokens are kept: 50 may be fetched in 30 days.
        clock: Tells the time.
        url: The services' address, `token_url` that of tokens.
        callback_url: Where the platform says that it is done, if anywhere.
        account: The 电子税务局 account that issues; with it a lost login is told apart. `extension`
            is its 分机号, where there are several.
        timeout: Seconds after which an answer counts as lost.
    """

    name = "nuonuo"
    callback_reply: Mapping[str, str] = {"status": "0000", "message": "接收成功"}
    """What the host answers to a callback, as JSON."""

    def __init__(  # noqa: PLR0913 - an account's settings
        self,
        *,
        app_key: str,
        app_secret: str,
        tax_number: str,
        token_file: Path,
        clock: Clock,
        url: str = URL,
        token_url: str = TOKEN_URL,
        callback_url: str = "",
        account: str = "",
        extension: str = "",
        timeout: int = 30,
    ) -> None:
        self._clock, self._callback_url, self._account = clock, callback_url, account
        self._extension, self._tax_number = extension, tax_number
        self._gateway = Gateway(
            app_key=app_key,
            app_secret=app_secret,
            tax_number=tax_number,
            token_file=token_file,
            clock=clock,
            url=url,
            token_url=token_url,
            timeout=timeout,
        )
        self.close = self._gateway.close

    def submit(self, request_id: str, record: InvoiceRecord) -> AuthorityAnswer:
        """Sends a document, and returns what came back; `unknown` when nothing did."""
        invoice = record.invoice
        red = invoice.fapiao.red if invoice.fapiao and invoice.is_credit else None
        if red is not None and red.confirmation_number:
            body = fast_red_body(request_id, invoice, self._callback_url)
            return self._submitted("fastInvoiceRed", body)
        order = order_body(order_of(invoice), request_id, self._clock().astimezone(CHINA))
        order["callBackUrl"] = self._callback_url
        return self._submitted("requestBillingNew", {"order": order})

    def query(self, request_id: str) -> AuthorityAnswer:
        """Returns what became of a request; `pending` when the platform has never seen it."""
        asked = {"orderNos": [request_id], "isOfferInvoiceDetail": "0"}
        try:
            said = self._gateway.call("queryInvoiceResult", asked)
            code, results = said.get("code"), said.get("result")
            if code == _NOT_FOUND or (code == OK and not results):
                return AuthorityAnswer(ClearanceStatus.PENDING)
            if code != OK or not isinstance(results, list):
                return _unknown(said)
            return self._seen(request_id, results[0])
        except LookupFailed as problem:
            return _lost(problem)

    def request_of(self, callback: Mapping[str, str]) -> str:
        """Returns the request that a callback speaks of; query it: callbacks are not signed.

        Raises:
            InputError: It is no callback of this platform.
        """
        request_id = callback.get("orderno")
        if not request_id:
            raise InputError("the callback names no order", where="orderno")
        return request_id

    def quota(self) -> Decimal | None:
        """Returns what may still be issued this month, without tax; None where nothing says it."""
        try:
            result = self._gateway.call("getCreditLine", {"queryType": "1"}).get("result")
        except LookupFailed:
            return None
        left = result.get("availableCreditLine") if isinstance(result, dict) else None
        return Decimal(str(left)) if left is not None else None

    def _submitted(self, method: str, body: Mapping[str, object]) -> AuthorityAnswer:
        try:
            said = self._gateway.call(method, body)
        except LookupFailed as problem:
            return _lost(problem)
        code = said.get("code")
        if code == OK:
            return AuthorityAnswer(ClearanceStatus.SUBMITTED)
        if code == _DUPLICATE:  # taken before: what became of it is asked next
            return AuthorityAnswer(ClearanceStatus.SUBMITTED, code=_DUPLICATE)
        if not code:
            return _unknown(said)
        return AuthorityAnswer(ClearanceStatus.REJECTED, code=code, message=said.get("describe"))

    def _seen(self, request_id: str, result: Mapping[str, Any]) -> AuthorityAnswer:
        state = str(result.get("status"))
        if state == _SEALING:  # at most 20 times a day, E9613 from then on: nothing is lost by it
            serial = str(result.get("serialNo") or "")
            self._gateway.call("reInvoice", {"fpqqlsh": serial, "orderno": request_id})
        if state in _ISSUING and self._account and (session := self.session()) != "ok":
            return AuthorityAnswer(
                ClearanceStatus.WAITING,
                code=state,
                message=_WAITING[session],
                login_code=self._shown(session),
            )
        return answer_of(result)


def answer_of(result: Mapping[str, Any]) -> AuthorityAnswer:
    """Returns what one result of a query says."""
    status = _STATES.get(str(result.get("status")), ClearanceStatus.UNKNOWN)
    number = result.get("allElectronicInvoiceNumber") or result.get("invoiceNum")
    if status is ClearanceStatus.CLEARED and not number:
        status = ClearanceStatus.SUBMITTED
    time = str(result.get("invoiceTime") or "")
    return AuthorityAnswer(
        status,
        number=number if status is ClearanceStatus.CLEARED else None,
        issued_at=_moment(time) if time else None,
        code=str(result.get("status")),
        message=result.get("failCause") or result.get("statusMsg"),
    )


def _moment(time: str) -> datetime:
    return china_time(time).astimezone(UTC)


def _unknown(said: Mapping[str, Any]) -> AuthorityAnswer:
    return AuthorityAnswer(
        ClearanceStatus.UNKNOWN, code=said.get("code"), message=said.get("describe")
    )


def _lost(problem: LookupFailed) -> AuthorityAnswer:
    code = (problem.params or {}).get("code")
    return AuthorityAnswer(
        ClearanceStatus.UNKNOWN, code=str(code) if code else None, message=problem.message
    )


AUTHORITY = Nuonuo
