"""Text messages: words in the reader's language, numbers in E.164, gateways that answer badly."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from tests.delivery.conftest import NOW, Endpoint

import invoicekit as ik
from invoicekit.delivery._sms_tencent import authorization
from invoicekit.delivery.mailbox import Mailbox
from invoicekit.delivery.sms import (
    HttpSms,
    Sms,
    SmsReceipts,
    TencentSms,
    TextMessage,
    number_of,
)
from invoicekit.errors import DeliveryFailed
from invoicekit.model import DeliveryStatus
from invoicekit.ports import Channel
from invoicekit.testing.delivery_contract import envelope

LOOPBACK = ("127.0.0.0/8",)
KEY = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
FACTS = {
    "seller": "Shop GmbH",
    "title": "Rechnung",
    "number": "R-1",
    "amount": "118,76 €",
    "due_date": "01.04.2026",
}


def test_the_signature_is_the_published_one() -> None:
    """The example of 腾讯云's own page on 签名方法 v3."""
    body = (
        b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    )
    assert authorization(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        KEY,
        service="cvm",
        host="cvm.tencentcloudapi.com",
        body=body,
        at=datetime.fromtimestamp(1551113065, UTC),
    ) == (
        "TC3-HMAC-SHA256 "
        "Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def gateway(endpoint: Endpoint) -> TencentSms:
    return TencentSms(
        secret_id="AKID",
        secret_key=KEY,
        app_id="1400006666",
        sign_name="样本商店",
        templates={"zh": "449739", "en": "449740"},
        url=endpoint.url("").rstrip("/"),
        allow=LOOPBACK,
    )


def said(code: str, *, error: bool = False) -> bytes:
    status = {"SerialNo": "5000:1", "Code": code, "Message": ""}
    answer = {"Error": {"Code": code}} if error else {"SendStatusSet": [status]}
    return json.dumps({"Response": {**answer, "RequestId": "r"}}).encode()


def believed(headers: dict[str, str], body: bytes) -> bool:
    """What the other side does: the signature again, from the request alone."""
    day = f"{datetime.fromtimestamp(int(headers['x-tc-timestamp']), UTC):%Y-%m-%d}"
    canonical = (
        f"POST\n/\n\ncontent-type:{headers['content-type']}\nhost:{headers['host']}\n\n"
        f"content-type;host\n{sha256(body).hexdigest()}"
    )
    scope = f"{day}/sms/tc3_request"
    text = (
        f"TC3-HMAC-SHA256\n{headers['x-tc-timestamp']}\n{scope}\n"
        f"{sha256(canonical.encode()).hexdigest()}"
    )
    key = b"TC3" + KEY.encode()
    for part in (day, "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), sha256).digest()
    expected = hmac.new(key, text.encode(), sha256).hexdigest()
    return headers["authorization"].endswith(f"Signature={expected}")


def test_the_provider_is_asked_as_it_documents(endpoint: Endpoint) -> None:
    endpoint.says(200, said("Ok"))
    channel = Sms(
        gateway=gateway(endpoint), link=lambda each: f"https://x.example/{each.invoice_id}"
    )
    sent = channel.send(envelope("138 1234 0000", facts=FACTS, locale="zh-CN"))

    assert sent.statuses == {"138 1234 0000": (DeliveryStatus.SENT, None)}
    assert sent.message_id == "5000:1"
    [request] = endpoint.asked
    assert believed(request.headers, request.body)
    assert request.headers["x-tc-action"] == "SendSms"
    assert request.headers["x-tc-version"] == "2021-01-11"
    assert json.loads(request.body) == {
        "PhoneNumberSet": ["+8613812340000"],
        "SmsSdkAppId": "1400006666",
        "SignName": "样本商店",
        "TemplateId": "449739",
        "TemplateParamSet": [
            "Shop GmbH",
            "R-1",
            "118,76 €",
            "01.04.2026",
            "https://x.example/019cadfd-8900-7000-8000-000000000002",
        ],
        "SessionContext": "019cadfd-8900-7000-8000-000000000001",
    }
    assert KEY not in repr(channel)


@pytest.mark.parametrize(
    ("body", "retryable"),
    [
        (said("FailedOperation.PhoneNumberInBlacklist"), False),
        (said("LimitExceeded.PhoneNumberDailyLimit"), True),
        (said("AuthFailure.SignatureFailure", error=True), False),
        (said("RequestLimitExceeded", error=True), True),
        (said("InternalError.Timeout", error=True), True),
        (b'{"Response": {}}', True),
        (b"<html>", True),
        (b"[]", True),
    ],
)
def test_what_the_provider_says_decides(endpoint: Endpoint, body: bytes, retryable: object) -> None:
    endpoint.says(200, body)
    with pytest.raises(DeliveryFailed) as caught:
        Sms(gateway=gateway(endpoint)).send(envelope("+4915112345678"))
    assert caught.value.retryable is retryable


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("de", "Shop GmbH: Rechnung R-1, 118,76 €, fällig am 01.04.2026. https://x.example"),
        ("en-GB", "Shop GmbH: Rechnung R-1, 118,76 €, due 01.04.2026. https://x.example"),
        ("fr", "Shop GmbH : Rechnung R-1, 118,76 €, échéance 01.04.2026. https://x.example"),
        ("zh-CN", "Shop GmbH：Rechnung R-1，金额118,76 €，付款期限01.04.2026。https://x.example"),
        ("pl", "Shop GmbH: Rechnung R-1, 118,76 €, due 01.04.2026. https://x.example"),
    ],
)
def test_the_text_is_in_the_readers_language(endpoint: Endpoint, locale: str, text: str) -> None:
    channel = Sms(
        gateway=HttpSms(url=endpoint.url(), allow=LOOPBACK), link=lambda _: "https://x.example"
    )
    endpoint.says(200, b"{}")
    channel.send(envelope("+4915112345678", facts=FACTS, locale=locale))
    assert json.loads(endpoint.asked[0].body) == {
        "to": "+4915112345678",
        "text": text,
        "reference": "019cadfd-8900-7000-8000-000000000001",
    }


def test_what_is_not_known_is_left_out_and_texts_may_be_ones_own(endpoint: Endpoint) -> None:
    endpoint.says(200, b'{"messages": [{"id": 7}]}')
    channel = Sms(
        gateway=HttpSms(
            url=endpoint.url(),
            body={"recipient": "{number}", "message": "{text}", "lang": "{locale}", "from": "Shop"},
            message_id="messages.0.id",
            allow=LOOPBACK,
        ),
        texts={"de": ("{title} {number}", ", bitte bis {due_date}", ", {unknown}", "!")},
    )
    sent = channel.send(envelope("+4915112345678", facts={"title": "Rechnung", "number": "R-1"}))
    assert json.loads(endpoint.asked[0].body) == {
        "recipient": "+4915112345678",
        "message": "Rechnung R-1!",
        "lang": "de",
        "from": "Shop",
    }
    assert sent.message_id == "7"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+49 (151) 1234-5678", "+4915112345678"),
        ("13812340000", "+8613812340000"),
        ("138 1234 0000", "+8613812340000"),
        ("+1.415.555.2671", "+14155552671"),
    ],
)
def test_numbers_are_brought_into_one_form(text: str, number: str) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "text", ["0151 12345678", "+0123456789", "12", "", "ap@acme.example", "+49151123456789012"]
)
def test_what_is_no_number_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(DeliveryFailed, match="no telephone number") as caught:
        number_of(text)
    assert not caught.value.retryable
    assert not text or text not in str(caught.value)


def test_a_kit_texts_the_customer_and_shows_no_number_where_it_failed(endpoint: Endpoint) -> None:
    channel = Sms(gateway=HttpSms(url=endpoint.url(), allow=LOOPBACK))
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=ik.Party(name="Shop GmbH", address=ik.Address(country="DE")),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        clock=lambda: NOW,
        channels={"sms": channel},
    )
    buyer = kit.customers.create(name="ACME", phone="+49 151 12345678", country="DE", actor="a")
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="a", payment_terms="net 30")
    issued = kit.invoices.issue(draft.id, actor="a")
    kit.deliveries.send(issued.id, channel="sms", actor="a")
    endpoint.says(200, b"{}")
    kit.run_outbox()
    assert json.loads(endpoint.asked[0].body)["text"] == (
        "Shop GmbH: Rechnung 2026-000001, 118,76 €, fällig am 01.04.2026"
    )
    endpoint.answers[:] = [(400, {}, b""), (503, {}, b"")]
    both = ["+49 151 12345678", "+49 151 12345679"]
    failed = kit.deliveries.send(issued.id, channel="sms", to=both, actor="a")
    kit.run_outbox()
    found = kit.deliveries.get(failed.id)
    assert [each.status for each in found.recipients] == ["failed", "queued"]
    [waiting] = kit.outbox.list(state="pending")
    events = [event.data for event in kit.events.of(issued.id)]
    told = f"{waiting.error} {found.detail} {events}"
    assert "+49****5678: 127.0.0.1 says 400; +49****5679: 127.0.0.1 says 503" in told
    assert "1234567" not in told.replace(" ", "")


def calls(kit: ik.InvoiceKit, said: object, channel: str = "sms") -> list[str]:
    told = kit.deliveries.read_receipts(json.dumps(said).encode(), channel=channel)
    return [each.status for each in told]


@pytest.fixture
def texted(endpoint: Endpoint) -> tuple[ik.InvoiceKit, str]:
    """An invoice that was texted to two numbers by each gateway, one after the other."""
    channels: dict[str, Channel] = {
        "sms": Sms(gateway=HttpSms(url=endpoint.url(), allow=LOOPBACK)),
        "cn": Sms(gateway=gateway(endpoint)),
        "portal": ik.PortalLink(
            base_url="https://shop.example/i", through=Sms(gateway=gateway(endpoint))
        ),
        "email": Mailbox(),
    }
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=ik.Party(name="Shop GmbH", address=ik.Address(country="DE")),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        clock=lambda: NOW,
        channels=channels,
        link_secret=bytes(32),
    )
    buyer = kit.customers.create(name="ACME", phone="+49 151 12345678", country="DE", actor="a")
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
    issued = kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a")
    return kit, issued.id


TWO = ["+49 151 12345678", "138 1234 0000"]


def test_a_callback_moves_the_delivery_it_names(
    texted: tuple[ik.InvoiceKit, str], endpoint: Endpoint
) -> None:
    kit, invoice = texted
    sent = kit.deliveries.send(invoice, channel="sms", to=TWO, actor="a")
    endpoint.says(200, b'{"id": "m-1"}')
    kit.run_outbox()
    assert calls(kit, {"reference": sent.id, "to": TWO[0], "status": "enroute"}) == []
    assert kit.deliveries.get(sent.id).status == "sent"
    lost = {"reference": sent.id, "to": "4915112345678", "status": "UNDELIVERED", "error": "absent"}
    assert calls(kit, lost) == ["sent"]
    form = f"reference={sent.id}&to=%2B8613812340000&status=delivered".encode()
    [told] = kit.deliveries.read_receipts(form, actor="gateway")
    assert [(each.status, each.detail) for each in told.recipients] == [
        ("failed", "absent"),
        ("delivered", None),
    ]
    assert (told.status, kit.invoices.get(invoice).delivery_status) == ("delivered", "delivered")
    before = len(kit.events.of(invoice))
    assert calls(kit, [lost, lost]) == ["delivered"]
    assert len(kit.events.of(invoice)) == before


@pytest.mark.parametrize("channel", ["cn", "portal"])
def test_a_gateway_that_gives_only_its_own_id_is_understood(
    texted: tuple[ik.InvoiceKit, str], endpoint: Endpoint, channel: str
) -> None:
    kit, invoice = texted
    endpoint.answers[:] = [(200, {}, said("Ok").replace(b"5000:1", b"5000:%d" % n)) for n in (1, 2)]
    sent = kit.deliveries.send(invoice, channel=channel, to=TWO, actor="a")
    kit.run_outbox()
    pushed = [
        {
            "user_receive_time": "2026-03-02 18:00:04",
            "nationcode": "86",
            "mobile": mobile,
            "report_status": status,
            "errmsg": code,
            "description": words,
            "sid": sid,
        }
        for mobile, status, code, words, sid in (
            ("13812340000", "SUCCESS", "DELIVRD", "用户短信送达成功", "5000:2"),
            ("15112345678", "FAIL", "-1", "关机", "5000:1"),
            ("13812349999", "SUCCESS", "DELIVRD", "", "of somebody else"),
        )
    ]
    assert calls(kit, pushed, channel) == ["delivered"]
    found = kit.deliveries.get(sent.id)
    assert [(each.status, each.detail) for each in found.recipients] == [
        ("failed", "关机"),
        ("delivered", "用户短信送达成功"),
    ]
    assert kit.audit.verify().intact


def test_old_messages_and_other_channels_are_not_moved(
    texted: tuple[ik.InvoiceKit, str], endpoint: Endpoint
) -> None:
    kit, invoice = texted
    sent = kit.deliveries.send(invoice, channel="sms", to=TWO[:1], actor="a")
    endpoint.says(200, b'{"id": "m-1"}')
    kit.run_outbox()
    told = {"id": "m-1", "status": "delivered"}
    later = ik.InvoiceKit(
        replace(
            kit._runtime,
            tools=replace(kit._runtime.tools, clock=lambda: NOW + timedelta(days=5)),
        )
    )
    assert calls(later, told) == []
    assert calls(kit, {"reference": sent.id, "report_status": "SUCCESS"}, "cn") == []
    assert calls(kit.for_tenant("other"), {**told, "reference": sent.id}) == []
    assert calls(kit, told) == ["delivered"]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"[", b"null", b" " * 1_000_001])
def test_what_is_no_callback_is_refused(texted: tuple[ik.InvoiceKit, str], body: bytes) -> None:
    with pytest.raises(ik.InputError, match="no callback"):
        texted[0].deliveries.read_receipts(body)


def test_who_calls_back_must_be_known(texted: tuple[ik.InvoiceKit, str]) -> None:
    kit, _ = texted

    class Silent:
        def send(self, message: TextMessage, *, now: datetime) -> None: ...

    for channel in ("email", "fax"):
        with pytest.raises(ik.ConfigurationError, match="nobody calls back"):
            kit.deliveries.read_receipts(b"{}", channel=channel)
    with pytest.raises(ik.ConfigurationError, match="Silent does not read callbacks"):
        Sms(gateway=Silent()).receipts(b"{}")
    with pytest.raises(ik.ConfigurationError, match="nobody calls back about email"):
        ik.PortalLink(base_url="https://a.example", through=Mailbox()).receipts(b"{}")


def test_receipts_may_stand_deeper() -> None:
    shape = SmsReceipts(items="result.reports", message_id="msg.id", status="st", delivered=("1",))
    body = {"result": {"reports": [{"msg": {"id": 7}, "st": 1}, {"msg": {"id": 8}, "st": 0}]}}
    [receipt] = shape.read(json.dumps(body).encode())
    assert (receipt.message_id, receipt.fact, receipt.delivery_id) == ("7", "deliver", None)
    assert list(shape.read(b'{"result": 1}')) == []
