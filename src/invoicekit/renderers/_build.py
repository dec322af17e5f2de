"""From an invoice to its view: which texts stand where, in which language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from invoicekit.errors import RenderFailed
from invoicekit.regimes import regime_of
from invoicekit.renderers._fapiao_layout import FapiaoPage, fapiao_page
from invoicekit.renderers._fapiao_sheet import fapiao_sheet
from invoicekit.renderers._language import Language, language_of
from invoicekit.renderers._lines import line_views, period
from invoicekit.renderers._logo import checked_logo
from invoicekit.renderers._party import footer_columns, party_view, supply_view
from invoicekit.renderers._payment import payment_view
from invoicekit.renderers._qr import svg
from invoicekit.renderers._templates import ACCENT, FAPIAO
from invoicekit.renderers._totals import Foot
from invoicekit.renderers._view import InvoiceView, PartyView, Row

if TYPE_CHECKING:
    from invoicekit.model.invoice import Invoice
    from invoicekit.model.template import Template

COLUMNS = {
    "position": "position",
    "title": "item",
    "quantity": "quantity",
    "price": "unit_price",
    "vat": "vat",
    "amount": "amount",
}
"""Column of the line table → key of its heading."""

_ACCENT = re.compile(r"#[0-9a-fA-F]{6}")
_NET_DAYS = re.compile(r"net[ -]?(\d{1,3})(?: days)?", re.IGNORECASE)
_ON_RECEIPT = re.compile(r"(?:due )?on receipt|immediate", re.IGNORECASE)
NO_CURRENCY = "XXX"
"""ISO 4217 for "no currency": what a draft without one is shown in."""


def view_of(
    invoice: Invoice,
    locale: str,
    *,
    original: bool,
    template: Template | None = None,
    footer: str | None = None,
    logo: str | None = None,
    issued_at: datetime | None = None,
) -> InvoiceView:
    """Returns a document as texts in a language.

    Args:
        invoice: Calculated; what it lacks stays empty.
        locale: BCP 47 tag, such as `de` or `zh-CN`; unknown languages are written in English.
        original: False marks it as a copy. A document without number is marked as a draft.
        template: Its accent, texts, footer and logo win over the issuer's.
        footer: The issuer's own line at the foot of every page.
        logo: The issuer's logo as SVG.
        issued_at: Becomes the file's own date, so the same record gives the same bytes; without
            it the issue date at midnight UTC.

    Raises:
        RenderFailed: The accent is no colour, or the logo is no harmless SVG.
    """
    language = language_of(locale, template)
    currency = invoice.currency or NO_CURRENCY
    foot = Foot(invoice, language, currency)
    grand = foot.grand()
    return InvoiceView(
        language=language.tag,
        direction=language.direction,
        kind=invoice.type_code or "",
        title=title_of(invoice, language),
        number=invoice.number or "",
        mark=_mark(invoice, language, original=original),
        draft=not invoice.number,
        accent=accent_of(template),
        logo=checked_logo((template.logo_svg if template else None) or logo),
        currency=currency,
        seller=party_view(invoice.seller, language),
        parties=_parties(invoice, language),
        facts=tuple(_facts(invoice, language)),
        due=grand,
        due_detail=_due_detail(invoice, language),
        columns={name: language.label(key) for name, key in COLUMNS.items()},
        lines=line_views(invoice, language, currency),
        totals=foot.totals(),
        grand=grand,
        taxes=foot.summary(),
        reasons=foot.reasons(),
        payment=payment_view(invoice, language),
        notes=tuple(_notes(invoice, language)),
        footer=footer_columns(invoice.seller, language),
        legal=(template.footer if template else None) or footer or "",
        timestamp=_timestamp(invoice, issued_at),
        labels=language.labels,
        fapiao=_fapiao(invoice) if template and template.base == FAPIAO else None,
    )


def _fapiao(invoice: Invoice) -> FapiaoPage:
    """The page of a 发票, with its QR code drawn."""
    page = fapiao_page(fapiao_sheet(invoice))
    return replace(page, qr_picture=svg(page.qr)) if page.qr else page


def title_of(invoice: Invoice, language: Language) -> str:
    """Returns what the document is called: by its template, its country's law, its kind."""
    key = f"title_{invoice.type_code}"
    if key not in language.labels:
        key = "title_380"
    custom = language.labels.get("title") if not invoice.is_credit else None
    country = invoice.seller.country if invoice.seller else None
    return custom or _legal_title(invoice, language, country) or language.label(key, country)


def _legal_title(invoice: Invoice, language: Language, country: str | None) -> str | None:
    """What the seller's country calls a correction: a German "Gutschrift" is something else."""
    titles = regime_of(country).corrections.titles if country else {}
    return titles.get(invoice.type_code or "", {}).get(language.tag.partition("-")[0])


def _mark(invoice: Invoice, language: Language, *, original: bool) -> str:
    if not invoice.number:
        return language.label("draft")
    return "" if original else language.label("copy")


def accent_of(template: Template | None) -> str:
    """Returns the one colour, `#rrggbb`; raises RenderFailed for one that is none."""
    accent = (template.accent if template else None) or ACCENT
    if not _ACCENT.fullmatch(accent):
        raise RenderFailed(
            f"the accent {accent!r} is no colour",
            where="accent",
            expected="six hexadecimal digits, such as #0f766e",
        )
    return accent.lower()


def _parties(invoice: Invoice, language: Language) -> tuple[PartyView, ...]:
    heading = "credit_to" if invoice.is_credit else "bill_to"
    parties = [party_view(invoice.buyer, language, heading=heading)]
    supply = supply_view(invoice.supply, invoice.buyer, language)
    others = (("payee", invoice.payee), ("tax_representative", invoice.tax_representative))
    parties += [supply] if supply else []
    parties += [party_view(party, language, heading=key) for key, party in others if party]
    return tuple(parties)


def _facts(invoice: Invoice, language: Language) -> Iterable[Row]:
    number = "credit_number" if invoice.is_credit else "number"
    yield Row(language.label(number), invoice.number or "—", strong=True)
    for before in invoice.preceding_invoices:
        text = before.number or ""
        if before.issue_date:
            date = language.date(before.issue_date)
            text = language.label("corrects_of", number=text, date=date)
        yield Row(language.label("corrects"), text)
    supply, span = invoice.supply, invoice.period
    dates = (
        ("issue_date", invoice.issue_date),
        ("delivery_date", supply.delivery_date if supply else None),
        ("tax_point_date", invoice.tax_point_date),
    )
    yield from (Row(language.label(key), language.date(day)) for key, day in dates if day)
    if span and (span.start or span.end):
        yield Row(language.label("period"), period(span.start, span.end, language))
    yield from (Row(language.label(key), text) for key, text in _references(invoice) if text)
    if invoice.due_date and not invoice.is_credit:
        yield Row(language.label("due_date"), language.date(invoice.due_date), strong=True)


def _references(invoice: Invoice) -> Iterable[tuple[str, str | None]]:
    yield "purchase_order", invoice.purchase_order_reference
    yield "sales_order", invoice.sales_order_reference
    yield "contract", invoice.contract_reference
    yield "project", invoice.project_reference
    yield "buyer_reference", invoice.buyer_reference
    buyer = invoice.buyer
    yield "customer_number", buyer.identifiers[0].value if buyer and buyer.identifiers else None


def _due_detail(invoice: Invoice, language: Language) -> str:
    totals = invoice.totals
    if totals and totals.amount_due == 0 and totals.prepaid:
        return language.label("amount_paid")
    if not invoice.due_date or invoice.is_credit:
        return ""
    return language.label("due_by", date=language.date(invoice.due_date))


def _notes(invoice: Invoice, language: Language) -> Iterable[str]:
    yield from (note.text for note in invoice.notes if note.text)
    if invoice.payment_terms and not invoice.is_credit:
        yield _terms(invoice.payment_terms, language)
    if language.label("thanks") and not invoice.is_credit:
        yield language.label("thanks")


def _terms(text: str, language: Language) -> str:
    if days := _NET_DAYS.fullmatch(text.strip()):
        return language.label("days", days=days.group(1))
    return language.label("on_receipt") if _ON_RECEIPT.fullmatch(text.strip()) else text


def _timestamp(invoice: Invoice, issued_at: datetime | None) -> int:
    if issued_at is not None:
        return int(issued_at.timestamp())
    if invoice.issue_date is None:
        return 0
    return int(datetime.combine(invoice.issue_date, time(), UTC).timestamp())
