"""Numbers of documents: how they are written, which series they belong to, and their audit."""

from invoicekit.numbering.audit import Gap, SeriesAudit, SeriesEntry, audit
from invoicekit.numbering.pattern import (
    DEFAULT_PATTERN,
    NumberPattern,
    ParsedNumber,
    Reset,
    parse_pattern,
)
from invoicekit.numbering.plan import external_series, plan_series
from invoicekit.numbering.series import (
    DefaultSeriesPolicy,
    Lease,
    NumberRequest,
    Planning,
    SeriesPlan,
    SeriesPolicy,
    group_of,
    series_key,
)
from invoicekit.numbering.terms import (
    begins_to_run_out,
    is_running_out,
    left,
    refuse_exhausted,
    terms_of,
)
from invoicekit.numbering.unused import Unused, unused

__all__ = [
    "DEFAULT_PATTERN",
    "DefaultSeriesPolicy",
    "Gap",
    "Lease",
    "NumberPattern",
    "NumberRequest",
    "ParsedNumber",
    "Planning",
    "Reset",
    "SeriesAudit",
    "SeriesEntry",
    "SeriesPlan",
    "SeriesPolicy",
    "Unused",
    "audit",
    "begins_to_run_out",
    "external_series",
    "group_of",
    "is_running_out",
    "left",
    "parse_pattern",
    "plan_series",
    "refuse_exhausted",
    "series_key",
    "terms_of",
    "unused",
]
