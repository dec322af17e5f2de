"""A page as it goes over the wire: HTML that runs nothing and loads nothing, and its headers."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from invoicekit.renderers._portal.view import PortalView
from invoicekit.renderers._sandbox import source_of

_FOLDER = Path(__file__).parent
_HTML = "text/html; charset=utf-8"
_GUARDS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""The token is in the address: no cache keeps the page, no other site and no search engine is told
of it, and nobody puts it into a frame."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """An answer for the host's web framework to send: status, headers, bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def portal_page(view: PortalView, *, status: int = 200, refresh: int = 0) -> WebPage:
    """Returns a page; with `refresh` the browser asks again after so many seconds."""
    css, policy = _style()
    body = source_of((_FOLDER / "portal.html.j2").read_text("utf-8")).page(
        css=css, view=view, main=view.main, say=view.words.say, logo=_picture(view.logo)
    )
    headers = {
        "Content-Type": _HTML,
        "Content-Language": view.words.tag,
        "Content-Security-Policy": policy,
        **_GUARDS,
        **({"Refresh": str(refresh)} if refresh else {}),
    }
    return WebPage(status, MappingProxyType(headers), body.encode())


def download(data: bytes, *, name: str, media_type: str) -> WebPage:
    """Returns a file that the browser saves under its name and opens nowhere."""
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "_" for sign in name
    )
    exact = quote(name, safe="")
    headers = {
        "Content-Type": media_type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        **_GUARDS,
    }
    return WebPage(200, MappingProxyType(headers), data)


@cache
def _style() -> tuple[str, str]:
    """The style and the policy that lets it in by its hash, and nothing else but pictures."""
    css = (_FOLDER / "portal.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return css, policy


def _picture(svg: str) -> str:
    """An `img` draws an SVG without running or loading anything in it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode() if svg else ""
