"""The words a document is sent with, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from invoicekit.model.delivery import Delivery, File
from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import Envelope

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "invoice": "Invoice",
        "credit": "Credit note",
        "subject": "{kind} {number} from {seller}",
        "text": "Dear {buyer},\n\nplease find attached {kind_in_text} {number} of {date}.\n\n"
        "Kind regards\n{seller}\n",
        "invoice_in_text": "our invoice",
        "credit_in_text": "our credit note",
        "copy": "Sent again",
    },
    "de": {
        "invoice": "Rechnung",
        "credit": "Rechnungskorrektur",
        "subject": "{kind} {number} von {seller}",
        "text": "Guten Tag {buyer},\n\nanbei erhalten Sie {kind_in_text} {number} vom {date}.\n\n"
        "Mit freundlichen Grüßen\n{seller}\n",
        "invoice_in_text": "unsere Rechnung",
        "credit_in_text": "unsere Rechnungskorrektur",
        "copy": "Erneut gesendet",
    },
    "fr": {
        "invoice": "Facture",
        "credit": "Avoir",
        "subject": "{kind} {number} de {seller}",
        "text": "Bonjour {buyer},\n\nveuillez trouver ci-joint {kind_in_text} {number} du {date}."
        "\n\nCordialement\n{seller}\n",
        "invoice_in_text": "notre facture",
        "credit_in_text": "notre avoir",
        "copy": "Nouvel envoi",
    },
    "zh": {
        "invoice": "账单",
        "credit": "贷项通知单",
        "subject": "{seller}{kind} {number}",
        "text": "{buyer}：\n\n您好！随信附上{date}开具的{kind_in_text} {number}，请查收。\n\n"
        "{seller}\n",
        "invoice_in_text": "账单",
        "credit_in_text": "贷项通知单",
        "copy": "重新发送",
    },
}
_DATES = {
    "en": "{0:%Y-%m-%d}",
    "de": "{0:%d.%m.%Y}",
    "fr": "{0:%d/%m/%Y}",
    "zh": "{0.year}年{0.month}月{0.day}日",
}


_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)


def envelope_of(
    delivery: Delivery,
    record: InvoiceRecord,
    files: tuple[File, ...],
    recipients: tuple[str, ...],
) -> Envelope:
    """Returns what a channel takes: the originals with a letter in the document's language."""
    words, values = _words(delivery, record)
    subject = delivery.subject or words["subject"].format(**values)
    if delivery.resends:
        subject = f"{subject} ({words['copy']})"
    seller = record.invoice.seller
    sender = (
        (seller.name if seller else None) or "",
        seller.contact.email if seller and seller.contact else None,
    )
    text = delivery.message or words["text"].format(**values)
    page = next((file for file in files if file.kind == "html"), None)
    return Envelope(
        id=delivery.id,
        sender=sender,
        recipients=recipients,
        subject=" ".join(subject.split()),
        text=text,
        html=_above(page.data.decode(), text) if page else None,
        files=files,
        locale=delivery.locale,
    )


def _above(page: str, letter: str) -> str:
    """The page with the letter over it: who reads mails as HTML is greeted, too."""
    paragraphs = "".join(
        f'<p style="margin:0 0 12px">{escape(part).replace(chr(10), "<br>")}</p>'
        for part in letter.strip().split("\n\n")
    )
    body = _BODY.search(page)
    place = body.end() if body else 0
    return f'{page[:place]}\n<div style="padding:16px">{paragraphs}</div>{page[place:]}'


def _words(
    delivery: Delivery, record: InvoiceRecord
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    language = delivery.locale.partition("-")[0].lower()
    language = language if language in _WORDS else "en"
    words = _WORDS[language]
    invoice = record.invoice
    kind = "credit" if invoice.is_credit else "invoice"
    buyer, seller, day = invoice.buyer, invoice.seller, invoice.issue_date
    values = {
        "kind": words[kind],
        "kind_in_text": words[f"{kind}_in_text"],
        "number": record.number or "",
        "seller": (seller.name if seller else None) or "",
        "buyer": (buyer.name if buyer else None) or "",
        "date": _DATES[language].format(day) if day else "",
    }
    return words, values
