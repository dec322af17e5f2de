"""Hostile files are refused before they cost anything."""

from __future__ import annotations

import pytest

from invoicekit.binding import Limits
from invoicekit.binding.limits import parse
from invoicekit.errors import InputError

BOMB = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'
FILE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<a>", "not well-formed"),
        (b"<a/><b/>", "not well-formed"),
        (b"hello", "not well-formed"),
        (b"<a>&undefined;</a>", "not well-formed"),
        (b"<a b='1' b='2'/>", "not well-formed"),
        (b"<a>\x00</a>", "not well-formed"),
        (b"<a>\xff</a>", "not well-formed"),
        (b"<!DOCTYPE a><a/>", "DOCTYPE"),
        (b"<!DOCTYPE a><a>", "DOCTYPE"),  # before anything is parsed
        (BOMB, "DOCTYPE"),
        (FILE, "DOCTYPE"),
        (b"\xff\xfe" + BOMB.decode().encode("utf-16-le"), "DOCTYPE"),
        (b"\xfe\xff" + FILE.decode().encode("utf-16-be"), "DOCTYPE"),
        ('<?xml version="1.0"?><a/>'.encode("cp037"), "EBCDIC"),
        (b"<a>" * 300 + b"</a>" * 300, "not well-formed"),
        (b"<a>" + b"<b/>" * 30 + b"</a>", "too many elements"),
        (b"<a>" + b" " * 1000 + b"</a>", "bytes"),
    ],
)
def test_refuses(data: bytes, reason: str) -> None:
    limits = Limits(size=1000, elements=10) if len(data) < 1_500 else Limits()
    with pytest.raises(InputError, match=reason):
        parse(data, limits)


def test_a_doctype_in_an_unknown_disguise_is_still_refused() -> None:
    disguised = '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'.encode("ascii")
    with pytest.raises(InputError):
        parse(disguised)


def test_comments_and_instructions_are_gone() -> None:
    root = parse(b"<?x y?><a><!-- c --><b>1</b><?p q?></a>")
    assert [child.tag for child in root] == ["b"]
