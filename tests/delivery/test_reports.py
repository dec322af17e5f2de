"""Mails that come back: whom they are about, and what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.delivery import read_report
from invoicekit.model.delivery import Bounce, DeliveryNews

DELIVERY = "019c9a1c-0000-7000-8000-0123456789ab"

DSN = """From: MAILER-DAEMON@mx.acme.example
To: billing@shop.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example
{envelope}Arrival-Date: Mon, 2 Mar 2026 10:00:00 +0000

{blocks}
--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}@shop.example>
Subject: Invoice 1

--b--
"""

ARF = """From: feedback@provider.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: <ap@acme.example>

--b
Content-Type: message/rfc822

From: billing@shop.example
Message-ID: <{message_id}@shop.example>
Subject: Invoice 1

Dear ACME
--b--
"""

MDN = """From: ap@acme.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

The message was displayed.

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ap@acme.example
Original-Message-ID: <{message_id}@shop.example>
Disposition: manual-action/MDN-sent-manually; {what}

--b--
"""


def block(action: str, status: str, *, to: str = "ap@acme.example", said: str = "") -> str:
    diagnostic = f"Diagnostic-Code: smtp; {said}\n" if said else ""
    return f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\n{diagnostic}\n"


def dsn(*blocks: str, envelope: str = "", message_id: str = DELIVERY) -> bytes:
    return DSN.format(envelope=envelope, blocks="".join(blocks), message_id=message_id).encode()


def bounced(bounce: Bounce, detail: str, to: str = "ap@acme.example") -> DeliveryNews:
    return DeliveryNews(
        delivery_id=DELIVERY, recipient=to, fact="bounce", bounce=bounce, detail=detail
    )


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (
            dsn(block("failed", "5.1.1", said="550 no such user")),
            [bounced(Bounce.HARD, "5.1.1 550 no such user")],
        ),
        (dsn(block("failed", "4.4.7")), [bounced(Bounce.SOFT, "4.4.7")]),
        (dsn(block("Failed", "5.2.2 (mailbox full)")), [bounced(Bounce.HARD, "5.2.2")]),
        (dsn(block("delayed", "4.4.1")), []),
        (dsn(block("relayed", "2.1.9")), []),
        (
            dsn(block("delivered", "2.1.5")),
            [
                DeliveryNews(
                    delivery_id=DELIVERY,
                    recipient="ap@acme.example",
                    fact="deliver",
                    detail="2.1.5",
                )
            ],
        ),
        (
            dsn(block("failed", "5.1.1"), block("failed", "4.2.2", to="b@acme.example")),
            [bounced(Bounce.HARD, "5.1.1"), bounced(Bounce.SOFT, "4.2.2", "b@acme.example")],
        ),
        (
            dsn(
                block("failed", "5.1.1"),
                envelope=f"Original-Envelope-Id: {DELIVERY.upper()}\n",
                message_id="rewritten-by-a-relay",
            ),
            [bounced(Bounce.HARD, "5.1.1")],
        ),
        (
            dsn(
                "Original-Recipient: rfc822; ap@acme.example\n" + block("failed", "5.0.0", to="x@y")
            ),
            [bounced(Bounce.HARD, "5.0.0")],
        ),
        (dsn(block("failed", "5.1.1"), message_id="of-somebody-else"), []),
        (dsn(block("failed", "5.1.1")).replace(b"\n", b"\r\n"), [bounced(Bounce.HARD, "5.1.1")]),
    ],
)
def test_a_bounce_says_whom_and_how_final(report: bytes, expected: list[DeliveryNews]) -> None:
    assert list(read_report(report)) == expected


def test_who_complains_has_the_mail() -> None:
    [news] = read_report(ARF.format(message_id=DELIVERY).encode())
    assert (news.recipient, news.fact, news.complaint) == ("ap@acme.example", "deliver", True)
    assert news.detail == "complaint: abuse"


@pytest.mark.parametrize(("what", "facts"), [("displayed", ["view"]), ("deleted", [])])
def test_a_receipt_says_that_it_was_read(what: str, facts: list[str]) -> None:
    report = MDN.format(message_id=DELIVERY, what=what).encode()
    assert [news.fact for news in read_report(report)] == facts


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"Subject: hello\n\nDear shop",
        f"In-Reply-To: <{DELIVERY}@shop.example>\n\nout of office".encode(),
        b"Content-Type: multipart/report; boundary=b\n\nno parts",
        b"Content-Type: multipart/report; boundary=b\n\n--b\n\nhello\n--b--\n",
        dsn("Action: failed\n\n"),
    ],
)
def test_what_is_no_report_says_nothing(mail: bytes) -> None:
    assert read_report(mail) == ()


@given(st.binary(max_size=400), st.integers(0, 1500))
def test_damaged_reports_are_read_without_a_fault(noise: bytes, place: int) -> None:
    whole = dsn(block("failed", "5.1.1", said="550 no"))
    read_report(whole[:place] + noise + whole[place:])


def test_a_report_about_thousands_is_cut() -> None:
    many = [block("failed", "5.1.1", to=f"{number}@acme.example") for number in range(1200)]
    assert len(read_report(dsn(*many))) == 1000
