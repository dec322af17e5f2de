"""The client of the sandbox platform: the shape that clients of real platforms have too."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import httpx

from invoicekit.authority._red_order import asked_form
from invoicekit.errors import ConfigurationError, StateError
from invoicekit.model import Invoice, InvoiceRecord, RedForm, RedSide
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer

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

    def request_red(
        self, request_id: str, invoice: Invoice, *, side: RedSide = "seller"
    ) -> RedForm:
        """Enters the confirmation form of a red-letter invoice.

        Raises:
            StateError: The platform refuses it, such as for more than is left of the invoice.
        """
        asked = asked_form(request_id, invoice, side)
        return self._form("/red-forms", asked.model_dump(mode="json", exclude_none=True))

    def red_form(self, number: str, *, side: RedSide = "seller") -> RedForm:
        """Returns a form as it stands now.

        Raises:
            StateError: There is none.
        """
        return self._form(f"/red-forms/{number}/look", {"side": side})

    def red_forms(self, *, side: RedSide, since: date, until: date) -> tuple[RedForm, ...]:
        """Returns all forms entered in these days: the platform does not know who asks."""
        asked = {"side": side, "since": since.isoformat(), "until": until.isoformat()}
        forms = self._said("POST", "/red-forms/list", asked)["forms"]
        return tuple(RedForm.model_validate(form) for form in forms)

    def answer_red(self, form: RedForm, *, side: RedSide, agree: bool, reason: str = "") -> RedForm:
        """Returns a form after a side's yes or no.

        Raises:
            StateError: It does not wait for this side, or no longer.
        """
        return self._form(
            f"/red-forms/{form.number}/answer", {"side": side, "agree": agree, "reason": reason}
        )

    def withdraw_red(self, form: RedForm, *, side: RedSide) -> RedForm:
        """Returns a form after its initiator took it back.

        Raises:
            StateError: The other side entered it, or it is used.
        """
        return self._form(f"/red-forms/{form.number}/withdrawal", {"side": side})

    def file(self, record: InvoiceRecord, kind: str) -> bytes | None:
        """Returns a file of an issued document, None where the platform has none of that kind."""
        answer = self._client.get(f"/files/{record.number}.{kind}")
        return answer.content if answer.status_code == httpx.codes.OK else None

    def void(self, record: InvoiceRecord) -> AuthorityAnswer:
        """Tells that a paper document is void (作废)."""
        number = record.sealed.number
        try:
            self._said("POST", f"/invoices/{number}/void")
        except StateError as problem:
            return AuthorityAnswer(ClearanceStatus.CLEARED, number, message=problem.message)
        except httpx.HTTPError as problem:
            return AuthorityAnswer(ClearanceStatus.UNKNOWN, message=str(problem))
        return AuthorityAnswer(ClearanceStatus.CANCELLED)

    def quota(self) -> Decimal:
        """Returns what may still be issued this month, without tax, in yuan."""
        return Decimal(self._client.get("/quota").raise_for_status().json()["available"])

    def log_in(self) -> None:
        """Does what a person does who scans the code."""
        self._client.post("/session").raise_for_status()

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    def _form(self, path: str, body: dict[str, Any]) -> RedForm:
        return RedForm.model_validate(self._said("POST", path, body))

    def _said(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Returns what the platform says.

        Raises:
            StateError: It refuses.
            httpx.HTTPError: It does not answer, or in no way that is understood.
        """
        answer = self._client.request(method, path, json=body)
        said = _json(answer)
        if answer.is_success:
            return said
        if "message" not in said:
            answer.raise_for_status()
        raise StateError(str(said.get("message")), where=path, expected=str(said.get("code")))

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
            login_code=said.get("login_code"),
        )


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


AUTHORITY = Sandbox
