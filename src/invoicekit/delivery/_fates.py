"""Sending to one recipient after the other, each with a fate of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from invoicekit.errors import DeliveryFailed
from invoicekit.model.status import DeliveryStatus

Fates = dict[str, tuple[DeliveryStatus, str | None]]


def each_alone(recipients: Iterable[str], send: Callable[[str], DeliveryStatus]) -> Fates:
    """Returns what became of each: done, failed, or still queued where another try may do.

    Raises:
        DeliveryFailed: Nobody got it, and all of them may be tried again, or none.
    """
    fates: Fates = {}
    problems: list[DeliveryFailed] = []
    for recipient in recipients:
        try:
            fates[recipient] = (send(recipient), None)
        except DeliveryFailed as problem:
            problems.append(problem)
            again = DeliveryStatus.QUEUED if problem.retryable else DeliveryStatus.FAILED
            fates[recipient] = (again, problem.message)
    if len(problems) == len(fates) and len({each.retryable for each in problems}) == 1:
        raise problems[0]
    return fates
