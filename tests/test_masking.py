"""Personal data is shown so that its owner knows it, and nobody else learns it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit import masking
from invoicekit.masking import KINDS, Personal


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "张三", "张*"),
        ("name", "欧阳娜娜", "欧***"),
        ("name", "上海样本贸易有限公司", "上***"),
        ("name", "Anna Schmidt", "A*** S***"),
        ("name", " ", "***"),
        ("email", "anna.schmidt@example.com", "a***@example.com"),
        ("email", "nobody", "***"),
        ("phone", "13812340000", "138****0000"),
        ("phone", "+49 30 1234567", "+49****4567"),
        ("phone", "12345678", "****5678"),
        ("phone", "110", "****"),
        ("account", "6222 0210 0111 1234", "6222****1234"),
        ("account", "DE89 3704 0044 0532 0130 00", "DE89****3000"),
        ("account", "123456789", "****6789"),
        ("account", "1234", "****"),
        ("person_id", "110101199003070011", "********0011"),
        ("number", "110101199003070011", "********0011"),
        ("number", "91310115TXTXTX029G", "91310115TXTXTX029G"),
        ("number", "DE136695976", "DE136695976"),
        ("address", "上海市浦东新区张江路100号", "上海市***"),
        ("address", "Hauptstr. 1", "***"),
        ("identifier", "anna@example.com", "a***@example.com"),
        ("identifier", "+4915112345678", "+49****5678"),
        ("identifier", "110101199003070011", "********0011"),
        ("identifier", "4012345000009", "4012345000009"),
        ("hidden", "call Anna before noon", "***"),
    ],
)
def test_each_kind_is_shown_as_the_table_says(kind: str, value: str, shown: str) -> None:
    assert KINDS[kind](value) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("550 <anna@example.com>: unknown", "550 <a***@example.com>: unknown"),
        ("IBAN DE89 3704 0044 0532 0130 00 is wrong", "IBAN DE89****3000 is wrong"),
        ("card 6222021001116245702 refused", "card 6222****5702 refused"),
        ("call 13812340000 or +86 13812340000", "call 138****0000 or +86 138****0000"),
        ("手机号码：13812340000 有误", "手机号码：138****0000 有误"),
        ("the numbers 501 to 505 (authorization 18764000001) are used up", None),
        ("购方证件 11010119900307001X 有误", "购方证件 ********001X 有误"),
        ("invoice 26112000000000000001 of 2026", "invoice 26112000000000000001 of 2026"),
        ("code 3040201000000000000, USCC 91310115TXTXTX029G", None),
        ("order SO-20261124-0007 comes to 1234567890.12", None),
    ],
)
def test_a_message_keeps_everything_but_what_is_plainly_personal(
    words: str, shown: str | None
) -> None:
    assert masking.text(words) == (words if shown is None else shown)


@given(
    st.sampled_from(sorted(KINDS.keys() - {"identifier", "number", "text"})), st.text(min_size=9)
)
def test_no_mask_shows_more_than_nine_signs_of_ten(kind: str, value: str) -> None:
    assert value not in KINDS[kind](value) or not value.strip("*. @")


@given(st.text() | st.from_regex(r"[A-Z0-9]{4,20}", fullmatch=True))
def test_masking_again_changes_nothing(value: str) -> None:
    for mask in KINDS.values():
        assert mask(mask(value)) == mask(value)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("buyer.name", "name"),
        ("buyer.contact.name", "name"),
        ("item.name", None),
        ("lines[0].item.name", None),
        ("lines[3].fapiao.drawer", "name"),
        ("tax_ids[0].value", "number"),
        ("buyer.address.line1", "address"),
        ("buyer.address.postcode", None),
        ("payment_instructions.accounts[0].id", "account"),
        ("email", "email"),
        ("contacts[1].email", "email"),
        ("notes[0].text", "hidden"),
        ("totals.with_vat", None),
        ("", None),
    ],
)
def test_a_path_of_the_model_says_what_kind_stands_there(path: str, kind: str | None) -> None:
    assert masking.kind_at(path) == kind


def test_a_field_is_marked_with_a_kind() -> None:
    mark = Personal("email")
    assert mark.shown("a@b.example") == "a***@b.example"
    assert mark.shown(("a@b.example", None)) == ("a***@b.example", None)
    assert mark.shown({"to": "a@b.example"}) == {"to": "a***@b.example"}
    assert (mark.shown(""), mark.shown(None), mark.shown(7)) == ("", None, 7)
    with pytest.raises(ValueError, match="no kind"):
        Personal("shoe size")
