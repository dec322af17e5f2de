"""`kit.portal`: what a buyer does by itself, behind a signed link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from invoicekit.errors import ConfigurationError
from invoicekit.kit._runtime import Runtime
from invoicekit.kit._visit import Visit
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.title import InvoiceTitle
from invoicekit.renderers import WebPage, qr_picture
from invoicekit.services import enter_title
from invoicekit.services._records import read
from invoicekit.services._signed_link import INVOICE, TITLE, signed
from invoicekit.services.enter_title import TitleRequest


@dataclass(frozen=True)
class Portal:
    """Makes links, and does what their buyers ask."""

    _runtime: Runtime

    def title_link(
        self, order_id: str, *, base_url: str, good_for: timedelta = timedelta(days=30)
    ) -> str:
        """Returns the link (or the text of a QR code) where an order's buyer enters its title.

        Args:
            order_id: The order.
            base_url: The host's page; the token is put behind it.
            good_for: After this time the link opens no more.

        Raises:
            NotFound: There is no such order.
            ConfigurationError: The kit has no `link_secret`.
        """
        order = self._runtime.read(lambda uow: enter_title.title_request(uow, order_id)).order
        return self._link(TITLE, order.id, base_url, good_for)

    def invoice_link(
        self, invoice_id: str, *, base_url: str, good_for: timedelta = timedelta(days=90)
    ) -> str:
        """Returns the link where a buyer sees how its invoice stands, and fetches its files.

        Args:
            invoice_id: The document.
            base_url: The host's page; the token is put behind it.
            good_for: After this time the link opens no more.

        Raises:
            NotFound: There is no such document.
            ConfigurationError: The kit has no `link_secret`.
        """
        known = self._runtime.read(lambda uow: read(uow, invoice_id)).id
        return self._link(INVOICE, known, base_url, good_for)

    def qr_code(self, link: str) -> str:
        """Returns a link as a QR code, an SVG picture with its quiet zone.

        Raises:
            MissingExtra: The extra `pdf` (segno) is not installed.
        """
        return qr_picture(link)

    def page(
        self, token: str, query: Mapping[str, str] | None = None, *, language: str = ""
    ) -> WebPage:
        """Returns the page behind a link: the form for a title, or how the invoice stands.

        A link that is none of ours, was changed or has expired gives a page that says so.

        Args:
            token: The end of the link.
            query: Of the address: `lang` for another language, `file` to fetch a file.
            language: What the browser sends as `Accept-Language`.

        Raises:
            ConfigurationError: The kit has no `link_secret`.
        """
        query = query or {}
        return self._visit(token, query.get("lang") or language).shown(query)

    def submit(self, token: str, form: Mapping[str, str], *, language: str = "") -> WebPage:
        """Returns the page that follows what a buyer sent from the form behind a link.

        First every fault at its field, or what will be issued; then, confirmed, the invoice. One
        order gives one invoice: sending again shows the same one.

        Args:
            token: The end of the link.
            form: The fields as they were sent.
            language: What the browser sends as `Accept-Language`.

        Raises:
            ConfigurationError: The kit has no `link_secret`, or no tax platform where one is asked.
        """
        return self._visit(token, form.get("language") or language).sent(form)

    def title_request(self, token: str) -> TitleRequest:
        """Returns the order behind a link, and its invoice where there is one.

        Raises:
            InputError: The link is not ours, was changed, or is no longer good.
        """
        return self._visit(token, "").request()

    def enter_title(self, token: str, title: InvoiceTitle) -> InvoiceRecord:
        """Bills the order behind a link to the buyer that a title names, and returns the record.

        It is issued at once where nobody has to approve it, else it waits in review.

        Raises:
            InputError: The link is not ours, was changed, or is no longer good.
            ValidationFailed: The title is not whole, or its tax number is wrong.
            StateError: The order has an invoice already.
        """
        return self._visit(token, "").entered(title)

    def _link(self, purpose: str, subject: str, base_url: str, good_for: timedelta) -> str:
        token = signed(
            self._secret(),
            purpose=purpose,
            subject=subject,
            tenant=self._runtime.tenant,
            until=self._runtime.tools.now() + good_for,
        )
        return f"{base_url.rstrip('/')}/{token}"

    def _visit(self, token: str, reader: str) -> Visit:
        return Visit(self._runtime, self._secret(), token, reader)

    def _secret(self) -> bytes:
        if self._runtime.link_secret is None:
            raise ConfigurationError(
                "the kit has no secret to sign links with",
                where="link_secret",
                expected="InvoiceKit.from_url(…, link_secret=…), 16 bytes or more",
                hint="Make one with secrets.token_bytes(32), and keep it.",
            )
        return self._runtime.link_secret
