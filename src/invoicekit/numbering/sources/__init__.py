"""Where numbers come from: one module a source, exporting `SOURCE`, by the name an issuer says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.numbering.series import Planning, SeriesPlan
from invoicekit.registry import Registry


@dataclass(frozen=True)
class NumberSource:
    """One source.

    Attributes:
        plan: Returns the series that numbers a document, with the terms it is to keep.
    """

    plan: Callable[[Planning], SeriesPlan]


SOURCES: Registry[NumberSource] = Registry(__name__, "SOURCE", NumberSource)

__all__ = ["SOURCES", "NumberSource"]
