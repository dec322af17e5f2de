"""`kit.red_forms`: red-letter confirmation forms (红字信息确认单), whichever side enters them.

Our own form as the seller comes with the red-letter invoice, when that is issued. Here are the
others: those that we enter as the buyer, and those that the other side entered and we answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from invoicekit.errors import ConfigurationError, StateError
from invoicekit.kit._runtime import Runtime
from invoicekit.lifecycle import red_state
from invoicekit.model.event import Actor
from invoicekit.model.received import Received, RedRequest
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.red_form import RedForm, RedSide
from invoicekit.ports import RedFormAuthority
from invoicekit.services import answer_red_form, discard_invoice, enter_red_form
from invoicekit.services._received import get_received
from invoicekit.services.answer_red_form import FormAtHand

_SIDES: tuple[RedSide, ...] = ("seller", "buyer")
_WINDOW = timedelta(days=4)
"""Forms live 72 hours: none that waits is older, whatever the time zone."""


@dataclass(frozen=True)
class ConfirmedForm:
    """A form after our yes.

    Attributes:
        draft: The red-letter invoice to be approved and issued, where we are the seller.
    """

    form: RedForm
    draft: InvoiceRecord | None = None


@dataclass(frozen=True)
class RedForms:
    """Enters, finds, answers and withdraws forms at the tax platform."""

    _runtime: Runtime

    def enter(
        self,
        received_id: str,
        *,
        reason: str,
        actor: Actor | str,
        lines: Mapping[str, Decimal | str | int] | None = None,
    ) -> RedForm:
        """Enters a form as the buyer of a received invoice, and returns it; the seller answers it.

        Args:
            received_id: The received invoice.
            reason: 开票有误, 销货退回, 服务中止 or 销售折让, or its code.
            actor: Who asks.
            lines: Line number on the 发票 → quantity; all that is left by default.

        Raises:
            NotFound: There is no such received invoice.
            InputError: It is no 发票, or the reason or a line does not fit.
            OverCredited: More than is left.
            StateError: The platform refuses.
            LookupFailed: It did not answer: `refresh` asks again under the same request.
        """
        runtime, authority = self._runtime, self._authority()
        request = runtime.write(
            lambda uow: enter_red_form.reserve_form(
                uow, runtime.tools, received_id, reason=reason, lines=lines, actor=actor
            )
        )
        return self._entered(authority, received_id, request, actor)

    def refresh(self, received_id: str, *, actor: Actor | str) -> Received:
        """Asks about every form that we entered on a received invoice, and returns that.

        Raises:
            NotFound: There is no such received invoice.
            LookupFailed: The platform did not answer.
        """
        runtime, authority = self._runtime, self._authority()
        received = runtime.read(lambda uow: get_received(uow, received_id))
        for request in received.red_requests:
            form = request.form
            if red_state(form.state).outcome == "dead" or form.red_number is not None:
                continue
            if not form.number:
                self._entered(authority, received_id, request, actor)
                continue
            now = authority.red_form(form.number, side="buyer")
            self._noted(received_id, now.replace(request_id=form.request_id), actor)
        return runtime.read(lambda uow: get_received(uow, received_id))

    def waiting(self) -> tuple[FormAtHand, ...]:
        """Returns the forms that wait for our answer, each with our invoice that it is about.

        Raises:
            LookupFailed: The platform did not answer.
        """
        authority, now = self._authority(), self._runtime.tools.now()
        found: dict[str, FormAtHand] = {}
        for side in _SIDES:
            forms = authority.red_forms(
                side=side, since=(now - _WINDOW).date(), until=(now + timedelta(days=1)).date()
            )
            asked = [f for f in forms if f.answered_by == side and f.state in {"02", "03"}]
            found |= {hand.form.number: hand for hand in self._ours(asked, side)}
        return tuple(found.values())

    def confirm(self, number: str, *, actor: Actor | str) -> ConfirmedForm:
        """Says yes to the other side's form; where we are the seller, drafts what it asks for.

        Asked again, it gives the same draft: nothing is lost with a lost answer.

        Raises:
            NotFound: It is about none of our invoices.
            StateError: It does not wait for us, or its amounts are not what its lines come to.
            OverCredited: It asks for more than is left.
            LookupFailed: The platform did not answer.
        """
        runtime, authority = self._runtime, self._authority()
        hand = self._hand(authority, number, actor)
        self._refuse_own(hand)
        draft = None
        if hand.side == "seller":
            draft = runtime.write(
                lambda uow: answer_red_form.draft_by_form(uow, runtime.tools, hand, actor=actor)
            )
        if hand.form.state == "04":
            return ConfirmedForm(hand.form, draft)
        try:
            form = authority.answer_red(hand.form, side=hand.side, agree=True)
        except StateError:
            if draft is not None:
                self._discard(draft, actor)
            raise
        self._note(FormAtHand(form, hand.side, hand.subject), "confirmed", actor)
        return ConfirmedForm(form, draft)

    def refuse(self, number: str, *, actor: Actor | str, reason: str = "") -> RedForm:
        """Says no to the other side's form, and returns it.

        Raises:
            NotFound: It is about none of our invoices.
            StateError: It does not wait for us.
            LookupFailed: The platform did not answer.
        """
        authority = self._authority()
        hand = self._hand(authority, number, actor)
        form = authority.answer_red(hand.form, side=hand.side, agree=False, reason=reason)
        self._note(FormAtHand(form, hand.side, hand.subject), "refused", actor, reason)
        return form

    def withdraw(self, number: str, *, actor: Actor | str, reason: str = "") -> RedForm:
        """Takes back a form that we entered, and returns it.

        Of a form as the seller, the red-letter invoice goes back to its people with the next run of
        the outbox.

        Raises:
            NotFound: It is about none of our invoices.
            StateError: The other side entered it, or the red-letter invoice is issued.
            LookupFailed: The platform did not answer.
        """
        authority = self._authority()
        hand = self._hand(authority, number, actor)
        form = authority.withdraw_red(hand.form, side=hand.side)
        if hand.side == "buyer" and hand.form.entered_by == "buyer":
            received = self._runtime.read(lambda uow: get_received(uow, hand.subject))
            request = enter_red_form.request_of_form(received, number)
            self._noted(hand.subject, form.replace(request_id=request.form.request_id), actor)
        self._note(FormAtHand(form, hand.side, hand.subject), "withdrawn", actor, reason)
        return form

    def _ours(self, forms: Sequence[RedForm], side: RedSide) -> list[FormAtHand]:
        hands = self._runtime.read(
            lambda uow: [answer_red_form.at_hand(uow, form) for form in forms]
        )
        return [hand for hand in hands if hand is not None and hand.side == side]

    def _entered(
        self,
        authority: RedFormAuthority,
        received_id: str,
        request: RedRequest,
        actor: Actor | str,
    ) -> RedForm:
        request_id = request.form.request_id or ""
        runtime = self._runtime
        try:
            form = authority.request_red(request_id, request.invoice, side="buyer")
        except StateError as problem:
            why = problem.message
            runtime.write(
                lambda uow: enter_red_form.drop_request(
                    uow, runtime.tools, received_id, request_id, why, actor
                )
            )
            raise
        self._noted(received_id, form.replace(request_id=request_id), actor)
        return form

    def _noted(self, received_id: str, form: RedForm, actor: Actor | str) -> None:
        runtime = self._runtime
        runtime.write(
            lambda uow: enter_red_form.note_form(uow, runtime.tools, received_id, form, actor=actor)
        )

    def _note(self, hand: FormAtHand, said: str, actor: Actor | str, reason: str = "") -> None:
        runtime = self._runtime
        runtime.write(
            lambda uow: answer_red_form.note_answer(
                uow, runtime.tools, hand, said, actor=actor, reason=reason
            )
        )

    def _discard(self, draft: InvoiceRecord, actor: Actor | str) -> None:
        runtime = self._runtime
        runtime.write(
            lambda uow: discard_invoice.discard_invoice(
                uow, runtime.tools, draft.id, actor=actor, reason="the platform refused the answer"
            )
        )

    def _hand(self, authority: RedFormAuthority, number: str, actor: Actor | str) -> FormAtHand:
        runtime = self._runtime
        form = authority.red_form(number)
        hand = runtime.read(lambda uow: answer_red_form.known_form(uow, form))
        answer_red_form.may_answer(runtime.tools, hand, actor)
        return hand

    def _refuse_own(self, hand: FormAtHand) -> None:
        state = red_state(hand.form.state)
        waits = hand.form.state in {"02", "03", "04"} and hand.form.red_number is None
        if hand.form.answered_by != hand.side or not waits:
            raise StateError(
                f"form {hand.form.number} does not wait for us: {state.zh} ({state.en})",
                where=hand.form.number,
                expected="a form that the other side entered, and nobody answered",
            )

    def _authority(self) -> RedFormAuthority:
        authority = self._runtime.authority
        if not isinstance(authority, RedFormAuthority):
            raise ConfigurationError(
                "no tax platform is set up that has red-letter forms",
                where="authority",
                expected="InvoiceKit.from_url(…, authority=Nuonuo(…))",
            )
        return authority
