"""The view model: a document as texts, ready to be laid out.

Every amount, date and quantity is formatted already, running subtotals included; templates only
place it. Texts are plain, never markup: each renderer escapes for its medium.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from invoicekit.renderers._fapiao_layout import FapiaoPage


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value; `strong` for the few that matter most."""

    label: str
    value: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party: heading, name, address lines, and the numbers in small print."""

    heading: str
    name: str
    lines: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """One line. `carry` is the sum of net amounts up to and with it.

    `price_base` says for how many units the price is, `price_with_vat` the price with VAT where it
    was given so; both stand beneath it.
    """

    position: str
    title: str
    details: tuple[str, ...]
    quantity: str
    unit: str
    price: str
    price_base: str
    price_with_vat: str
    vat: str
    amount: str
    carry: str


@dataclass(frozen=True, slots=True)
class TaxView:
    """One row of the VAT summary; `category` in words where it is not the plain rate."""

    rate: str
    category: str
    taxable: str
    tax: str
    gross: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """How to pay. `qr` is an SVG picture, `qr_payload` its text, both empty without one."""

    title: str
    hint: str
    rows: tuple[Row, ...]
    qr: str
    qr_payload: str


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """A document as texts.

    Attributes:
        language: BCP 47 tag of the labels.
        direction: `ltr` or `rtl`.
        title: Of the document kind, such as `Rechnung`.
        number: Empty for a draft.
        mark: `Kopie`, `Entwurf` or empty; `draft` tells them apart.
        accent: The one colour, `#rrggbb`.
        logo: An SVG picture, checked, or empty.
        facts: Number, dates and references, beside the parties.
        due: The large block: label with the total and its currency; `due_detail` below the label.
        columns: Headings of the line table by field of `LineView`.
        totals: From the subtotal down; `grand` closes them in the accent colour.
        reasons: Why a group bears no VAT.
        footer: Columns of the page footer; `legal` is the issuer's own line below.
        timestamp: Seconds since 1970 for the file's own dates, so bytes repeat.
        labels: All labels of the language, for custom templates.
        fapiao: The page in the bureau's layout, of the template `fapiao` alone.
    """

    language: str
    direction: str
    kind: str
    title: str
    number: str
    mark: str
    draft: bool
    accent: str
    logo: str
    currency: str
    seller: PartyView
    parties: tuple[PartyView, ...]
    facts: tuple[Row, ...]
    due: Row
    due_detail: str
    columns: Mapping[str, str]
    lines: tuple[LineView, ...]
    totals: tuple[Row, ...]
    grand: Row
    taxes: tuple[TaxView, ...]
    reasons: tuple[str, ...]
    payment: PaymentView | None
    notes: tuple[str, ...]
    footer: tuple[tuple[str, ...], ...]
    legal: str
    timestamp: int
    labels: Mapping[str, str]
    fapiao: FapiaoPage | None = None
