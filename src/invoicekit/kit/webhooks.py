"""`kit.webhooks`: who is told of events, at which address, under which secret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from invoicekit.errors import ConfigurationError
from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.webhook import EventWebhook
from invoicekit.services import keep_webhook
from invoicekit.services._authorise import authorise
from invoicekit.services.keep_webhook import OVERLAP


@dataclass(frozen=True)
class Webhooks:
    """Subscriptions to events. The outbox tells them: in order, at least once, by the event's id.

    The kit needs `channels={"webhook": Webhook()}` and a `link_secret`, from which the secrets of
    all subscriptions are made: none stands in the database.
    """

    _runtime: Runtime

    def create(
        self,
        url: str,
        *,
        actor: Actor | str,
        types: Iterable[str] = (),
        from_start: bool = False,
    ) -> EventWebhook:
        """Subscribes an address and returns the subscription.

        Args:
            url: `https://…`.
            actor: Who does it.
            types: Such as `invoice.issued`, or `invoice.*`; everything where none is given.
            from_start: Whether it is told of what happened before, too.

        Raises:
            InputError: The address is none.
            PermissionDenied: The actor may not.
        """
        tools, wanted = self._runtime.tools, tuple(types)
        return self._runtime.write(
            lambda uow: keep_webhook.create_webhook(
                uow, tools, url, wanted, actor=actor, from_start=from_start
            )
        )

    def update(
        self,
        webhook_id: str,
        *,
        actor: Actor | str,
        url: str | None = None,
        types: Iterable[str] | None = None,
        active: bool | None = None,
        version: int | None = None,
    ) -> EventWebhook:
        """Changes what is given of a subscription and returns it.

        One that is not active is not told; it goes on where it stopped when it is again.

        Raises:
            NotFound, StaleVersion: see `invoicekit.errors`.
            InputError: The address is none.
            PermissionDenied: The actor may not.
        """
        wanted = None if types is None else tuple(types)
        given: dict[str, object] = {"url": url, "types": wanted, "active": active}
        changes = {name: value for name, value in given.items() if value is not None}
        tools = self._runtime.tools
        return self._runtime.write(
            lambda uow: keep_webhook.change_webhook(
                uow, tools, webhook_id, changes, actor=actor, version=version
            )
        )

    def secret(self, webhook_id: str, *, actor: Actor | str) -> str:
        """Returns what the receiver verifies requests with, such as `whsec_…`.

        Raises:
            NotFound: There is none.
            ConfigurationError: The kit has no `link_secret`.
            PermissionDenied: The actor may not.
        """
        runtime = self._runtime
        authorise(runtime.tools, actor, "webhook.keep")
        webhook = self.get(webhook_id)
        if runtime.link_secret is None:
            raise ConfigurationError(
                "the kit has no secret to make others from",
                where="link_secret",
                expected="InvoiceKit.from_url(…, link_secret=…), 16 bytes or more",
                hint="Make one with secrets.token_bytes(32), and keep it.",
            )
        now = runtime.tools.now()
        return keep_webhook.secrets_of(runtime.link_secret, runtime.tenant, webhook, now)[0]

    def rotate(self, webhook_id: str, *, actor: Actor | str, overlap: timedelta = OVERLAP) -> str:
        """Gives a subscription a new secret and returns it.

        Args:
            webhook_id: Which.
            actor: Who does it.
            overlap: For so long the one before signs, too: hand the new one over meanwhile.

        Raises:
            NotFound: There is none.
            ConfigurationError: The kit has no `link_secret`.
            PermissionDenied: The actor may not.
        """
        tools = self._runtime.tools
        self._runtime.write(
            lambda uow: keep_webhook.rotate_secret(
                uow, tools, webhook_id, actor=actor, overlap=overlap
            )
        )
        return self.secret(webhook_id, actor=actor)

    def remove(self, webhook_id: str, *, actor: Actor | str) -> None:
        """Ends a subscription.

        Raises:
            NotFound: There is none.
            PermissionDenied: The actor may not.
        """
        tools = self._runtime.tools
        self._runtime.write(
            lambda uow: keep_webhook.remove_webhook(uow, tools, webhook_id, actor=actor)
        )

    def get(self, webhook_id: str) -> EventWebhook:
        """Returns a subscription.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: keep_webhook.get_webhook(uow, webhook_id))

    def list(self) -> tuple[EventWebhook, ...]:
        """Returns the subscriptions in the order they were made."""
        return tuple(self._runtime.read(keep_webhook.list_webhooks))
