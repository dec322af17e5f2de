"""What the terms of a series allow: how far it goes, until when, and when to say that it ends."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from invoicekit.errors import NumberRangeExhausted
from invoicekit.model.numbers import SeriesTerms

ANOTHER = "Ask for a new range and say so: kit.issuers.update(…, numbers=ik.ApprovedRange(…))."


@lru_cache(maxsize=256)
def terms_of(text: str | None) -> SeriesTerms:
    """Returns the terms as a series keeps them; a plain counter's keeps none."""
    return SeriesTerms.model_validate_json(text) if text else SeriesTerms()


def left(terms: SeriesTerms, last: int) -> int | None:
    """Returns how many numbers are left after the last one given out; None without an end."""
    return None if terms.final is None else max(terms.final - last, 0)


def refuse_exhausted(terms: SeriesTerms, series: str, sequence: int, day: date) -> None:
    """Does nothing where the series may give out a number on a day.

    Raises:
        NumberRangeExhausted: It is used up, or not valid on that day.
    """
    under = f" (authorization {terms.authorization})" if terms.authorization else ""
    if terms.final is not None and sequence > terms.final:
        raise NumberRangeExhausted(
            f"the numbers {terms.first} to {terms.final}{under} are used up",
            where=series,
            expected="a range with a number left",
            hint=ANOTHER,
        )
    early = terms.valid_from is not None and day < terms.valid_from
    late = terms.valid_until is not None and day > terms.valid_until
    if early or late:
        raise NumberRangeExhausted(
            f"the numbers {terms.first} to {terms.final}{under} are not valid on {day}",
            where=series,
            expected=f"an issue date from {terms.valid_from or '…'} to {terms.valid_until or '…'}",
            hint=ANOTHER,
        )


def begins_to_run_out(terms: SeriesTerms, sequence: int) -> bool:
    """Says whether the warning is due with just this number."""
    if terms.final is None:
        return False
    return is_running_out(terms, sequence) and not is_running_out(terms, sequence - 1)


def is_running_out(terms: SeriesTerms, last: int) -> bool:
    """Says whether so much is used that the warning was due."""
    if terms.final is None or terms.warn_at is None:
        return False
    size = terms.final - terms.first + 1
    return last - terms.first + 1 >= terms.warn_at * size
