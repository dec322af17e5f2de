"""Us and the Python peers on the same official files: read, lossless, verdict, milliseconds.

    python -m venv peers
    peers/bin/pip install -e . mock-einvoice eu-einvoice factur-x drafthorse pycheval en16931 \
        python-ubl
    peers/bin/python -m benchmarks.peers [--write docs/peers.md]

The files are those of the conformance data beside the checkout (`../shared/conformance`); a peer
that is not installed is left out. As a benchmark it compares milliseconds alone.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import re
import statistics
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import metadata
from pathlib import Path
from typing import Any

from lxml import etree
from tests import conformance

import invoicekit as ik
from benchmarks import Row

MUTANTS = 20
"""Every so many of the mutants are judged, beside the documents."""
SYNTAXES: tuple[conformance.Syntax, ...] = ("ubl", "cii")
_NUMBER = re.compile(r"-?\d{1,15}\.\d+")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"

Read = Callable[[bytes], Any]
Write = Callable[[Any], bytes]


@dataclass(frozen=True)
class Peer:
    """One package, and how it does what is compared; None where it cannot.

    Attributes:
        package: As on PyPI.
        reads: By syntax.
        writes: By syntax, what was read.
        accepts: Whether it says that a file is valid by the rules of EN 16931.
        note: What has to be known about a column.
    """

    package: str
    reads: dict[str, Read]
    writes: dict[str, Write] = field(default_factory=dict)
    accepts: Callable[[bytes], bool] | None = None
    judges: tuple[str, ...] = SYNTAXES
    note: str = ""

    @property
    def version(self) -> str:
        """The installed version."""
        return metadata.version(self.package)


@dataclass(frozen=True)
class Result:
    """What a peer did with the files of a syntax.

    Attributes:
        verdicts: How many were equal, how many were given, and how many asked.
        milliseconds: Median of a file that was read; `judging` of a verdict.
    """

    peer: Peer
    syntax: str
    files: int
    read: int
    lossless: int | None
    verdicts: tuple[int, int, int] | None
    judging: float | None
    milliseconds: float | None


def peers() -> Iterator[Peer]:
    """Yields us, and the peers that are installed."""
    yield ours()
    for make in (mock_einvoice, eu_einvoice, factur_x, drafthorse, pycheval, en16931, python_ubl):
        try:
            yield make()
        except ImportError as problem:
            print(f"left out: {make.__name__} ({problem})", file=sys.stderr)


def ours() -> Peer:
    """Returns invoicekit."""
    return Peer(
        "invoicekit",
        reads=dict.fromkeys(SYNTAXES, ik.read),
        writes={syntax: lambda read, to=syntax: ik.write(read, to) for syntax in SYNTAXES},
        accepts=lambda data: ik.validate(data, "en16931").valid,
    )


def mock_einvoice() -> Peer:
    """Returns mock-einvoice; its rules of EN 16931 are told by their ids from those it adds."""
    import mockeinvoice

    def accepts(data: bytes) -> bool:
        _, report = mockeinvoice.validate(data)
        of_the_standard = ("BR-", "UBL-")
        return not any(
            each.code.startswith(of_the_standard) and not each.code.startswith("BR-DE")
            for each in report.failures
        )

    return Peer(
        "mock-einvoice",
        reads={"ubl": lambda data: mockeinvoice.read(data)[0]},
        writes={"ubl": lambda read: _bytes(mockeinvoice.write(read))},
        accepts=accepts,
        judges=("ubl",),
        note="reads Peppol BIS 3 and XRechnung only, and refuses other files",
    )


def eu_einvoice() -> Peer:
    """Returns eu-einvoice; it writes in a profile, here the one it tells from the file."""
    from eu_einvoice import cii, parse, ubl
    from eu_einvoice.model import prepare
    from eu_einvoice.profiles import PROFILES, detect_profile
    from eu_einvoice.validate import customization_of

    made = {"ubl": ubl.generate, "cii": cii.generate}

    def reading(syntax: str) -> Read:
        def read(data: bytes) -> Any:
            named = customization_of(etree.fromstring(data))
            return parse.parse_bytes(data)[0], detect_profile(named, syntax)

        return read

    def writing(syntax: str) -> Write:
        def write(read: Any) -> bytes:
            raw, profile = read
            raw.pop("profile", None)
            prepared, _ = prepare(raw, profile, trust_amounts=True)
            return _bytes(made[syntax](prepared, PROFILES[profile]))

        return write

    return Peer(
        "eu-einvoice",
        reads={syntax: reading(syntax) for syntax in SYNTAXES},
        writes={syntax: writing(syntax) for syntax in SYNTAXES},
        note="judges by the official stylesheets on Saxon, which it downloads at run time",
    )


def factur_x() -> Peer:
    """Returns factur-x, which knows the level of a CII file and has no model of an invoice."""
    import facturx

    def accepts(data: bytes) -> bool:
        try:
            return bool(facturx.xml_check_xsd(data))
        except Exception:  # noqa: BLE001 - it raises what is wrong
            return False

    return Peer(
        "factur-x",
        reads={},
        accepts=accepts,
        judges=("cii",),
        note="no model; the schema alone, since its rules need a Java server",
    )


def drafthorse() -> Peer:
    """Returns drafthorse."""
    from drafthorse.models.document import Document

    return Peer(
        "drafthorse",
        reads={"cii": Document.parse},
        writes={"cii": lambda read: _bytes(read.serialize(schema=None))},
        note="no rules beside the schema",
    )


def pycheval() -> Peer:
    """Returns PyCheval."""
    from pycheval import generate_xml, parse_xml

    return Peer(
        "pycheval",
        reads={"cii": lambda data: parse_xml(io.BytesIO(data))},
        writes={"cii": lambda read: _bytes(generate_xml(read))},
        note="Factur-X only: other specifications are refused",
    )


def en16931() -> Peer:
    """Returns en16931, which reads from files."""
    from en16931 import Invoice

    def read(data: bytes) -> Any:
        with tempfile.NamedTemporaryFile(suffix=".xml") as file:
            file.write(data)
            file.flush()
            return Invoice.from_xml(file.name)

    return Peer(
        "en16931",
        reads={"ubl": read},
        writes={"ubl": lambda read: _bytes(read.to_xml())},
        note="its rules are asked of a remote service",
    )


def python_ubl() -> Peer:
    """Returns python-ubl."""
    from ubl.models.documents import CreditNote, Invoice

    def read(data: bytes) -> Any:
        root = str(etree.fromstring(data).tag)
        kind = CreditNote if root.endswith("CreditNote") else Invoice
        return kind.from_xml_string(data.decode())

    return Peer(
        "python-ubl",
        reads={"ubl": read},
        writes={"ubl": lambda read: _bytes(read.to_xml_string())},
        note="no rules",
    )


def result(peer: Peer, syntax: conformance.Syntax, *, judging: bool = True) -> Result:
    """Returns what a peer does with the files of a syntax, verdicts only where asked for."""
    cases = list(conformance.documents(syntax, "en"))
    reading, writing = peer.reads.get(syntax), peer.writes.get(syntax)
    read, lossless, times = 0, 0, []
    for case in cases if reading is not None else []:
        got, taken = _tried(reading, case.data)
        if got is None:
            continue
        read += 1
        times.append(taken)
        written, _ = _tried(writing, got)
        lossless += written is not None and _same(case.data, written)
    asked = peer.accepts if judging and syntax in peer.judges else None
    verdicts, spent = _judged(asked, syntax, cases) if asked is not None else (None, None)
    kept = lossless if writing is not None else None
    milliseconds = statistics.median(times) if times else None
    return Result(peer, syntax, len(cases), read, kept, verdicts, spent, milliseconds)


def _judged(
    accepts: Callable[[bytes], bool], syntax: conformance.Syntax, cases: list[conformance.Case]
) -> tuple[tuple[int, int, int], float | None]:
    mutants = [case for case in conformance.mutants(syntax, MUTANTS) if not case.dead]
    equal, spent = 0, []
    for case in (*cases, *mutants):
        answer, milliseconds = _tried(accepts, case.data)
        if answer is not None:
            spent.append(milliseconds)
            equal += answer == (not case.verdict.fatal)
    median = statistics.median(spent) if spent else None
    return (equal, len(spent), len(cases) + len(mutants)), median


def _tried(work: Callable[[Any], Any] | None, given: Any) -> tuple[Any, float]:
    """Returns what a work gives, None where it fails, and its milliseconds of CPU."""
    if work is None:
        return None, 0.0
    start = time.process_time_ns()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            got = work(given)
    except Exception:  # noqa: BLE001 - peers fail in their own ways
        return None, 0.0
    return got, (time.process_time_ns() - start) / 1e6


def _same(before: bytes, after: bytes) -> bool:
    """Returns whether every value of the file is in what was written, as often; numbers as such."""
    try:
        return not _values(before) - _values(after)
    except etree.XMLSyntaxError:
        return False


def _values(data: bytes) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for element in etree.fromstring(data).iter(etree.Element):
        text = _plain(" ".join((element.text or "").split()))
        path = "/".join(str(each.tag) for each in (*reversed([*element.iterancestors()]), element))
        if text:
            found[path, text] += 1
        for name, value in element.attrib.items():
            if not str(name).startswith("{"):
                found[f"{path}/@{name}", str(value)] += 1
    return found


def _plain(text: str) -> str:
    """Returns a number without what does not change it, such as `1.50` for `1.5`."""
    if not _NUMBER.fullmatch(text):
        return text
    return format(Decimal(text).normalize(), "f")


def _bytes(made: Any) -> bytes:
    if isinstance(made, bytes | str):
        return made.encode() if isinstance(made, str) else made
    return etree.tostring(made)


def run() -> list[Row]:
    """Returns the milliseconds of reading a file, ours and each peer's."""
    if not conformance.available():
        return []
    results = [result(peer, syntax, judging=False) for peer in peers() for syntax in SYNTAXES]
    mine = {each.syntax: each.milliseconds for each in results if each.peer.package == "invoicekit"}
    return [
        Row(
            f"{each.peer.package}, {each.syntax}",
            own,
            each.milliseconds,
            each.milliseconds / own,
            None,
        )
        for each in results
        if each.peer.package != "invoicekit" and each.milliseconds and (own := mine[each.syntax])
    ]


def table(results: list[Result]) -> str:
    """Returns the table in Markdown."""
    lines = [
        "| package | syntax | read | lossless | verdict equal | ms to read | ms to a verdict |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    lines += [_line(each) for each in results if each.syntax in each.peer.reads or each.verdicts]
    notes = {each.peer.package: each.peer.note for each in results if each.peer.note}
    return "\n".join([*lines, "", *(f"- {name}: {note}." for name, note in notes.items())])


def _line(each: Result) -> str:
    reads = each.syntax in each.peer.reads
    cells = (
        f"{each.peer.package} {each.peer.version}",
        each.syntax.upper(),
        f"{each.read} of {each.files}" if reads else "–",
        "–" if each.lossless is None else f"{each.lossless} of {each.files}",
        _verdicts(each),
        "–" if each.milliseconds is None else f"{each.milliseconds:.2f}",
        "–" if each.judging is None else f"{each.judging:.2f}",
    )
    return f"| {' | '.join(cells)} |"


def _verdicts(each: Result) -> str:
    if each.verdicts is None:
        return "–"
    equal, given, asked = each.verdicts
    return f"{equal} of {asked}" + ("" if given == asked else f" ({given} given)")


def main() -> int:
    """Prints the table, or writes it into a page; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", type=Path, help="page whose figures are replaced")
    asked = parser.parse_args()
    if not conformance.available():
        print(f"not here: {conformance.WHAT}", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)
    made = table([result(peer, syntax) for peer in peers() for syntax in SYNTAXES])
    if asked.write is None:
        print(made)
        return 0
    page = asked.write.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    tail = rest.partition(END)[2]
    asked.write.write_text(f"{head}{BEGIN}\n\n{made}\n\n{END}{tail}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
