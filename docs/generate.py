"""Writes the pages of docs/generated from the tables they describe; `--check` compares only.

The pages are the same bytes on every machine: no dates, no paths, everything in table order or
sorted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from rule_pages import pages

from invoicekit.jurisdiction import Case, Regime
from invoicekit.jurisdiction.cases import EU_CASES
from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.reasons import REASONS
from invoicekit.lifecycle import (
    CLEARANCE,
    DELIVERY,
    DOCUMENT,
    LABELS,
    PAYMENT,
    RED_FORM,
    RED_STATES,
    RESPONSE,
)
from invoicekit.regimes import REGIMES, regime_of

OUT = Path(__file__).parent / "generated"
NOTICE = "<!-- Written by docs/generate.py from the tables in the code; edit those. -->\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Returns a Markdown table."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *map(list, rows)]
    return "".join("| " + " | ".join(cell(each) for each in line) + " |\n" for line in lines)


def cell(text: str) -> str:
    """Returns a text that does not end its cell."""
    return " ".join(text.replace("|", "\\|").splitlines())


def states() -> str:
    """The five dimensions of a document's life."""
    parts = ["# States of a document\n", _dimension(DOCUMENT, "draft")]
    parts.append(_dimension(CLEARANCE, "not_required"))
    parts.append(_dimension(DELIVERY, "none"))
    parts.append(_dimension(RESPONSE, "none"))
    forms = table(
        ("Code", "中文", "English", "The red-letter invoice"),
        (
            (state.code, state.zh, state.en, OUTCOMES[state.outcome])
            for state in RED_STATES.values()
        ),
    )
    parts.append(_dimension(RED_FORM, "03") + "\n" + forms)
    projection = table(
        ("Status", "Holds when"), ((row.status.value, row.meaning) for row in PAYMENT)
    )
    parts.append(
        "## Payment\n\nIt follows from the ledger; the first row that holds wins.\n\n" + projection
    )
    labels = table(
        ("Key", "English", "中文", "Deutsch", "Français"),
        ((row.key, row.en, row.zh, row.de, row.fr) for row in LABELS),
    )
    parts.append("## The label for people\n\nThe first row that holds.\n\n" + labels)
    return "\n".join(parts)


OUTCOMES = {"issue": "may be issued", "wait": "waits", "dead": "never by this form"}


def _dimension(moves: Iterable[object], start: str) -> str:
    rows = [_Row(move) for move in moves]
    arrows = "".join(f"    {row.source} --> {row.target}: {row.command}\n" for row in rows)
    diagram = f"```mermaid\nstateDiagram-v2\n    [*] --> {start}\n{arrows}```\n"
    listed = table(
        ("From", "Command", "To", "Guards", "Event"),
        ((row.source, row.command, row.target, row.guards, row.emits) for row in rows),
    )
    title = str(getattr(moves, "dimension", "")).capitalize()
    guards = _guards(rows)
    return f"## {title}\n\n{diagram}\n{listed}" + (f"\n{guards}" if guards else "")


class _Row:
    """One move as text."""

    def __init__(self, move: object) -> None:
        self.source = str(getattr(move, "source"))  # noqa: B009 - tables of five types
        self.command = str(getattr(move, "command"))  # noqa: B009
        self.target = str(getattr(move, "target"))  # noqa: B009
        self.emits = str(getattr(move, "emits"))  # noqa: B009
        self.checks: tuple[Callable[..., object], ...] = getattr(move, "guards")  # noqa: B009

    @property
    def guards(self) -> str:
        return ", ".join(words(check) for check in self.checks)


def words(check: Callable[..., object]) -> str:
    """Returns a predicate's name as words."""
    return check.__name__.replace("_", " ")


def _guards(rows: Iterable[_Row]) -> str:
    seen = {words(check): (check.__doc__ or "").strip() for row in rows for check in row.checks}
    return table(("Guard", "What holds"), seen.items()) if seen else ""


def regimes() -> str:
    """The countries: rates with dates and sources, numbering, corrections, supply decisions."""
    parts = ["# Regimes\n", "Countries without a file of their own are neutral, or an EU member.\n"]
    parts.append("## How supplies are taxed in the EU\n\n" + _supplies(EU_CASES, {}))
    own = [regime for regime in REGIMES if regime.country]
    have = {regime.country for regime in own}
    own += [regime_of(country) for country in sorted(MEMBERS) if country not in have]
    parts += [_regime(regime) for regime in own]
    return "\n".join(parts)


def _regime(regime: Regime) -> str:
    numbering, fixes = regime.numbering, regime.corrections
    facts = table(
        ("What", "Here"),
        (
            ("Currency", regime.currency),
            ("Time zone", regime.time_zone),
            ("Numbers", f"`{numbering.pattern}`, by {numbering.numbered_by}; {numbering.source}"),
            ("Unbroken sequence", "asked by law" if numbering.gapless else "not asked; kept"),
            ("Voiding", f"{fixes.void.replace('_', ' ')}; {fixes.source}".rstrip("; ")),
            ("A credit note is called", _titles(regime)),
            ("Languages", ", ".join(regime.languages)),
            ("Small enterprises write", _small_business(regime)),
        ),
    )
    rates = table(
        ("Key", "Area", "Percent", "Category", "Since", "Until", "Source"),
        (
            (
                rate.key,
                rate.area,
                f"{rate.rate:f}",
                rate.category,
                str(rate.since),
                str(rate.until or ""),
                rate.source,
            )
            for rate in regime.rates
        ),
    )
    has_rates = any(True for _ in regime.rates)
    body = f"{facts}\n{rates}" if has_rates else facts
    own = regime.supplies != EU_CASES
    supplies = f"\n{_supplies(regime.supplies, regime.notes)}" if own else ""
    return f"## {regime.names['en']} ({regime.country})\n\n{body}{supplies}"


def _titles(regime: Regime) -> str:
    titles = regime.corrections.titles.get("381", {})
    return ", ".join(f"{text} ({language})" for language, text in titles.items())


def _small_business(regime: Regime) -> str:
    if regime.small_enterprise:
        return f"their own rate: {regime.small_enterprise}"
    texts = regime.notes.get("small_business") or NOTES["small_business"]
    return texts.get(regime.languages[0].partition("-")[0], texts["en"])


def _supplies(cases: Iterable[Case], notes: Mapping[str, Mapping[str, str]]) -> str:
    """The first row that holds decides."""
    rows = []
    for case in cases:
        texts = notes.get(case.note or "") or NOTES.get(case.note or "", {})
        charged = "" if case.charged == "none" else f"at the rate of {case.charged}"
        reason = REASONS[case.reason]["en"].replace("{rate} %", "the rate")
        rows.append(
            (
                reason.replace("{country}", "the country that taxes"),
                charged or case.category,
                case.code or "",
                texts.get("en", ""),
                case.source or "",
            )
        )
    return table(("First that holds", "Category", "Code", "Note", "Source"), rows)


PAGES: dict[str, Callable[[], str]] = {"states.md": states, "regimes.md": regimes}


def made() -> dict[str, str]:
    """Returns every page by its name below `generated/`."""
    return {name: make() for name, make in PAGES.items()} | pages(table)


def main(arguments: list[str]) -> int:
    """Writes the pages, or with `--check` names those that are stale."""
    stale = []
    wanted = made()
    for name, body in wanted.items():
        page, path = NOTICE + "\n" + body, OUT / name
        if path.is_file() and path.read_text("utf-8") == page:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, "utf-8")
    for path in sorted(OUT.rglob("*.md")):
        if path.relative_to(OUT).as_posix() not in wanted:
            stale.append(path.name)
            if "--check" not in arguments:
                path.unlink()
    if stale:
        done = "stale" if "--check" in arguments else "written"
        print(f"{done}: {', '.join(stale)}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
