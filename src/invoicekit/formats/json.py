"""Our own JSON: the model in canonical form. Money is text; a JSON number is a finding."""

from __future__ import annotations

from invoicekit.formats._format import Format
from invoicekit.formats._model_json import detects, read
from invoicekit.model import Invoice

FORMAT = Format(
    name="json",
    title="invoicekit JSON",
    media_type="application/json",
    suffix=".json",
    write=Invoice.canonical,
    read=read,
    detects=detects,
    source="docs/architecture.md, decisions 4 and 16",
)
