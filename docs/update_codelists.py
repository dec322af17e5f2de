"""Rewrites the code lists of invoicekit from files that were downloaded, and says what changed.

    python docs/update_codelists.py --version 1.3.16 EN16931-UBL-codes.sch EN16931-CII-codes.sch
    python docs/update_codelists.py UNECERec20-11e.xml eas.xml icd.xml list-one.xml
    python docs/update_codelists.py --names

What a file is, its content says: the code rules of the official EN 16931 artefacts (the codes of
every list, and where the two syntaxes differ), a code list with names or the participant schemes as
OpenPeppol publishes them (English names), or list one of ISO 4217 (minor units). `--names` asks
Babel for currencies and countries. With `--dry-run` nothing is written. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from invoicekit.codelists import FOLDER

RULES: Mapping[str, str] = {
    "BR-CL-01": "document_types",
    "BR-CL-04": "currencies",
    "BR-CL-06": "tax_point_codes",
    "BR-CL-07": "object_schemes",
    "BR-CL-08": "text_subjects",
    "BR-CL-10": "identifier_schemes",
    "BR-CL-13": "item_classification_schemes",
    "BR-CL-14": "countries",
    "BR-CL-16": "payment_means",
    "BR-CL-17": "vat_categories",
    "BR-CL-19": "allowance_reasons",
    "BR-CL-20": "charge_reasons",
    "BR-CL-22": "exemption_codes",
    "BR-CL-23": "units",
    "BR-CL-24": "mime_types",
    "BR-CL-25": "electronic_address_schemes",
}
"""Rule of the official artefacts → the list it is about."""

CII_ONLY = {"tax_point_codes": "event_time_codes"}
"""Where CII writes other codes than UBL for the same term, and the list of those."""

NAMED: Mapping[str, tuple[str, ...]] = {
    "eas": ("electronic_address_schemes",),
    "ICD": ("identifier_schemes",),
    "UNECERec20": ("units",),
    "UNCL1001-inv": ("document_types",),
    "UNCL1001-cn": ("document_types",),
    "UNCL1153": ("object_schemes",),
    "UNCL2005": ("tax_point_codes",),
    "UNCL4461": ("payment_means",),
    "UNCL5189": ("allowance_reasons",),
    "UNCL5305": ("vat_categories",),
    "UNCL7143": ("item_classification_schemes",),
    "UNCL7161": ("charge_reasons",),
}
"""Identifier of a published code list → our lists that take their English names from it."""

BABEL = {"currencies": "currencies", "countries": "territories"}
LANGUAGES = ("en", "de", "fr", "zh")
ALIASES = {"1A": "XK"}
"""Codes of ours that Babel knows under another: Kosovo."""
NORTHERN_IRELAND = {
    "en": "Northern Ireland",
    "de": "Nordirland",
    "fr": "Irlande du Nord",
    "zh": "北爱尔兰",
}
"""XI is a code of VAT numbers, unknown to ISO 3166 and Babel."""
SHOWN = 8
"""Codes that a summary names; the difference of the file has them all."""
_CONTAINED = re.compile(r"'(\s[^']+\s)'")
_EQUAL = re.compile(r"@mimeCode\s*=\s*'([^']+)'")
_ELSEWHERE = frozenset({"SEPA"})
"""A scheme of creditor identifiers that the rule allows beside the list."""


@dataclass
class Lists:
    """The files of the folder as they are, and as they shall be."""

    folder: Path
    now: dict[str, dict[str, object]] = field(default_factory=dict)

    def get(self, name: str) -> dict[str, object]:
        """Returns a list's file, loaded once, empty where there is none."""
        if name not in self.now:
            path = self.folder / f"{name}.json"
            text = path.read_text("utf-8") if path.is_file() else "{}"
            self.now[name] = json.loads(text)
        return self.now[name]

    def changes(self) -> Iterator[str]:
        """Yields a line for each file that differs from the disk."""
        for name, new in sorted(self.now.items()):
            path = self.folder / f"{name}.json"
            old = json.loads(path.read_text("utf-8")) if path.is_file() else {}
            if old != new:
                yield f"{name}: {summary(old, new)}"

    def write(self) -> None:
        """Writes every list, one code a line, so that a change shows as a line."""
        for name, new in self.now.items():
            path = self.folder / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            text = json.dumps(new, ensure_ascii=False, indent=0, separators=(",", ":"))
            path.write_text(text + "\n", "utf-8")


def summary(old: dict[str, object], new: dict[str, object]) -> str:
    """Returns what changed: codes that came and went, then other keys by name."""
    before, after = flat(old.get("codes", old)), flat(new.get("codes", new))
    parts = [
        f"{sign}{len(some)} ({', '.join(some[:SHOWN])}{', …' if len(some) > SHOWN else ''})"
        for sign, some in (("+", sorted(after - before)), ("-", sorted(before - after)))
        if some
    ]
    keys = sorted(k for k in {*old, *new} if k != "codes" and old.get(k) != new.get(k))
    same = not parts and old.get("codes") != new.get("codes")
    return "; ".join([*parts, *(["values"] if same else []), *keys]) or "values"


def flat(codes: object) -> set[str]:
    """Returns the codes of a list, or of a list of lists."""
    if not isinstance(codes, dict):
        return set(codes) if isinstance(codes, list) else set()
    inner = [each for each in codes.values() if isinstance(each, list)]
    return {code for each in inner for code in each} if inner else set(codes)


def read_rules(root: etree._Element, lists: Lists, version: str | None) -> None:
    """Takes the codes from the code rules of the official artefacts."""
    ubl = b"cbc:" in etree.tostring(root)
    for rule, name in RULES.items():
        found = groups(root, rule)
        if not found:
            continue
        target = CII_ONLY.get(name, name) if not ubl else name
        if ubl or name in CII_ONLY or name == "text_subjects":
            take(lists.get(target), target, found, version)
        else:
            deviate(lists.get(name), "cii", {code for group in found for code in group})


def groups(root: etree._Element, rule: str) -> list[list[str]]:
    """Returns the lists of codes an assertion names, as it groups them."""
    tests = root.xpath(f"//*[local-name()='assert'][@id='{rule}']/@test")
    assert isinstance(tests, list)
    text = " ".join(map(str, tests))
    found = [
        [code for code in each.split() if code not in _ELSEWHERE]
        for each in _CONTAINED.findall(text)
    ]
    if "@mimeCode" in text:
        found = [list(dict.fromkeys(_EQUAL.findall(text)))]
    return [each for each in found if each]


def take(listed: dict[str, object], name: str, found: list[list[str]], version: str | None) -> None:
    """Sets a list's codes, keeping what we say of each."""
    codes = sorted({code for group in found for code in group})
    known = listed.get("codes")
    if name == "document_types" and len(found) > 1:
        listed["codes"] = {"invoice": sorted(found[0]), "credit_note": sorted(found[1])}
    elif name == "currencies" and isinstance(known, dict):
        beside = sorted(set(known) - set(codes))
        listed["codes"] = {code: known.get(code, 2) for code in sorted({*codes, *beside})}
        listed["artefacts"] = {"ubl": {"without": beside}, "cii": {"without": beside}}
    elif isinstance(known, dict):
        listed["codes"] = {code: known.get(code, code) for code in codes}
    else:
        listed["codes"] = codes
    if version:
        listed["artefacts_version"] = version


def deviate(listed: dict[str, object], syntax: str, codes: set[str]) -> None:
    """Notes where a syntax's rules know more codes than the list, or fewer."""
    ours = flat(listed.get("codes"))
    more, fewer = sorted(codes - ours), sorted(ours - codes)
    noted = listed.get("artefacts", {})
    assert isinstance(noted, dict)
    entry = {key: some for key, some in (("with", more), ("without", fewer)) if some}
    kept = {**noted, syntax: entry} if entry else {k: v for k, v in noted.items() if k != syntax}
    if kept:
        listed["artefacts"] = kept
    else:
        listed.pop("artefacts", None)


def read_names(root: etree._Element, lists: Lists) -> None:
    """Takes English names from a published code list."""
    identifier = text_at(root, "Identifier")
    for name in NAMED.get(identifier, ()):
        english = names_file(lists, name).setdefault("en", {})
        assert isinstance(english, dict)
        known = flat(lists.get(name).get("codes"))
        for code in root.iter("{*}Code"):
            key = text_at(code, "Id")
            if key in known:
                english[key] = " ".join(text_at(code, "Name").split())


def read_schemes(root: etree._Element, lists: Lists) -> None:
    """Takes the names of schemes that no list names yet from OpenPeppol's participant schemes."""
    for name in ("electronic_address_schemes", "identifier_schemes"):
        english = names_file(lists, name).setdefault("en", {})
        assert isinstance(english, dict)
        known = flat(lists.get(name).get("codes"))
        for scheme in root.iter("participant-identifier-scheme"):
            code = scheme.get("iso6523", "")
            if code in known and code not in english:
                english[code] = " ".join(scheme.get("scheme-name", "").split())


def text_at(node: etree._Element, tag: str) -> str:
    """Returns the text of a child, empty where there is none."""
    return (node.findtext(f"{{*}}{tag}") or "").strip()


def names_file(lists: Lists, name: str) -> dict[str, object]:
    """Returns the names of a list by language."""
    return lists.get(f"names/{name}")


def read_minor_units(root: etree._Element, lists: Lists) -> None:
    """Takes the decimals of currencies, and new currencies, from list one of ISO 4217."""
    listed = lists.get("currencies")
    known = listed.get("codes")
    assert isinstance(known, dict)
    for entry in root.iter("CcyNtry"):
        code, units = text_at(entry, "Ccy"), text_at(entry, "CcyMnrUnts")
        if code and units.isdigit():
            known[code] = int(units)
    listed["codes"] = dict(sorted(known.items()))
    listed["version"] = root.get("Pblshd") or listed.get("version")


def babel_names(lists: Lists) -> None:
    """Takes the names of currencies and countries from Babel (CLDR)."""
    from babel import Locale

    for name, attribute in BABEL.items():
        listed = lists.get(name)
        withdrawn = listed.get("withdrawn", {})
        codes = sorted(flat(listed.get("codes")) | flat(withdrawn))
        for language in LANGUAGES:
            known = getattr(Locale.parse(language), attribute)
            asked = {code: ALIASES.get(code, code) for code in codes}
            own = {code: str(known[key]) for code, key in asked.items() if key in known}
            if "XI" in codes:
                own["XI"] = NORTHERN_IRELAND[language]
            names_file(lists, name)[language] = dict(sorted(own.items()))


def read(path: Path, lists: Lists, version: str | None) -> None:
    """Takes what a file says.

    Raises:
        SystemExit: It is none of these kinds.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    root = etree.parse(path, parser).getroot()
    kind = etree.QName(root).localname
    if kind == "pattern":
        read_rules(root, lists, version)
    elif kind == "CodeList":
        read_names(root, lists)
    elif kind == "participant-identifier-schemes":
        read_schemes(root, lists)
    elif kind == "ISO_4217":
        read_minor_units(root, lists)
    else:
        raise SystemExit(f"{path}: a <{kind}> is no source of code lists")


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Reads the sources, prints a line a changed list, and writes unless told not to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sources", nargs="*", type=Path)
    parser.add_argument("--version", help="of the official artefacts")
    parser.add_argument("--names", action="store_true", help="take names from Babel")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    asked = parser.parse_args(arguments)
    lists = Lists(folder)
    for source in asked.sources:
        read(source, lists, asked.version)
    if asked.names:
        babel_names(lists)
    changes = list(lists.changes())
    print("\n".join(changes) or "nothing changed")
    if changes and not asked.dry_run:
        lists.write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
