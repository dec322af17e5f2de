"""What a file begins with is seen without reading it: encodings, envelopes, remarks."""

from __future__ import annotations

import pytest

from invoicekit.binding import opening
from invoicekit.binding.limits import parse

ROOT = '<a:Invoice xmlns:a="urn:a"><b>1</b></a:Invoice>'
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"


@pytest.mark.parametrize(
    "before",
    ["", "\ufeff", "\n  ", "\ufeff \n", '<?xml version="1.0"?>\n', '\n<?xml version="1.0"?>'],
)
def test_what_stands_before_the_root_is_passed_over(before: str) -> None:
    data = (before + ROOT).encode()

    assert opening(data) == ROOT
    assert str(parse(data).tag) == "{urn:a}Invoice"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_sixteen_bits_a_letter_are_seen(encoding: str) -> None:
    data = ('<?xml version="1.0" encoding="UTF-16"?>' + ROOT).encode(encoding)

    assert opening(data) == ROOT
    assert str(parse(data).tag) == "{urn:a}Invoice"


@pytest.mark.parametrize(
    "before",
    [
        "<!-- <Other xmlns='urn:b'> -->",
        f"<?xml version='1.0'?><?style {'x' * 9_000}?>",
        f"<!-- {'long ' * 5_000} -->",
        f"\n<?xml version='1.0'?>\n<!-- {'x' * 20_000} -->\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_root_behind_remarks_is_found(before: str, encoding: str) -> None:
    data = (before.strip() + ROOT if encoding == "utf-16" else before + ROOT).encode(encoding)

    assert opening(data).startswith('<Invoice xmlns="urn:a">')
    assert "<b>1</b>" in opening(data)
    assert str(parse(data).tag) == "{urn:a}Invoice"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (f'<StandardBusinessDocument xmlns="{SBDH}">', "</StandardBusinessDocument>"),
        (f'<s:StandardBusinessDocument xmlns:s="{SBDH}">', "</s:StandardBusinessDocument>"),
    ],
)
@pytest.mark.parametrize("length", [1, 9_000])
def test_the_envelope_is_taken_off(start: str, end: str, length: int) -> None:
    prefix = start[1 : start.index("StandardBusinessDocument")]
    header = f"{prefix}StandardBusinessDocumentHeader"
    inner = f"<{prefix}HeaderVersion>{'1' * length}</{prefix}HeaderVersion>"
    data = f"{start}<{header}>{inner}</{header}>{ROOT}{end}".encode()

    assert opening(data).startswith('<Invoice xmlns="urn:a">')
    root = parse(data.replace(b"<b>", b"\n<b>"))
    assert (str(root.tag), root.getroottree().getroot()) == ("{urn:a}Invoice", root)
    assert [element.sourceline for element in root] == [2]


def test_another_document_of_that_name_is_no_envelope() -> None:
    data = b"<StandardBusinessDocument xmlns='urn:mine'><a/></StandardBusinessDocument>"

    assert opening(data).startswith('<StandardBusinessDocument xmlns="urn:mine">')
    assert str(parse(data).tag) == "{urn:mine}StandardBusinessDocument"


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"%PDF-1.7", b"<!DOCTYPE a><a/>", b"<!-- ", b"<?x ?>", b"\x80" * 9],
)
def test_what_is_no_xml_comes_back_as_it_is(data: bytes) -> None:
    assert opening(data) == data.decode(errors="replace")
