"""The client of the sandbox platform: the shape that clients of real platforms have too."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx

from invoicekit.errors import ConfigurationError, StateError
from invoicekit.model import InvoiceRecord, RedLetter, Totals
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer, RedFormAnswer

_STATES = {
    "accepted": ClearanceStatus.SUBMITTED,
    "issued": ClearanceStatus.CLEARED,
    "rejected": ClearanceStatus.REJECTED,
    "waiting_login": ClearanceStatus.WAITING,
}


class Sandbox:
    """Asks a sandbox platform over HTTP.

    Args:
        url: Where it listens, such as `http://127.0.0.1:8790`.
        timeout: Seconds after which an answer counts as lost.
    """

    name = "sandbox"

    def __init__(self, url: str, *, timeout: int = 30) -> None:
        if not url.startswith(("http://", "https://")):
            raise ConfigurationError(
                f"{url!r} is no address of a platform", where=url, expected="http://…"
            )
        self.url = url
        self._client = httpx.Client(base_url=url, timeout=timeout)

    def submit(self, request_id: str, record: InvoiceRecord) -> AuthorityAnswer:
        """Sends a document, and returns what came back; `unknown` when nothing did."""
        body = {
            "serial": request_id,
            "invoice": record.invoice.model_dump(mode="json", exclude_none=True),
        }
        return self._asked("POST", "/invoices", body)

    def query(self, request_id: str) -> AuthorityAnswer:
        """Returns what became of a request; `pending` when the platform has never seen it."""
        return self._asked("GET", f"/invoices/{request_id}")

    def request_red(self, request_id: str, record: InvoiceRecord) -> RedFormAnswer:
        """Enters the confirmation form of a red-letter invoice.

        Raises:
            StateError: The platform refuses it, such as for more than is left of the invoice.
        """
        invoice = record.invoice
        red = (invoice.fapiao.red if invoice.fapiao else None) or RedLetter()
        totals = invoice.totals or Totals()
        return self._form(
            "POST",
            "/red-forms",
            {
                "serial": request_id,
                "blue_number": red.original_number or "",
                "reason": red.reason or "",
                "net": str(totals.without_vat or 0),
                "tax": str(totals.vat or 0),
            },
        )

    def red_form(self, number: str) -> RedFormAnswer:
        """Returns a form as it stands now."""
        return self._form("GET", f"/red-forms/{number}")

    def file(self, number: str, kind: str) -> bytes | None:
        """Returns a file of an issued document, None where the platform has none of that kind."""
        answer = self._client.get(f"/files/{number}.{kind}")
        return answer.content if answer.status_code == httpx.codes.OK else None

    def quota(self) -> Decimal:
        """Returns what may still be issued this month, without tax, in yuan."""
        return Decimal(self._client.get("/quota").raise_for_status().json()["available"])

    def log_in(self) -> None:
        """Does what a person does who scans the code."""
        self._client.post("/session").raise_for_status()

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    def _form(self, method: str, path: str, body: dict[str, str] | None = None) -> RedFormAnswer:
        answer = self._client.request(method, path, json=body)
        said = _json(answer)
        if "number" not in said:
            if "message" not in said:
                answer.raise_for_status()
            raise StateError(str(said.get("message")), where=path, expected=str(said.get("code")))
        return RedFormAnswer(said["number"], said["state"], said.get("id"))

    def _asked(self, method: str, path: str, body: dict[str, Any] | None = None) -> AuthorityAnswer:
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.HTTPError as problem:
            return AuthorityAnswer(ClearanceStatus.UNKNOWN, message=str(problem))
        said = _json(answer)
        if answer.status_code == httpx.codes.NOT_FOUND and said.get("code") == "NOT-FOUND":
            return AuthorityAnswer(ClearanceStatus.PENDING)
        state = _STATES.get(str(said.get("state")))
        if state is None:
            text = said.get("message") or f"HTTP {answer.status_code}"
            refused = httpx.codes.is_client_error(answer.status_code)
            return AuthorityAnswer(
                ClearanceStatus.REJECTED if refused else ClearanceStatus.UNKNOWN,
                code=said.get("code"),
                message=text,
            )
        issued_at = said.get("issued_at")
        return AuthorityAnswer(
            state,
            number=said.get("number"),
            issued_at=datetime.fromisoformat(issued_at) if issued_at else None,
            code=said.get("code"),
            message=said.get("message"),
        )


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


AUTHORITY = Sandbox
