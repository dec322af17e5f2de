"""Baiwang's router: tokens, signatures, and what counts as an answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from invoicekit.authority._tokens import Token, TokenFile
from invoicekit.errors import LookupFailed, StateError
from invoicekit.ports import Clock

_SIX_HOURS = 21_600


class Refused(StateError):
    """The platform understood, and says no.

    Attributes:
        said: Its own code for it.
        duplicate: Whether it says that the order number is there already.
    """

    code = "lifecycle.refused_by_baiwang"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, where="baiwang", expected="success", params={"code": code})
        self.said = code
        self.duplicate = any(word in message for word in ("重复", "已存在"))


class Router:
    """Calls methods of one application for one taxpayer.

    Attributes:
        client: The connections, for files that stand elsewhere.
    """

    def __init__(
        self,
        *,
        app_key: str,
        app_secret: str,
        user: str,
        password: str,
        salt: str,
        tax_number: str,
        token_file: Path,
        clock: Clock,
        url: str,
        timeout: int,
    ) -> None:
        self._app_key, self._secret, self.tax_number = app_key, app_secret, tax_number
        self._user, self._password, self._salt = user, password, salt
        self._tokens = TokenFile(token_file, clock)
        self._clock, self._url = clock, url
        self.client = httpx.Client(timeout=timeout)

    def call(self, method: str, content: Mapping[str, object], request_id: str) -> list[Any]:
        """Returns the platform's list of results.

        Raises:
            Refused: It refuses.
            LookupFailed: It gave no answer, or did not look at the request.
        """
        try:
            token = self._tokens.get(self._app_key, self._token)
            body = {"taxNo": self.tax_number, **content}
            said = self._post(f"baiwang.s.{method}", body, request_id, {"token": token})
        except (httpx.HTTPError, ValueError) as problem:
            raise LookupFailed(str(problem), retryable=True, where="baiwang") from problem
        if said.get("success"):
            response = said.get("response")
            return response if isinstance(response, list) else [response] if response else []
        refusal = said.get("errorResponse")
        refusal = refusal if isinstance(refusal, dict) else {}
        code = str(refusal.get("subCode") or refusal.get("code") or "")
        text = str(refusal.get("subMessage") or refusal.get("message") or "")
        if "token" in f"{refusal.get('code')} {refusal.get('message')}".lower():
            self._tokens.forget(self._app_key)
            raise LookupFailed(text, retryable=True, where="baiwang", params={"code": code})
        if not refusal:
            raise LookupFailed("no answer that is understood", retryable=True, where="baiwang")
        raise Refused(code, text)

    def close(self) -> None:
        """Lets go of the connections."""
        self.client.close()

    def _post(
        self, method: str, content: Mapping[str, object], request_id: str, more: Mapping[str, str]
    ) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        given = {
            "method": method,
            "appKey": self._app_key,
            "timestamp": str(int(self._clock().timestamp() * 1000)),
            "version": "6.0",
            "format": "json",
            "type": "sync",
            "requestId": request_id,
            **more,
        }
        signed = {**given, "sign": sign(self._secret, given, body)}
        answer = self.client.post(
            self._url,
            params=signed,
            content=body.encode(),
            headers={"Content-Type": "application/json;charset=UTF-8"},
        )
        answer.raise_for_status()
        said = answer.json()
        return said if isinstance(said, dict) else {}

    def _token(self) -> Token:
        salted = hashlib.md5((self._password + self._salt).encode()).hexdigest()  # noqa: S324 - the platform's way
        password = hashlib.sha1(salted.encode()).hexdigest()  # noqa: S324 - the platform's way
        content = {
            "grant_type": "password",
            "client_id": self._app_key,
            "client_secret": self._secret,
            "username": self._user,
            "password": password,
        }
        said = self._post("baiwang.oauth.token", content, "token", {})
        response = said.get("response") or {}
        if "access_token" not in response:
            raise ValueError(f"no token: {said.get('errorResponse')}")
        lasts = timedelta(seconds=int(response.get("expires_in") or _SIX_HOURS))
        return Token(str(response["access_token"]), self._clock() + lasts)


def sign(secret: str, given: Mapping[str, str], body: str) -> str:
    """Returns the request's signature: MD5 over the secret around sorted parameters and body."""
    text = "".join(f"{name}{given[name]}" for name in sorted(given))
    return hashlib.md5(f"{secret}{text}{body}{secret}".encode()).hexdigest().upper()  # noqa: S324 - the platform's way
