"""A series that another program began: the counter goes on, dates never before its last one."""

from __future__ import annotations

from dataclasses import replace

from invoicekit.model.numbers import ImportedNumbers, SeriesTerms
from invoicekit.numbering.series import Planning, SeriesPlan
from invoicekit.numbering.sources import NumberSource


def plan(asked: Planning) -> SeriesPlan:
    """Returns the counter's series: in the year or month of the last number it goes on from there.

    In any other it begins at 1, as a counter does that starts again.
    """
    numbers = asked.numbers
    assert isinstance(numbers, ImportedNumbers)
    counted = asked.counted()
    if counted.key != asked.key(asked.issuer.id, numbers.last_date):
        return counted
    terms = SeriesTerms(
        source="imported",
        first=numbers.last + 1,
        last_date=numbers.last_date,
        gaps=numbers.gaps,
    )
    return replace(counted, terms=terms)


SOURCE = NumberSource(plan)
