"""诺诺: a provider's open platform (`nuonuo.OpeMplatform.…`), in the shape it documents.

What could not be confirmed without an account: the limits of the sandbox, the name of the XML's URL
in a result, and how often callbacks are repeated. A callback is not signed, so it is only a hint
and is confirmed by a query.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from invoicekit.authority._nuonuo_order import order_body
from invoicekit.authority._order import order_of
from invoicekit.authority._tokens import Token, TokenFile
from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao import CHINA, china_time
from invoicekit.model import InvoiceRecord
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer, Clock

URL = "https://sdk.nuonuo.com/open/v1/services"
TOKEN_URL = "https://open.nuonuo.com/accessToken"  # noqa: S105 - an address
_PREFIX = "nuonuo.OpeMplatform."
_OK, _DUPLICATE, _NOT_FOUND = "E0000", "E9106", "E9500"
_BAD_TOKEN = ("0701", "0703")
_DAY = timedelta(hours=24)
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


class Nuonuo:
    """Issues 数电票 through Nuonuo.

    Args:
        app_key: Of the application, with its `app_secret`.
        tax_number: The seller's.
        token_file: Where access tokens are kept: 50 may be fetched in 30 days.
        clock: Tells the time.
        url: The services' address, `token_url` that of tokens.
        callback_url: Where the platform says that it is done, if anywhere.
        timeout: Seconds after which an answer counts as lost.
    """

    name = "nuonuo"

    def __init__(
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
        timeout: int = 30,
    ) -> None:
        self._app_key, self._secret, self._tax_number = app_key, app_secret, tax_number
        self._tokens = TokenFile(token_file, clock)
        self._clock = clock
        self._url, self._token_url, self._callback_url = url, token_url, callback_url
        self._client = httpx.Client(timeout=timeout)
        self._count = itertools.count()

    def submit(self, request_id: str, record: InvoiceRecord) -> AuthorityAnswer:
        """Sends a document, and returns what came back; `unknown` when nothing did."""
        order = order_body(order_of(record.invoice), request_id, self._now())
        order["callBackUrl"] = self._callback_url
        said = self._call("requestBillingNew", {"order": order})
        if isinstance(said, AuthorityAnswer):
            return said
        code = said.get("code")
        if code == _OK:
            return AuthorityAnswer(ClearanceStatus.SUBMITTED)
        if code == _DUPLICATE:  # taken before: what became of it is asked next
            return AuthorityAnswer(ClearanceStatus.SUBMITTED, code=_DUPLICATE)
        return AuthorityAnswer(ClearanceStatus.REJECTED, code=code, message=said.get("describe"))

    def query(self, request_id: str) -> AuthorityAnswer:
        """Returns what became of a request; `pending` when the platform has never seen it."""
        said = self._call(
            "queryInvoiceResult", {"orderNos": [request_id], "isOfferInvoiceDetail": "0"}
        )
        if isinstance(said, AuthorityAnswer):
            return said
        results = said.get("result")
        if said.get("code") == _NOT_FOUND or (said.get("code") == _OK and not results):
            return AuthorityAnswer(ClearanceStatus.PENDING)
        if said.get("code") != _OK or not isinstance(results, list):
            return AuthorityAnswer(
                ClearanceStatus.UNKNOWN, code=said.get("code"), message=said.get("describe")
            )
        return answer_of(results[0])

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
        """Returns what may still be issued, without tax, in yuan; None where nothing says it."""
        said = self._call("getCreditLine", {"taxNum": self._tax_number})
        result = said.get("result") if isinstance(said, dict) else None
        left = result.get("availableCreditLine") if isinstance(result, dict) else None
        return Decimal(str(left)) if left is not None else None

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    def _call(self, method: str, content: Mapping[str, object]) -> dict[str, Any] | AuthorityAnswer:
        """Returns the platform's words, or `unknown` where there are none."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        try:
            token = self._tokens.get(self._app_key, self._token)
            said = self._post(method, body, token)
        except (httpx.HTTPError, ValueError) as problem:
            return AuthorityAnswer(ClearanceStatus.UNKNOWN, message=str(problem))
        if str(said.get("code", "")).startswith(_BAD_TOKEN):
            # It was not looked at, so it may be asked again with a token of today.
            self._tokens.forget(self._app_key)
            return AuthorityAnswer(
                ClearanceStatus.UNKNOWN, code=said.get("code"), message=said.get("describe")
            )
        return said

    def _post(self, method: str, body: str, token: str) -> dict[str, Any]:
        stamp = str(int(self._clock().timestamp()))
        unique = hashlib.sha256(f"{stamp}/{next(self._count)}/{body}".encode()).hexdigest()
        senid, nonce = unique[:32], f"{int(unique[32:48], 16) % 10**8:08d}"
        answer = self._client.post(
            self._url,
            params={"senid": senid, "nonce": nonce, "timestamp": stamp, "appkey": self._app_key},
            content=body.encode(),
            headers={
                "Content-Type": "application/json;charset=UTF-8",
                "X-Nuonuo-Sign": sign(
                    self._secret, urlsplit(self._url).path, self._app_key, senid, nonce, stamp, body
                ),
                "accessToken": token,
                "userTax": self._tax_number,
                "method": _PREFIX + method,
            },
        )
        answer.raise_for_status()
        said = answer.json()
        return said if isinstance(said, dict) else {}

    def _token(self) -> Token:
        form = {
            "client_id": self._app_key,
            "client_secret": self._secret,
            "grant_type": "client_credentials",
        }
        answer = self._client.post(self._token_url, data=form)
        answer.raise_for_status()
        said = answer.json()
        if "access_token" not in said:
            raise ValueError(f"no token: {said.get('error_description') or said.get('error')}")
        lasts = timedelta(seconds=int(said.get("expires_in") or _DAY.total_seconds()))
        return Token(str(said["access_token"]), self._clock() + lasts)

    def _now(self) -> datetime:
        return self._clock().astimezone(CHINA)


def sign(secret: str, path: str, key: str, senid: str, nonce: str, stamp: str, body: str) -> str:
    """Returns the request's signature: HMAC-SHA1 over the last parts of the path and the rest."""
    group, version, service = path.strip("/").split("/")[-3:]
    text = f"a={service}&l={version}&p={group}&k={key}&i={senid}&n={nonce}&t={stamp}&f={body}"
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha1")).decode()


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
        issued_at=china_time(time).astimezone(UTC) if time else None,
        code=str(result.get("status")),
        message=result.get("failCause"),
    )


AUTHORITY = Nuonuo
