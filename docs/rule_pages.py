"""The pages of the rules: one a rule set, the countries together, and what readers find in files.

A breaking example is the edit that the tests make to a clean invoice, so that it breaks the rule
for sure: `tests/rules/breaks.py` and its like.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from invoicekit.findings import Rule, RuleSet, Severity
from invoicekit.formats._cii.document import syntax_rules as cii_rules
from invoicekit.formats._cii.levels import level_rules
from invoicekit.formats._ubl.document import syntax_rules as ubl_rules
from invoicekit.jurisdiction.eu_rules import MEMBER_RULES
from invoicekit.model.value import Value
from invoicekit.regimes import REGIMES
from invoicekit.rules import RULE_SETS

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.regimes import breaks as of_countries  # noqa: E402 - the tests are beside the package
from tests.rules import (  # noqa: E402
    breaks,
    fapiao_breaks,
    national_breaks,
    test_facturx,
    test_networks,
    test_official,
)

Table = Callable[[Iterable[str], Iterable[Iterable[str]]], str]

READER = (
    ("IK-UNKNOWN", "warning", "An element or a field that is not known here; it was not read.",
     "`<cbc:Mood>good</cbc:Mood>`"),
    ("IK-ATTRIBUTE", "warning", "An attribute that is not known here.",
     '`<cbc:ID mood="good">`'),
    ("IK-REPEATED", "error", "Something that may stand once stands again; the first was read.",
     "two `<cbc:ID>` of an invoice"),
    ("IK-UNREADABLE", "error", "A value that is no date, number or code as the format writes it.",
     "`<cbc:IssueDate>yesterday</cbc:IssueDate>`"),
    ("IK-INCOMPLETE", "error", "A group without the value that makes it one; it was not read.",
     "a tax number without its value"),
    ("IK-CURRENCY", "error", "An amount in another currency than the document's.",
     '`currencyID="USD"` in an invoice in EUR'),
    ("IK-DIFFERING", "warning", "A further value that an invoice has no place for.",
     "a second due date"),
    ("IK-UNDECIDED", "error", "What leaves the official rules without a verdict, in their mode.",
     "`<cbc:Percent>x</cbc:Percent>`"),
    ("FX-NOT-USED", "error", "A level of Factur-X does not use the element or attribute.",
     "a postal address of the buyer at the level MINIMUM"),
    ("FX-NAME", "warning", "The file in a PDF is not named as the standard has it.",
     "`rechnung.xml` for `factur-x.xml`"),
    ("FX-RELATIONSHIP", "warning", "The file in a PDF has another AFRelationship than its level.",
     "`Alternative` for the level MINIMUM"),
    ("FX-XMP", "warning", "The metadata of a PDF with an invoice name none.",
     "no `fx:ConformanceLevel`"),
    ("FX-LEVEL", "warning", "The metadata of a PDF name another level than the file (BT-24).",
     "`BASIC WL` around a file of EN 16931"),
    ("FX-FILE", "warning", "The metadata of a PDF name another file than the one in it.",
     "`fx:DocumentFileName` of another name"),
    ("IK-MORE", "information", "So many findings were not listed one by one.",
     "a thousand findings and one"),
)  # fmt: skip
"""Findings of readers, which no rule of the model makes: id, severity, meaning, example."""

OFFICIAL_ONLY = {
    "BR-01": "`specification` = nothing",
    "BR-B-01": "`lines[0].vat_category` = `B` of a seller in `DE`",
    "BR-CL-07": "`object_id.scheme` = `QQQ`",
    "BR-CL-08": "`notes[0].subject_code` = `QQQ`",
    "BR-CL-26": "`supply.location_id.scheme` = `9999`",
}
"""What breaks a rule that only the published verdict has."""

_BOTH = ("ubl", "cii")
_FIRST = "core issued en16931"
_LEVELS = ("minimum", "basicwl", "basic", "en16931", "extended")
_SYNTAXES = {"ubl": ("UBL 2.1", ubl_rules), "cii": ("UN/CEFACT CII D16B", cii_rules)}


def pages(table: Table) -> dict[str, str]:
    """Returns the name of each page below `generated/` and its text.

    Args:
        table: From the head and the rows of a table to Markdown.
    """
    made: dict[str, str] = {"rules.md": _index(table)}
    seen: set[str] = set()
    for name in _names():
        made[f"rules/{name}.md"] = _profile(name, RULE_SETS[name], seen, table)
    made["rules/countries.md"] = _countries(table)
    made["rules/reader.md"] = _reader(table)
    for name, (title, rules) in _SYNTAXES.items():
        data = f"src/invoicekit/formats/_{name}/syntax_rules.json"
        made[f"rules/{name}.md"] = _syntax(title, data, rules(), table)
    for level in _LEVELS:
        data = f"src/invoicekit/formats/_cii/levels/{level}.json"
        title = f"Factur-X {level}"
        made[f"rules/facturx-file-{level}.md"] = _syntax(title, data, level_rules(level), table)
    return made


def _names() -> list[str]:
    """Returns the rule sets, what the others extend first."""
    return sorted(RULE_SETS.names(), key=lambda name: (name not in _FIRST, _FIRST.find(name), name))


def _index(table: Table) -> str:
    rows = [
        (f"[{name}](rules/{name}.md)", str(len(_rules(RULE_SETS[name]))), _first_line(name))
        for name in sorted(RULE_SETS.names())
    ]
    laws = (MEMBER_RULES, *(regime.rules for regime in REGIMES if regime.rules is not None))
    countries = {rule.id for rule_set in laws for rule in rule_set if _is_law(rule)}
    rows.append(("[countries](rules/countries.md)", str(len(countries)), "Laws of countries."))
    rows.append(("[reader](rules/reader.md)", str(len(READER)), "What is odd about a file."))
    for name, (title, rules) in _SYNTAXES.items():
        ids = {rule.id for rule in rules().rules}
        rows.append((f"[{name}](rules/{name}.md)", str(len(ids)), f"The file itself: {title}."))
    for level in _LEVELS:
        page, number = f"facturx-file-{level}", str(len(level_rules(level).ids))
        rows.append((f"[{page}](rules/{page}.md)", number, f"The file itself: Factur-X {level}."))
    return (
        "# Rules\n\nA rule is named by the id its publisher gave it, or by ours (`IK-`, and the"
        " country's code); ids are for ever. What holds is said in our words, which are the"
        " rule's docstring; German, French and Chinese are in the package beside it"
        ' (`finding.text("de")`). A breaking example is an edit that the tests make.\n\n'
        "In `official` mode a document with a file is judged as the publisher's artefacts judge"
        " it; where they differ from what the rule means, a predicate of its own says how"
        " (column *Official*). In `strict` mode the meaning holds.\n\n"
        + table(("Profile", "Rules", "What"), rows)
        + "\n## Official rules that we do without\n\nThe tests compare the ids of the published"
        " artefacts with ours; these are missing, each with its reason.\n\n"
        + table(("Rule", "Of", "Why"), _missing())
    )


def _missing() -> Iterator[tuple[str, str, str]]:
    tables = (
        ("EN 16931 in UBL", test_official.NOT_NEEDED["ubl"]),
        ("EN 16931 in CII", test_official.NOT_NEEDED["cii"]),
        ("Peppol, XRechnung", test_networks.EXCEPTIONS),
        ("Factur-X", test_facturx.NEVER_FIRE),
    )
    for source, reasons in tables:
        for rule in sorted(reasons, key=natural):
            yield rule, source, reasons[rule]


def _first_line(name: str) -> str:
    module = sys.modules[f"invoicekit.rules.{name.replace('-', '_')}"]
    return (module.__doc__ or "").strip().partition("\n")[0]


def _rules(rule_set: RuleSet) -> dict[str, Rule]:
    """Returns id → rule; of two of one id the later one holds. Published ones come beside."""
    published = {rule.id: rule for syntax in _BOTH for rule in rule_set.as_published(syntax)}
    return published | {rule.id: rule for rule in rule_set}


def _profile(name: str, rule_set: RuleSet, seen: set[str], table: Table) -> str:
    rules = _rules(rule_set)
    new = [rule for rule in rules.values() if rule.id not in seen]
    seen.update(rules)
    strict = {rule.id: rule for rule in rule_set}
    official = {
        syntax: {rule.id: rule for rule in rule_set.as_published(syntax)} for syntax in _BOTH
    }
    severities = rule_set.severities_of()
    parts = [f"# {name}\n\n{_first_line(name)}\n"]
    bases = ", ".join(sorted({base.name for base in rule_set.extends if base.name in _names()}))
    listed = len(rules) - len(new)
    parts.append(
        f"{len(rules)} rules"
        + (f", of which {listed} are listed with the profiles it extends" if listed else "")
        + (f" ({bases})" if bases and listed else "")
        + ".\n"
    )
    rows = (
        _row(
            rule,
            strict.get(rule.id),
            {syntax: of.get(rule.id) for syntax, of in official.items()},
            severities,
        )
        for rule in sorted(new, key=lambda rule: natural(rule.id))
    )
    head = ("Rule", "Severity", "Of", "Terms", "What holds", "Breaks it", "Where", "Official")
    parts.append(table(head, rows))
    if rule_set.official is not None:
        parts += _otherwise(rules, new, strict, official, table)
    parts += _changed(rules, new, severities, table)
    if rule_set.dropped:
        parts.append("Not asked: " + ", ".join(sorted(rule_set.dropped, key=natural)) + ".\n")
    return "\n".join(parts)


def _otherwise(
    rules: Mapping[str, Rule],
    new: Iterable[Rule],
    strict: Mapping[str, Rule],
    official: Mapping[str, Mapping[str, Rule]],
    table: Table,
) -> Iterator[str]:
    own = {rule.id for rule in new}
    told = {
        each: _in_both(
            {syntax: _official(strict.get(each), of.get(each)) for syntax, of in official.items()}
        )
        for each in sorted(rules, key=natural)
        if each not in own
    }
    rows = [(each, predicate) for each, predicate in told.items() if predicate != "the same"]
    if rows:
        head = ("Rule", "Official")
        yield "Rules listed elsewhere that official mode judges otherwise:\n\n" + table(head, rows)


def _changed(
    rules: Mapping[str, Rule], new: Iterable[Rule], severities: Mapping[str, Severity], table: Table
) -> Iterator[str]:
    own = {rule.id for rule in new}
    rows = [
        (each, rules[each].severity.value if each in rules else "", severities[each].value)
        for each in sorted(severities, key=natural)
        if each not in own
    ]
    if rows:
        yield "Severities that differ here:\n\n" + table(("Rule", "Elsewhere", "Here"), rows)


def _row(
    rule: Rule,
    strict: Rule | None,
    official: Mapping[str, Rule | None],
    severities: Mapping[str, Severity],
) -> tuple[str, ...]:
    return (
        rule.id,
        severities.get(rule.id, rule.severity).value,
        rule.context.rpartition(".")[2] + (f" `{rule.path}`" if rule.path else ""),
        ", ".join(rule.terms),
        rule.message,
        EXAMPLES.get(rule.id, ""),
        _where(strict or rule),
        _in_both({syntax: _official(strict, each) for syntax, each in official.items()}),
    )


def _where(rule: Rule) -> str:
    module = rule.check.__module__.removeprefix("invoicekit.").replace(".", "/")
    return f"`{module}.py` `{rule.check.__name__}`"


def _in_both(told: Mapping[str, str]) -> str:
    """Returns what official mode does: once where it is the same in both syntaxes."""
    if len(set(told.values())) == 1:
        return told["ubl"]
    return "; ".join(f"{syntax.upper()}: {each}" for syntax, each in told.items())


def _official(strict: Rule | None, official: Rule | None) -> str:
    if official is None:
        return "not asked"
    if strict is None:
        return "only there"
    return "the same" if strict.check is official.check else _where(official)


def _countries(table: Table) -> str:
    parts = ["# Countries\n\nWhat the law of the seller's country asks of an invoice.\n"]
    seen: set[str] = set()
    sets = [("Every member of the EU", MEMBER_RULES)]
    sets += [(regime.names["en"], regime.rules) for regime in REGIMES if regime.rules is not None]
    for name, rule_set in sets:
        new = [rule for rule in rule_set if rule.id not in seen and _is_law(rule)]
        seen.update(rule.id for rule in new)
        rows = ((*_said(rule), EXAMPLES.get(rule.id, ""), _where(rule)) for rule in new)
        head = ("Rule", "Severity", "Terms", "What holds", "Breaks it", "Where")
        if new:
            parts.append(f"## {name}\n\n{table(head, rows)}")
    return "\n".join(parts)


def _said(rule: Rule) -> tuple[str, ...]:
    return rule.id, rule.severity.value, ", ".join(rule.terms), rule.message


def _is_law(rule: Rule) -> bool:
    return rule.check.__module__.startswith(("invoicekit.regimes", "invoicekit.jurisdiction"))


def _reader(table: Table) -> str:
    rows = ((*row, "`binding/_oddities.py`, `formats/_tolerant.py`") for row in READER)
    return "# The reader\n\nWhat is odd about a file; it is read all the same.\n\n" + table(
        ("Id", "Severity", "What it says", "Example", "Where"), rows
    )


def _syntax(title: str, file: str, rules: object, table: Table) -> str:
    rows: dict[tuple[str, ...], None] = {}
    for rule in getattr(rules, "rules"):  # noqa: B009 - of the binding, which docs do not know
        breaking = "one of them" if rule.most == 0 else f"not {rule.params['expected']}"
        rows[rule.id, rule.severity.value, rule.message.replace("`", ""), breaking] = None
    listed = sorted(rows, key=lambda row: natural(row[0]))
    data = json.loads((ROOT / file).read_text(encoding="utf-8"))
    return (
        f"# {title}: the file itself\n\n{data['title']}. Version {data['version']};"
        f" implemented by the data in `{file.removeprefix('src/invoicekit/')}`.\n\n"
        + table(("Rule", "Severity", "What holds", "Breaks it"), listed)
    )


def natural(rule_id: str) -> tuple[tuple[int, str], ...]:
    """Returns a key that sorts `BR-9` before `BR-10`."""
    return tuple((int(part) if part.isdigit() else -1, part) for part in rule_id.split("-"))


def _examples() -> dict[str, str]:
    """Returns rule → what breaks it, in the words of an edit: `seller.name` = nothing."""
    told = dict(OFFICIAL_ONLY)
    edits: dict[
        str, breaks.Edit | national_breaks.Break | fapiao_breaks.Break | test_facturx.Edit
    ] = {}
    edits.update(breaks.BREAKS)
    edits.update(national_breaks.BREAKS)
    edits.update(fapiao_breaks.BREAKS)
    edits.update(test_facturx.BREAKS)
    for rule, each in edits.items():
        source = getattr(each, "source", None)
        odd = ", ".join(sorted(source.sights.observed)) if source else ""
        told[rule] = f"`{each.path}` = {_value(each.value)}" if each.path else f"a file with {odd}"
    for rule, edit in of_countries.BREAKS.items():
        clean = of_countries.CLEAN.get(rule[:2]) or next(iter(of_countries.CLEAN.values()))
        told[rule] = "; ".join(_differences("", _plain(clean), _plain(edit(clean))))
    return told


def _plain(value: Value) -> dict[str, object]:
    plain: dict[str, object] = json.loads(value.canonical())
    return plain


def _differences(path: str, before: object, after: object) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted({*before, *after}):
            below = f"{path}.{name}" if path else name
            yield from _differences(below, before.get(name), after.get(name))
    else:
        yield f"`{path}` = {_value(after)}"


_SHOWN = 3
"""Of many values so many are shown."""


def _value(value: object) -> str:
    if value is None or value in ((), ""):
        return "nothing"
    if isinstance(value, tuple | list):
        told = "; ".join(_value(each) for each in value[:_SHOWN])
        return told if len(value) <= _SHOWN else f"{told}; … ({len(value)} of them)"
    text = value.canonical().decode() if isinstance(value, Value) else str(value)
    shown = text.replace("\n", " ").replace("`", "")
    return f"`{shown[:120]}…`" if len(shown) > 120 else f"`{shown}`"  # noqa: PLR2004 - columns


EXAMPLES = _examples()
