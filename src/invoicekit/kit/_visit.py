"""One visit of a link: what it is for, what is shown, and what becomes of what is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from invoicekit.errors import (
    InputError,
    LimitError,
    LinkExpired,
    NotFound,
    StateError,
)
from invoicekit.findings import ValidationFailed
from invoicekit.kit._portal_pages import Pages, pages, plain_message
from invoicekit.kit._runtime import Runtime
from invoicekit.kit._title_form import title_of
from invoicekit.lifecycle import DeliveryFact
from invoicekit.model.delivery import DeliveryNews
from invoicekit.model.issuer import Issuer
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.status import DeliveryStatus
from invoicekit.model.title import InvoiceTitle
from invoicekit.ports import UnitOfWork
from invoicekit.renderers import WebPage, download
from invoicekit.services import enter_title
from invoicekit.services._profiles import customer_of, issuer_of
from invoicekit.services._records import read, record_of
from invoicekit.services._signed_link import (
    DELIVERY,
    INVOICE,
    TITLE,
    SignedLink,
    opened,
    read_link,
    signed,
)
from invoicekit.services.enter_title import BUYER, Foreseen, TitleRequest
from invoicekit.services.get_file import archived_kinds, file_source, make_file
from invoicekit.services.record_news import record_news
from invoicekit.services.send_invoice import get_delivery

FORM_GOOD_FOR = timedelta(hours=2)
"""How long a form may be open before it is sent."""

_FORM, _CONFIRM = "title.form", "title.confirm"
"""Purposes of the tokens that tie what is sent to the page it was sent from."""


@dataclass(frozen=True)
class Visit:
    """A reader with a link.

    Attributes:
        reader: The languages it reads, as `Accept-Language` says them.
    """

    runtime: Runtime
    secret: bytes
    token: str
    reader: str

    def shown(self, query: Mapping[str, str]) -> WebPage:
        """Returns the page of the link."""
        return self._or_message(lambda link: self._shown(link, query))

    def sent(self, form: Mapping[str, str]) -> WebPage:
        """Returns the page after what was sent."""
        return self._or_message(lambda link: self._sent(link, form))

    def request(self) -> TitleRequest:
        """Returns the order of a link for titles.

        Raises:
            InputError: The link is no such link.
        """
        return self._request(self._opened(TITLE).subject)

    def entered(self, title: InvoiceTitle) -> InvoiceRecord:
        """Bills the order to a title, and returns the record.

        Raises:
            InputError, ValidationFailed, StateError: see `Portal.enter_title`.
        """
        return self._entered(self._opened(TITLE).subject, title)

    def _or_message(self, page: Callable[[SignedLink], WebPage]) -> WebPage:
        try:
            return page(self._opened(TITLE, INVOICE, DELIVERY))
        except LinkExpired as problem:
            return plain_message("expired", self.reader, status=problem.status)
        except (InputError, NotFound):
            return plain_message("unknown", self.reader, status=404)

    def _shown(self, link: SignedLink, query: Mapping[str, str]) -> WebPage:
        if link.purpose in {INVOICE, DELIVERY}:
            return self._invoice(self._invoice_of(link), query.get("file", ""))
        request = self._request(link.subject)
        if request.invoice is not None:
            return self._invoice(request.invoice.id, query.get("file", ""))
        return self._form(request)

    def _sent(self, link: SignedLink, form: Mapping[str, str]) -> WebPage:
        if link.purpose in {INVOICE, DELIVERY}:
            return self._invoice(self._invoice_of(link))
        request = self._request(link.subject)
        if request.invoice is not None:
            return self._invoice(request.invoice.id)
        issuer, language = self._issuer(None)
        of = pages(issuer, self.reader, language)
        title = title_of(form, of.country, of.words.tag)
        confirmed = self._tied(_CONFIRM, form, self._title_mark(title))
        if form.get("step") == "issue" and confirmed:
            return self._issued(request, title)
        if form.get("step") == "edit":
            return self._form(request, title)
        if not self._tied(_FORM, form):
            return self._form(request, title, problem="error_form", status=403)
        return self._checked(request, title)

    def _checked(self, request: TitleRequest, title: InvoiceTitle) -> WebPage:
        """The page to confirm, or the form with what is wrong."""
        reference = request.order.reference
        try:
            seen = self._foreseen(request.order.id, title)
        except LimitError:
            return self._pages(None).message("message", reference, status=409)
        if seen.report.errors:
            return self._form(request, title, seen=seen, status=422)
        return self._pages(seen).confirm(
            seen.invoice,
            reference,
            token=self._tie(_CONFIRM, self._title_mark(title)),
            title=title,
            findings=seen.report.findings,
        )

    def _issued(self, request: TitleRequest, title: InvoiceTitle) -> WebPage:
        """The invoice of a confirmed title; of another one that was faster, if there is."""
        try:
            record = self._entered(request.order.id, title)
        except ValidationFailed:
            return self._checked(request, title)  # the law of today is not that of a minute ago
        except (StateError, LimitError):
            again = self._request(request.order.id)
            if again.invoice is None:
                page = self._pages(None)
                return page.message("message", request.order.reference, status=409)
            record = again.invoice
        return self._invoice(record.id)

    def _form(
        self,
        request: TitleRequest,
        title: InvoiceTitle | None = None,
        *,
        seen: Foreseen | None = None,
        problem: str = "",
        status: int = 200,
    ) -> WebPage:
        reference = request.order.reference
        try:
            seen = seen or self._foreseen(request.order.id, None)
        except LimitError:
            return self._pages(None).message("message", reference, status=409)
        home = self.runtime.read(lambda uow: customer_of(uow, request.order.customer_id)).country
        return self._pages(seen).form(
            seen.invoice,
            reference,
            home=home or seen.issuer.party.country or "",
            token=self._tie(_FORM),
            title=title,
            findings=seen.report.findings,
            problem=problem,
            rejected=request.rejected,
            status=status,
        )

    def _invoice(self, invoice_id: str, file: str = "") -> WebPage:
        record, kinds = self.runtime.read(lambda uow: self._stored(uow, invoice_id))
        if file:
            return self._file(record, file, kinds)
        issuer, language = self._issuer(record.issuer_id)
        page = pages(issuer, self.reader, language)
        return page.invoice(record, kinds, self.runtime.tools.today(issuer))

    def _invoice_of(self, link: SignedLink) -> str:
        """The document of a link; opening what a delivery sent is seeing it."""
        if link.purpose == INVOICE:
            return link.subject
        tools = self.runtime.unguarded().tools  # the link is the permission
        delivery = self.runtime.read(lambda uow: get_delivery(uow, link.subject))
        if delivery.status is not DeliveryStatus.VIEWED:
            seen = DeliveryNews(delivery_id=delivery.id, fact=DeliveryFact.VIEW)
            self.runtime.write(lambda uow: record_news(uow, tools, seen, actor=BUYER))
        return delivery.invoice_id

    @staticmethod
    def _stored(uow: UnitOfWork, invoice_id: str) -> tuple[InvoiceRecord, tuple[str, ...]]:
        record = record_of(read(uow, invoice_id))
        return record, archived_kinds(uow, record)

    def _file(self, record: InvoiceRecord, kind: str, kinds: tuple[str, ...]) -> WebPage:
        """An archived original: what is asked for only chooses among those there are."""
        if kind not in kinds:
            return plain_message("unknown", self.reader, status=404)
        run = self.runtime
        source = run.read(lambda uow: file_source(uow, record.id, kind))
        file = run.outside(lambda: make_file(run.tools, run.archive, source, kind))
        return download(file.data, name=file.name, media_type=file.media_type)

    def _opened(self, *purposes: str) -> SignedLink:
        runtime = self.runtime
        now = runtime.tools.now()
        return read_link(self.secret, self.token, tenant=runtime.tenant, now=now, purposes=purposes)

    def _request(self, order_id: str) -> TitleRequest:
        return self.runtime.read(lambda uow: enter_title.title_request(uow, order_id))

    def _entered(self, order_id: str, title: InvoiceTitle) -> InvoiceRecord:
        tools = self.runtime.unguarded().tools  # the link is the permission
        return self.runtime.write(
            lambda uow: enter_title.enter_title(uow, tools, order_id, title, actor=BUYER)
        )

    def _foreseen(self, order_id: str, title: InvoiceTitle | None) -> Foreseen:
        tools = self.runtime.tools
        return self.runtime.read(
            lambda uow: enter_title.foresee_title(uow, tools, order_id, title, drawer=BUYER)
        )

    def _issuer(self, issuer_id: str | None) -> tuple[Issuer, str]:
        issuer = self.runtime.read(lambda uow: issuer_of(uow, issuer_id))
        return issuer, self.runtime.tools.regime_for(issuer).languages[0]

    def _pages(self, seen: Foreseen | None) -> Pages:
        issuer, language = self._issuer(seen.issuer.id if seen else None)
        return pages(issuer, self.reader, language)

    def _tie(self, purpose: str, more: str = "") -> str:
        return signed(
            self.secret,
            purpose=purpose,
            subject=self._mark(more),
            tenant=self.runtime.tenant,
            until=self.runtime.tools.now() + FORM_GOOD_FOR,
        )

    def _tied(self, purpose: str, form: Mapping[str, str], more: str = "") -> bool:
        """Whether what was sent comes from a page that we made for this link."""
        token, runtime = form.get("form_token", ""), self.runtime
        try:
            subject = opened(
                self.secret,
                token,
                purpose=purpose,
                tenant=runtime.tenant,
                now=runtime.tools.now(),
            )
        except InputError:
            return False
        return subject == self._mark(more)

    def _mark(self, more: str) -> str:
        return hashlib.sha256(f"{self.token}\0{more}".encode()).hexdigest()

    @staticmethod
    def _title_mark(title: InvoiceTitle) -> str:
        return title.canonical().decode()
