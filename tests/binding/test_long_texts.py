"""Long texts are not parsed, and files with them say what they say when they are."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable

import pytest
from tests.formats.test_straight import FILES, READERS, said, sample

import invoicekit as ik
from invoicekit.binding import Limits, Reader, keeping
from invoicekit.binding.limits import parse
from invoicekit.binding.long_texts import LONG, long_texts
from invoicekit.errors import InputError

CONTENT = b64encode(bytes(range(256)) * (LONG // 256)).decode()
WRAPPED = re.sub("(.{76})", r"\1\n", CONTENT)
OBJECT = {
    "ubl": "cbc:EmbeddedDocumentBinaryObject",
    "cii": "ram:AttachmentBinaryObject",
}


def file(form: str, *contents: str) -> bytes:
    attachments = [
        ik.Attachment(id=str(at), data=each, mime_type="application/pdf", file_name="a.pdf")
        for at, each in enumerate(contents)
    ]
    return ik.write(sample("One", "Two").replace(attachments=attachments), form)


def whole(form: str) -> Reader:
    """A reader that parses all there is."""
    reader = READERS[form]()
    reader._cut = lambda *_: None  # type: ignore[method-assign]
    return reader


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of what was parsed."""
    sizes: list[int] = []

    def counted(data: bytes, limits: Limits | None = None) -> object:
        sizes.append(len(data))
        return parse(data, limits)

    monkeypatch.setattr("invoicekit.binding.reader.parse", counted)
    return sizes


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("contents", [(CONTENT,), (WRAPPED, "aGk=", CONTENT)])
def test_documents_attached_are_not_parsed(
    form: str, contents: tuple[str, ...], parsed: list[int]
) -> None:
    data = file(form, *contents)
    expected = said(whole(form), data)
    del parsed[:]

    assert said(READERS[form](), data) == expected
    assert max(parsed) < len(data) - LONG
    assert isinstance(expected, tuple)


SPELLED: dict[str, Callable[[str], str]] = {
    "another letter": lambda text: text.replace("A", "*", 1),
    "carriage returns": lambda text: text.replace("A", "A\r\n", 1),
    "an entity": lambda text: text.replace("A", "&#65;", 1),
    "a section": lambda text: f"<![CDATA[{text}]]>",
    "a comment": lambda text: f"<!-- <a>{text}</a> -->{text}",
    "an element": lambda text: f"{text}<a/>{text}",
}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("spelled", SPELLED.values(), ids=SPELLED)
def test_whatever_else_is_long_is_parsed(form: str, spelled: Callable[[str], str]) -> None:
    data = file(form, CONTENT).replace(CONTENT.encode(), spelled(CONTENT).encode())

    assert said(READERS[form](), data) == said(whole(form), data)


PLACES = {
    "unknown": lambda text, name: (rf"(<{name}[^>]*>)", rf"<cbc:X>{text}</cbc:X>\1"),
    "twice": lambda text, name: (rf"(<{name}.*?</{name}>)", rf"\1<{name}>{text}</{name}>"),
    "odd": lambda text, name: (rf"<({name})[^>]*>[^<]*", rf'<\1 odd="1">{text}'),
    "a name": lambda text, _: ("ACME", text),
}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_long_texts_anywhere_say_the_same(
    form: str, place: Callable[[str, str], tuple[str, str]]
) -> None:
    text = file(form, "aGk=").decode().replace("<ram:X", "<cbc:X")
    old, new = place(CONTENT, OBJECT[form])
    data = re.sub(old, new, text, count=1, flags=re.DOTALL).encode()
    data = data.replace(b"cbc:X", b"X") if form == "cii" else data

    assert CONTENT.encode() in data
    assert said(READERS[form](), data) == said(whole(form), data)


@pytest.mark.parametrize("form", READERS)
def test_a_text_that_looks_like_what_stands_for_a_long_one(form: str) -> None:
    data = file(form, CONTENT).replace(b"ACME", b"text 0")

    assert said(READERS[form](), data) == said(whole(form), data)


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("limits", [Limits(attachment=LONG // 2), Limits(size=LONG)], ids=str)
def test_limits_hold(form: str, limits: Limits) -> None:
    data = file(form, CONTENT)

    with keeping(limits), pytest.raises(InputError) as problem:
        READERS[form]().read(data)
    with keeping(limits), pytest.raises(InputError, match=re.escape(str(problem.value))):
        whole(form).read(data)


@pytest.mark.parametrize("form", READERS)
def test_places_are_those_of_the_whole_file(form: str) -> None:
    data = file(form, WRAPPED).replace(b">19<", b">0<")
    found = ik.validate(data, "en16931").findings

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("invoicekit.binding.reader.long_texts", lambda *_: None)
        assert ik.validate(data, "en16931").findings == found
    assert any(each.location for each in found)


def test_files_without_long_texts_are_left_alone() -> None:
    assert long_texts(FILES["ubl"], Limits()) is None
    assert long_texts(file("ubl", CONTENT).decode().encode("utf-16"), Limits()) is None
