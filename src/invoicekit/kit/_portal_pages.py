"""What the pages behind a link show, made of what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from invoicekit import masking
from invoicekit.findings import Finding
from invoicekit.kit._title_form import fields_of, judged_fields, sent_again
from invoicekit.lifecycle import label
from invoicekit.model.invoice import Invoice
from invoicekit.model.issuer import Issuer
from invoicekit.model.party import Party
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.title import InvoiceTitle
from invoicekit.renderers import (
    PORTAL_LANGUAGES,
    ConfirmView,
    FieldView,
    FormView,
    OrderView,
    PortalView,
    StateView,
    WebPage,
    Words,
    chosen_words,
    portal_page,
)

AGAIN = 8
"""Seconds after which the page of an invoice that is being made looks again."""

_PERSON = "03"
_STATES: Mapping[str, str] = {
    "voided": "gone",
    "credited": "gone",
    "clearance_rejected": "failed",
    "clearance_waiting": "waiting",
    "issuing": "waiting",
    "discarded": "gone",
    "draft": "review",
    "in_review": "review",
    "approved": "review",
}
"""Label of a record → state of its page; every other one is issued."""
_TONES = {"gone": "bad", "failed": "bad", "waiting": "wait", "review": "wait", "invoice": "good"}
_FILE_NAMES = {"fapiao-xml": "XML", "facturx": "PDF + XML", "html": "HTML"}


@dataclass(frozen=True)
class Pages:
    """The pages of one issuer in one language."""

    issuer: Issuer
    words: Words

    @property
    def country(self) -> str:
        """Decides which fields the form has."""
        return self.issuer.country or self.issuer.party.country or ""

    def form(
        self,
        invoice: Invoice,
        reference: str,
        *,
        home: str,
        token: str,
        title: InvoiceTitle | None = None,
        findings: Iterable[Finding] = (),
        problem: str = "",
        rejected: InvoiceRecord | None = None,
        status: int = 200,
    ) -> WebPage:
        """Returns the form, empty or with what was entered and what is wrong with it.

        The title of a `rejected` document is not shown: whoever has the link would read it.
        """
        fields = fields_of(title, self.country, home, self.words)
        fields, problems = judged_fields(fields, findings, self.country, self.words)
        problems = (*([self.words.say(problem)] if problem else []), *problems)
        if rejected is not None and title is None:
            problems = (self._with_reason("rejected_text", rejected),)
        business = title.is_business if title else True
        main = FormView(fields, business, token, problems)
        view = self._view(main, reference, order=self._order(invoice, reference), step=1)
        switch = () if title else PORTAL_LANGUAGES
        return portal_page(replace(view, languages=switch), status=status)

    def confirm(
        self,
        invoice: Invoice,
        reference: str,
        *,
        token: str,
        title: InvoiceTitle,
        findings: Iterable[Finding] = (),
    ) -> WebPage:
        """Returns what will be issued, with what was entered whole: the buyer is to read it."""
        odd = [each for each in findings if each.rule == "IK-TITLE-SCRIPT"]
        fields = fields_of(title, self.country, "", self.words)
        facts = tuple(
            (self._label(field, title), self._value(field)) for field in fields if field.value
        )
        main = ConfirmView(
            facts=facts,
            hidden=(*sent_again(title), ("form_token", token)),
            warnings=tuple(self.words.say("warning_script", **each.params) for each in odd),
        )
        order = self._order(invoice, reference)
        return portal_page(self._view(main, reference, order=order, step=2))

    def invoice(self, record: InvoiceRecord, files: tuple[str, ...], today: date) -> WebPage:
        """Returns how an invoice stands; what is personal of the buyer is masked."""
        state = _STATES.get(label(record, today), "invoice")
        making = state == "invoice" and not files
        main = StateView(
            tone="wait" if making else _TONES[state],  # type: ignore[arg-type]  # of the table
            heading=self.words.say(f"{state}_heading"),
            text=self._text(record, state, making=making),
            facts=tuple(self._facts(record)),
            files=tuple(_downloads(files)) if state in ("invoice", "gone") else (),
        )
        reference = record.order_reference or record.number or ""
        view = self._view(main, reference, order=self._order(record.invoice, reference), step=3)
        refresh = AGAIN if state == "waiting" or making else 0
        return portal_page(replace(view, languages=PORTAL_LANGUAGES), refresh=refresh)

    def message(self, key: str, reference: str = "", *, status: int) -> WebPage:
        """Returns a page that says why there is nothing to do here."""
        main = StateView("bad", self.words.say(f"{key}_heading"), self.words.say(f"{key}_text"))
        order = OrderView(self.words.say("order", reference=reference)) if reference else None
        return portal_page(self._view(main, reference, order=order), status=status)

    def _view(
        self,
        main: FormView | ConfirmView | StateView,
        reference: str,
        *,
        order: OrderView | None,
        step: int = 0,
    ) -> PortalView:
        return PortalView(
            words=self.words,
            title=self.words.say("page_title", reference=reference),
            main=main,
            seller=self.issuer.party.trading_name or self.issuer.party.name or "",
            logo=self.issuer.logo_svg or "",
            order=order,
            step=step,
        )

    def _order(self, invoice: Invoice, reference: str) -> OrderView:
        language, currency = self.words.language, invoice.currency or ""
        lines = []
        for line in invoice.lines:
            price = line.price.with_vat or line.price.net if line.price else None
            detail = ""
            if line.quantity is not None and price is not None:
                detail = self.words.say(
                    "quantity_price",
                    quantity=language.quantity(line.quantity),
                    price=language.price(price, currency),
                )
            lines.append(((line.item and line.item.name) or "", detail))
        totals = invoice.totals
        if totals is None or totals.with_vat is None:
            return OrderView(self.words.say("order", reference=reference), tuple(lines))
        parts = (("net", totals.without_vat), ("tax", totals.vat))
        return OrderView(
            title=self.words.say("order", reference=reference),
            lines=tuple(lines),
            totals=tuple(
                (self.words.say(key), language.money(each, currency))
                for key, each in parts
                if each is not None
            ),
            grand=(self.words.say("total"), language.money(totals.with_vat, currency)),
        )

    def _label(self, field: FieldView, title: InvoiceTitle) -> str:
        short = f"{field.name}_short"
        if self.words.knows(short):
            return self.words.say(short, self.country)
        person = field.person_label and not title.is_business
        return field.person_label if person else field.label

    def _value(self, field: FieldView) -> str:
        if field.kind == "tick":
            return self.words.say(f"{field.name}_value")
        return dict(field.options).get(field.value, field.value)

    def _text(self, record: InvoiceRecord, state: str, *, making: bool) -> str:
        if state == "invoice":
            return self.words.say("preparing") if making else ""
        if state == "failed":
            return self._with_reason("failed_text", record)
        return self.words.say(f"{state}_text")

    def _with_reason(self, key: str, record: InvoiceRecord) -> str:
        """The text, and what the authority said of the document."""
        said = record.clearance.message if record.clearance else None
        reason = self.words.say("failed_reason", text=masking.text(said)) if said else ""
        text = self.words.say(key)
        gap = "" if text.endswith("。") else " "
        return f"{text}{gap}{reason}".rstrip()

    def _facts(self, record: InvoiceRecord) -> Iterable[tuple[str, str]]:
        invoice = record.invoice
        if record.number:
            yield self.words.say("invoice_number"), record.number
        if record.number and invoice.issue_date:
            yield self.words.say("date"), self.words.language.date(invoice.issue_date)
        if invoice.buyer and invoice.buyer.name:
            yield self.words.say("buyer"), _shown_name(invoice, invoice.buyer)
        for tax_id in invoice.buyer.tax_ids[:1] if invoice.buyer else ():
            yield self.words.say("tax_number_short", self.country), masking.number(tax_id.value)
        mail = invoice.buyer.contact.email if invoice.buyer and invoice.buyer.contact else None
        if mail:
            yield self.words.say("email"), masking.email(mail)


def pages(issuer: Issuer, asked: str, regime_language: str) -> Pages:
    """Returns the pages of an issuer for a reader, in the country's language if in none known."""
    return Pages(issuer, chosen_words(asked, issuer.locale or regime_language))


def plain_message(key: str, asked: str, *, status: int) -> WebPage:
    """Returns a page that says nothing of whose link it is: nobody knows who reads it."""
    words = chosen_words(asked, "en")
    main = StateView("bad", words.say(f"{key}_heading"), words.say(f"{key}_text"))
    return portal_page(PortalView(words, main.heading, main), status=status)


def _shown_name(invoice: Invoice, buyer: Party) -> str:
    """A company's name whole; whoever may be a natural person masked."""
    person = invoice.fapiao is not None and invoice.fapiao.buyer_type == _PERSON
    company = buyer.tax_ids and not person
    return (buyer.name or "") if company else masking.name(buyer.name or "")


def _downloads(kinds: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    """Name and address of each file; a page for the screen only where there is none for paper."""
    shown = [kind for kind in kinds if kind != "html" or not {"pdf", "facturx"} & set(kinds)]
    shown.sort(key=lambda kind: (kind not in ("pdf", "facturx"), kind))
    for kind in shown:
        yield _FILE_NAMES.get(kind, kind.upper()), f"?file={kind}"
