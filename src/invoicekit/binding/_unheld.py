"""Values that a file may lawfully have and no document holds; the published rules judge them.

Numbers of more than 28 digits or with an exponent, and days with a time zone or of any year.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from invoicekit.binding._automaton import State, text_of
from invoicekit.binding.codecs import decimal, figure_of, iso_date, number_of
from invoicekit.binding.moments import moment_of

if TYPE_CHECKING:
    from lxml.etree import _Element


def figure(state: State, element: _Element) -> Decimal | None:
    """Returns a value of a field for numbers as XPath reads it, None for what is no number."""
    return figure_of(text_of(element)) if state.read is decimal.read else None


def is_more_than_a_day(state: State, element: _Element) -> bool:
    """Returns whether a value of a field for days can be compared as it is written."""
    return state.usual is not None and (
        state.read is not iso_date.read or moment_of(text_of(element)) is not None
    )


def is_lawful(state: State, element: _Element) -> bool:
    """Returns whether a value is one of its type in XML Schema."""
    if state.read is decimal.read:
        return number_of(text_of(element)) is not None
    return state.read is iso_date.read and moment_of(text_of(element)) is not None
