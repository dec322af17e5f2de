"""Our strings own the escaping, so they must say what lxml reads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from invoicekit.binding.escape import attribute_to_xml, is_plain, text_to_xml
from invoicekit.errors import RenderFailed

LAWFUL = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\ufffe\uffff",
        include_characters="\t\n\r&<>\"']",
    )
)


@given(LAWFUL)
def test_text_is_read_back_by_a_parser(value: str) -> None:
    assert (etree.fromstring(f"<a>{text_to_xml(value)}</a>").text or "") == value


@given(LAWFUL)
def test_attributes_are_read_back_by_a_parser(value: str) -> None:
    assert etree.fromstring(f'<a b="{attribute_to_xml(value)}"/>').get("b") == value


@given(st.text() | st.text('ab é\u3000"&<>\t\r\n\x07\ufffe', max_size=3))
def test_what_is_plain_stands_as_it_is_in_text_and_between_quotes(value: str) -> None:
    if is_plain(value):
        element = etree.fromstring(f'<a b="{value}">{value}</a>')
        assert (element.text or "", element.get("b")) == (value, value)


@pytest.mark.parametrize("bad", ["\x00", "a\x0bb", "\x1f", "\ufffe", "\uffff", "\ud800"])
@pytest.mark.parametrize("write", [text_to_xml, attribute_to_xml])
def test_what_xml_forbids_is_refused(write: object, bad: str) -> None:
    assert callable(write)
    with pytest.raises(RenderFailed, match=f"U\\+{ord(bad.strip('ab')):04X}"):
        write(bad)
