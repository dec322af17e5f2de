"""A range that an authority approved beforehand: a series of its own, with an end."""

from __future__ import annotations

from invoicekit.model.numbers import ApprovedRange, SeriesTerms
from invoicekit.numbering.pattern import parse_pattern
from invoicekit.numbering.series import Planning, SeriesPlan
from invoicekit.numbering.sources import NumberSource

PATTERN = "{prefix}{seq}"
"""Of numbers, where the issuer has none of its own: what is approved is a number, not a year."""


def plan(asked: Planning) -> SeriesPlan:
    """Returns the series of the range; the next range is another one.

    Raises:
        ConfigurationError: The issuer's pattern is not one.
    """
    numbers = asked.numbers
    assert isinstance(numbers, ApprovedRange)
    pattern = asked.issuer.number_pattern or PATTERN
    parse_pattern(pattern)
    which = f"{numbers.first}-{numbers.last}"
    terms = SeriesTerms(
        source="approved_range",
        first=numbers.first,
        final=numbers.last,
        authorization=numbers.authorization,
        valid_from=numbers.valid_from,
        valid_until=numbers.valid_until,
        warn_at=numbers.warn_at,
    )
    key = f"{asked.issuer.id}/{asked.group}/{asked.prefix}/{which}"
    return SeriesPlan(key, asked.prefix, pattern, terms)


SOURCE = NumberSource(plan)
