"""What the sandbox platform knows and decides: requests, numbers, quota, logins, red-letter forms.

The rules are those of the real ones as far as they are known: a serial stands for one document
for ever, the quota is monthly and without tax, a red-letter invoice needs its confirmation form.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from invoicekit.authority._sandbox.faults import Fault, Faults
from invoicekit.authority._sandbox.red_forms import (
    FormProblem,
    RedForm,
    Side,
    first_state,
)
from invoicekit.jurisdiction.fapiao import CHINA
from invoicekit.model import Invoice, RedLetter
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
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        area: str = "11",
        quota: Decimal = Decimal(7_500_000),
        faults: Faults | None = None,
    ) -> None:
        self._clock = clock
        self._area = area
        self._quota = quota
        self._faults = faults or Faults()
        self._lock = threading.RLock()
        self._requests: dict[str, Request] = {}
        self._by_number: dict[str, Request] = {}
        self._forms: dict[str, RedForm] = {}
        self._form_serials: dict[str, str] = {}
        self._used: set[str] = set()
        self._logged_in = True
        self._count = 0

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
            if request.state != "waiting_login":
                self._requests[serial] = request
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
            self._requests[serial] = done
            return done

    def invoice(self, number: str) -> Invoice | None:
        """Returns an issued document by its number."""
        with self._lock:
            request = self._by_number.get(number)
            return request.invoice if request else None

    def available(self) -> Decimal:
        """Returns what may still be issued this month, without tax, in yuan."""
        with self._lock:
            month = f"{self._now():%Y-%m}"
            spent = sum(
                (
                    _net(request.invoice)
                    for request in self._by_number.values()
                    if request.issued_at and f"{request.issued_at:%Y-%m}" == month
                ),
                ZERO,
            )
            return self._quota - spent

    def log_in(self) -> None:
        """A person scanned the code: the platform goes on."""
        with self._lock:
            self._logged_in = True

    @property
    def logged_in(self) -> bool:
        """Whether the platform takes documents without asking for a person."""
        return self._logged_in

    # --- red-letter forms

    def use(self, number: str) -> None:
        """The buyer confirms its use of an invoice (用途确认), or books it (入账)."""
        with self._lock:
            self._used.add(number)

    def request_red(
        self,
        blue_number: str,
        reason: str,
        net: Decimal,
        tax: Decimal,
        *,
        side: Side = "seller",
        serial: str = "",
    ) -> RedForm:
        """Returns a new confirmation form, or the one that a serial stands for already.

        Raises:
            FormProblem: There is no such invoice, or no longer so much of it.
        """
        with self._lock:
            if serial and serial in self._form_serials:
                return self.red_form(self._form_serials[serial])
            blue = self._by_number.get(blue_number)
            if blue is None:
                raise FormProblem("RED-BLUE", f"未找到蓝字发票{blue_number}")
            left_net, left_tax = self._left(blue)
            if net > left_net or tax > left_tax or net <= ZERO:
                raise FormProblem("RED-AMOUNT", f"可红冲金额为{left_net}，税额为{left_tax}")
            now = self._now()
            sequence = len(self._forms) + 1
            form = RedForm(
                number=f"{self._area}0000{now:%y%m}{sequence:010d}",
                id=hashlib.sha256(f"form/{sequence}".encode()).hexdigest()[:32],
                blue_number=blue_number,
                reason=reason,
                entered_by=side,
                net=net,
                tax=tax,
                state=first_state(side, buyer_used_it=blue_number in self._used),
                entered_at=now,
            )
            self._forms[form.number] = form
            if serial:
                self._form_serials[serial] = form.number
            return form

    def red_form(self, number: str) -> RedForm:
        """Returns a form as it stands now.

        Raises:
            FormProblem: There is none.
        """
        with self._lock:
            form = self._forms.get(number)
            if form is None:
                raise FormProblem("RED-FORM", f"未找到红字信息确认单{number}")
            self._forms[number] = form.at(self._now())
            return self._forms[number]

    def confirm_red(self, number: str, side: Side, *, agree: bool) -> RedForm:
        """Returns a form after the answer of the side it waits for.

        Raises:
            FormProblem: It waits for nobody, or for the other side.
        """
        with self._lock:
            self._forms[number] = self.red_form(number).answered(side, agree=agree)
            return self._forms[number]

    def withdraw_red(self, number: str, side: Side) -> RedForm:
        """Returns a form that its initiator took back.

        Raises:
            FormProblem: It cannot be taken back.
        """
        with self._lock:
            self._forms[number] = self.red_form(number).withdrawn(side)
            return self._forms[number]

    # --- how it decides

    def _again(self, known: Request, invoice: Invoice) -> Request:
        if known.content == _content(invoice):
            return known
        return replace(known, state="rejected", code="DUPLICATE", message="流水号已用于其他发票")

    def _judged(self, serial: str, invoice: Invoice, fault: Fault) -> Request:
        request = Request(
            serial=serial, content=_content(invoice), state="accepted", invoice=invoice
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
        self._by_number[number] = done
        red = _red(invoice)
        if red is not None and red.confirmation_number:
            form = self._forms[red.confirmation_number]
            self._forms[form.number] = replace(form, used=True)
        return done

    def _problem(self, invoice: Invoice) -> tuple[str, str] | None:
        """Returns code and words of what speaks against issuing a document, or None."""
        if invoice.buyer is None or not invoice.buyer.name:
            return ("BUYER", "购买方名称不能为空")
        kind = invoice.fapiao.kind if invoice.fapiao else None
        if kind == "digital_special" and not invoice.buyer.tax_ids:
            return ("BUYER-ID", "开具增值税专用发票须填写购买方纳税人识别号")
        if _net(invoice) > self.available():
            return ("QUOTA", f"发票总额度不足，可用额度{self.available()}元")
        if invoice.is_credit:
            return self._red_problem(invoice)
        return None

    def _red_problem(self, invoice: Invoice) -> tuple[str, str] | None:
        red = _red(invoice)
        if red is None or not red.confirmation_number:
            return ("RED-FORM", "开具红字发票须有红字信息确认单")
        try:
            form = self.red_form(red.confirmation_number)
        except FormProblem as problem:
            return (problem.code, str(problem))
        if not form.state.issuable or form.used:
            return ("RED-STATE", f"确认单状态为{form.state.value}，不能开具红字发票")
        if (-form.net, -form.tax) != (_net(invoice), _tax(invoice)):
            return ("RED-AMOUNT", f"红字发票金额须为-{form.net}，税额须为-{form.tax}")
        return None

    def _left(self, blue: Request) -> tuple[Decimal, Decimal]:
        """Returns what forms that are alive or used have left of a blue invoice: net and tax."""
        net, tax = _net(blue.invoice), _tax(blue.invoice)
        for number in list(self._forms):
            form = self.red_form(number)
            alive = form.used or form.state.waiting or form.state.issuable
            if form.blue_number == blue.invoice.number and alive:
                net, tax = net - form.net, tax - form.tax
        return net, tax

    def _now(self) -> datetime:
        return self._clock().astimezone(CHINA)


def _content(invoice: Invoice) -> str:
    return hashlib.sha256(invoice.canonical()).hexdigest()


def _red(invoice: Invoice) -> RedLetter | None:
    return invoice.fapiao.red if invoice.fapiao else None


def _net(invoice: Invoice) -> Decimal:
    """What a document adds without tax: a red-letter invoice takes away."""
    amount = (invoice.totals.without_vat if invoice.totals else None) or ZERO
    return -amount if invoice.is_credit else amount


def _tax(invoice: Invoice) -> Decimal:
    amount = (invoice.totals.vat if invoice.totals else None) or ZERO
    return -amount if invoice.is_credit else amount
