"""Originals that a platform keeps under an address: fetched, and looked at before they are kept."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from invoicekit.errors import LookupFailed

_MOST = 64_000_000
"""Bytes of a file that is taken at all."""
_BEGINNINGS = {"pdf": (b"%PDF",), "ofd": (b"PK\x03\x04",), "fapiao-xml": (b"<", b"\xef\xbb\xbf<")}
"""Kind → how such a file begins: a page that says sorry is no original."""

KINDS = tuple(_BEGINNINGS)
"""The kinds of files that platforms make."""


def downloaded(client: httpx.Client, url: str, kind: str) -> bytes:
    """Returns the file of an address.

    Raises:
        LookupFailed: It cannot be had there, or is none of this kind; worth asking again.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise _missing(url, "the address is none of the web")
    data = bytearray()
    try:
        with client.stream("GET", url, follow_redirects=True) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                data += part
                if len(data) > _MOST:
                    raise _missing(url, f"it has more than {_MOST:,} bytes")
    except httpx.HTTPError as problem:
        raise _missing(url, str(problem)) from problem
    if not data.lstrip().startswith(_BEGINNINGS[kind]):
        raise _missing(url, f"what stands there is no {kind}")
    return bytes(data)


def _missing(url: str, why: str) -> LookupFailed:
    return LookupFailed(f"the original cannot be fetched: {why}", retryable=True, where=url[:200])
