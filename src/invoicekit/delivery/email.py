"""Sending by SMTP, each recipient with a fate of its own."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from invoicekit.delivery._mime import message_id, message_of
from invoicekit.errors import ConfigurationError, DeliveryFailed
from invoicekit.model.retry import RetrySchedule
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
        context: Whom to trust, and a certificate of our own; the system's trust by default.
        retries: When to try again; the kit's schedule where it is None.
    """

    host: str
    port: int = 587
    sender: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: str = "starttls"
    timeout: float = 30.0
    clock: Clock | None = None
    context: ssl.SSLContext | None = field(default=None, repr=False)
    retries: RetrySchedule | None = None
    name: str = "email"

    def __post_init__(self) -> None:
        if self.tls not in {"starttls", "tls", "none"}:
            raise ConfigurationError(
                f"{self.tls!r} is no way to speak to a mail server",
                where="tls",
                expected="starttls, tls or none",
            )
        if self.tls == "none" and self.username:
            raise ConfigurationError(
                "a password would go over the wire in the open",
                where="tls",
                expected="starttls or tls, where there is a username",
            )

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
                refused = self._spoken(server, message, sender, envelope)
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

    def _spoken(
        self, server: smtplib.SMTP, message: EmailMessage, sender: str, envelope: Envelope
    ) -> dict[str, tuple[int, bytes]]:
        """Sends the message and returns whom the server refused.

        Where it can (RFC 3461), it is asked to tell of failures under the delivery's id, with the
        headers only: a bounce need not carry the invoice back.
        """
        server.ehlo_or_helo_if_needed()
        dsn = server.has_extn("dsn")
        try:
            return server.send_message(
                message,
                from_addr=sender,
                to_addrs=list(envelope.recipients),
                mail_options=("RET=HDRS", f"ENVID={envelope.id}") if dsn else (),
                rcpt_options=("NOTIFY=FAILURE,DELAY",) if dsn else (),
            )
        except smtplib.SMTPRecipientsRefused as problem:
            codes = {code < PERMANENT for code, _ in problem.recipients.values()}
            if len(codes) == 1:
                raise _all_refused(problem) from None  # it repeats the addresses
            return problem.recipients

    def _connected(self) -> smtplib.SMTP:
        context = self.context or ssl.create_default_context()
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
            busy = code < PERMANENT  # greylisted, mailbox full: it is tried again, alone
            status = DeliveryStatus.QUEUED if busy else DeliveryStatus.FAILED
            fates[address] = (status, f"{code} {_text(words)}")
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
