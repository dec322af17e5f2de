"""Renderers: a document as something people read. One plugin a medium, one view model for all.

`view_of` turns an invoice into texts; a renderer lays them out and does no arithmetic:

    view = view_of(invoice, "de", original=True)
    RENDERERS["pdf"].render(view, None)

Importing this folder brings in neither Babel nor Jinja2 nor typst: they come with first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicekit import registry
from invoicekit.renderers._renderer import Renderer

if TYPE_CHECKING:
    from invoicekit.renderers._build import view_of
    from invoicekit.renderers._cover import CoverSheet, copy_stamp, cover_sheet
    from invoicekit.renderers._fapiao_layout import (
        SHIFTS,
        Align,
        FapiaoPage,
        Line,
        Role,
        Text,
        fapiao_page,
        widths,
    )
    from invoicekit.renderers._fapiao_sheet import FapiaoSheet, fapiao_sheet
    from invoicekit.renderers._fapiao_sheet import form_of as fapiao_form_of
    from invoicekit.renderers._language import known_language
    from invoicekit.renderers._letter import Letter, Reminded, letter_of
    from invoicekit.renderers._party import postal_lines
    from invoicekit.renderers._portal.page import WebPage, download, portal_page
    from invoicekit.renderers._portal.view import (
        ConfirmView,
        FieldView,
        FormView,
        OrderView,
        PortalView,
        StateView,
    )
    from invoicekit.renderers._portal.words import LANGUAGES as PORTAL_LANGUAGES
    from invoicekit.renderers._portal.words import Words, chosen_words
    from invoicekit.renderers._qr import framed as qr_picture
    from invoicekit.renderers._qr import modules as qr_modules
    from invoicekit.renderers._templates import BUILT_IN, built_in
    from invoicekit.renderers._view import InvoiceView

RENDERERS: registry.Registry[Renderer] = registry.Registry(__name__, "RENDERER", Renderer)
"""The renderers by name: `html`, `pdf`, `text`."""

_LAZY = {
    "BUILT_IN": "invoicekit.renderers._templates:BUILT_IN",
    "built_in": "invoicekit.renderers._templates:built_in",
    "FapiaoPage": "invoicekit.renderers._fapiao_layout:FapiaoPage",
    "FapiaoSheet": "invoicekit.renderers._fapiao_sheet:FapiaoSheet",
    "Line": "invoicekit.renderers._fapiao_layout:Line",
    "Align": "invoicekit.renderers._fapiao_layout:Align",
    "Role": "invoicekit.renderers._fapiao_layout:Role",
    "SHIFTS": "invoicekit.renderers._fapiao_layout:SHIFTS",
    "Text": "invoicekit.renderers._fapiao_layout:Text",
    "fapiao_form_of": "invoicekit.renderers._fapiao_sheet:form_of",
    "fapiao_page": "invoicekit.renderers._fapiao_layout:fapiao_page",
    "fapiao_sheet": "invoicekit.renderers._fapiao_sheet:fapiao_sheet",
    "ConfirmView": "invoicekit.renderers._portal.view:ConfirmView",
    "FieldView": "invoicekit.renderers._portal.view:FieldView",
    "FormView": "invoicekit.renderers._portal.view:FormView",
    "OrderView": "invoicekit.renderers._portal.view:OrderView",
    "PortalView": "invoicekit.renderers._portal.view:PortalView",
    "StateView": "invoicekit.renderers._portal.view:StateView",
    "WebPage": "invoicekit.renderers._portal.page:WebPage",
    "download": "invoicekit.renderers._portal.page:download",
    "portal_page": "invoicekit.renderers._portal.page:portal_page",
    "PORTAL_LANGUAGES": "invoicekit.renderers._portal.words:LANGUAGES",
    "Words": "invoicekit.renderers._portal.words:Words",
    "chosen_words": "invoicekit.renderers._portal.words:chosen_words",
    "qr_picture": "invoicekit.renderers._qr:framed",
    "InvoiceView": "invoicekit.renderers._view:InvoiceView",
    "known_language": "invoicekit.renderers._language:known_language",
    "Letter": "invoicekit.renderers._letter:Letter",
    "Reminded": "invoicekit.renderers._letter:Reminded",
    "letter_of": "invoicekit.renderers._letter:letter_of",
    "postal_lines": "invoicekit.renderers._party:postal_lines",
    "CoverSheet": "invoicekit.renderers._cover:CoverSheet",
    "cover_sheet": "invoicekit.renderers._cover:cover_sheet",
    "copy_stamp": "invoicekit.renderers._cover:copy_stamp",
    "qr_modules": "invoicekit.renderers._qr:modules",
    "view_of": "invoicekit.renderers._build:view_of",
    "widths": "invoicekit.renderers._fapiao_layout:widths",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _LAZY:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return registry.load(_LAZY[name])


__all__ = [
    "BUILT_IN",
    "PORTAL_LANGUAGES",
    "RENDERERS",
    "SHIFTS",
    "Align",
    "ConfirmView",
    "CoverSheet",
    "FapiaoPage",
    "FapiaoSheet",
    "FieldView",
    "FormView",
    "InvoiceView",
    "Letter",
    "Line",
    "OrderView",
    "PortalView",
    "Reminded",
    "Renderer",
    "Role",
    "StateView",
    "Text",
    "WebPage",
    "Words",
    "built_in",
    "chosen_words",
    "copy_stamp",
    "cover_sheet",
    "download",
    "fapiao_form_of",
    "fapiao_page",
    "fapiao_sheet",
    "known_language",
    "letter_of",
    "portal_page",
    "postal_lines",
    "qr_modules",
    "qr_picture",
    "view_of",
    "widths",
]
