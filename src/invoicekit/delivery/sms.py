"""Text messages: what is to be paid, and a link to the document instead of the document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from invoicekit.delivery._fates import each_alone
from invoicekit.delivery._sms_gateway import ReceiptsGateway, SmsGateway, TextMessage
from invoicekit.delivery._sms_http import HttpSms
from invoicekit.delivery._sms_receipts import SmsReceipts
from invoicekit.delivery._sms_tencent import TencentSms
from invoicekit.errors import ConfigurationError, DeliveryFailed
from invoicekit.masking import phone
from invoicekit.model.retry import RetrySchedule
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import Envelope, Receipt, Sent

TEXTS: Mapping[str, Sequence[str]] = {
    "en": ("{seller}: {title} {number}", ", {amount}", ", due {due_date}", ". {link}"),
    "de": ("{seller}: {title} {number}", ", {amount}", ", fällig am {due_date}", ". {link}"),
    "fr": ("{seller} : {title} {number}", ", {amount}", ", échéance {due_date}", ". {link}"),
    "zh": ("{seller}：{title} {number}", "，金额{amount}", "，付款期限{due_date}", "。{link}"),
}
"""Language → the parts of a text; one whose facts are not known is left out."""

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_CHINESE = re.compile(r"1[3-9]\d{9}")
_BETWEEN = re.compile(r"[\s\-./()]+")
_FACT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Sms:
    """Text messages through a gateway; a recipient is a telephone number.

    A gateway that takes a message and does not say so may be given it twice: none of them tells
    two apart.

    Attributes:
        gateway: `HttpSms(…)`, `TencentSms(…)`, or one of your own with the same `send`.
        link: Makes the address where the recipient sees the document, such as
            `lambda envelope: kit.portal.invoice_link(envelope.invoice_id, base_url=…)`.
        texts: Language → parts of the text, in place of ours.
        retries: When to try again; the kit's schedule where it is None.
    """

    gateway: SmsGateway
    link: Callable[[Envelope], str] | None = field(default=None, repr=False)
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    retries: RetrySchedule | None = None
    name: str = "sms"

    def send(self, envelope: Envelope) -> Sent:
        """Sends a text to each recipient and returns each one's fate.

        Raises:
            DeliveryFailed: Nobody got it.
        """
        # Blanks of other kinds would make every sign of the text cost two.
        facts = {name: " ".join(value.split()) for name, value in envelope.facts.items()}
        if self.link is not None:
            facts["link"] = self.link(envelope)
        text = self._text(envelope.locale, facts)
        told: list[str] = []

        def texted(recipient: str) -> DeliveryStatus:
            message = TextMessage(envelope.id, number_of(recipient), text, envelope.locale, facts)
            told.append(self.gateway.send(message, now=envelope.at) or envelope.id)
            return DeliveryStatus.SENT

        fates = each_alone(envelope.recipients, texted)
        return Sent(fates, " ".join(told) or None)

    def receipts(self, callback: bytes) -> tuple[Receipt, ...]:
        """Returns what the gateway calls back with.

        Raises:
            InputError: It is no callback of this gateway.
            ConfigurationError: The gateway has none that we can read.
        """
        if not isinstance(self.gateway, ReceiptsGateway):
            raise ConfigurationError(
                f"{type(self.gateway).__name__} does not read callbacks",
                where="gateway",
                expected="a gateway with `receipts(callback)`",
            )
        return tuple(self.gateway.receipts(callback))

    def _text(self, locale: str, facts: Mapping[str, str]) -> str:
        language = locale.partition("-")[0].lower()
        parts = {**TEXTS, **self.texts}.get(language) or self.texts.get("en") or TEXTS["en"]
        known = [part for part in parts if all(facts.get(name) for name in _FACT.findall(part))]
        return _FACT.sub(lambda found: facts[found[1]], "".join(known))


def number_of(text: str) -> str:
    """Returns a telephone number in E.164 (ITU-T); a Chinese mobile number gets its +86.

    Raises:
        DeliveryFailed: It is none, or does not say of which country.
    """
    digits = _BETWEEN.sub("", text)
    if _CHINESE.fullmatch(digits):
        return f"+86{digits}"
    if _NUMBER.fullmatch(digits):
        return digits
    raise DeliveryFailed(
        f"{phone(text)} is no telephone number with its country",
        retryable=False,
        where="to",
        expected="such as +49 151 …",
    )


CHANNEL = Sms

__all__ = [
    "CHANNEL",
    "HttpSms",
    "ReceiptsGateway",
    "Sms",
    "SmsGateway",
    "SmsReceipts",
    "TencentSms",
    "TextMessage",
]
