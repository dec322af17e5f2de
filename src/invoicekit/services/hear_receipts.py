"""Receipts of a gateway: which of our deliveries they are about.

A gateway that gives our id back names the delivery. Another names its own id, which is looked for
among the deliveries of the last days: no gateway tries for longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from invoicekit.model.delivery import Delivery, DeliveryNews
from invoicekit.model.rows import DeliveryRow
from invoicekit.model.stored import Id
from invoicekit.ports import Condition, Query, Receipt, UnitOfWork
from invoicekit.services._tools import Tools

LOOKS_BACK = timedelta(days=4)
"""Messages are kept by networks for three days at most (3GPP TS 23.040 lets them say less)."""

SHORTEST = 6
"""Digits of a number that must be the same: some gateways leave the country out."""


def receipt_news(
    uow: UnitOfWork, tools: Tools, channel: str, receipts: Iterable[Receipt]
) -> tuple[DeliveryNews, ...]:
    """Returns what receipts say of deliveries; those about none of ours say nothing."""
    known, unknown = dict[str, Delivery](), list[Receipt]()
    told: list[tuple[Delivery, Receipt]] = []
    for receipt in receipts:
        delivery = _named(uow, receipt, known)
        if delivery is None:
            unknown.append(receipt)
        elif delivery.channel == channel:
            told.append((delivery, receipt))
    told += _found(uow, tools, channel, {each.message_id: each for each in unknown})
    return tuple(_news(delivery, receipt) for delivery, receipt in told)


def _named(uow: UnitOfWork, receipt: Receipt, known: dict[str, Delivery]) -> Delivery | None:
    name = receipt.delivery_id or ""
    if name and name not in known:
        [row] = uow.get(DeliveryRow, [Id(name)])
        if row is not None:
            known[name] = Delivery.model_validate_json(row.document)
    return known.get(name)


def _found(
    uow: UnitOfWork, tools: Tools, channel: str, wanted: dict[str | None, Receipt]
) -> Iterator[tuple[Delivery, Receipt]]:
    names = {name for name in wanted if name}
    where: tuple[Condition, ...] = (
        ("queued_at", ">=", tools.now() - LOOKS_BACK),
        ("channel", "=", channel),
    )
    if not names:
        return
    for row in uow.stream(Query(of=DeliveryRow, where=where, order="queued", descending=True)):
        delivery = Delivery.model_validate_json(row.document)
        for name in names & {*(delivery.message_id or "").split()}:
            yield delivery, wanted[name]
            names.discard(name)
        if not names:
            return


def _news(delivery: Delivery, receipt: Receipt) -> DeliveryNews:
    number = _digits(receipt.number)
    whom = [each.address for each in delivery.recipients if _same(_digits(each.address), number)]
    return DeliveryNews(
        delivery_id=delivery.id,
        fact=receipt.fact,
        recipient=whom[0] if whom else None,
        detail=receipt.detail,
    )


def _digits(number: str) -> str:
    return "".join(each for each in number if each.isdecimal())


def _same(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST and (one.endswith(other) or other.endswith(one))
