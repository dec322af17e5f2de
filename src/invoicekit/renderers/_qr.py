"""QR codes as SVG, where segno (extra `pdf`) is installed."""

from __future__ import annotations

import io
from functools import lru_cache

from invoicekit.errors import MissingExtra

_MASK = 3
"""One mask for all: trying the eight of them costs five times the rest, scanners read each."""


@lru_cache(maxsize=64)
def svg(text: str) -> str:
    """Returns the code as an SVG picture, empty without segno.

    Error correction M, as EPC069-12 asks. No quiet zone: the page leaves one.
    """
    try:
        import segno
    except ModuleNotFoundError:  # the core install prints documents without a QR code
        return ""
    code = segno.make(text, error="m", boost_error=False, micro=False, encoding="utf-8", mask=_MASK)
    out = io.BytesIO()
    code.save(
        out, kind="svg", border=0, xmldecl=False, omitsize=True, svgclass=None, lineclass=None
    )
    return out.getvalue().decode().strip()


def framed(text: str) -> str:
    """Returns the code as an SVG picture with its quiet zone, to be shown or printed anywhere.

    Raises:
        MissingExtra: segno is not installed.
    """
    try:
        import segno
    except ModuleNotFoundError as problem:
        raise MissingExtra("pdf", feature="QR codes", package="segno") from problem
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False, encoding="utf-8")
    code.save(out, kind="svg", border=4, scale=4, light="#fff", xmldecl=False)
    return out.getvalue().decode().strip()


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Returns the code as rows of dark and light modules, empty without segno."""
    try:
        import segno
    except ModuleNotFoundError:
        return ()
    code = segno.make(text, error="m", boost_error=False, micro=False, encoding="utf-8", mask=_MASK)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
