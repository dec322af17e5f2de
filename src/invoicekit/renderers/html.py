"""HTML: one self-contained page for screen, phone, mail and paper."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from invoicekit.renderers._renderer import Renderer
from invoicekit.renderers._sandbox import checked_css, sealed_off, source_of
from invoicekit.renderers._templates import layout

if TYPE_CHECKING:
    from invoicekit.model.template import Template
    from invoicekit.renderers._view import InvoiceView


def render_html(view: InvoiceView, template: Template | None = None) -> bytes:
    """Returns the page as UTF-8. It loads nothing, runs nothing and links nowhere.

    A template's own `html` is a Jinja2 source in a sandbox. It may extend `standard.html.j2`; its
    names are `view`, `t` (labels), `css`, `logo` and `qr` (addresses for `img`).

    Raises:
        RenderFailed: The template's source or style is wrong; names the line and the reason.
    """
    custom = template.html if template else None
    css = layout(template, ".css") + "\n" + checked_css(template.css if template else None)
    page = source_of(custom or layout(template, ".html.j2")).page(
        view=view,
        t=view.labels,
        css=css,
        logo=_picture(view.logo),
        qr=_picture(view.payment.qr if view.payment else ""),
        picture=_picture(view.fapiao.qr_picture if view.fapiao else ""),
    )
    return (sealed_off(page) if custom else page).encode()


def _picture(svg: str) -> str:
    """An `img` draws an SVG without running or loading anything in it."""
    if not svg:
        return ""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


RENDERER = Renderer("html", "text/html", ".html", render_html)
