"""The document table: who may do what, when, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from invoicekit.errors import (
    FourEyesViolation,
    InvoiceKitError,
    SealedDocument,
    StaleContent,
    StateError,
    TransitionNotAllowed,
)
from invoicekit.lifecycle.document import (
    DOCUMENT,
    DocumentCommand,
    DocumentContext,
    approve,
    decide,
)
from invoicekit.model import (
    Approval,
    ClearanceStatus,
    DeliveryStatus,
    DocumentStatus,
    Invoice,
    InvoiceRecord,
    Link,
    SealedNumber,
    TemplateRef,
)

S, C = DocumentStatus, DocumentCommand
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEAL = SealedNumber(
    number="2026-000001",
    series="shop/invoice//2026",
    sequence=1,
    content_hash="h1",
    chain_hash="c1",
    issued_at=NOON,
    issued_by="bob",
)


def record(status: DocumentStatus = S.DRAFT, **changes: object) -> InvoiceRecord:
    """A record of alice's, sealed once it is issued."""
    made = InvoiceRecord(
        id="r1",
        tenant="t",
        issuer_id="shop",
        document_status=status,
        invoice=Invoice(),
        template=TemplateRef(id="plain"),
        locale="en",
        created_by="alice",
        created_at=NOON,
        seal=SEAL if status in {S.ISSUED, S.VOIDED} else None,
    )
    return made.replace(**changes)


def yes(actor: str, content_hash: str = "h1") -> Approval:
    return Approval(actor=actor, at=NOON, content_hash=content_hash)


EXPECTED = {
    S.DRAFT: {C.EDIT, C.SUBMIT, C.ISSUE, C.BEGIN_ISSUE, C.DISCARD},
    S.IN_REVIEW: {C.PRE_APPROVE, C.APPROVE, C.REJECT, C.REOPEN, C.DISCARD},
    S.APPROVED: {C.ISSUE, C.BEGIN_ISSUE, C.REJECT, C.REOPEN, C.DISCARD},
    S.ISSUING: {C.CONFIRM_ISSUE, C.FAIL_ISSUE},
    S.ISSUED: {C.CREDIT, C.REPLACE, C.VOID},
    S.VOIDED: set(),
    S.DISCARDED: set(),
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("command", list(C))
def test_each_command_is_possible_only_where_the_table_says(
    status: DocumentStatus, command: DocumentCommand
) -> None:
    possible = command in EXPECTED[status]

    try:
        decide(record(status), command, DocumentContext(actor="bob"))
    except (TransitionNotAllowed, SealedDocument):
        assert not possible
    except InvoiceKitError:
        assert possible
    else:
        assert possible


def test_a_refusal_says_what_would_be_possible() -> None:
    with pytest.raises(TransitionNotAllowed) as caught:
        decide(record(S.IN_REVIEW), C.EDIT, DocumentContext())

    assert caught.value.where == "r1"
    assert caught.value.params == {
        "current": "in_review",
        "command": "edit",
        "allowed": ["pre_approve", "approve", "reject", "reopen", "discard"],
    }


def test_every_status_is_reachable_and_the_final_ones_have_no_way_out() -> None:
    reached = {S.DRAFT}
    for _ in S:
        reached |= {move.target for move in DOCUMENT if move.source in reached}

    assert reached == set(S)
    assert {status for status in S if not DOCUMENT.allowed(status)} == {S.VOIDED, S.DISCARDED}


def test_every_move_leaves_an_event() -> None:
    assert all(move.emits.startswith("invoice.") for move in DOCUMENT)


@pytest.mark.parametrize(
    ("actor", "changes"),
    [
        ("alice", {}),
        ("eve", {"editors": ("alice", "eve")}),
        ("sam", {"submitted_by": "sam"}),
    ],
)
def test_who_had_a_part_in_the_content_may_not_approve(
    actor: str, changes: dict[str, object]
) -> None:
    with pytest.raises(FourEyesViolation, match=actor):
        approve(record(S.IN_REVIEW, **changes), DocumentContext(actor=actor, content_hash="h1"))


def test_without_four_eyes_the_creator_approves() -> None:
    context = DocumentContext(actor="alice", content_hash="h1", four_eyes=False)

    assert approve(record(S.IN_REVIEW), context).target is S.APPROVED


@pytest.mark.parametrize("four_eyes", [True, False])
def test_nobody_approves_twice(four_eyes: bool) -> None:
    waiting = record(S.IN_REVIEW, approvals=(yes("bob"),))
    context = DocumentContext(actor="bob", content_hash="h1", needed=2, four_eyes=four_eyes)

    with pytest.raises(FourEyesViolation):
        approve(waiting, context)


def test_an_approval_has_a_name() -> None:
    with pytest.raises(FourEyesViolation, match="nobody"):
        approve(record(S.IN_REVIEW), DocumentContext(content_hash="h1"))


def test_the_last_of_the_approvals_needed_approves() -> None:
    waiting = record(S.IN_REVIEW)
    first = approve(waiting, DocumentContext(actor="bob", content_hash="h1", needed=2))
    waiting = waiting.replace(approvals=(yes("bob"),))
    second = approve(waiting, DocumentContext(actor="carol", content_hash="h1", needed=2))

    assert (first.command, first.target) == (C.PRE_APPROVE, S.IN_REVIEW)
    assert (second.command, second.target) == (C.APPROVE, S.APPROVED)


@pytest.mark.parametrize(("command", "needed"), [(C.APPROVE, 2), (C.PRE_APPROVE, 1)])
def test_approve_and_pre_approve_are_not_confused(command: DocumentCommand, needed: int) -> None:
    context = DocumentContext(actor="bob", content_hash="h1", needed=needed)

    with pytest.raises(StateError):
        decide(record(S.IN_REVIEW), command, context)


@pytest.mark.parametrize(
    "changes", [{"submitted_hash": "h0"}, {"approvals": (yes("carol", "h0"),)}]
)
def test_other_content_than_submitted_or_approved_is_stale(changes: dict[str, object]) -> None:
    context = DocumentContext(actor="bob", content_hash="h1", needed=1)

    with pytest.raises(StaleContent) as caught:
        decide(record(S.IN_REVIEW, **changes), C.APPROVE, context)
    with pytest.raises(StaleContent):
        decide(record(S.APPROVED, **changes), C.ISSUE, context)
    assert caught.value.expected == "h0"


def test_a_draft_is_issued_at_once_only_where_no_approval_is_needed() -> None:
    free = DocumentContext(actor="alice", content_hash="h1", needed=0)

    assert decide(record(), C.ISSUE, free).target is S.ISSUED
    with pytest.raises(StateError, match="0 of 1 approvals"):
        decide(record(), C.ISSUE, DocumentContext(actor="alice", content_hash="h1"))


def test_approvals_are_counted_by_people() -> None:
    twice = record(S.APPROVED, approvals=(yes("bob"), yes("bob")))

    with pytest.raises(StateError, match="1 of 2"):
        decide(twice, C.ISSUE, DocumentContext(actor="bob", content_hash="h1", needed=2))


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_taking_back_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(StateError, match="reason"):
        decide(record(S.IN_REVIEW), C.REJECT, DocumentContext(actor="bob", reason=reason))


@pytest.mark.parametrize("status", [S.ISSUED, S.VOIDED])
def test_an_issued_document_is_never_edited(status: DocumentStatus) -> None:
    with pytest.raises(SealedDocument, match="2026-000001"):
        decide(record(status), C.EDIT, DocumentContext(actor="alice"))


MAY_VOID = DocumentContext(actor="bob", reason="wrong buyer", void_allowed=True)


def test_a_document_nobody_has_got_is_voided_where_the_law_knows_it() -> None:
    assert decide(record(S.ISSUED), C.VOID, MAY_VOID).target is S.VOIDED


@pytest.mark.parametrize(
    "context",
    [
        DocumentContext(actor="bob", reason="wrong buyer"),
        DocumentContext(actor="bob", void_allowed=True),
    ],
)
def test_voiding_needs_the_law_and_a_reason(context: DocumentContext) -> None:
    with pytest.raises(StateError):
        decide(record(S.ISSUED), C.VOID, context)


@pytest.mark.parametrize(
    "changes",
    [
        *({"delivery_status": s} for s in ("queued", "sent", "mailed", "delivered", "viewed")),
        *({"clearance_status": s} for s in ("cleared", "submitted", "unknown", "waiting")),
        {"paid_amount": Decimal("0.01")},
        {"credited_amount": Decimal(1)},
        {"written_off_amount": Decimal(1)},
        {"links": (Link(kind="credited_by", id="r2"),)},
    ],
)
def test_nothing_that_left_the_house_or_was_settled_is_voided(changes: dict[str, object]) -> None:
    with pytest.raises(StateError, match="can not be voided"):
        decide(record(S.ISSUED, **changes), C.VOID, MAY_VOID)


@pytest.mark.parametrize(
    "changes",
    [
        {"delivery_status": DeliveryStatus.BOUNCED},
        {"clearance_status": ClearanceStatus.CANCELLED},
        {"links": (Link(kind="order", id="o1"),)},
    ],
)
def test_what_nobody_got_may_still_be_voided(changes: dict[str, object]) -> None:
    assert decide(record(S.ISSUED, **changes), C.VOID, MAY_VOID).target is S.VOIDED


ACTORS = st.sampled_from(["alice", "bob", "carol", "dan"])


class Office(RuleBasedStateMachine):
    """Four people and one document: they try everything, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.record = record()
        self.content = 0
        self.sealed_content: int | None = None
        self.yes_sayers: set[str] = set()
        self.authors = {"alice"}
        self.needed = 2

    def attempt(self, command: DocumentCommand, actor: str) -> bool:
        """Decides and, when allowed, applies the target as a service would."""
        context = DocumentContext(
            actor=actor,
            content_hash=f"h{self.content}",
            needed=self.needed,
            void_allowed=True,
            reason="because",
        )
        try:
            move = decide(self.record, command, context)
        except InvoiceKitError:
            return False
        self.record = self.record.replace(document_status=move.target)
        return True

    @rule(actor=ACTORS)
    def edit(self, actor: str) -> None:
        if self.attempt(C.EDIT, actor):
            self.content += 1
            self.authors.add(actor)
            self.record = self.record.replace(editors=(*self.record.editors, actor))

    @rule(actor=ACTORS)
    def submit(self, actor: str) -> None:
        if self.attempt(C.SUBMIT, actor):
            self.record = self.record.replace(submitted_by=actor, submitted_hash=f"h{self.content}")

    @rule(actor=ACTORS, command=st.sampled_from([C.APPROVE, C.PRE_APPROVE]))
    def say_yes(self, actor: str, command: DocumentCommand) -> None:
        if self.attempt(command, actor):
            self.yes_sayers.add(actor)
            approvals = (*self.record.approvals, yes(actor, f"h{self.content}"))
            self.record = self.record.replace(approvals=approvals)

    @rule(actor=ACTORS, command=st.sampled_from([C.REJECT, C.REOPEN]))
    def take_back(self, actor: str, command: DocumentCommand) -> None:
        if self.attempt(command, actor):
            self.yes_sayers = set()
            self.record = self.record.replace(approvals=(), submitted_by=None, submitted_hash=None)

    @rule(actor=ACTORS)
    def issue(self, actor: str) -> None:
        if self.attempt(C.ISSUE, actor):
            self.sealed_content = self.content
            self.record = self.record.replace(seal=SEAL)

    @precondition(lambda self: self.record.document_status is not S.DRAFT)
    @rule(actor=ACTORS)
    def void(self, actor: str) -> None:
        self.attempt(C.VOID, actor)

    @invariant()
    def four_eyes_saw_it(self) -> None:
        assert not self.yes_sayers & {*self.authors, self.record.submitted_by}
        if self.record.document_status in {S.APPROVED, S.ISSUED, S.VOIDED}:
            assert len(self.yes_sayers) >= self.needed

    @invariant()
    def sealed_is_sealed(self) -> None:
        if self.sealed_content is not None:
            assert self.content == self.sealed_content
            assert self.record.document_status in {S.ISSUED, S.VOIDED}


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
