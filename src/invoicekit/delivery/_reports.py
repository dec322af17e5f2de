"""What mail servers and providers report by mail: bounces, delays, complaints, receipts.

Delivery status notifications (RFC 3464), abuse reports (RFC 5965) and receipts of reading (RFC
8098) are `multipart/report`s. They name our message by the envelope id we gave it or by its
`Message-ID`, both of which hold the delivery's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from invoicekit.lifecycle.delivery import DeliveryFact
from invoicekit.model.delivery import Bounce, DeliveryNews

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ID = re.compile(rf"<?({_UUID})(?:@|>|$)", re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
MOST_RECIPIENTS = 1000
"""A report about more is cut: nobody sends an invoice to so many."""

_ACTIONS = {"delivered": DeliveryFact.DELIVER, "failed": DeliveryFact.BOUNCE}


def read_report(raw: bytes) -> tuple[DeliveryNews, ...]:
    """Returns what a mail reports of deliveries; nothing where it is no report of one of ours.

    Args:
        raw: The mail as the mailbox keeps it.
    """
    mail = message_from_bytes(raw, policy=compat32)
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return ()
    parts = list(mail.walk())
    delivery = _delivery(parts)
    if delivery is None:
        return ()
    for part in parts:
        kind = part.get_content_type()
        if kind in _READERS:
            return tuple(_READERS[kind](part, delivery))[:MOST_RECIPIENTS]
    return ()


def _status_report(part: Message, delivery: str) -> Iterator[DeliveryNews]:
    """A block a recipient: its action, its status code and the other server's words."""
    for block in _blocks(part):
        recipient = _address(block.get("Original-Recipient") or block.get("Final-Recipient"))
        fact = _ACTIONS.get(_text(block.get("Action")).lower())
        if fact is None or not recipient:  # delayed, relayed, expanded: still under way
            continue
        said = _text(block.get("Diagnostic-Code")).partition(";")[2].strip()
        code = _STATUS.search(_text(block.get("Status")))
        bounce = None
        if fact is DeliveryFact.BOUNCE:
            bounce = Bounce.SOFT if code and code[1] == "4" else Bounce.HARD
        detail = " ".join(word for word in (code[0] if code else "", said) if word) or None
        yield DeliveryNews(
            delivery_id=delivery, recipient=recipient, fact=fact, bounce=bounce, detail=detail
        )


def _complaint(part: Message, delivery: str) -> Iterator[DeliveryNews]:
    """Who complains has the mail: it is delivered, and unwanted."""
    found = {name: block[name] for block in _blocks(part) for name in block}
    yield DeliveryNews(
        delivery_id=delivery,
        recipient=_address(found.get("Original-Rcpt-To")) or None,
        fact=DeliveryFact.DELIVER,
        complaint=True,
        detail=f"complaint: {_text(found.get('Feedback-Type')) or 'abuse'}",
    )


def _receipt(part: Message, delivery: str) -> Iterator[DeliveryNews]:
    for block in _blocks(part):
        if "displayed" in _text(block.get("Disposition")).lower():
            recipient = _address(block.get("Original-Recipient") or block.get("Final-Recipient"))
            yield DeliveryNews(
                delivery_id=delivery, recipient=recipient or None, fact=DeliveryFact.VIEW
            )
            return


_READERS = {
    "message/delivery-status": _status_report,
    "message/feedback-report": _complaint,
    "message/disposition-notification": _receipt,
}


def _delivery(parts: list[Message]) -> str | None:
    """Returns the id of the delivery a report is about."""
    names = ("Original-Envelope-Id", "Original-Message-ID", "Message-ID", "In-Reply-To")
    for name in names:
        for part in parts[1:]:
            for block in (part, *_blocks(part)):
                if found := _ID.search(_text(block.get(name))):
                    return found[1].lower()
    return None


def _blocks(part: Message) -> list[Message]:
    """Returns the blocks of fields of a report; some parsers leave them as one text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [each for each in payload if isinstance(each, Message)]
    if part.get_content_maintype() not in {"message", "text"}:
        return []
    data = part.get_payload(decode=True)
    text = data if isinstance(data, bytes) else str(payload).encode()
    return [
        message_from_bytes(block.lstrip(), policy=compat32)
        for block in re.split(rb"\r?\n[ \t]*\r?\n", text)
        if block.strip()
    ]


def _address(field: object) -> str:
    """Returns the address of `rfc822; a@b.example`."""
    return _text(field).rpartition(";")[2].strip().strip("<>")


def _text(field: object) -> str:
    return " ".join(str(field or "").split())
