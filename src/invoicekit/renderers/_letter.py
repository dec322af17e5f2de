"""The letter a document is sent with: what it is, what is to be paid, by when and where to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from invoicekit.renderers._build import NO_CURRENCY, accent_of, title_of
from invoicekit.renderers._language import Language, language_of
from invoicekit.renderers._payment import account_rows, payment_title
from invoicekit.renderers._plain import one_line
from invoicekit.renderers._sandbox import source_of
from invoicekit.renderers._templates import FOLDER
from invoicekit.renderers._totals import Foot
from invoicekit.renderers._view import Row

if TYPE_CHECKING:
    from invoicekit.model.invoice import Invoice
    from invoicekit.model.template import Template

_LAST = 3
"""The level from which a reminder is the last."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter; `html` is a page of tables and inline styles, what every mail program shows.

    Attributes:
        facts: What shorter texts are made of: `title`, `number`, `date`, `seller`, `buyer`,
            `amount`, `due_date`, `link`; what is not known is missing.
    """

    subject: str
    text: str
    html: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reminded:
    """What a reminder says.

    Attributes:
        level: 1 for the first; from the third on it is called the last.
        open_amount: In the document's currency.
        days_late: Since the due date.
    """

    level: int
    open_amount: Decimal
    days_late: int


def letter_of(
    invoice: Invoice,
    locale: str,
    *,
    template: Template | None = None,
    subject: str | None = None,
    message: str | None = None,
    again: bool = False,
    link: str = "",
    reminded: Reminded | None = None,
) -> Letter:
    """Returns the letter for an issued document, in its language.

    Args:
        invoice: Issued, with totals.
        locale: BCP 47 tag of the reader's language.
        template: Its accent and texts (`letter_greeting` and the others) win over the built-in.
        subject: The sender's own subject.
        message: The sender's own words, instead of the whole greeting.
        again: Says in the subject that the document was sent before.
        link: Where the document is seen, for a letter that has no files.
        reminded: Makes it a reminder of what is open.

    Raises:
        RenderFailed: The template's accent is no colour.
    """
    language = language_of(locale, template)
    title = title_of(invoice, language)
    names = _names(invoice, language, title)
    subject = one_line(subject) or language.label(_subject(reminded), **names)
    if again:
        subject = f"{subject} ({language.label('letter_again')})"
    opening = [message.strip()] if message else [language.label("letter_greeting", **names)]
    opening += [] if message else [language.label(_text(link, reminded), **names)]
    closing = [] if message else [f"{language.label('letter_closing')}\n{names['seller']}"]
    grand = _grand(invoice, language, reminded)
    rows = tuple(_rows(invoice, language, reminded))
    facts = "\n".join(
        language.label("letter_fact", label=row.label, value=row.value)
        for row in (*rows[:1], grand, *rows[1:])
    )
    led = Row(language.label("letter_link", **names), link) if link else None
    way = [f"{led.label}:\n{led.value}"] if led else []
    page = source_of((FOLDER / "letter.html.j2").read_text("utf-8")).page(
        css="",
        language=language,
        accent=accent_of(template),
        title=title,
        names=names,
        opening=opening,
        closing=closing,
        grand=grand,
        rows=rows,
        led=led,
    )
    due = language.date(invoice.due_date) if invoice.due_date and not invoice.is_credit else ""
    told = {**names, "amount": grand.value, "due_date": due, "link": link}
    return Letter(
        subject,
        "\n\n".join([*opening, facts, *way, *closing]) + "\n",
        page,
        {name: value for name, value in told.items() if value},
    )


def _subject(reminded: Reminded | None) -> str:
    return f"reminder_subject_{min(reminded.level, _LAST)}" if reminded else "letter_subject"


def _text(link: str, reminded: Reminded | None) -> str:
    if reminded:
        return "reminder_text"
    return "letter_link_text" if link else "letter_text"


def _grand(invoice: Invoice, language: Language, reminded: Reminded | None) -> Row:
    currency = invoice.currency or NO_CURRENCY
    if reminded is None:
        return Foot(invoice, language, currency).grand()
    return Row(language.label("open_amount"), language.money(reminded.open_amount, currency))


def _names(invoice: Invoice, language: Language, title: str) -> dict[str, str]:
    """What the texts of a letter may name."""
    return {
        "title": title,
        "number": invoice.number or "",
        "date": language.date(invoice.issue_date) if invoice.issue_date else "",
        "due_date": language.date(invoice.due_date) if invoice.due_date else "",
        "seller": one_line(invoice.seller.name if invoice.seller else None),
        "buyer": one_line(invoice.buyer.name if invoice.buyer else None),
    }


def _rows(invoice: Invoice, language: Language, reminded: Reminded | None) -> Iterable[Row]:
    number = "credit_number" if invoice.is_credit else "number"
    yield Row(language.label(number), invoice.number or "—")
    for before in invoice.preceding_invoices:
        yield Row(language.label("corrects"), one_line(before.number))
    order = invoice.purchase_order_reference or invoice.sales_order_reference
    if order:
        key = "purchase_order" if invoice.purchase_order_reference else "sales_order"
        yield Row(language.label(key), one_line(order))
    if reminded:
        yield Row(language.label("days_late"), str(reminded.days_late))
    if not invoice.is_credit:
        yield from _payment(invoice, language)


def _payment(invoice: Invoice, language: Language) -> Iterable[Row]:
    """By when and where to; a debit or a card needs nothing but to be named."""
    due = invoice.totals.amount_due if invoice.totals else None
    given = invoice.payment_instructions
    if due is not None and due <= 0:
        yield Row(language.label("payment"), language.label("letter_paid"))
        return
    if invoice.due_date:
        yield Row(language.label("due_date"), language.date(invoice.due_date))
    if given is None:
        return
    key = payment_title(given)
    if key in {"pay_by_debit", "pay_by_card"}:
        yield Row(language.label("payment"), language.label(key))
    elif given.accounts:
        yield from account_rows(given.accounts[:1], language)
        yield Row(language.label("remittance"), one_line(given.remittance or invoice.number))
