"""Asking a server that is not ours: time limits, a few attempts, answers of bounded size."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.errors import ConfigurationError, LookupFailed, MissingExtra

try:
    import httpx
    from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential
except ModuleNotFoundError as problem:  # pragma: no cover - a core install
    raise MissingExtra("http", feature="lookups", package=problem.name or "httpx") from problem

_TOO_MANY = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for an answer, and how often to ask.

    Attributes:
        timeout: Seconds for each step of one attempt.
        attempts: How often in all.
        pause: Seconds before the second attempt, doubled before each further one.
        longest: Seconds a pause has at most.
    """

    timeout: int = 10
    attempts: int = 3
    pause: int = 1
    longest: int = 30


class HttpSource:
    """One server.

    Args:
        url: Its address, without the last slash.
        name: For messages.
        patience: Time limits and attempts.
        size: Bytes an answer may have.
        sleep: Waits between attempts.
        transport: How requests travel; tests bring their own.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str,
        patience: Patience,
        size: int = 8_000_000,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise ConfigurationError(f"{url!r} is no address of {name}", expected="https://…")
        self._name = name
        self._size = size
        self._client = httpx.Client(
            base_url=url.rstrip("/") + "/", timeout=patience.timeout, transport=transport
        )
        self._attempts = Retrying(
            stop=stop_after_attempt(patience.attempts),
            wait=wait_exponential(multiplier=patience.pause, max=patience.longest),
            retry=retry_if_exception(_passes),
            sleep=sleep,
            reraise=True,
        )

    def get(self, path: str) -> bytes:
        """Returns the body of a page.

        Raises:
            LookupFailed: No usable answer came, after all attempts.
        """
        return self._attempts(self._once, "GET", path, None)

    def get_json(self, path: str) -> object:
        """Returns a page's JSON. Raises as `get`, also for what is no JSON."""
        return self._json(self.get(path))

    def post_json(
        self, path: str, body: dict[str, str], *, again: Callable[[object], str | None]
    ) -> object:
        """Sends JSON and returns the JSON that came back. Raises as `get_json`.

        Args:
            path: Below the server's address.
            body: What is sent.
            again: Says of an answer why to ask again, None where it is final.
        """

        def attempt() -> object:
            said = self._json(self._once("POST", path, body))
            if reason := again(said):
                raise self._failed(f"is busy: {reason}", reason, retryable=True)
            return said

        return self._attempts(attempt)

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    def _once(self, method: str, path: str, body: dict[str, str] | None) -> bytes:
        try:
            with self._client.stream(method, path, json=body) as answer:
                if answer.is_success:
                    return self._read(answer)
                status = answer.status_code
        except httpx.TimeoutException as problem:
            raise self._failed("no answer in time", "TIMEOUT", retryable=True) from problem
        except httpx.HTTPError as problem:
            text = f"cannot be reached: {problem}"
            raise self._failed(text, "UNREACHABLE", retryable=True) from problem
        busy = status == _TOO_MANY or httpx.codes.is_server_error(status)
        raise self._failed(f"answered with HTTP {status}", f"HTTP_{status}", retryable=busy)

    def _read(self, answer: httpx.Response) -> bytes:
        kept = bytearray()
        for chunk in answer.iter_bytes():
            kept += chunk
            if len(kept) > self._size:
                raise self._failed(f"sent more than {self._size:,} bytes", "TOO_LARGE")
        return bytes(kept)

    def _json(self, body: bytes) -> object:
        try:
            found: object = json.loads(body)
        except ValueError as problem:
            raise self._failed("sent no JSON", "MALFORMED") from problem
        return found

    def _failed(self, text: str, reason: str, *, retryable: bool = False) -> LookupFailed:
        return LookupFailed(
            f"{self._name}: {text}",
            where=str(self._client.base_url),
            retryable=retryable,
            params={"reason": reason},
        )


def _passes(problem: BaseException) -> bool:
    return isinstance(problem, LookupFailed) and problem.retryable
