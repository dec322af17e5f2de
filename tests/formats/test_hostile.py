"""Damaged and hostile files of every format are read or refused, never a crash; and judged."""

from __future__ import annotations

import tracemalloc
from random import Random

import pytest
from lxml import etree
from tests.rules.invoices import CLEAN

import invoicekit as ik

FORMS = ("ubl", "cii", "json")
WHOLE = {form: ik.write(CLEAN, form) for form in FORMS}
ROUNDS = 150


def judged(data: bytes) -> bool:
    """Returns whether the file was read; it is judged and explained then, whatever it says."""
    try:
        document = ik.load(data)
    except ik.InputError:
        return False
    for mode in ("official", "strict"):
        report = ik.validate(document, mode=mode)
        assert all(finding.rule and finding.message for finding in report.findings)
        assert all(finding.text("de") for finding in report.findings)
    return True


@pytest.mark.parametrize("form", FORMS)
def test_damaged_bytes_are_read_or_refused(form: str) -> None:
    random = Random(form)
    read = 0
    for _ in range(ROUNDS):
        data = bytearray(WHOLE[form])
        for _ in range(random.randint(1, 6)):
            at = random.randrange(len(data))
            data[at : at + random.choice((0, 1, 1, 8))] = random.choice(
                (
                    b"",
                    b"0",
                    b"-",
                    b"<",
                    b">",
                    b'"',
                    b"\x00",
                    b"\xff",
                    b"9" * 40,
                    b"1E9",
                    b"\xc3\xa4",
                )
            )
        read += judged(bytes(data))
    assert 0 < read < ROUNDS


@pytest.mark.parametrize("form", ["ubl", "cii"])
def test_elements_taken_out_doubled_moved_and_filled_with_nonsense_are_judged(form: str) -> None:
    random = Random(form)
    nonsense = (
        "",
        " ",
        "x" * 5_000,
        "-0",
        "1e999",
        "NaN",
        "٣",
        "9" * 5_000,
        "2026-02-30",
        "\u202e",
    )
    for _ in range(ROUNDS):
        root = etree.fromstring(WHOLE[form])
        for _ in range(random.randint(1, 5)):
            elements = [each for each in root.iter() if each is not root]
            one, other = random.choice(elements), random.choice(elements)
            change = random.randrange(5)
            if change == 0:
                parent = one.getparent()
                assert parent is not None
                parent.remove(one)
            elif change == 1:
                one.addnext(etree.fromstring(etree.tostring(one)))
            elif change == 2 and one not in [other, *other.iterancestors()]:
                other.append(one)
            elif change == 3:
                one.text = random.choice(nonsense)
            else:
                one.set(random.choice(("schemeID", "currencyID", "format", "x")), "?")
        assert judged(etree.tostring(root))


ATTACKS = {
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
    "external DTD": '<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">',
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
}


@pytest.mark.parametrize("form", ["ubl", "cii"])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_an_invoice_with_entities_is_refused(form: str, attack: str) -> None:
    head, _, body = WHOLE[form].partition(b"?>")

    with pytest.raises(ik.InputError, match="has a DOCTYPE"):
        ik.load(head + b"?>" + attack.encode() + body)


@pytest.mark.parametrize("form", ["ubl", "cii"])
@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        (b"<x>" * 9_000 + b"</x>" * 9_000, "nested too deep|not well-formed"),
        (b"<x " + b" ".join(b"a%d='1'" % n for n in range(9_000)) + b"/>", "too many attributes"),
        (b"<x>" + b"A" * 16_000_000 + b"</x>", "more than 10,485,760 bytes"),
        (b"<x/>" * 4_100_000, "too many elements"),
    ],
)
def test_an_invoice_that_is_too_much_is_refused_in_bounded_memory(
    form: str, inside: bytes, reason: str
) -> None:
    start, _, end = WHOLE[form].rpartition(b"</")
    data = start + inside + b"</" + end
    tracemalloc.start()
    try:
        with pytest.raises(ik.InputError, match=reason):
            ik.load(data)
        assert tracemalloc.get_traced_memory()[1] < 2 * len(data) + 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("form", ["ubl", "cii"])
def test_what_points_to_other_files_is_a_finding(form: str) -> None:
    start, _, end = WHOLE[form].rpartition(b"</")
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'

    document = ik.load(start + include + b"</" + end)

    assert document.invoice == ik.read(WHOLE[form])
    assert "IK-UNKNOWN" in {finding.rule for finding in document.findings}
