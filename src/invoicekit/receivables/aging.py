"""How old what is owed is: days past due, in buckets with free edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from invoicekit.money import ZERO, add
from invoicekit.receivables.open_item import Open

EDGES = (0, 30, 60, 90)
"""The last day past due of each bucket but the last: current, 1-30, 31-60, 61-90, 91+."""


def days_past_due(due: date, as_of: date) -> int:
    """Returns the days since the due date, zero on it, negative before it."""
    return (as_of - due).days


def bucket_place(days: int, edges: Sequence[int] = EDGES) -> int:
    """Returns the place of the bucket for days past due, counted from zero."""
    return next((place for place, edge in enumerate(edges) if days <= edge), len(edges))


def bucket_names(edges: Sequence[int] = EDGES) -> tuple[str, ...]:
    """Returns the buckets' names, such as `current`, `1-30`, `91+`."""
    between = [f"{first + 1}-{last}" for first, last in pairwise(edges)]
    first = "current" if edges[0] == 0 else f"up to {edges[0]}"
    return (first, *between, f"{edges[-1] + 1}+")


def aging(items: Iterable[Open], as_of: date, edges: Sequence[int] = EDGES) -> dict[str, Decimal]:
    """Returns the open amounts of one currency by bucket, every bucket named.

    Without a due date an item counts from its issue date; without either it is current.
    """
    names = bucket_names(edges)
    sums = dict.fromkeys(names, ZERO)
    for item in items:
        due = item.due_date or item.issue_date or as_of
        name = names[bucket_place(days_past_due(due, as_of), edges)]
        sums[name] = add((sums[name], item.amount))
    return sums
