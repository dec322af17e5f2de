"""Rewrites the level rules of Factur-X from the official schematrons, and says how many there are.

    python docs/update_facturx.py FOLDER

The folder has `FACTUR-X_<level>.sch` and `FACTUR-X_<level>_codedb.xml` of each level, as a release
of Factur-X / ZUGFeRD brings them. Facts are taken: which path, how often, which codes, which id.
Rules of EN 16931 that a level repeats are listed by id, since we have them already.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from invoicekit.codelists import FOLDER, official_codes

ROOT = Path(__file__).parents[1] / "src" / "invoicekit"
DATA = ROOT / "formats" / "_cii" / "levels"
IDS = ROOT / "rules" / "_facturx_ids.json"
LEVELS = {
    "MINIMUM": "minimum",
    "BASIC-WL": "basicwl",
    "BASIC": "basic",
    "EN16931": "en16931",
    "EXTENDED": "extended",
}
"""Level as in the name of the file → our file."""
SOURCE = "https://www.ferd-net.de/zugferd; https://fnfe-mpe.org/factur-x/"

_SCH = "{http://purl.oclc.org/dsdl/schematron}"
_TOP = "/rsm:CrossIndustryInvoice"
_VERSION = re.compile(r"Version:\s*(\S+)")
_COUNT = re.compile(r"count\((.*)\)\s*(=|<=|>=)\s*(\d+)")
_CODE = re.compile(r"string-length\(\$(\w+)\)=0 or document\('[^']*'\)/codedb/cl\[@id=(\d+)\].*")
_LISTED = re.compile(r"contains\(' ([^']*) '")
_STEP = re.compile(r"(?:[^/\[]|\[(?:[^\[\]]|\[[^\]]*\])*\])+")
_OURS = re.compile(r"FX-SCH-|$")


def main() -> int:
    """Rewrites the files; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    codes = Codes()
    shared: dict[str, str] = {}
    for level, name in LEVELS.items():
        schema = etree.parse(str(folder / f"FACTUR-X_{level}.sch")).getroot()
        codes.open(folder / f"FACTUR-X_{level}_codedb.xml")
        found = _VERSION.search(" ".join(str(each.text) for each in schema.xpath("//comment()")))
        version = found[1] if found else ""
        places, count = _places(schema, codes)
        data = {"title": f"Factur-X {level}", "version": version, "source": SOURCE}
        _write(DATA / f"{name}.json", {**data, "places": places})
        ids = sorted({each.get("id") for each in _asserts(schema) if not _ours(each)})
        shared[name] = " ".join(ids)
        codes.take(schema)
        print(f"{level}: {count} of the level's own, {len(ids)} shared")
        head = {"title": "Rules of EN 16931 and extensions, by level of Factur-X"}
        _write(IDS, {**head, "version": version, "source": SOURCE, "levels": shared})
    title = {"title": "Codes of Factur-X, by where they stand", "version": version}
    _write(DATA / "codes.json", {**title, "source": SOURCE, "lists": codes.named})
    return 0


class Codes:
    """The code lists of all levels that are not among ours; each once, named by who asks first."""

    def __init__(self) -> None:
        self.named: dict[str, str] = {}
        self._ours = {
            frozenset(official_codes(each.stem, "cii")): each.stem
            for each in sorted(FOLDER.glob("*.json"))
        }
        self._level: dict[str, frozenset[str]] = {}

    def open(self, file: Path) -> None:
        """Takes the lists of a level."""
        tree = etree.parse(str(file))
        self._level = {
            str(each.get("id")): frozenset(
                str(one.get("value")) for one in each.iter("enumeration")
            )
            for each in tree.iter("cl")
        }

    def take(self, schema: Any) -> None:
        """Takes the list that a rule of the extension has in its test."""
        tests = [str(each) for each in schema.xpath("//*[@id='BR-FXEXT-04']/@test")]
        for listed in map(_LISTED.search, tests):
            self.named["ApplicableProductCharacteristic"] = listed[1] if listed else ""

    def name(self, number: str, place: str) -> str:
        """Returns the name of a list of the level."""
        codes = self._level.get(number, frozenset())
        if codes in self._ours:
            return self._ours[codes]
        listed = " ".join(sorted(codes))
        for name, known in self.named.items():
            if known == listed:
                return name
        name, count = place, 1
        while name in self.named:
            count += 1
            name = f"{place}.{count}"
        self.named[name] = listed
        return name


def _places(schema: Any, codes: Codes) -> tuple[dict[str, Any], int]:
    places: dict[str, Any] = {}
    count = 0
    for rule in schema.iter(f"{_SCH}rule"):
        values = {each.get("name"): each.get("value") for each in rule.iter(f"{_SCH}let")}
        own = [each for each in rule if each.tag != f"{_SCH}let" and _ours(each)]
        if not own:
            continue
        steps = _STEP.findall(rule.get("context").removeprefix(_TOP))
        node: dict[str, Any] = {"below": places}
        for step in steps:
            node = node.setdefault("below", {}).setdefault(" ".join(step.split()), {})
        for each in own:
            count += 1
            _add(node, each, values, codes, steps[-1].partition("[")[0])
    return places, count


def _add(
    node: dict[str, Any], found: Any, values: dict[str, str], codes: Codes, place: str
) -> None:
    test, rule_id = " ".join(found.get("test").split()), found.get("id")
    if found.tag == f"{_SCH}report":
        node.setdefault("unused", []).append("." if test == "true()" else test)
    elif counted := _COUNT.fullmatch(test):
        path, sign, number = counted.groups()
        least, most = (number if sign != "<=" else "0"), (number if sign != ">=" else "*")
        node.setdefault("bounds", {})[path] = f"{least}..{most} {rule_id}"
    elif coded := _CODE.fullmatch(test):
        path = values[coded[1]]
        where = place.partition(":")[2] + path.lstrip(".")
        node.setdefault("codes", {})[path] = f"{codes.name(coded[2], where)} {rule_id}"
    elif test.startswith("@"):
        node.setdefault("bounds", {})[test] = f"1..* {rule_id}"
    else:
        sys.exit(f"{rule_id}: no shape for {test}")


def _asserts(schema: Any) -> Iterator[Any]:
    for rule in schema.iter(f"{_SCH}rule"):
        yield from (each for each in rule if each.tag != f"{_SCH}let")


def _ours(found: Any) -> bool:
    return _OURS.match(found.get("id") or "") is not None


def _write(file: Path, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
