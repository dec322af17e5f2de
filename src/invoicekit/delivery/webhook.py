"""Documents to another system: one signed POST, the originals in its body."""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from invoicekit.chain import canonical
from invoicekit.delivery._fates import each_alone
from invoicekit.delivery._http import Poster
from invoicekit.delivery._network import Resolve, resolved
from invoicekit.delivery._signature import signed_headers
from invoicekit.errors import ConfigurationError
from invoicekit.model.retry import RetrySchedule
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import Envelope, Sent

TYPE = "document.sent"


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Servers that take documents and events; a recipient is the URL of one.

    Attributes:
        secrets: What documents are signed with, such as `whsec_…`; two while the first changes.
            Events have a secret of each subscription instead.
        allow: Networks of your own that may be reached, such as `10.1.0.0/16`: by any port, without
            TLS. All else is the open Internet, by TLS, at port 443 or 8443.
        timeout: Seconds for one request, everything together.
        context: Whom to trust; the system's trust by default.
        retries: When to try again; the kit's schedule where it is None.
        resolve: Finds the addresses of a name.
    """

    secrets: Sequence[str] = field(default=(), repr=False)
    allow: Sequence[str] = ()
    timeout: int = 20
    context: ssl.SSLContext | None = field(default=None, repr=False)
    retries: RetrySchedule | None = None
    resolve: Resolve = resolved
    name: str = "webhook"

    @cached_property
    def _post(self) -> Poster:
        return Poster(
            allow=self.allow, timeout=self.timeout, context=self.context, resolve=self.resolve
        )

    def endpoint(self, recipient: str) -> str:
        """Returns host and port of a URL."""
        return recipient.partition("://")[2].partition("/")[0].rpartition("@")[2].lower()

    def send(self, envelope: Envelope) -> Sent:
        """Posts the document to each recipient and returns each one's fate.

        Raises:
            DeliveryFailed: Nobody took it.
            ConfigurationError: There is no secret to sign with.
        """
        if not self.secrets:
            raise ConfigurationError(
                "a webhook without a secret could be anybody's",
                where="secrets",
                expected="Webhook(secrets=['whsec_…'])",
                hint="Make one: 'whsec_' + base64.b64encode(secrets.token_bytes(32)).decode()",
            )
        body = canonical(_content(envelope))

        def posted(url: str) -> DeliveryStatus:
            self.notify(url, envelope.id, body, self.secrets, now=envelope.at)
            return DeliveryStatus.DELIVERED

        return Sent(each_alone(envelope.recipients, posted), envelope.id)

    def notify(
        self, url: str, message_id: str, body: bytes, secrets: Sequence[str], *, now: datetime
    ) -> None:
        """Posts JSON, signed. The same id is the same message, however often it comes.

        Raises:
            DeliveryFailed: It was not taken; `retryable` says whether to try again.
        """
        headers = {
            "Content-Type": "application/json",
            **signed_headers(secrets, message_id, now, body),
        }
        self._post.send(url, body, headers, now=now)


def _content(envelope: Envelope) -> dict[str, object]:
    name, address = envelope.sender
    files = [
        {
            "kind": file.kind,
            "name": file.name,
            "media_type": file.media_type,
            "sha256": file.sha256,
            "content": b64encode(file.data).decode(),
        }
        for file in envelope.files
    ]
    return {
        "type": TYPE,
        "timestamp": envelope.at.isoformat(),
        "data": {
            "delivery": envelope.id,
            "sender": {"name": name, "address": address},
            "subject": envelope.subject,
            "text": envelope.text,
            "locale": envelope.locale,
            "files": files,
        },
    }


CHANNEL = Webhook
