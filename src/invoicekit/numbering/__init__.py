"""Numbers of documents: how they are written, which series they belong to, and their audit."""

from invoicekit.numbering.audit import Gap, SeriesAudit, SeriesEntry, audit
from invoicekit.numbering.pattern import (
    DEFAULT_PATTERN,
    NumberPattern,
    ParsedNumber,
    Reset,
    parse_pattern,
)
from invoicekit.numbering.series import (
    DefaultSeriesPolicy,
    NumberRequest,
    SeriesPlan,
    SeriesPolicy,
    group_of,
    plan_series,
    series_key,
)

__all__ = [
    "DEFAULT_PATTERN",
    "DefaultSeriesPolicy",
    "Gap",
    "NumberPattern",
    "NumberRequest",
    "ParsedNumber",
    "Reset",
    "SeriesAudit",
    "SeriesEntry",
    "SeriesPlan",
    "SeriesPolicy",
    "audit",
    "group_of",
    "parse_pattern",
    "plan_series",
    "series_key",
]
