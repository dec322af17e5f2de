"""What the sandbox platform knows and decides: requests, numbers, quota, logins, red-letter forms.

The rules are those of the real ones as far as they are known: a serial stands for one document
for ever, the quota is monthly and without tax, a red-letter invoice needs its confirmation form.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from invoicekit.authority._sandbox.documents import (
    blue_of,
    content_of,
    net_of,
    red_of,
    tax_of,
)
from invoicekit.authority._sandbox.faults import Fault, Faults
from invoicekit.authority._sandbox.journal import Journal
from invoicekit.authority._sandbox.red_forms import Amounts, Blue, FormBook, FormProblem
from invoicekit.jurisdiction.fapiao import CHINA, PAPER
from invoicekit.lifecycle import RedFormCommand, red_state
from invoicekit.model import Invoice, RedForm, RedSide
from invoicekit.money import ZERO

State = Literal["accepted", "issued", "rejected", "waiting_login"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What became of one serial.

    Attributes:
        content: The hash of what was sent under it first.
        invoice: As issued, with its number, once it is.
    """

    serial: str
    content: str
    state: State
    invoice: Invoice
    issued_at: datetime | None = None
    code: str | None = None
    message: str | None = None


class NoAnswer(Exception):
    """The line went dead: the caller does not know what happened."""


class Platform:
    """A tax platform in memory, safe to ask from several threads.

    Args:
        clock: Tells the time.
        area: First two digits of the province, part of every number.
        quota: Amount without tax that may be issued in a month, in yuan.
        faults: What goes wrong.
        journal: Where everything is kept; what stands in it is known from the start.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        area: str = "11",
        quota: Decimal = Decimal(7_500_000),
        faults: Faults | None = None,
        journal: Journal | None = None,
    ) -> None:
        self._clock = clock
        self._area = area
        self._quota = quota
        self._faults = faults or Faults()
        self._journal = journal
        self._lock = threading.RLock()
        self._requests: dict[str, Request] = {}
        self._by_number: dict[str, Request] = {}
        self._older: dict[str, Blue] = {}
        self._spent: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._forms = FormBook(now=self._now, area=area, blue=self._blue, keep=self._keep_form)
        self._void: set[str] = set()
        self._logged_in = True
        self._count = 0
        self._read()

    # --- issuing

    def submit(self, serial: str, invoice: Invoice) -> Request:
        """Returns what becomes of a document; the same serial again gives the same answer.

        Raises:
            NoAnswer: The connection was lost, before or after the work was done.
        """
        with self._lock:
            known = self._requests.get(serial)
            if known is not None:
                return self._again(known, invoice)
            self._count += 1
            fault = self._faults.at(self._count)
            if fault is Fault.DROP:
                raise NoAnswer
            if fault is Fault.LOGIN:
                self._logged_in = False
            request = self._judged(serial, invoice, fault)
            if request.state not in {"waiting_login", "issued"}:
                self._keep(request)
            if fault is Fault.LOSE:
                raise NoAnswer
            return request

    def query(self, serial: str) -> Request | None:
        """Returns what became of a serial, None where it was never seen; work goes on meanwhile."""
        with self._lock:
            request = self._requests.get(serial)
            if request is None or request.state != "accepted":
                return request
            done = self._issued(request)
            if done.state == "rejected":
                self._keep(done)
            return done

    def invoice(self, number: str) -> Invoice | None:
        """Returns an issued document by its number."""
        with self._lock:
            request = self._by_number.get(number)
            return request.invoice if request else None

    def issued(self) -> dict[str, str]:
        """Returns number → serial of all that was issued."""
        with self._lock:
            return {number: request.serial for number, request in self._by_number.items()}

    def available(self) -> Decimal:
        """Returns what may still be issued this month, without tax, in yuan."""
        with self._lock:
            return self._quota - self._spent[f"{self._now():%Y-%m}"]

    def log_in(self) -> None:
        """A person scanned the code: the platform goes on."""
        with self._lock:
            self._logged_in = True

    @property
    def logged_in(self) -> bool:
        """Whether the platform takes documents without asking for a person."""
        return self._logged_in

    def void(self, number: str) -> None:
        """A paper document is void: what it took of its month's quota is free again.

        Raises:
            FormProblem: There is none of this number, it is no paper, or of another month.
        """
        with self._lock:
            request = self._by_number.get(number)
            facts = request.invoice.fapiao if request else None
            month = f"{request.issued_at:%Y-%m}" if request and request.issued_at else ""
            if facts is None or facts.kind not in PAPER or month != f"{self._now():%Y-%m}":
                raise FormProblem("VOID", f"发票{number}不能作废")
            if number not in self._void:
                self._voided(number)
                self._note("void", {"number": number})

    # --- red-letter forms

    def use(self, number: str) -> None:
        """The buyer confirms its use of an invoice (用途确认), or books it (入账)."""
        with self._lock:
            self._forms.use(number)
            self._note("used", {"number": number})

    def register(self, code: str, number: str, net: Decimal, tax: Decimal) -> None:
        """Makes an invoice of the tax-control devices (税控) known, so that it may be reversed."""
        with self._lock:
            self._older[code + number] = Blue(Amounts(net, tax), {})
            self._note("older", {"key": code + number, "net": str(net), "tax": str(tax)})

    def enter_form(self, asked: RedForm) -> RedForm:
        """Returns a new confirmation form, or the one that its request stands for already.

        Raises:
            FormProblem: There is no such invoice, or no longer so much of it.
        """
        with self._lock:
            return self._forms.enter(asked)

    def request_red(
        self,
        blue_number: str,
        reason: str,
        net: Decimal,
        tax: Decimal,
        *,
        side: RedSide = "seller",
        serial: str = "",
    ) -> RedForm:
        """Returns a new form over these amounts, as `enter_form` does."""
        asked = RedForm(
            request_id=serial or None,
            state="",
            entered_by=side,
            blue_number=blue_number,
            reason=reason,
            net=net,
            tax=tax,
        )
        return self.enter_form(asked)

    def red_form(self, number: str) -> RedForm:
        """Returns a form as it stands now.

        Raises:
            FormProblem: There is none.
        """
        with self._lock:
            return self._forms.get(number)

    def red_forms(self, since: date, until: date) -> list[RedForm]:
        """Returns the forms entered in these days."""
        with self._lock:
            return self._forms.entered(since, until)

    def confirm_red(self, number: str, side: RedSide, *, agree: bool) -> RedForm:
        """Returns a form after the answer of the side it waits for.

        Raises:
            FormProblem: It waits for nobody, or for the other side.
        """
        with self._lock:
            command = RedFormCommand.CONFIRM if agree else RedFormCommand.REFUSE
            return self._forms.move(number, command, side)

    def withdraw_red(self, number: str, side: RedSide) -> RedForm:
        """Returns a form that its initiator took back.

        Raises:
            FormProblem: It cannot be taken back.
        """
        with self._lock:
            return self._forms.move(number, RedFormCommand.WITHDRAW, side)

    # --- how it decides

    def _again(self, known: Request, invoice: Invoice) -> Request:
        if known.content == content_of(invoice):
            return known
        return replace(known, state="rejected", code="DUPLICATE", message="流水号已用于其他发票")

    def _judged(self, serial: str, invoice: Invoice, fault: Fault) -> Request:
        request = Request(
            serial=serial, content=content_of(invoice), state="accepted", invoice=invoice
        )
        if not self._logged_in:
            return replace(request, state="waiting_login", code="LOGIN", message="请扫码登录")
        if fault is Fault.REFUSE:
            return replace(request, state="rejected", code="BUSY", message="开票服务繁忙，请重试")
        if fault is Fault.DELAY:
            return request
        return self._issued(request)

    def _issued(self, request: Request) -> Request:
        problem = self._problem(request.invoice)
        if problem is not None:
            return replace(request, state="rejected", code=problem[0], message=problem[1])
        now = self._now()
        number = f"{now:%y}{self._area}2{len(self._by_number) + 1:015d}"
        invoice = request.invoice.replace(number=number, issue_date=now.date())
        done = replace(request, state="issued", invoice=invoice, issued_at=now)
        self._keep(done)
        return done

    def _problem(self, invoice: Invoice) -> tuple[str, str] | None:
        """Returns code and words of what speaks against issuing a document, or None."""
        if invoice.buyer is None or not invoice.buyer.name:
            return ("BUYER", "购买方名称不能为空")
        kind = invoice.fapiao.kind if invoice.fapiao else None
        if kind == "digital_special" and not invoice.buyer.tax_ids:
            return ("BUYER-ID", "开具增值税专用发票须填写购买方纳税人识别号")
        if net_of(invoice) > self.available():
            return ("QUOTA", f"发票总额度不足，可用额度{self.available()}元")
        if invoice.is_credit:
            return self._red_problem(invoice)
        return None

    def _red_problem(self, invoice: Invoice) -> tuple[str, str] | None:
        red = red_of(invoice)
        if red is None or not red.confirmation_number:
            return ("RED-FORM", "开具红字发票须有红字信息确认单")
        try:
            form = self._forms.get(red.confirmation_number)
        except FormProblem as problem:
            return (problem.code, str(problem))
        if red_state(form.state).outcome != "issue" or form.red_number:
            return ("RED-STATE", f"确认单状态为{form.state}，不能开具红字发票")
        if (-(form.net or ZERO), -(form.tax or ZERO)) != (net_of(invoice), tax_of(invoice)):
            return ("RED-AMOUNT", f"红字发票金额须为-{form.net}，税额须为-{form.tax}")
        return None

    def _blue(self, code: str, number: str) -> Blue | None:
        known = self._by_number.get(number)
        return self._older.get(code + number) if known is None else blue_of(known.invoice)

    def _now(self) -> datetime:
        return self._clock().astimezone(CHINA)

    # --- what it keeps

    def _keep(self, request: Request) -> None:
        self._put(request)
        content = {
            "serial": request.serial,
            "content": request.content,
            "state": request.state,
            "invoice": request.invoice.model_dump(mode="json", exclude_none=True),
            "issued_at": request.issued_at.isoformat() if request.issued_at else None,
            "code": request.code,
            "message": request.message,
        }
        self._note("request", content)

    def _put(self, request: Request) -> None:
        self._requests[request.serial] = request
        if request.state == "issued" and request.issued_at is not None:
            self._by_number[request.invoice.number or ""] = request
            self._spent[f"{request.issued_at:%Y-%m}"] += self._taken(request)
            red = red_of(request.invoice)
            if red is not None and red.confirmation_number and request.invoice.number:
                self._forms.issued(red.confirmation_number, request.invoice.number)

    def _voided(self, number: str) -> None:
        request = self._by_number[number]
        self._void.add(number)
        self._spent[f"{request.issued_at:%Y-%m}"] -= self._taken(request)

    def _taken(self, request: Request) -> Decimal:
        """What a document takes of its month's quota.

        A red-letter invoice gives back what its blue one took in the same month, else nothing.
        """
        net, red = net_of(request.invoice), red_of(request.invoice)
        if red is None or not red.confirmation_number:
            return net
        form = self._forms.get(red.confirmation_number)
        blue = self._by_number.get(form.blue_number)
        if blue is None or f"{blue.issued_at:%Y-%m}" != f"{request.issued_at:%Y-%m}":
            return ZERO
        return net

    def _keep_form(self, form: RedForm) -> None:
        self._note("form", form.model_dump(mode="json", exclude_none=True))

    def _note(self, kind: str, content: dict[str, Any]) -> None:
        if self._journal is not None:
            self._journal.write(kind, content)

    def _read(self) -> None:
        for kind, content in self._journal.read() if self._journal else ():
            if kind == "request":
                self._put(_request(content))
            elif kind == "form":
                self._forms.put(RedForm.model_validate(content))
            elif kind == "void":
                self._voided(content["number"])
            elif kind == "used":
                self._forms.use(content["number"])
            else:
                whole = Amounts(Decimal(content["net"]), Decimal(content["tax"]))
                self._older[content["key"]] = Blue(whole, {})


def _request(content: dict[str, Any]) -> Request:
    issued_at = content["issued_at"]
    return Request(
        **{
            **content,
            "invoice": Invoice.model_validate(content["invoice"]),
            "issued_at": datetime.fromisoformat(issued_at) if issued_at else None,
        }
    )
