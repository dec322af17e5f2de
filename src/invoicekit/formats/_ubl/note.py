"""Notes in UBL: the subject code (BT-21) stands before the text, between number signs."""

from __future__ import annotations

import re

from invoicekit.binding import Codec
from invoicekit.binding.escape import text_to_xml
from invoicekit.model import Note

_CODED = re.compile(r"#([A-Z]{3})#(.*)", re.DOTALL)


def _read(raw: str) -> dict[str, str]:
    coded = _CODED.fullmatch(raw)
    if coded is None:
        return {"text": raw}
    return {"subject_code": coded[1]} | ({"text": coded[2]} if coded[2] else {})


def _write(note: Note) -> str:
    code = f"#{note.subject_code}#" if note.subject_code else ""
    return text_to_xml(code + (note.text or ""))


NOTE = Codec("text", _read, _write)
"""Source: EN 16931-3-2, mapping of BT-21 and BT-22."""
