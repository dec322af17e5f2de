"""Signatures of an OFD: the digest of each part they cover is worked out again and compared.

Whether a part was changed can be told offline. Whether the signature itself is the tax bureau's
cannot: that takes its certificates. Source: GB/T 33190-2016 (18), GB/T 38540-2020.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from invoicekit.findings import Finding, Severity
from invoicekit.formats._ofd.package import Package, resolved
from invoicekit.formats._ofd.structure import OfdDocument, below, text_of
from invoicekit.jurisdiction.fapiao import sm3

if TYPE_CHECKING:
    from lxml.etree import _Element

DIGEST, SIGNATURE = "OFD-DIGEST", "OFD-SIGNATURE"
_LIST = "Signatures.xml"


def _named(name: str) -> Callable[[bytes], bytes]:
    return lambda data: hashlib.new(name, data, usedforsecurity=False).digest()


METHODS: dict[str, Callable[[bytes], bytes]] = {
    "1.2.156.10197.1.401": sm3,
    "SM3": sm3,
    "MD5": _named("md5"),
    "SHA1": _named("sha1"),
    "SHA256": _named("sha256"),
}
"""CheckMethod → digest of a part."""


_TEXTS = {
    "ofd.changed": "{part} was changed after it was signed.",
    "ofd.gone": "{part} is signed and is missing.",
    "ofd.added": "{part} was changed by a later signature, which is no fault.",
    "ofd.undigested": "The digest of {part} cannot be read.",
    "ofd.unchecked": "The digests of {count} parts cannot be checked: CheckMethod {method}.",
    "ofd.unsigned": "The signature {part} is missing.",
    "ofd.signed": "Signed {when} with {method}: {same} of {count} parts are unchanged;"
    " the signature itself was not verified.",
}
"""Key of a text, in every language → the English one."""


def signature_findings(document: OfdDocument) -> Iterator[Finding]:
    """Yields what its signatures say of a document."""
    path = document.signatures
    if path is None:
        return
    listed = document.package.element(path)
    if listed is None:
        yield _finding(SIGNATURE, Severity.ERROR, "ofd.unsigned", path, part=path)
        return
    signatures = list(below(listed, "Signature"))
    for each in signatures:
        place = resolved(path, each.get("BaseLoc"))
        root = document.package.element(place) if place else None
        if place is None or root is None:
            part = place or each.get("BaseLoc") or "?"
            yield _finding(SIGNATURE, Severity.ERROR, "ofd.unsigned", path, part=part)
            continue
        yield from _checked(document.package, place, root, several=len(signatures) > 1)


def _checked(package: Package, place: str, root: _Element, *, several: bool) -> Iterator[Finding]:
    references = next(below(root, "References"), None)
    method = ((references.get("CheckMethod") if references is not None else None) or "?").strip()
    digest = METHODS.get(method.upper())
    found = [] if references is None else list(below(references, "Reference"))
    count = str(len(found))
    if digest is None:
        yield _finding(DIGEST, Severity.WARNING, "ofd.unchecked", place, count=count, method=method)
        return
    changed = 0
    for each in found:
        problem = _problem(package, place, each, digest)
        if problem is None:
            continue
        changed += 1
        part = (each.get("FileRef") or "?").strip()
        if several and part.rpartition("/")[2] == _LIST:
            yield _finding(DIGEST, Severity.INFORMATION, "ofd.added", place, part=part)
        else:
            yield _finding(DIGEST, Severity.ERROR, problem, place, part=part)
    yield _finding(
        SIGNATURE,
        Severity.INFORMATION,
        "ofd.signed",
        place,
        when=text_of(root, "SignatureDateTime") or "?",
        method=text_of(root, "SignatureMethod") or "?",
        same=str(len(found) - changed),
        count=count,
    )


def _problem(
    package: Package, place: str, reference: _Element, digest: Callable[[bytes], bytes]
) -> str | None:
    """Returns the text of what is wrong with a part that a signature covers, None for nothing."""
    part = resolved(place, reference.get("FileRef"))
    data = package.part(part) if part else None
    if data is None:
        return "ofd.gone"
    try:
        told = base64.b64decode(text_of(reference, "CheckValue") or "", validate=True)
    except (binascii.Error, ValueError):
        return "ofd.undigested"
    return None if told == digest(data) else "ofd.changed"


def _finding(rule: str, severity: Severity, text: str, place: str, **params: str) -> Finding:
    message = _TEXTS[text].format(**params)
    return Finding(rule, severity, message, params={"text": text, **params}, location=place)
