"""Nuonuo's gateway: tokens, signatures, and what counts as an answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from invoicekit.authority._tokens import Allowance, Token, TokenFile
from invoicekit.errors import LookupFailed
from invoicekit.ports import Clock

OK = "E0000"
_BAD_TOKEN = ("0701", "0703")
_PREFIX = "nuonuo.OpeMplatform."
_DAY = timedelta(hours=24)
_ALLOWED = (Allowance(5, _DAY), Allowance(50, timedelta(days=30)))
"""The platform gives 50 tokens in 30 days; 5 a day keep wrong settings from using them all up."""


class Gateway:
    """Calls methods of one application for one taxpayer.

    Attributes:
        client: The connections, for files that stand elsewhere.
    """

    def __init__(
        self,
        *,
        app_key: str,
        app_secret: str,
        tax_number: str,
        token_file: Path,
        clock: Clock,
        url: str,
        token_url: str,
        timeout: int,
    ) -> None:
        self._app_key, self._secret, self._tax_number = app_key, app_secret, tax_number
        self._tokens = TokenFile(token_file, clock, _ALLOWED)
        self._clock, self._url, self._token_url = clock, url, token_url
        self.client = httpx.Client(timeout=timeout)
        self._count = itertools.count()

    def call(self, method: str, content: Mapping[str, object]) -> dict[str, Any]:
        """Returns code, description and result that the platform gives.

        Raises:
            LookupFailed: It gave none, or did not look at the request.
        """
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        try:
            token = self._tokens.get(self._app_key, self._token)
            said = self._post(method, body, token)
        except (httpx.HTTPError, ValueError) as problem:
            raise _unanswered(str(problem)) from problem
        code = str(said.get("code", ""))
        if code.startswith(_BAD_TOKEN):
            # It was not looked at, so it may be asked again with a token of today.
            self._tokens.forget(self._app_key)
            raise _unanswered(str(said.get("describe")), code)
        return said

    def close(self) -> None:
        """Lets go of the connections."""
        self.client.close()

    def _post(self, method: str, body: str, token: str) -> dict[str, Any]:
        stamp = str(int(self._clock().timestamp()))
        unique = hashlib.sha256(f"{stamp}/{next(self._count)}/{body}".encode()).hexdigest()
        # a positive number of eight digits: none begins with 0
        senid, nonce = unique[:32], str(10**7 + int(unique[32:48], 16) % (9 * 10**7))
        answer = self.client.post(
            self._url,
            params={"senid": senid, "nonce": nonce, "timestamp": stamp, "appkey": self._app_key},
            content=body.encode(),
            headers={
                "Content-Type": "application/json;charset=UTF-8",
                "X-Nuonuo-Sign": sign(self._secret, self._app_key, senid, nonce, stamp, body),
                "accessToken": token,
                "userTax": self._tax_number,
                "method": _PREFIX + method,
            },
        )
        answer.raise_for_status()
        said = answer.json()
        return said if isinstance(said, dict) else {}

    def _token(self) -> Token:
        form = {
            "client_id": self._app_key,
            "client_secret": self._secret,
            "grant_type": "client_credentials",
        }
        answer = self.client.post(self._token_url, data=form)
        answer.raise_for_status()
        said = answer.json()
        if "access_token" not in said:
            raise ValueError(f"no token: {said.get('error_description') or said.get('error')}")
        lasts = timedelta(seconds=int(said.get("expires_in") or _DAY.total_seconds()))
        return Token(str(said["access_token"]), self._clock() + lasts)


def sign(secret: str, key: str, senid: str, nonce: str, stamp: str, body: str) -> str:
    """Returns the request's signature: HMAC-SHA1 over the platform's own path and the rest.

    The path is the documented `/open/v1/services`, whatever proxy or port the request goes through.
    """
    text = f"a=services&l=v1&p=open&k={key}&i={senid}&n={nonce}&t={stamp}&f={body}"
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), "sha1")).decode()


def _unanswered(message: str, code: str = "") -> LookupFailed:
    return LookupFailed(message, retryable=True, where="nuonuo", params={"code": code or None})
