"""The quota of 发票: what is left at the platform, against what is to be issued."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer

SELLER = ik.Issuer(
    party=ik.Party(
        name="北京示例科技有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110105TXTXTX010N")],
        address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
    ),
    approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
)


class Platform:
    """Has a quota, and never answers a request."""

    name = "platform"

    def __init__(self, left: Decimal | None) -> None:
        self.left = left

    def quota(self) -> Decimal | None:
        if self.left is not None and self.left < 0:
            raise OSError("out of reach")
        return self.left

    def submit(self, request_id: str, record: ik.InvoiceRecord) -> AuthorityAnswer:  # noqa: ARG002 - the protocol's
        return AuthorityAnswer(ClearanceStatus.UNKNOWN)

    def query(self, request_id: str) -> AuthorityAnswer:  # noqa: ARG002 - the protocol's
        return AuthorityAnswer(ClearanceStatus.UNKNOWN)


def kit_with(left: str | None) -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(
        issuer=SELLER,
        clock=lambda: datetime(2026, 11, 3, 10, tzinfo=UTC),
        authority=Platform(None if left is None else Decimal(left)),
    )


def draft_of(kit: ik.InvoiceKit, price: str) -> str:
    buyer = kit.customers.create(name="上海买方有限公司", country="CN", actor="li")
    order = ik.Order(
        reference=f"SO-{price}-{buyer.id}",
        customer_id=buyer.id,
        currency="CNY",
        lines=[ik.OrderLine(name="键盘", unit_price=price, vat="S 13")],
    )
    return kit.invoices.create_from_order(order, actor="li").id


def warnings(kit: ik.InvoiceKit, draft: str) -> list[dict[str, str]]:
    found = kit.invoices.validate(draft).findings
    return [dict(each.params) for each in found if each.rule == "IK-CN-QUOTA"]


def events(kit: ik.InvoiceKit, draft: str) -> list[str]:
    return [event.type for event in kit.events.of(draft)]


@pytest.mark.parametrize(("left", "short"), [("100.00", False), ("99.99", True)])
def test_a_draft_beyond_the_quota_is_warned_of_and_not_refused(left: str, short: object) -> None:
    kit = kit_with(left)
    draft = draft_of(kit, "100.00")

    assert bool(warnings(kit, draft)) is short
    kit.invoices.submit(draft, actor="li")
    assert ("invoice.quota_short" in events(kit, draft)) is short


def test_what_waits_for_its_number_counts_too() -> None:
    kit = kit_with("150.00")
    first, second = draft_of(kit, "100.00"), draft_of(kit, "60.00")
    assert warnings(kit, second) == []
    kit.invoices.issue(first, actor="wang")

    assert warnings(kit, second) == [{"available": "150.00", "needed": "160.00"}]
    [finding] = [f for f in kit.invoices.validate(second).findings if f.rule == "IK-CN-QUOTA"]
    assert finding.text("zh").startswith("本月剩余发票额度为 150.00，需要 160.00；")


@pytest.mark.parametrize("left", [None, "-1"])
def test_a_platform_that_says_nothing_warns_of_nothing(left: str | None) -> None:
    kit = kit_with(left)
    draft = draft_of(kit, "100.00")

    assert warnings(kit, draft) == []
    kit.invoices.submit(draft, actor="li")
    assert "invoice.quota_short" not in events(kit, draft)
