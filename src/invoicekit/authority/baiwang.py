"""百望云: a provider's open platform (`baiwang.…`), in the shape it documents.

What could not be confirmed without an account: whether empty values are part of the signature
(they are left in here), the sandbox's limits, the fields of `redconfirm.operate` and of a
red-letter `invoice`, and what a callback holds: it is only a hint, and is confirmed by a query.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from invoicekit.authority._baiwang_forms import BaiwangForms
from invoicekit.authority._baiwang_issued import BaiwangIssued
from invoicekit.authority._baiwang_order import order_data, red_data
from invoicekit.authority._baiwang_wire import Refused, Router
from invoicekit.authority._order import order_of
from invoicekit.errors import InputError, LookupFailed
from invoicekit.jurisdiction.fapiao import CHINA, china_time
from invoicekit.model import InvoiceRecord
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer, Clock

URL = "https://openapi.baiwang.com/router/rest"
_STATES = {
    "00": ClearanceStatus.SUBMITTED,
    "01": ClearanceStatus.CLEARED,
    "02": ClearanceStatus.REJECTED,
    "03": ClearanceStatus.REJECTED,
    "04": ClearanceStatus.SUBMITTED,
}


class Baiwang(BaiwangForms, BaiwangIssued):
    """Issues 数电票 through Baiwang, and reverses them by red-letter confirmation forms.

    Args:
        app_key: Of the application, with its `app_secret`.
        user: Who logs in, with `password` and the `salt` the platform gave.
        tax_number: Ours.
        token_file: Where access tokens are kept.
        clock: Tells the time.
        url: The router's address.
        callback_url: Where the platform says that it is done, if anywhere.
        timeout: Seconds after which an answer counts as lost.
    """

    name = "baiwang"

    def __init__(  # noqa: PLR0913 - an account's settings
        self,
        *,
        app_key: str,
        app_secret: str,
        user: str,
        password: str,
        salt: str,
        tax_number: str,
        token_file: Path,
        clock: Clock,
        url: str = URL,
        callback_url: str = "",
        timeout: int = 30,
    ) -> None:
        self._clock, self._callback_url = clock, callback_url
        self._router = Router(
            app_key=app_key,
            app_secret=app_secret,
            user=user,
            password=password,
            salt=salt,
            tax_number=tax_number,
            token_file=token_file,
            clock=clock,
            url=url,
            timeout=timeout,
        )
        self.close = self._router.close

    def submit(self, request_id: str, record: InvoiceRecord) -> AuthorityAnswer:
        """Sends a document, and returns what came back; `unknown` when nothing did."""
        now = f"{self._clock().astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
        data = order_data(order_of(record.invoice), request_id, now)
        data |= {"callBackUrl": self._callback_url} | red_data(record.invoice)
        try:
            said = self._router.call("outputinvoice.invoice", {"data": data}, request_id)
        except Refused as problem:
            status = ClearanceStatus.REJECTED
            if problem.duplicate:  # taken before: what became of it is asked next
                status = ClearanceStatus.SUBMITTED
            return AuthorityAnswer(status, code=problem.said, message=problem.message)
        except LookupFailed as problem:
            return _unknown(problem)
        return _first(said) or AuthorityAnswer(ClearanceStatus.SUBMITTED)

    def query(self, request_id: str) -> AuthorityAnswer:
        """Returns what became of a request; `pending` when the platform has never seen it."""
        asked = {"data": {"orderNo": request_id}}
        try:
            said = self._router.call("outputinvoice.query", asked, request_id)
        except Refused as problem:  # a refused question says nothing of the document
            return AuthorityAnswer(
                ClearanceStatus.UNKNOWN, code=problem.said, message=problem.message
            )
        except LookupFailed as problem:
            return _unknown(problem)
        return _first(said) or AuthorityAnswer(ClearanceStatus.PENDING)

    def request_of(self, callback: Mapping[str, str]) -> str:
        """Returns the request that a callback speaks of; query it: what it holds is not confirmed.

        Raises:
            InputError: It names no order.
        """
        request_id = callback.get("orderNo")
        if not request_id:
            raise InputError("the callback names no order", where="orderNo")
        return request_id


def _unknown(problem: LookupFailed) -> AuthorityAnswer:
    code = problem.params.get("code")
    return AuthorityAnswer(
        ClearanceStatus.UNKNOWN, code=str(code) if code else None, message=problem.message
    )


def _first(results: list[Any]) -> AuthorityAnswer | None:
    """Returns what the first result says, None where there is none."""
    result = next((each for each in results if isinstance(each, dict)), None)
    if result is None:
        return None
    status = _STATES.get(str(result.get("status")), ClearanceStatus.UNKNOWN)
    number = result.get("eInvoiceNo") or result.get("invoiceNo")
    if status is ClearanceStatus.CLEARED and not number:
        status = ClearanceStatus.SUBMITTED
    time = str(result.get("invoiceDate") or "")
    return AuthorityAnswer(
        status,
        number=number if status is ClearanceStatus.CLEARED else None,
        issued_at=china_time(time).astimezone(UTC) if time else None,
        code=str(result.get("status")),
        message=result.get("errorMessage") or result.get("statusMessage"),
    )


AUTHORITY = Baiwang
