"""A delivery as an e-mail message: the letter as text and as HTML, the originals attached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from invoicekit import masking
from invoicekit.errors import DeliveryFailed
from invoicekit.model.delivery import File
from invoicekit.ports import Envelope

SIGNS = '()<>[]:;@\\,"'
"""What has a meaning in an address outside of quotes (RFC 5322, section 3.2.3)."""
UNFOLDED = 40
"""Characters of a name that fit on the first line of a header, with its address."""


def message_of(envelope: Envelope, sender: str, sent_at: datetime | None = None) -> EmailMessage:
    """Returns the message; the same envelope always has the same message id.

    Args:
        envelope: What to send.
        sender: The address it comes from.
        sent_at: The date header; left to the mail server where it is None.

    Raises:
        DeliveryFailed: An address is none; never worth a retry.
    """
    message = EmailMessage(policy=SMTP_POLICY)
    message["Subject"] = _line(envelope.subject)
    message["From"] = _address(sender, _name(envelope.sender[0]))
    message["To"] = ", ".join(str(_address(each)) for each in envelope.recipients)
    message["Message-ID"] = message_id(envelope, sender)
    if sent_at is not None:
        message["Date"] = format_datetime(sent_at)
    message["Content-Language"] = envelope.locale
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope.text)
    if envelope.html:
        message.add_alternative(envelope.html, subtype="html")
    _attach(message, _attached(envelope.files))
    return message


def _attached(files: tuple[File, ...]) -> tuple[File, ...]:
    """All but a page beside something else: mail filters hold an HTML attachment for a trap."""
    others = tuple(file for file in files if file.kind != "html")
    return others or files


def message_id(envelope: Envelope, sender: str) -> str:
    """Returns the message id: the delivery's id at the sender's domain."""
    return f"<{envelope.id}@{sender.rpartition('@')[2] or 'localhost'}>"


def _attach(message: EmailMessage, files: Iterable[File]) -> None:
    for file in files:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.data, maintype=main, subtype=sub, filename=_line(file.name))


def _line(text: str) -> str:
    """Returns a text as one line: a header ends at a line break, of which Unicode knows eleven."""
    return " ".join(text.replace("\0", "").splitlines())


def _name(text: str) -> str:
    """Returns a name as one line; where it is folded its quotes may be lost: no sign may act."""
    line = _line(text)
    return line.translate(dict.fromkeys(map(ord, SIGNS), " ")) if len(line) > UNFOLDED else line


def _address(address: str, name: str = "") -> Address:
    try:
        return Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise DeliveryFailed(
            f"{masking.identifier(address)!r} is no e-mail address", retryable=False
        ) from None  # its own words repeat the address
