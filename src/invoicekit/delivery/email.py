"""Sending by SMTP, each recipient with a fate of its own."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field

from invoicekit.delivery._mime import message_id, message_of
from invoicekit.errors import DeliveryFailed
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import Clock, Envelope, Sent

PERMANENT = 500
"""SMTP replies from here on are final (RFC 5321, section 4.2.1)."""


@dataclass(frozen=True, kw_only=True)
class Smtp:
    """A mail server, as a channel.

    Attributes:
        sender: The address mails come from; the issuer's contact where it is None.
        tls: `starttls`, `tls` from the first byte, or `none` for a server on this machine.
        timeout: Seconds for each step of the conversation.
    """

    host: str
    port: int = 587
    sender: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: str = "starttls"
    timeout: float = 30.0
    clock: Clock | None = None
    name: str = "email"

    def send(self, envelope: Envelope) -> Sent:
        """Sends one message to all recipients and returns each one's fate.

        Raises:
            DeliveryFailed: Nobody got it.
        """
        sender = self.sender or envelope.sender[1]
        if not sender:
            raise DeliveryFailed(
                "no sender address",
                where="sender",
                hint="Set Smtp(sender=…), or give the issuer a contact with an e-mail address.",
            )
        message = message_of(envelope, sender, self.clock() if self.clock else None)
        try:
            with self._connected() as server:
                refused = server.send_message(
                    message, from_addr=sender, to_addrs=list(envelope.recipients)
                )
        except smtplib.SMTPRecipientsRefused as problem:
            raise _all_refused(problem) from problem
        except smtplib.SMTPResponseException as problem:
            raise DeliveryFailed(
                f"the mail server says {problem.smtp_code} {_text(problem.smtp_error)}",
                retryable=problem.smtp_code < PERMANENT,
                where=self.host,
            ) from problem
        except smtplib.SMTPNotSupportedError as problem:
            raise DeliveryFailed(
                f"the mail server {self.host}:{self.port} cannot do what is asked: {problem}",
                retryable=False,
                where=self.host,
            ) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise DeliveryFailed(
                f"the mail server {self.host}:{self.port} cannot be reached: {problem}",
                retryable=True,
                where=self.host,
            ) from problem
        return Sent(_fates(envelope, refused), message_id(envelope, sender))

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.tls == "starttls":
                server.starttls(context=context)
            if self.username:
                server.login(self.username, self.password or "")
        except BaseException:
            server.close()
            raise
        return server


def _fates(
    envelope: Envelope, refused: dict[str, tuple[int, bytes]]
) -> dict[str, tuple[DeliveryStatus, str | None]]:
    fates: dict[str, tuple[DeliveryStatus, str | None]] = {}
    for address in envelope.recipients:
        if address in refused:
            code, words = refused[address]
            fates[address] = (DeliveryStatus.FAILED, f"{code} {_text(words)}")
        else:
            fates[address] = (DeliveryStatus.SENT, None)
    return fates


def _all_refused(problem: smtplib.SMTPRecipientsRefused) -> DeliveryFailed:
    refused = problem.recipients.items()
    said = {address: f"{code} {_text(text)}" for address, (code, text) in refused}
    return DeliveryFailed(
        "the mail server refused every recipient: "
        + "; ".join(f"{address}: {words}" for address, words in said.items()),
        retryable=all(code < PERMANENT for code, _ in problem.recipients.values()),
        params={"refused": said},
    )


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


CHANNEL = Smtp
