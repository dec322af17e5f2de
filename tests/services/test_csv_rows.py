"""CSV files as spreadsheets save them: encodings, separators, and what is said of the others."""

from __future__ import annotations

import codecs

import pytest

import invoicekit as ik
from invoicekit.errors import InputError
from invoicekit.findings import ValidationFailed

HEADER = "sku,name,tax_class,kind,unit,price,currency"


def product_list(name: str, separator: str = ",") -> str:
    row = f"S-1,{name},standard,goods,C62,9.90,EUR"
    return f"{HEADER}\n{row}\n".replace(",", separator)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    ],
    ids=["utf-8", "utf-8 marked", "utf-16", "utf-16 be", "text", "text marked"],
)
def test_what_a_spreadsheet_saves_is_read(
    kit: ik.InvoiceKit, encode: object, separator: str
) -> None:
    assert callable(encode)
    done = kit.imports.products(encode(product_list("墨水 Größe", separator)), actor="alice")
    assert [product.name for product in done] == ["墨水 Größe"]


@pytest.mark.parametrize(
    ("name", "encoding"), [("Füllhalter für Größen", "cp1252"), ("蓝色墨水，大瓶", "gb18030")]
)
def test_another_encoding_is_refused_with_what_to_do(
    kit: ik.InvoiceKit, name: str, encoding: str
) -> None:
    content = product_list(name).encode(encoding)
    with pytest.raises(InputError, match="the product list: line 2 is not UTF-8") as caught:
        kit.imports.products(content, actor="alice")
    assert caught.value.where == "line 2"
    assert f"path.read_text('{encoding}')" in str(caught.value.hint)
    kit.imports.products(content.decode(encoding), actor="alice")
    assert [product.name for product in kit.products.list()] == [name]


def test_half_a_character_of_sixteen_bits_is_no_text(kit: ik.InvoiceKit) -> None:
    content = product_list("x").encode("utf-16")[:-1]
    with pytest.raises(InputError, match="is not UTF-16"):
        kit.imports.products(content, actor="alice")


def test_a_decimal_comma_is_a_finding_of_its_line(kit: ik.InvoiceKit) -> None:
    content = product_list("Tinte", ";").replace("9.90", "9,90")
    with pytest.raises(ValidationFailed) as caught:
        kit.imports.products(content, actor="alice")
    [finding] = caught.value.report.findings
    assert finding.rule == "IK-IMPORT-AMOUNT"
    assert "9,90" in finding.message
