"""The European Union in one table: each member's VAT rates by date, and the texts common to all.

Sources: the European Commission's list "VAT rates applied in the Member States" and its Taxes in
Europe Database (TEDB); laws of recent changes are named in their rows. Texts follow Directive
2006/112/EC, article 226 (11) and (11a); codes are those of the CEF VATEX list.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from invoicekit.jurisdiction.rates import RateHistory, history

TEDB = "https://taxation-customs.ec.europa.eu/tedb/vatRates.html"

CURRENCIES: Mapping[str, str] = MappingProxyType(
    {"CZ": "CZK", "DK": "DKK", "HU": "HUF", "PL": "PLN", "RO": "RON", "SE": "SEK"}
)
"""Members that do not pay in euro."""

TIME_ZONES: Mapping[str, str] = MappingProxyType(
    {
        "AT": "Europe/Vienna",
        "BE": "Europe/Brussels",
        "BG": "Europe/Sofia",
        "CY": "Asia/Nicosia",
        "CZ": "Europe/Prague",
        "DE": "Europe/Berlin",
        "DK": "Europe/Copenhagen",
        "EE": "Europe/Tallinn",
        "ES": "Europe/Madrid",
        "FI": "Europe/Helsinki",
        "FR": "Europe/Paris",
        "GR": "Europe/Athens",
        "HR": "Europe/Zagreb",
        "HU": "Europe/Budapest",
        "IE": "Europe/Dublin",
        "IT": "Europe/Rome",
        "LT": "Europe/Vilnius",
        "LU": "Europe/Luxembourg",
        "LV": "Europe/Riga",
        "MT": "Europe/Malta",
        "NL": "Europe/Amsterdam",
        "PL": "Europe/Warsaw",
        "PT": "Europe/Lisbon",
        "RO": "Europe/Bucharest",
        "SE": "Europe/Stockholm",
        "SI": "Europe/Ljubljana",
        "SK": "Europe/Bratislava",
    }
)
"""Members and where their clocks stand."""

MEMBERS = frozenset(TIME_ZONES)

# country: standard rates newest first; then the other rates; then the key of printed books.
_TABLE: Mapping[str, tuple[str, str, str]] = {
    "AT": ("20 1984-01-01", "reduced 10 1984-01-01, reduced-2 13 2016-01-01", "reduced"),
    "BE": ("21 1996-01-01", "reduced 6 2000-01-01, reduced-2 12 2000-01-01", "reduced"),
    "BG": ("20 1999-01-01", "reduced 9 2011-04-01", "reduced"),
    "CY": ("19 2014-01-13", "reduced 9 2014-01-13, reduced-2 5 2000-07-01, super-reduced 3 2023-07-21", "super-reduced"),
    "CZ": ("21 2013-01-01", "reduced 12 2024-01-01, zero 0 2024-01-01", "zero"),
    "DK": ("25 1992-01-01", "zero 0 1992-01-01", "standard"),
    "EE": ("24 2025-07-01, 22 2024-01-01, 20 2009-07-01", "reduced 9 2009-01-01, reduced-2 13 2025-01-01", "reduced"),
    "ES": ("21 2012-09-01", "reduced 10 2012-09-01, super-reduced 4 1995-01-01", "super-reduced"),
    "FI": ("25.5 2024-09-01, 24 2013-01-01", "reduced 13.5 2026-01-01, reduced 14 2013-01-01, reduced-2 10 2013-01-01", "reduced"),
    "GR": ("24 2016-06-01", "reduced 13 2011-01-01, reduced-2 6 2015-07-20", "reduced-2"),
    "HR": ("25 2012-03-01", "reduced 13 2014-01-01, reduced-2 5 2013-01-01", "reduced-2"),
    "HU": ("27 2012-01-01", "reduced 5 2004-01-01, reduced-2 18 2009-07-01", "reduced"),
    "IE": ("23 2021-03-01, 21 2020-09-01, 23 2012-01-01", "reduced 13.5 2003-01-01, reduced-2 9 2011-07-01, super-reduced 4.8 2005-01-01, zero 0 1972-11-01", "zero"),
    "IT": ("22 2013-10-01", "reduced 10 1995-02-24, reduced-2 5 2016-01-01, super-reduced 4 1989-01-01", "super-reduced"),
    "LT": ("21 2009-09-01", "reduced 12 2026-01-01, reduced 9 2004-05-01, reduced-2 5 2004-05-01", "reduced-2"),
    "LU": ("17 2024-01-01, 16 2023-01-01, 17 2015-01-01", "reduced 8 2024-01-01, reduced 7 2023-01-01, reduced 8 2015-01-01, reduced-2 14 2024-01-01, super-reduced 3 1992-01-01", "super-reduced"),
    "LV": ("21 2012-07-01", "reduced 12 2011-01-01, reduced-2 5 2018-01-01", "reduced-2"),
    "MT": ("18 2004-01-01", "reduced 7 2011-01-01, reduced-2 5 2004-01-01, reduced-3 12 2024-01-01", "reduced-2"),
    "NL": ("21 2012-10-01", "reduced 9 2019-01-01", "reduced"),
    "PL": ("23 2011-01-01", "reduced 8 2011-01-01, reduced-2 5 2011-01-01", "reduced-2"),
    "PT": ("23 2011-01-01", "reduced 6 2011-01-01, reduced-2 13 2012-01-01", "reduced"),
    "RO": ("21 2025-08-01, 19 2017-01-01", "reduced 11 2025-08-01, reduced 9 2008-12-01", "reduced"),
    "SE": ("25 1990-07-01", "reduced 12 1996-01-01, reduced-2 6 1996-01-01", "reduced-2"),
    "SI": ("22 2013-07-01", "reduced 9.5 2013-07-01, reduced-2 5 2020-01-01", "reduced-2"),
    "SK": ("23 2025-01-01, 20 2011-01-01", "reduced 19 2025-01-01, reduced-2 5 2025-01-01", "reduced-2"),
}  # fmt: skip


def member_rates(country: str) -> RateHistory:
    """Returns the rates of a member that has no file of its own, from the table above."""
    standard, others, books = _TABLE[country]
    rows = [("standard", *row.split(), TEDB) for row in standard.split(", ")]
    rows += [(*row.split(), TEDB) for row in others.split(", ")]
    made = [(key, rate, since, source) for key, rate, since, source in rows]
    return history(
        country,
        *made,
        classes={"books": books, "standard": "standard"},
        categories={"zero": "Z"},
    )


NOTES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "reverse_charge": {
            "en": "Reverse charge",
            "de": "Steuerschuldnerschaft des Leistungsempfängers",
            "fr": "Autoliquidation",
            "zh": "反向征税：由购买方缴纳增值税",
        },
        "intra_community": {
            "en": "Intra-Community supply, exempt from VAT",
            "de": "Steuerfreie innergemeinschaftliche Lieferung",
            "fr": "Livraison intracommunautaire exonérée de TVA",
            "zh": "欧盟内部交易，免征增值税",
        },
        "export": {
            "en": "Export outside the EU, exempt from VAT",
            "de": "Steuerfreie Ausfuhrlieferung",
            "fr": "Exportation exonérée de TVA",
            "zh": "出口欧盟以外，免征增值税",
        },
        "outside_scope": {
            "en": "Not subject to VAT: the place of supply is outside the EU",
            "de": "Nicht steuerbar: Leistungsort im Drittland",
            "fr": "Non soumis à la TVA : prestation localisée hors UE",
            "zh": "不征增值税：服务地点在欧盟以外",
        },
        "small_business": {
            "en": "Exempt as a small enterprise",
            "de": "Kein Ausweis von Umsatzsteuer, da Kleinunternehmer gemäß § 19 UStG",
            "fr": "TVA non applicable, art. 293 B du CGI",
            "zh": "小规模企业，免征增值税",
        },
    }
)
"""Texts an exempt line must bear, by key and language."""
