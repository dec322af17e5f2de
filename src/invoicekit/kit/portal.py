"""`kit.portal`: what a buyer does by itself, behind a signed link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from invoicekit.errors import ConfigurationError
from invoicekit.kit._runtime import Runtime
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.title import InvoiceTitle
from invoicekit.services import enter_title
from invoicekit.services._signed_link import opened, signed
from invoicekit.services.enter_title import TitleRequest

_PURPOSE = "title"
_BUYER = "buyer"
"""The actor of what is done through a link."""


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
        runtime = self._runtime
        order = runtime.read(lambda uow: enter_title.title_request(uow, order_id)).order
        token = signed(
            self._secret(),
            purpose=_PURPOSE,
            subject=order.id,
            tenant=runtime.tenant,
            until=runtime.tools.now() + good_for,
        )
        return f"{base_url.rstrip('/')}/{token}"

    def title_request(self, token: str) -> TitleRequest:
        """Returns the order behind a link, and its invoice where there is one.

        Raises:
            InputError: The link is not ours, was changed, or is no longer good.
        """
        order_id = self._order(token)
        return self._runtime.read(lambda uow: enter_title.title_request(uow, order_id))

    def enter_title(self, token: str, title: InvoiceTitle) -> InvoiceRecord:
        """Bills the order behind a link to the buyer that a title names, and returns the record.

        It is issued at once where nobody has to approve it, else it waits in review.

        Raises:
            InputError: The link is not ours, was changed, or is no longer good.
            ValidationFailed: The title is not whole, or its tax number is wrong.
            StateError: The order has an invoice already.
        """
        order_id = self._order(token)
        tools = self._runtime.unguarded().tools  # the link is the permission
        return self._runtime.write(
            lambda uow: enter_title.enter_title(uow, tools, order_id, title, actor=_BUYER)
        )

    def _order(self, token: str) -> str:
        runtime = self._runtime
        return opened(
            self._secret(),
            token,
            purpose=_PURPOSE,
            tenant=runtime.tenant,
            now=runtime.tools.now(),
        )

    def _secret(self) -> bytes:
        if self._runtime.link_secret is None:
            raise ConfigurationError(
                "the kit has no secret to sign links with",
                where="link_secret",
                expected="InvoiceKit.from_url(…, link_secret=…), 16 bytes or more",
                hint="Make one with secrets.token_bytes(32), and keep it.",
            )
        return self._runtime.link_secret
