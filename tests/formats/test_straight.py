"""Files whose pieces were seen before are read without a parser, and say the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import invoicekit as ik
from invoicekit.binding import Limits, Reader, keeping
from invoicekit.errors import InputError
from invoicekit.formats._cii.document import syntax as cii_syntax
from invoicekit.formats._ubl.document import syntax_of

ENOUGH = 40
"""So often a file is read until all of its pieces are known."""
READERS: dict[str, Callable[[], Reader]] = {
    "ubl": lambda: Reader(syntax_of("Invoice"), syntax_of("CreditNote")),
    "cii": lambda: Reader(cii_syntax()),
}
Said = tuple[object, ...] | str


def said(reader: Reader, data: bytes) -> Said:
    """What a reader makes of a file; the error where it makes nothing."""
    try:
        reading = reader.read(data)
    except InputError as problem:
        return str(problem)
    sights = reading.source.sights
    numbered = sorted(sights.identified)  # in no order that matters
    seen = sights._replace(identified=())
    return reading.record, reading.findings, reading.source, seen, numbered


class Nothing:
    """In place of what reads straight: nothing is known, and nothing is learned."""

    def read(self, data: bytes, limits: Limits) -> None:
        pass

    def learn(self, *given: object) -> None:
        pass


def general(form: str) -> Reader:
    reader = READERS[form]()
    reader._straight = Nothing()  # type: ignore[assignment]
    return reader


def knowing(form: str, *files: bytes) -> Reader:
    """A reader that has seen these files, and learns no more."""
    reader = READERS[form]()
    for data in files * ENOUGH:
        assert reader.read(data).source.sights is not None  # what is asked of a piece is looked at
    reader._straight.learn = lambda *_: None  # type: ignore[method-assign]
    return reader


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets whoever asks a parser fail."""

    def refuse(*_: object) -> None:
        raise AssertionError("a parser was asked")

    return lambda: monkeypatch.setattr("invoicekit.binding.reader.parse", refuse)


def sample(*names: str) -> ik.Invoice:
    seller = ik.Party(
        name="Müller & Söhne",
        identifiers=[ik.Identifier(value="4000001", scheme="0088")],
        tax_ids=[ik.TaxId(country="DE", value="DE136695976")],
        address=ik.Address(line1="Weg 1", city="Bonn", postcode="53111", country="DE"),
        electronic_address=ik.Identifier(value="a@b.de", scheme="EM"),
    )
    return ik.calculate(
        ik.Invoice(
            number="1",
            issue_date=date(2026, 3, 2),
            due_date=date(2026, 4, 1),
            currency="EUR",
            notes=[ik.Note(text="Thank you")],
            specification="urn:cen.eu:en16931:2017",
            seller=seller,
            buyer=seller.replace(name="ACME"),
            allowances=[ik.Allowance(amount="1.00", reason="x", vat_category="S", vat_rate="19")],
            lines=[
                ik.InvoiceLine(
                    id=str(number),
                    quantity="2.5",
                    unit="C62",
                    price=ik.Price(net="9.9", base_quantity="2"),
                    vat_category="S",
                    vat_rate="19",
                    period=ik.Period(start=date(2026, 1, 1), end=date(2026, 1, 31)),
                    allowances=[ik.LineAllowance(amount="1.00", reason="Loyalty")],
                    item=ik.Item(
                        name=name,
                        standard_id=ik.Identifier(value="4006381333931", scheme="0160"),
                        classifications=(ik.Classification(code="1", scheme="STI"),),
                        attributes=tuple(ik.Attribute(name=each, value="x") for each in "ab"),
                        origin_country="DE",
                    ),
                )
                for number, name in enumerate(names, 1)
            ],
        )
    )


FILES = {form: ik.write(sample("One", "Two"), form) for form in READERS}
KNOWING = {form: knowing(form, data) for form, data in FILES.items()}
GENERAL = {form: general(form) for form in READERS}


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("names", [("Other",), ("<&>\"'", "“Für” ≤ 3"), tuple("abcdefghij")])
def test_other_values_are_read_without_a_parser(
    form: str, names: tuple[str, ...], no_parser: Callable[[], None]
) -> None:
    data = ik.write(sample(*names), form)
    expected = said(GENERAL[form], data)
    no_parser()

    assert said(KNOWING[form], data) == expected
    assert isinstance(expected, tuple)


@pytest.mark.parametrize("form", READERS)
def test_several_kinds_of_lines_and_blanks_between_them(
    form: str, no_parser: Callable[[], None]
) -> None:
    invoice = sample("One", "Two", "Three")
    bare = invoice.lines[0].replace(id="9", allowances=(), period=None)
    mixed = invoice.replace(lines=(*invoice.lines[:2], bare, invoice.lines[2], bare))
    reader = knowing(form, FILES[form], ik.write(mixed, form))
    line = {"ubl": rb"</cac:InvoiceLine>", "cii": rb"</ram:IncludedSupplyChainTradeLineItem>"}
    data = re.sub(line[form], rb"\g<0>\r\n  ", ik.write(mixed.replace(number="2"), form))
    expected = said(GENERAL[form], data)
    no_parser()

    assert said(reader, data) == expected


CODE = {"ubl": rb"(<cbc:PaymentMeansCode>)30", "cii": rb"(PaymentMeans><ram:TypeCode>)30"}


@pytest.mark.parametrize("form", READERS)
def test_rules_that_values_decide_on_are_asked_each_time(form: str) -> None:
    accounts = tuple(ik.BankAccount(id=each) for each in ("DE75512108001245126199", "DE1"))
    payment = ik.PaymentInstructions(means_code="30", accounts=accounts)
    data = ik.write(sample("One").replace(payment_instructions=payment), form)
    reader = knowing(form, data)
    wrong = re.sub(CODE[form], rb"\g<1>58", data, count=1)  # the two ways to pay differ

    assert reader._straight.read(wrong, Limits()) is not None
    assert said(reader, data) == said(GENERAL[form], data)
    assert said(reader, wrong) == said(GENERAL[form], wrong)
    assert not reader.read(data).source.broken
    assert reader.read(wrong).source.broken


SEEN = {
    "ubl": [
        (b"<cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>", b"VAT", b"TAX"),
        (b"<cbc:IssueDate>2026-03-02<", b"2026-03-02", b"2026-03-02Z"),
    ],
    "cii": [
        (b'<ram:ID schemeID="VA">', b"VA", b"FC"),
        (b'format="102">20260302<', b"20260302", b"19991231"),
        (b'schemeID="0088"', b"0088", b"0088 "),
        (b">20260131</udt:DateTimeString></ram:End", b"20260131", b"20260228"),
    ],
}


@pytest.mark.parametrize(("form", "change"), [(form, each) for form in SEEN for each in SEEN[form]])
def test_networks_see_the_values_that_they_compare(
    form: str, change: tuple[bytes, bytes, bytes]
) -> None:
    """The kind of tax, the form of dates, blanks, and a line's period within the document's."""
    context, old, new = change
    whole = ik.Period(start=date(2026, 1, 1), end=date(2026, 1, 31)) if b"End" in context else None
    data = ik.write(sample("One", "Two").replace(period=whole), form)
    changed = data.replace(context, context.replace(old, new), 1)
    reader = knowing(form, data)

    assert changed != data
    assert said(reader, data) == said(GENERAL[form], data)
    assert said(reader, changed) == said(GENERAL[form], changed)


HOLLOW = {
    "ubl": (b"</cac:Item>", b"<cac:OriginCountry/></cac:Item>"),
    "cii": (
        b"</ram:SpecifiedTradeProduct>",
        b"<ram:OriginTradeCountry/></ram:SpecifiedTradeProduct>",
    ),
}


@pytest.mark.parametrize("form", READERS)
def test_what_is_odd_about_a_line_is_not_known_of_others(form: str) -> None:
    plain = re.sub(rb"<(\w+:Origin\w*Country)>.*?</\1>", b"", FILES[form])
    hollow = plain.replace(*HOLLOW[form], 1)
    reader = knowing(form, hollow)

    assert said(reader, hollow) == said(GENERAL[form], hollow)
    assert said(reader, plain) == said(GENERAL[form], plain)


@pytest.mark.parametrize("form", READERS)
def test_a_file_that_comes_but_once_is_not_learned(form: str) -> None:
    reader, again = READERS[form](), FILES[form].replace(b"ACME", b"Other")
    reader._straight._credit = 10**9
    for data, known in ((FILES[form], False), (FILES[form], False), (again, True)):
        assert (reader._straight.read(data, Limits()) is not None) == known
        reader.read(data)


@pytest.mark.parametrize("form", READERS)
def test_comments_are_a_part_of_what_is_known(form: str, no_parser: Callable[[], None]) -> None:
    text = FILES[form].decode()
    end = text.rindex("</")
    commented = text[:end] + "<!-- > the end -->" + text[end:]
    data = commented.replace("?>", "?><!-- a > b -->\n<!--c-->", 1).encode()
    expected = said(GENERAL[form], data)
    reader = knowing(form, data)
    no_parser()

    assert said(reader, data) == expected


@pytest.mark.parametrize("form", READERS)
def test_blanks_in_tags_and_before_texts_are_read_without_a_parser(
    form: str, no_parser: Callable[[], None]
) -> None:
    text = re.sub(r"(<[\w:]+>)ACME(</[\w:]+)>", r"\1\n\t ACME \2 >", FILES[form].decode())
    blanks = re.sub(r"<(\w+:\w*Address)>", r"<\1 \n>", text).encode()
    reader, other = knowing(form, blanks), blanks.replace(b"\t ACME", b" \nOther")
    expected = said(GENERAL[form], other)
    no_parser()

    assert said(reader, other) == expected


PIECES = [
    *("<", ">", "&", "&amp;", "&#65;", "&x;", '"', "'", " ", "\n", "\r", "\t", "\xa0", "\x01"),
    *("\ufffe", "é", "😀", "]]>", "<!--x-->", "<?p?>", "<![CDATA[x]]>", "<x/>", "<!DOCTYPE a>"),
    *("0", "-", "+", ".", "e", "1.234", "2026-02-30", "VAT", "true", "1" * 30, "/", "cbc:"),
]
VALUE = re.compile(r'(?<=>)[^<]+(?=</)|(?<=")[^"<>]+(?=")')
ELEMENT = re.compile(r"<([\w:]+)[^<>]*>[^<]*</\1>")


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("spelled", [b"M&#252;ller", b"M<!--x-->er", b"<![CDATA[M]]>", b"M>N"])
def test_what_no_pattern_tells_is_never_learned(form: str, spelled: bytes) -> None:
    data = FILES[form].replace("Müller".encode(), spelled)
    reader = knowing(form, data)

    assert said(reader, data) == said(GENERAL[form], data)


@given(st.sampled_from(sorted(READERS)), st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_stands_there_is_read_as_the_general_reader_does(
    form: str, data: st.DataObject
) -> None:
    text = FILES[form].decode()
    piece = data.draw(st.sampled_from(PIECES))
    way = data.draw(st.sampled_from(["anywhere", "value", "before", "after", "gone", "twice"]))
    if way == "anywhere":
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 3))
    else:
        found = list((ELEMENT if way in {"gone", "twice"} else VALUE).finditer(text))
        start, end = data.draw(st.sampled_from(found)).span()
    old = text[start:end]
    new = {"before": piece + old, "after": old + piece, "gone": "", "twice": old * 2}
    changed = (text[:start] + new.get(way, piece) + text[end:]).encode()

    assert said(KNOWING[form], changed) == said(GENERAL[form], changed)


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize(
    "limits",
    [Limits(size=1000), Limits(depth=3), Limits(attributes=1), Limits(elements=20), Limits()],
    ids=str,
)
def test_limits_hold(form: str, limits: Limits) -> None:
    with keeping(limits):
        assert said(KNOWING[form], FILES[form]) == said(GENERAL[form], FILES[form])


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_are_for_the_parser(form: str, encoding: str) -> None:
    data = FILES[form].decode().replace("UTF-8", encoding, 1).encode(encoding)

    assert said(KNOWING[form], data) == said(GENERAL[form], data)


@pytest.mark.parametrize("form", READERS)
def test_another_root_is_not_known(form: str) -> None:
    data = re.sub(rb'"(urn:[^"]*)"', rb'"\1x"', FILES[form])

    assert said(KNOWING[form], data) == said(GENERAL[form], data)
    assert isinstance(said(KNOWING[form], data), str)
