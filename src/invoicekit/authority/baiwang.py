"""百望云: a provider's open platform (`baiwang.…`), in the shape it documents.

What could not be confirmed without an account: whether empty values are part of the signature
(they are left in here), and the sandbox's limits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import httpx

from invoicekit.authority._order import FapiaoOrder, OrderLine, order_of
from invoicekit.authority._tokens import Token, TokenFile
from invoicekit.jurisdiction.fapiao import CHINA, china_time
from invoicekit.model import FapiaoKind, InvoiceRecord
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer, Clock

URL = "https://openapi.baiwang.com/router/rest"
_SIX_HOURS = 21_600
_KINDS = {FapiaoKind.DIGITAL_SPECIAL: "01", FapiaoKind.DIGITAL_ORDINARY: "02"}
_STATES = {
    "00": ClearanceStatus.SUBMITTED,
    "01": ClearanceStatus.CLEARED,
    "02": ClearanceStatus.REJECTED,
    "03": ClearanceStatus.REJECTED,
    "04": ClearanceStatus.SUBMITTED,
}


class Baiwang:
    """Issues 数电票 through Baiwang.

    Args:
        app_key: Of the application, with its `app_secret`.
        user: Who logs in, with `password` and the `salt` the platform gave.
        tax_number: The seller's.
        token_file: Where access tokens are kept.
        clock: Tells the time.
        url: The router's address.
        timeout: Seconds after which an answer counts as lost.
    """

    name = "baiwang"

    def __init__(
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
        timeout: int = 30,
    ) -> None:
        self._app_key, self._secret, self._tax_number = app_key, app_secret, tax_number
        self._user, self._password, self._salt = user, password, salt
        self._tokens = TokenFile(token_file, clock)
        self._clock = clock
        self._url = url
        self._client = httpx.Client(timeout=timeout)

    def submit(self, request_id: str, record: InvoiceRecord) -> AuthorityAnswer:
        """Sends a document, and returns what came back; `unknown` when nothing did."""
        now = f"{self._clock().astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
        data = order_data(order_of(record.invoice), request_id, now)
        said = self._call("baiwang.s.outputinvoice.invoice", {"data": data}, request_id)
        if isinstance(said, AuthorityAnswer):
            return said
        return _first(said) or AuthorityAnswer(ClearanceStatus.SUBMITTED)

    def query(self, request_id: str) -> AuthorityAnswer:
        """Returns what became of a request; `pending` when the platform has never seen it."""
        asked = {"data": {"orderNo": request_id}}
        said = self._call("baiwang.s.outputinvoice.query", asked, request_id)
        if isinstance(said, AuthorityAnswer):
            # A refused question says nothing of the document.
            refused = said.status is ClearanceStatus.REJECTED
            return AuthorityAnswer(
                ClearanceStatus.UNKNOWN if refused else said.status,
                code=said.code,
                message=said.message,
            )
        return _first(said) or AuthorityAnswer(ClearanceStatus.PENDING)

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    def _call(
        self, method: str, content: Mapping[str, object], request_id: str
    ) -> list[Any] | AuthorityAnswer:
        """Returns the platform's list of results, or what it refused, or `unknown`."""
        try:
            token = self._tokens.get(self._app_key, self._token)
            body = {"taxNo": self._tax_number, **content}
            said = self._post(method, body, request_id, {"token": token})
        except (httpx.HTTPError, ValueError) as problem:
            return AuthorityAnswer(ClearanceStatus.UNKNOWN, message=str(problem))
        if said.get("success"):
            response = said.get("response")
            return response if isinstance(response, list) else [response] if response else []
        refusal = said.get("errorResponse") or {}
        code = str(refusal.get("subCode") or refusal.get("code") or "")
        text = refusal.get("subMessage") or refusal.get("message")
        if "token" in f"{refusal.get('code')} {refusal.get('message')}".lower():
            self._tokens.forget(self._app_key)
            return AuthorityAnswer(ClearanceStatus.UNKNOWN, code=code, message=text)
        return AuthorityAnswer(ClearanceStatus.REJECTED, code=code, message=text)

    def _post(
        self, method: str, content: Mapping[str, object], request_id: str, more: Mapping[str, str]
    ) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        given = {
            "method": method,
            "appKey": self._app_key,
            "timestamp": str(int(self._clock().timestamp() * 1000)),
            "version": "6.0",
            "format": "json",
            "type": "sync",
            "requestId": request_id,
            **more,
        }
        signed = {**given, "sign": sign(self._secret, given, body)}
        answer = self._client.post(
            self._url,
            params=signed,
            content=body.encode(),
            headers={"Content-Type": "application/json;charset=UTF-8"},
        )
        answer.raise_for_status()
        said = answer.json()
        return said if isinstance(said, dict) else {}

    def _token(self) -> Token:
        salted = hashlib.md5((self._password + self._salt).encode()).hexdigest()  # noqa: S324 - the platform's way
        password = hashlib.sha1(salted.encode()).hexdigest()  # noqa: S324 - the platform's way
        content = {
            "grant_type": "password",
            "client_id": self._app_key,
            "client_secret": self._secret,
            "username": self._user,
            "password": password,
        }
        said = self._post("baiwang.oauth.token", content, "token", {})
        response = said.get("response") or {}
        if "access_token" not in response:
            raise ValueError(f"no token: {said.get('errorResponse')}")
        lasts = timedelta(seconds=int(response.get("expires_in") or _SIX_HOURS))
        return Token(str(response["access_token"]), self._clock() + lasts)


def sign(secret: str, given: Mapping[str, str], body: str) -> str:
    """Returns the request's signature: MD5 over the secret around sorted parameters and body."""
    text = "".join(f"{name}{given[name]}" for name in sorted(given))
    return hashlib.md5(f"{secret}{text}{body}{secret}".encode()).hexdigest().upper()  # noqa: S324 - the platform's way


def order_data(order: FapiaoOrder, request_id: str, now: str) -> dict[str, object]:
    """Returns the `data` of a request, every value as text."""
    return {
        "orderNo": request_id,
        "orderDateTime": now,
        "invoiceType": "2" if order.red else "1",
        "invoiceTypeCode": _KINDS.get(order.kind, "02"),
        "priceTaxMark": "0",
        "buyerName": order.buyer.name,
        "buyerTaxNo": order.buyer.tax_number,
        "buyerAddress": order.buyer.address,
        "buyerTelephone": order.buyer.phone,
        "buyerBankName": order.buyer.bank,
        "buyerBankNumber": order.buyer.account,
        "drawer": order.drawer,
        "payee": order.payee,
        "checker": order.reviewer,
        "remarks": order.remark,
        "invoiceDetailList": [
            _detail(place, line) for place, line in enumerate(order.lines, start=1)
        ],
    }


def _detail(place: int, line: OrderLine) -> dict[str, str]:
    return {
        "goodsLineNo": str(place),
        "invoiceLineNature": line.nature.removeprefix("0"),
        "goodsName": line.name,
        "goodsCode": line.tax_code,
        "goodsSpecification": line.specification,
        "goodsUnit": line.unit,
        "goodsQuantity": line.quantity,
        "goodsPrice": line.price,
        "goodsTaxRate": line.rate,
        "goodsTotalPrice": line.net,
        "goodsTotalTax": line.tax,
        "goodsTotalPriceTax": line.gross,
        "freeTaxMark": line.zero_rate,
        "preferentialMark": "1" if line.policy else "0",
        "vatSpecialManagement": line.policy,
    }


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
