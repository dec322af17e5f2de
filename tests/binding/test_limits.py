"""Hostile files are refused before they cost anything, each with one clear sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from invoicekit.binding import LIMITS, Limits, current, keeping
from invoicekit.binding import limits as limits_module
from invoicekit.binding.limits import parse
from invoicekit.errors import InputError

LAUGHS = "".join(
    f'<!ENTITY l{n} "{("&l" + str(n - 1) + ";") * 10 if n else "ha"}">' for n in range(10)
)
ENTITY = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"

DOCTYPES = {
    "billion laughs": f"<!DOCTYPE a [{LAUGHS}]><a>&l9;</a>",
    "quadratic blow-up": f'<!DOCTYPE a [<!ENTITY x "{"x" * 50_000}">]><a>{"&x;" * 50_000}</a>',
    "file as entity": ENTITY,
    "address as entity": "<!DOCTYPE a [<!ENTITY x SYSTEM 'http://localhost:9/x'>]><a>&x;</a>",
    "parameter entity": "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://localhost:9/x'>%x;]><a/>",
    "external DTD": "<!DOCTYPE a SYSTEM 'http://localhost:9/a.dtd'><a/>",
    "public DTD": "<!DOCTYPE a PUBLIC '-//A//B//EN' 'file:///etc/passwd'><a/>",
    "default attributes": "<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]><a/>",
    "DOCTYPE alone": "<!DOCTYPE a><a/>",
    "DOCTYPE of a broken file": "<!DOCTYPE a><a>",
    "DOCTYPE after a comment": f"<!-- {'x' * 20_000} --><!DOCTYPE a><a/>",
}

BROKEN: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n\t", "empty"),
    "open": (b"<a>", "not well-formed"),
    "two roots": (b"<a/><b/>", "not well-formed"),
    "no XML": (b"hello", "not well-formed"),
    "entity of nowhere": (b"<a>&undefined;</a>", "not well-formed"),
    "attribute twice": (b"<a b='1' b='2'/>", "not well-formed"),
    "NUL": (b"<a>\x00</a>", "not well-formed"),
    "prefix of nowhere": (b"<a:b/>", "not well-formed"),
    "deep": (b"<a>" * 10_000 + b"</a>" * 10_000, "nested too deep|not well-formed"),
    "attributes": (
        b"<a %s/>" % b" ".join(b"a%d='1'" % n for n in range(10_000)),
        "too many attributes",
    ),
    "long text": (b"<a>" + b"x" * 30_000_000 + b"</a>", "more than 10,485,760 bytes"),
    "long attribute": (b"<a b='" + b"x" * 15_000_000 + b"'/>", "more than 10,485,760 bytes"),
    "deep beside a long text": (
        b"<a>" * 300 + b"x" * 11_000_000 + b"</a>" * 300,
        "nested too deep",
    ),
    "too large": (b"<a>" + b" " * 64_000_000 + b"</a>", "more than 64,000,000 bytes"),
    "too many": (b"<a>" + b"<b/>" * 4_000_000 + b"</a>", "too many elements"),
    "EBCDIC": ('<?xml version="1.0"?><a/>'.encode("cp037"), "encoding is wrong.*EBCDIC"),
    "UTF-32": ("<a/>".encode("utf-32"), "encoding is wrong.*UTF-32"),
    "UTF-7": (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>',
        "encoding is wrong.*UTF-7",
    ),
    "ISO-2022": (b"<?xml version='1.0' encoding='ISO-2022-JP'?><a/>", "encoding is wrong"),
    "no such encoding": (b"<?xml version='1.0' encoding='x-mine'?><a/>", "encoding is wrong"),
    "Latin-1 undeclared": ("<a>ä</a>".encode("latin-1"), "encoding is wrong"),
    "Latin-1 as UTF-8": (
        b"<?xml version='1.0' encoding='UTF-8'?><a>\xe4 </a>",
        "encoding is wrong",
    ),
    "bytes as UTF-16": (b"<?xml version='1.0' encoding='utf-16'?><a/>", "one byte a letter"),
    "not ASCII": (b"<?xml version='1.0' encoding='US-ASCII'?><a>\xe4</a>", "encoding is wrong"),
    "empty envelope": (
        b"<s:StandardBusinessDocument xmlns:s='%s/StandardBusinessDocumentHeader'/>"
        % b"http://www.unece.org/cefact/namespaces",
        "envelope is empty",
    ),
}

WATCH = {"on": False}
TOUCHED: list[str] = []
"""Files and addresses that were opened while the watch was on; Python's own modules apart."""


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if WATCH["on"] and event in {"open", "socket.connect", "socket.getaddrinfo"}:
        TOUCHED.append(f"{event} {arguments[0]}")


sys.addaudithook(_audit)


@contextmanager
def touching_nothing() -> Iterator[None]:
    """Proves that no file and no address is opened inside."""
    parse(b"<warm/>")
    TOUCHED.clear()
    WATCH["on"] = True
    try:
        yield
    finally:
        WATCH["on"] = False
    assert [each for each in TOUCHED if not each.endswith((".py", ".pyc"))] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
@pytest.mark.parametrize("attack", DOCTYPES.values(), ids=DOCTYPES)
def test_a_doctype_is_refused_in_every_encoding(attack: str, encoding: str) -> None:
    with touching_nothing(), pytest.raises(InputError, match="DOCTYPE"):
        parse(attack.encode(encoding))


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, reason: str) -> None:
    with touching_nothing(), pytest.raises(InputError, match=reason) as caught:
        parse(data)

    told = str(caught.value)
    assert (len(told) < 400, "<string>" in told, "\n" in told) == (True, False, False)


def test_what_points_elsewhere_is_not_followed() -> None:
    data = (
        b'<?xml-stylesheet href="http://localhost:9/x.xsl"?>'
        b'<a xmlns:xi="http://www.w3.org/2001/XInclude"'
        b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        b' xsi:schemaLocation="urn:a http://localhost:9/a.xsd">'
        b'<xi:include href="file:///etc/passwd" parse="text"/></a>'
    )
    with touching_nothing():
        root = parse(data)

    assert [(str(child.tag), child.text) for child in root] == [
        ("{http://www.w3.org/2001/XInclude}include", None)
    ]


@pytest.mark.parametrize(
    ("limits", "data", "reason"),
    [
        (Limits(size=10), b"<a>12345</a>", "more than 10 bytes"),
        (Limits(elements=10), b"<a>" + b"<b/>" * 30 + b"</a>", "too many elements"),
        (Limits(depth=3), b"<a><b><c><d/></c></b></a>", "nested too deep"),
        (Limits(attributes=2), b"<a b='' c='' d=''/>", "too many attributes"),
        (Limits(attachment=3_000), b"<a>" + b"x" * 8_000 + b"</a>", "more than 3,000 bytes"),
    ],
)
def test_the_caller_may_lower_a_limit(limits: Limits, data: bytes, reason: str) -> None:
    assert parse(data).tag == "a"
    with pytest.raises(InputError, match=reason):
        parse(data, limits)
    with keeping(limits), pytest.raises(InputError, match=reason):
        parse(data)
    assert current() is LIMITS


@pytest.mark.parametrize(
    ("limits", "data"),
    [
        (Limits(depth=1_000), b"<a>" * 900 + b"</a>" * 900),
        (Limits(attributes=999), b"<a %s/>" % b" ".join(b"a%d=''" % n for n in range(999))),
        (Limits(attachment=24_000_000), b"<a>" + b"x" * 32_000_000 + b"</a>"),
        (Limits(attachment=50_000_000), b"<a>" + b" " * 64_000_000 + b"</a>"),
    ],
)
def test_the_caller_may_raise_a_limit(limits: Limits, data: bytes) -> None:
    with pytest.raises(InputError):
        parse(data)
    with keeping(limits):
        assert parse(data).tag == "a"
    with keeping(None), pytest.raises(InputError):
        parse(data)


def test_an_attachment_may_have_its_limit_in_lines_of_base64() -> None:
    limits = Limits(attachment=12_000_000)
    line = b"x" * 76 + b"\n      "
    whole = b"<a>" + line * (16_000_000 // 76) + b"</a>"

    assert parse(whole, limits).tag == "a"
    with pytest.raises(InputError, match="12,000,000"):
        parse(whole.replace(b"</a>", b"x" * 100 + b"</a>"), limits)


def test_broken_files_give_our_error_only() -> None:
    """Any damage to a file is read or refused, never a crash."""
    random = Random(7)
    whole = (
        "<?xml version='1.0' encoding='UTF-8'?><!-- c --><r xmlns:c='urn:c' a='1'>"
        "<c:b>é&amp;&#x20AC;</c:b><?p q?><![CDATA[x]]></r>"
    ).encode()
    read = 0
    for _ in range(3_000):
        damaged = bytearray(whole)
        for _ in range(random.randint(1, 4)):
            at = random.randrange(len(damaged))
            damaged[at : at + random.randint(0, 3)] = random.randbytes(random.randint(0, 3))
        try:
            parse(bytes(damaged))
            read += 1
        except InputError:
            pass
    assert 0 < read < 3_000


def test_a_doctype_is_refused_by_the_parser_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were there an encoding that hides it from the look at the bytes."""
    monkeypatch.setattr("invoicekit.binding.limits.check_prolog", lambda _: None)

    with touching_nothing(), pytest.raises(InputError, match="DOCTYPE"):
        parse(ENTITY.encode())


@pytest.mark.parametrize("huge", [False, True])
def test_the_parser_itself_opens_no_file(tmp_path: Path, *, huge: bool) -> None:
    """What libxml2 opens no audit hook sees: its traces would stand in the document."""
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "a.dtd").write_text("<!ATTLIST a b CDATA 'secret'><!ENTITY x 'secret'>")
    inside = f"<!DOCTYPE a [<!ENTITY x SYSTEM '{(tmp_path / 'secret.txt').as_uri()}'>]><a>&x;</a>"
    outside = f"<!DOCTYPE a SYSTEM '{(tmp_path / 'a.dtd').as_uri()}'><a>&x;</a>"

    for attack in (inside, outside):
        root = etree.fromstring(attack.encode(), limits_module._parser(huge=huge))
        assert b"secret" not in etree.tostring(root, with_tail=False)
        assert (root.text, dict(root.attrib)) == (None, {})


def test_comments_and_instructions_are_gone() -> None:
    root = parse(b"<?x y?><a><!-- c --><b>1</b><?p q?></a>")
    assert [child.tag for child in root] == ["b"]
