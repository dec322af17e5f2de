"""腾讯云短信: `SendSms` of 2021-01-11, signed by TC3-HMAC-SHA256.

A text must be approved beforehand, so a message is a template's id and what fills it in. Source:
https://cloud.tencent.com/document/product/382/55981 (SendSms) and …/382/52072 (签名方法 v3).
"""

from __future__ import annotations

import hmac
import json
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from urllib.parse import urlsplit

from invoicekit.delivery._http import Poster
from invoicekit.delivery._sms_gateway import TextMessage, answer_of, found
from invoicekit.delivery._sms_receipts import SmsReceipts
from invoicekit.errors import DeliveryFailed
from invoicekit.ports import Receipt

ALGORITHM = "TC3-HMAC-SHA256"
JSON = "application/json; charset=utf-8"
PARAMS = ("seller", "number", "amount", "due_date", "link")
_RECEIPTS = SmsReceipts(
    reference="",
    message_id="sid",
    number="mobile",
    status="report_status",
    detail="description",
    delivered=("SUCCESS",),
    failed=("FAIL",),
)
_PASSING = ("InternalError", "LimitExceeded", "RequestLimitExceeded", "ResourceUnavailable")
"""Codes after which another try may do; the others are about the number, text or account."""


def authorization(
    secret_id: str, secret_key: str, *, service: str, host: str, body: bytes, at: datetime
) -> str:
    """Returns the header that signs a request, over its host, type and body."""
    stamp, day = str(int(at.timestamp())), f"{at.astimezone(UTC):%Y-%m-%d}"
    signed = "content-type;host"
    headers = f"content-type:{JSON}\nhost:{host}\n"
    request = "\n".join(("POST", "/", "", headers, signed, sha256(body).hexdigest()))
    scope = f"{day}/{service}/tc3_request"
    text = "\n".join((ALGORITHM, stamp, scope, sha256(request.encode()).hexdigest()))
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    return (
        f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={signed}, Signature={signature}"
    )


@dataclass(frozen=True, kw_only=True)
class TencentSms:
    """Text messages by 腾讯云.

    Attributes:
        secret_id: Of the account's key, with its `secret_key`.
        app_id: SmsSdkAppId of the application.
        sign_name: 短信签名 that was approved; not asked outside of China.
        templates: Language → id of the approved template; the first serves all others.
        params: What fills it in, in its order: names of `Envelope.facts`, and `link`.
        url: The address, and `region` where the account is.
    """

    secret_id: str
    secret_key: str = field(repr=False)
    app_id: str
    sign_name: str = ""
    templates: Mapping[str, str]
    params: Sequence[str] = PARAMS
    region: str = "ap-guangzhou"
    url: str = "https://sms.tencentcloudapi.com"
    allow: Sequence[str] = ()
    timeout: int = 20
    context: ssl.SSLContext | None = field(default=None, repr=False)

    @cached_property
    def _post(self) -> Poster:
        return Poster(allow=self.allow, timeout=self.timeout, context=self.context)

    def send(self, message: TextMessage, *, now: datetime) -> str | None:
        """Sends a message and returns its serial number."""
        body = json.dumps(self._body(message), ensure_ascii=False).encode()
        host = urlsplit(self.url).netloc
        headers = {
            "Content-Type": JSON,
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Region": self.region,
            "X-TC-Timestamp": str(int(now.timestamp())),
            "Authorization": authorization(
                self.secret_id, self.secret_key, service="sms", host=host, body=body, at=now
            ),
        }
        said = answer_of(self._post.send(f"{self.url}/", body, headers, now=now))
        code = found(said, "Response.Error.Code") or found(said, "Response.SendStatusSet.0.Code")
        if code == "Ok":
            return found(said, "Response.SendStatusSet.0.SerialNo")
        raise DeliveryFailed(
            f"the gateway says {code or 'nothing of use'}",
            retryable=code is None or code.startswith(_PASSING),
            where=host,
            params={"code": code} if code else None,
        )

    def receipts(self, callback: bytes) -> Iterator[Receipt]:
        """Yields what 短信下发状态通知 says; the gateway calls the address entered at its console.

        Source: https://cloud.tencent.com/document/product/382/59178.
        """
        return _RECEIPTS.read(callback)

    def _body(self, message: TextMessage) -> dict[str, object]:
        language = message.locale.partition("-")[0]
        template = self.templates.get(language) or next(iter(self.templates.values()))
        return {
            "PhoneNumberSet": [message.number],
            "SmsSdkAppId": self.app_id,
            "SignName": self.sign_name,
            "TemplateId": template,
            "TemplateParamSet": [message.facts.get(name, "") for name in self.params],
            "SessionContext": message.id,
        }
