"""How long an invoice is kept: the law as dated rows, and the last day by it.

The law that counts is the one in force on the day somebody asks, not the one of the document's day:
a shorter period frees what is not free yet (so Germany's of 2025), a longer one binds what is still
there. What counts is the longest of the duties on an ordinary invoice, as tax law and commercial
law name them; land, schemes of their own and open proceedings ask for more, which a hold says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, TypeAlias

from invoicekit.dates import DECEMBER, add_months, year_of

CountedFrom: TypeAlias = Literal["calendar_year", "fiscal_year", "year_of_closing", "document"]
"""What the years follow on: the end of the document's calendar or fiscal year, the end of the
calendar year in which that fiscal year closes, or the document's own day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """A period of retention, for whoever asks from `since` on.

    Attributes:
        years: Full years, after what `counted_from` names.
        source: The law.
    """

    years: int
    since: date
    counted_from: CountedFrom
    source: str

    def retain_until(self, day: date, fiscal_start: int = 1) -> date:
        """Returns the last day on which a document of a day must be there.

        Args:
            day: Of the document.
            fiscal_start: The month the issuer's fiscal year starts in.
        """
        months = self.years * DECEMBER
        if self.counted_from == "document":
            return add_months(day, months)
        closing = day if self.counted_from == "calendar_year" else year_of(day, fiscal_start).end
        if self.counted_from != "fiscal_year":
            closing = year_of(closing, 1).end
        following = closing + timedelta(days=1)
        return add_months(following, months) - timedelta(days=1)


def rule_in_force(rules: tuple[RetentionRule, ...], asked_on: date) -> RetentionRule:
    """Returns the rule in force on a day, the oldest one before all of them."""
    known = [rule for rule in rules if rule.since <= asked_on]
    return max(known, key=lambda rule: rule.since) if known else min(rules, key=lambda r: r.since)


def kept(years: int, since: str, source: str, counted_from: CountedFrom) -> RetentionRule:
    """Returns a row, as the files of countries write it."""
    return RetentionRule(
        years=years, since=date.fromisoformat(since), counted_from=counted_from, source=source
    )


UNCONFIRMED = " (not confirmed)"
"""What the source of a period says that was not compared with the law."""


def heard(years: int, since: str, source: str, counted_from: CountedFrom) -> RetentionRule:
    """Returns a row whose law nobody has looked at for this table; it says so where it is shown."""
    return kept(years, since, f"{source}{UNCONFIRMED}", counted_from)


ELSEWHERE = (
    kept(10, "1970-01-01", "no country's law is known: the longest common one", "fiscal_year"),
)
"""Where no law is known, nothing goes too early."""

_MEMBERS: Mapping[str, tuple[RetentionRule, ...]] = MappingProxyType(
    {
        "AT": (kept(7, "1994-01-01", "§ 132 (1) BAO; § 11 (2) UStG 1994", "calendar_year"),),
        "BE": (
            kept(10, "2023-01-01", "Code de la TVA, article 60, § 4", "calendar_year"),
            kept(7, "1993-01-01", "Code de la TVA, article 60 before 2023", "calendar_year"),
        ),
        # Until five years after the tax is time-barred, itself five after the year it was due in.
        "BG": (
            heard(11, "2006-01-01", "ДОПК, чл. 38, ал. 1, т. 3; ЗДДС, чл. 121", "calendar_year"),
        ),
        "CZ": (kept(10, "2004-05-01", "zákon č. 235/2004 Sb., § 35 (2)", "calendar_year"),),
        "DK": (kept(5, "1999-01-01", "Bogføringsloven, § 12", "fiscal_year"),),
        "EE": (heard(7, "2003-01-01", "Raamatupidamise seadus, § 12", "fiscal_year"),),
        "ES": (kept(6, "1973-01-01", "Código de Comercio, artículo 30", "fiscal_year"),),
        "FI": (heard(6, "1998-01-01", "Kirjanpitolaki (1336/1997), 2:10", "year_of_closing"),),
        "HR": (
            heard(11, "2025-01-01", "Zakon o računovodstvu (NN 85/2024)", "fiscal_year"),
            heard(11, "2008-01-01", "Zakon o računovodstvu before 2025", "fiscal_year"),
        ),
        "HU": (heard(8, "2001-01-01", "2000. évi C. törvény, 169. §", "fiscal_year"),),
        # Tax law counts from the transaction, company law from the end of its year.
        "IE": (
            heard(6, "2010-11-01", "Companies Act 2014, s. 285; VATCA 2010, s. 84", "fiscal_year"),
        ),
        "IT": (kept(10, "1973-01-01", "Codice civile, articolo 2220", "fiscal_year"),),
        "LT": (heard(10, "2002-05-01", "PVM įstatymas, 78 straipsnis", "calendar_year"),),
        "LU": (heard(10, "1980-01-01", "loi TVA, article 65; Code de commerce", "fiscal_year"),),
        "LV": (heard(5, "2022-01-01", "Grāmatvedības likums, 28. pants", "fiscal_year"),),
        "NL": (kept(7, "1998-01-01", "Algemene wet rijksbelastingen, artikel 52", "fiscal_year"),),
        # Five years after the end of the year in which the tax was due: December's in January.
        "PL": (
            kept(6, "2004-05-01", "Ustawa o VAT, art. 112; Ordynacja, art. 70", "calendar_year"),
        ),
        "PT": (heard(10, "2019-02-16", "Decreto-Lei 28/2019, artigo 19.º", "fiscal_year"),),
        "SE": (kept(7, "2011-01-01", "Bokföringslagen (1999:1078), 7:2", "year_of_closing"),),
        "SI": (heard(10, "2007-01-01", "ZDDV-1, 86. člen", "calendar_year"),),
        "SK": (heard(10, "2004-05-01", "zákon č. 222/2004 Z. z., § 76", "calendar_year"),),
    }
)
"""Members of the EU without a file of their own, as far as their law is known here."""


def retention_of(country: str) -> tuple[RetentionRule, ...]:
    """Returns a member's rules, those of elsewhere where its law is not in the table."""
    return _MEMBERS.get(country, ELSEWHERE)
