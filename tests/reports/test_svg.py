"""Charts: what they say in each language, and that they stand alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from typing import get_args

import pytest
from lxml import etree

from invoicekit.reports import Table
from invoicekit.reports._asked import Asked
from invoicekit.reports._panel import Arrangement, Bars, Panel

SVG = "{http://www.w3.org/2000/svg}"
EURO = Panel(
    "Sales in EUR",
    ("Jan", "Feb"),
    (
        Bars("Net", (Decimal("1000.50"), Decimal("-20.00"))),
        Bars("VAT", (Decimal("190.10"), Decimal("-3.80"))),
    ),
    "EUR",
    "stacked",
)
ASKED = Asked(date(2026, 11, 1))


def picture(*panels: Panel, locale: str = "en", asked: Asked | None = ASKED) -> etree._Element:
    table = Table("sales", ("net",), (), chart=lambda *_: panels, asked=asked)
    return etree.fromstring(table.svg(locale))


def texts(root: etree._Element) -> list[str]:
    return [text.text for text in root.iter(f"{SVG}text") if text.text]


def at_bars(root: etree._Element) -> list[str]:
    return [text.text or "" for text in _labels(root)]


def _labels(root: etree._Element) -> Iterator[etree._Element]:
    return (text for text in root.iter(f"{SVG}text") if text.get("class") == "label")


def tips(root: etree._Element) -> list[str]:
    return [title.text or "" for title in root.iter(f"{SVG}title")]


def heights(root: etree._Element) -> list[float]:
    bars = [
        bar for bar in root.iter(f"{SVG}rect") if "reactive tooltip" in (bar.get("class") or "")
    ]
    return [float(bar.get("height") or 0) for bar in bars]


def test_a_stack_says_its_sum_and_each_part_in_a_tip() -> None:
    root = picture(EURO)

    assert at_bars(root) == ["€1,190.60", "-€23.80"]
    assert {
        "Jan, Net: €1,000.50",
        "Jan, VAT: €190.10",
        "Feb, VAT: -€3.80",
    } <= set(tips(root))
    assert {"Net", "VAT", "Jan", "Feb", "Sales in EUR"} <= set(texts(root))


def test_an_empty_place_says_nothing() -> None:
    nothing = (Bars("Net", (Decimal(5), Decimal(0))), Bars("VAT", (Decimal(1), Decimal(0))))

    assert at_bars(picture(replace(EURO, bars=nothing))) == ["€6.00"]


def test_bars_are_as_high_as_their_amounts() -> None:
    big, small = heights(picture(replace(EURO, bars=(Bars("Net", (Decimal(100), Decimal(25))),))))

    assert big == pytest.approx(4 * small)


@pytest.mark.parametrize(
    ("locale", "title", "day", "amount"),
    [
        ("en", "Sales", "As of Nov 1, 2026", "€1,190.60"),
        ("de", "Umsatz", "Stand 01.11.2026", "1.190,60 €"),
        ("de-AT", "Umsatz", "Stand 01.11.2026", "€ 1.190,60"),
        ("fr", "Chiffre d’affaires", "Au 1 nov. 2026", "1 190,60 €"),
        ("zh-CN", "销售统计", "截至2026年11月1日", "€1,190.60"),
        ("tlh", "Sales", "As of Nov 1, 2026", "€1,190.60"),
    ],
)
def test_it_speaks_the_readers_language(locale: str, title: str, day: str, amount: str) -> None:
    root = picture(EURO, locale=locale)

    spaced = [re.sub(r"\s", " ", text) for text in texts(root)]
    assert spaced[:2] == [title, day]
    assert amount in spaced


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(date(2026, 11, 1), start=date(2026, 1, 1)), "Issued from Jan 1, 2026 · As of"),
        (Asked(date(2026, 11, 1), end=date(2026, 2, 1)), "Issued until Feb 1, 2026 · As of"),
        (
            Asked(date(2026, 11, 1), start=date(2026, 1, 1), end=date(2026, 2, 1)),
            "Issued Jan 1, 2026 – Feb 1, 2026 · As of",
        ),
    ],
)
def test_it_says_what_was_asked(asked: Asked, said: str) -> None:
    assert texts(picture(EURO, asked=asked))[1].startswith(said)


@pytest.mark.parametrize("arrangement", get_args(Arrangement))
def test_it_stands_alone_and_never_changes(arrangement: Arrangement) -> None:
    panel = replace(EURO, arrangement=arrangement)
    table = Table("sales", ("net",), (), chart=lambda *_: (panel, panel))

    data = table.svg()

    assert data == table.svg()
    text = data.decode()
    assert set(re.findall(r"\w+://[^\"'<\s]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert not re.search(r"<script|<!--|@import|url\(|xlink:href|<\?xml-stylesheet|2026", text)
    identified = re.findall(r'id="(chart-[^"]+)"', text)
    assert identified == ["chart-sales-0", "chart-sales-1"]


def test_it_leaves_no_hook_in_the_import_system() -> None:
    picture(EURO)

    assert {type(hook).__name__ for hook in sys.meta_path}.isdisjoint({"PluginImportFixer"})
    # what came in with pygal and serves others is still there
    assert version("psycopg") != "0.0.0.0"
    assert version("pygal")


def test_text_from_outside_stays_text() -> None:
    nasty = "</text><script>alert(1)</script>"

    root = picture(replace(EURO, labels=(nasty, "Feb"), title=nasty))

    assert not list(root.iter(f"{SVG}script"))
    assert texts(root).count(nasty) == 2


def test_what_is_zero_everywhere_is_left_out() -> None:
    root = picture(replace(EURO, bars=(EURO.bars[0], Bars("VAT", (Decimal(0), Decimal(0))))))

    assert "VAT" not in texts(root)
    assert at_bars(root) == ["€1,000.50", "-€20.00"]


def test_nothing_to_show_is_said() -> None:
    assert texts(picture(locale="de")) == ["Umsatz", "Stand 01.11.2026", "Nichts zu zeigen"]
    assert texts(picture(asked=None)) == ["Sales", "Nothing to show"]


def many(count: int) -> Panel:
    labels = tuple(f"M{place}" for place in range(count))
    return Panel("Sales", labels, (Bars("Net", (Decimal("1234.56"),) * count),), "EUR")


def test_many_bars_have_whole_amounts_and_more_have_none() -> None:
    assert at_bars(picture(many(6))) == ["€1,234.56"] * 6
    assert at_bars(picture(many(12))) == ["1,235"] * 12
    assert at_bars(picture(many(24))) == []
    assert "M0, Net: €1,234.56" in tips(picture(many(24)))


def test_of_many_labels_only_some_stand_at_the_axis() -> None:
    shown = [text for text in texts(picture(many(30))) if re.fullmatch(r"M\d+", text)]

    assert shown == [f"M{place}" for place in range(0, 30, 3)]


def test_lying_bars_stand_in_order_and_write_negative_amounts_left() -> None:
    root = picture(replace(EURO, arrangement="lying"))

    places = {text.text: float(text.get("y") or 0) for text in root.iter(f"{SVG}text")}
    assert places["Jan"] < places["Feb"]
    anchors = {label.text: label.get("text-anchor") for label in _labels(root)}
    assert (anchors["€1,000.50"], anchors["-€20.00"]) == ("start", "end")


def test_counts_have_no_halves_and_no_currency() -> None:
    root = picture(Panel("Documents", ("Jan",), (Bars("Invoice", (1,)),), arrangement="stacked"))

    assert at_bars(root) == ["1"]
    assert [text for text in texts(root) if text[0].isdigit()] == ["0", "1", "1"]


def test_age_has_a_colour_of_its_own() -> None:
    aged = Panel("Open", ("a", "b"), (Bars("Open", (Decimal(1), Decimal(2)), ages=True),), "EUR")

    fills = set(re.findall(r"fill: (#\w+)", etree.tostring(picture(aged)).decode()))
    assert fills == {"#6b8f71", "#e3c04f"}
