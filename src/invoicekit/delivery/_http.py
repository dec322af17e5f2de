"""One POST to a server that is not ours: guarded, bounded, and judged by its status."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property

import httpcore
import httpx

from invoicekit.delivery._network import GuardedNetwork, Resolve, networks, resolved
from invoicekit.errors import DeliveryFailed

LARGEST_ANSWER = 65_536
"""Bytes of an answer that are read at most; nobody needs more to say yes."""
_BUSY = {408, 425, 429}
_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Poster:
    """How requests leave.

    Attributes:
        allow: Networks of our own that may be reached; nothing but the open Internet else.
        timeout: Seconds for one request, everything together.
        context: Whom to trust; the system's trust by default.
        resolve: Finds the addresses of a name.
    """

    allow: Sequence[str] = ()
    timeout: int = 20
    context: ssl.SSLContext | None = field(default=None, repr=False)
    resolve: Resolve = resolved

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()

    def send(self, url: str, body: bytes, headers: Mapping[str, str], *, now: datetime) -> bytes:
        """Sends one request and returns the answer's body.

        No redirect is followed, and no proxy of the environment asked: the address is the one
        that was checked.

        Raises:
            DeliveryFailed: It is not taken. No answer, 408, 425, 429 and 5xx may pass.
        """
        asked = _url(url)
        tls = asked.scheme == b"https"
        host = asked.host.decode()
        network = GuardedNetwork(
            networks(self.allow), tls=tls, within=self.timeout, resolve=self.resolve
        )
        steps = dict.fromkeys(("connect", "read", "write", "pool"), self.timeout)
        with httpcore.ConnectionPool(network_backend=network, ssl_context=self._trust) as pool:
            try:
                with pool.stream(
                    "POST",
                    asked,
                    headers=[("User-Agent", "invoicekit"), *headers.items()],
                    content=body,
                    extensions={"timeout": steps},
                ) as answer:
                    said = _read(answer, host)
            except (httpcore.TimeoutException, httpcore.NetworkError) as problem:
                text = f"{host} does not answer: {str(problem) or type(problem).__name__}"
                raise DeliveryFailed(text, retryable=True, where=host) from problem
            except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as problem:
                text = f"{host} does not speak HTTP: {problem}"
                raise DeliveryFailed(text, retryable=True, where=host) from problem
        _judge(answer, host, now)
        return said


def _url(text: str) -> httpcore.URL:
    """Returns a URL taken apart, its name in the form of the DNS."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as problem:
        raise _no_url(text, str(problem)) from problem
    if url.scheme not in {"http", "https"} or not url.host:
        raise _no_url(text, "it has no https:// or no name")
    if url.userinfo:
        raise _no_url(url.host, "a password stands in it")
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def _no_url(text: str, why: str) -> DeliveryFailed:
    return DeliveryFailed(
        f"{text!r} is no address to send to: {why}",
        retryable=False,
        where="url",
        expected="https://…",
    )


def _read(answer: httpcore.Response, host: str) -> bytes:
    kept = bytearray()
    for chunk in answer.iter_stream():
        kept += chunk
        if len(kept) > LARGEST_ANSWER:
            raise DeliveryFailed(
                f"{host} answers with more than {LARGEST_ANSWER:,} bytes",
                retryable=False,
                where=host,
            )
    return bytes(kept)


def _judge(answer: httpcore.Response, host: str, now: datetime) -> None:
    status = answer.status
    if httpx.codes.is_success(status):
        return
    raise DeliveryFailed(
        f"{host} says {status}",
        retryable=status in _BUSY or httpx.codes.is_server_error(status),
        retry_after=_asked_wait(answer, now),
        where=host,
        params={"status": status},
    )


def _asked_wait(answer: httpcore.Response, now: datetime) -> timedelta | None:
    """Returns what `Retry-After` asks for (RFC 9110, 10.2.3), a day at most."""
    text = next((v.decode("latin-1") for k, v in answer.headers if k.lower() == b"retry-after"), "")
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(wait, _LONGEST_WAIT) if wait > timedelta(0) else None
