"""The sheet on top of a letter: address in the window, marks where to fold; and the copies' stamp.

Source: DIN 5008:2020, form B, and DIN 680 (window of envelopes DL and C6/5): the address field
stands 45 mm from the top and 20 mm from the left, 85 by 45 mm, its last 27.3 mm six lines of the
recipient; folds at 105 and 210 mm, the hole mark at 148.5 mm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from invoicekit.errors import InputError
from invoicekit.renderers._language import language_of
from invoicekit.renderers.pdf import compile_layout

LINES = 6
"""Lines of a recipient that the window shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What stands on the sheet.

    Attributes:
        sender: The return address, which stands small on one line above the recipient.
        recipient: Up to six lines.
        again: Whether it was sent before; says so in the reader's language.
    """

    sender: Sequence[str]
    recipient: Sequence[str]
    subject: str
    text: str
    locale: str
    at: datetime
    again: bool = False


def cover_sheet(sheet: CoverSheet) -> bytes:
    """Returns the sheet as a PDF of one page or more.

    Raises:
        InputError: The recipient has no lines, or more than the window shows.
        MissingExtra: The fonts of its script are not installed.
    """
    if not 0 < len(sheet.recipient) <= LINES:
        raise InputError(
            f"the address has {len(sheet.recipient)} lines",
            where="to",
            expected=f"1 to {LINES} lines, which the window shows",
        )
    language = language_of(sheet.locale)
    data = {
        "sender": " · ".join(sheet.sender),
        "recipient": list(sheet.recipient),
        "subject": sheet.subject,
        "date": language.date(sheet.at.date()),
        "text": sheet.text.strip().split("\n\n"),
        "mark": language.label("copy") if sheet.again else "",
    }
    return compile_layout("cover", data, language.tag, int(sheet.at.timestamp()))


def copy_stamp(locale: str) -> bytes:
    """Returns a transparent page that says that what it lies on is a copy: `Kopie`, `副本`."""
    language = language_of(locale)
    mark = {"mark": language.label("copy")}
    return compile_layout("copy", mark, language.tag, 0)
