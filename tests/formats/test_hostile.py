"""Damaged and hostile files of every format are read or refused, never a crash; and judged."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path
from random import Random

import pytest
from lxml import etree
from tests.rules.invoices import CLEAN

import invoicekit as ik

FORMS = ("ubl", "cii", "json")
WHOLE = {form: ik.write(CLEAN, form) for form in FORMS}
MOVES = [
    pytest.param(150, id="150"),
    pytest.param(800, id="800", marks=pytest.mark.gate),
    pytest.param(100_000, id="100000", marks=pytest.mark.soak),
]
ROUNDS = [
    pytest.param(150, id="150"),
    pytest.param(4_000, id="4000", marks=pytest.mark.gate),
    pytest.param(100_000, id="100000", marks=pytest.mark.soak),
]


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


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("form", FORMS)
def test_damaged_bytes_are_read_or_refused(form: str, rounds: int) -> None:
    random = Random(form)
    read = 0
    for _ in range(rounds):
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
    assert 0 < read < rounds


@pytest.mark.parametrize("rounds", MOVES)
@pytest.mark.parametrize("form", ["ubl", "cii"])
def test_elements_taken_out_doubled_moved_and_filled_with_nonsense_are_judged(
    form: str, rounds: int
) -> None:
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
    for _ in range(rounds):
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
    ik.load(WHOLE[form])  # what is imported at first is no cost of the attack
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


JUDGES_PDFS = '''
"""Loads damaged PDFs in 1.5 GB of memory; tells how many were read."""

import pathlib, random, resource, sys

import invoicekit as ik

whole = open(sys.argv[1], "rb").read()
ik.load(whole)  # what is imported is imported before memory is short
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
dice, read = random.Random(5), 0
for _ in range(int(sys.argv[2])):
    data = bytearray(whole)
    for _ in range(dice.randint(1, 6)):
        at, length = dice.randrange(len(data)), dice.choice((0, 1, 1, 8, 200))
        data[at : at + length] = dice.choice(
            (b"", b"0", b"<<", b">>", b"9" * 12, b"endobj", b"/Length 1", dice.randbytes(8))
        )
    if dice.random() < 0.1:
        del data[dice.randrange(len(data)) :]
    try:
        ik.load(bytes(data))
        read += 1
    except ik.InputError:
        pass

# getrusage would tell the peak of whoever started it: it is passed on to a child.
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak = next(line.split()[1] for line in status.open() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(read, peak)
'''


@pytest.mark.parametrize(
    "rounds",
    [
        pytest.param(20, id="20"),
        pytest.param(1_500, id="1500", marks=pytest.mark.gate),
        pytest.param(100_000, id="100000", marks=pytest.mark.soak),
    ],
)
def test_damaged_pdfs_are_read_or_refused_in_bounded_memory(tmp_path: Path, rounds: int) -> None:
    """In a process of its own, which would be killed before the machine is."""
    path = tmp_path / "invoice.pdf"
    path.write_bytes(ik.write(CLEAN, "facturx"))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", JUDGES_PDFS, str(path), str(rounds)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    read, kilobytes = map(int, done.stdout.split())
    assert 0 < read <= rounds
    assert kilobytes < 600_000
