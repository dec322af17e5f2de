"""The European Union in one table: each member's VAT rates by date.

Sources: the European Commission's list "VAT rates applied in the Member States" and its Taxes in
Europe Database (TEDB); laws of recent changes are named in their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from invoicekit.jurisdiction.rates import RateHistory, Row, history

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

_NAMES = {
    "AT": "Austria, Österreich, Autriche, 奥地利",
    "BE": "Belgium, Belgien, Belgique, 比利时",
    "BG": "Bulgaria, Bulgarien, Bulgarie, 保加利亚",
    "CY": "Cyprus, Zypern, Chypre, 塞浦路斯",
    "CZ": "Czechia, Tschechien, Tchéquie, 捷克",
    "DE": "Germany, Deutschland, Allemagne, 德国",
    "DK": "Denmark, Dänemark, Danemark, 丹麦",
    "EE": "Estonia, Estland, Estonie, 爱沙尼亚",
    "ES": "Spain, Spanien, Espagne, 西班牙",
    "FI": "Finland, Finnland, Finlande, 芬兰",
    "FR": "France, Frankreich, France, 法国",
    "GR": "Greece, Griechenland, Grèce, 希腊",
    "HR": "Croatia, Kroatien, Croatie, 克罗地亚",
    "HU": "Hungary, Ungarn, Hongrie, 匈牙利",
    "IE": "Ireland, Irland, Irlande, 爱尔兰",
    "IT": "Italy, Italien, Italie, 意大利",
    "LT": "Lithuania, Litauen, Lituanie, 立陶宛",
    "LU": "Luxembourg, Luxemburg, Luxembourg, 卢森堡",
    "LV": "Latvia, Lettland, Lettonie, 拉脱维亚",
    "MT": "Malta, Malta, Malte, 马耳他",
    "NL": "Netherlands, Niederlande, Pays-Bas, 荷兰",
    "PL": "Poland, Polen, Pologne, 波兰",
    "PT": "Portugal, Portugal, Portugal, 葡萄牙",
    "RO": "Romania, Rumänien, Roumanie, 罗马尼亚",
    "SE": "Sweden, Schweden, Suède, 瑞典",
    "SI": "Slovenia, Slowenien, Slovénie, 斯洛文尼亚",
    "SK": "Slovakia, Slowakei, Slovaquie, 斯洛伐克",
    "XI": "Northern Ireland, Nordirland, Irlande du Nord, 北爱尔兰",
}

NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        country: dict(zip(("en", "de", "fr", "zh"), names.split(", "), strict=True))
        for country, names in _NAMES.items()
    }
)
"""Names of the members, and of Northern Ireland, by language."""

# Key, then `percent since` newest first; `until` where no later rate of the key ends it. Printed
# books have the key named in `books`, or rows of their own where they moved between rates.
_RATES: Mapping[str, str] = {
    "AT": """
        standard       20 1984-01-01
        reduced        10 1984-01-01
        reduced-2      13 2016-01-01
        super-reduced  4.9 2026-07-01
        books=reduced""",
    "BE": """
        standard       21 1996-01-01
        reduced        6 2000-01-01
        reduced-2      12 2000-01-01
        books=reduced""",
    "BG": """
        standard       20 1999-01-01
        reduced        9 2011-04-01
        books          9 2020-07-01, 20 1999-01-01""",
    "CY": """
        standard       19 2014-01-13, 18 2013-01-14, 17 2012-03-01, 15 2003-01-01
        reduced        9 2014-01-13, 8 2005-08-01
        reduced-2      5 2000-07-01
        super-reduced  3 2023-07-21
        books          3 2023-07-21, 5 2000-07-01""",
    "CZ": """
        standard       21 2013-01-01, 20 2010-01-01
        reduced        12 2024-01-01, 15 2013-01-01
        reduced-2      10 2015-01-01 until 2023-12-31
        zero           0 2024-01-01
        books          0 2024-01-01, 10 2015-01-01, 15 2013-01-01""",
    "DK": """
        standard       25 1992-01-01
        zero           0 1992-01-01
        books=standard""",
    "EE": """
        standard       24 2025-07-01, 22 2024-01-01, 20 2009-07-01
        reduced        9 2009-01-01
        reduced-2      13 2025-01-01
        books=reduced""",
    "ES": """
        standard       21 2012-09-01, 18 2010-07-01
        reduced        10 2012-09-01, 8 2010-07-01
        super-reduced  4 1995-01-01
        books=super-reduced""",
    "FI": """
        standard       25.5 2024-09-01, 24 2013-01-01, 23 2010-07-01
        reduced        13.5 2026-01-01, 14 2013-01-01, 13 2010-07-01
        reduced-2      10 2013-01-01, 9 2010-07-01
        books          13.5 2026-01-01, 14 2025-01-01, 10 2013-01-01, 9 2010-07-01""",
    "GR": """
        standard       24 2016-06-01, 23 2010-07-01
        reduced        13 2011-01-01
        reduced-2      6 2015-07-20, 6.5 2011-01-01
        books=reduced-2""",
    "HR": """
        standard       25 2012-03-01, 23 2009-08-01
        reduced        13 2014-01-01
        reduced-2      5 2013-01-01
        books=reduced-2""",
    "HU": """
        standard       27 2012-01-01, 25 2009-07-01
        reduced        5 2004-01-01
        reduced-2      18 2009-07-01
        books=reduced""",
    "IE": """
        standard       23 2021-03-01, 21 2020-09-01, 23 2012-01-01
        reduced        13.5 2003-01-01
        reduced-2      9 2011-07-01
        super-reduced  4.8 2005-01-01
        zero           0 1972-11-01
        books=zero""",
    "IT": """
        standard       22 2013-10-01, 21 2011-09-17
        reduced        10 1995-02-24
        reduced-2      5 2016-01-01
        super-reduced  4 1989-01-01
        books=super-reduced""",
    "LT": """
        standard       21 2009-09-01
        reduced        12 2026-01-01, 9 2004-05-01
        reduced-2      5 2004-05-01
        books          5 2026-01-01, 9 2004-05-01""",
    "LU": """
        standard       17 2024-01-01, 16 2023-01-01, 17 2015-01-01, 15 1992-01-01
        reduced        8 2024-01-01, 7 2023-01-01, 8 2015-01-01
        reduced-2      14 2024-01-01, 13 2023-01-01, 14 2015-01-01
        super-reduced  3 1992-01-01
        books=super-reduced""",
    "LV": """
        standard       21 2012-07-01, 22 2011-01-01
        reduced        12 2011-01-01
        reduced-2      5 2018-01-01
        books          5 2022-01-01, 12 2011-01-01""",
    "MT": """
        standard       18 2004-01-01
        reduced        7 2011-01-01
        reduced-2      5 2004-01-01
        reduced-3      12 2024-01-01
        books=reduced-2""",
    "NL": """
        standard       21 2012-10-01, 19 2001-01-01
        reduced        9 2019-01-01, 6 1986-10-01
        books=reduced""",
    "PL": """
        standard       23 2011-01-01
        reduced        8 2011-01-01
        reduced-2      5 2011-01-01
        books=reduced-2""",
    "PT": """
        standard       23 2011-01-01, 21 2010-07-01
        reduced        6 2010-07-01
        reduced-2      13 2010-07-01
        books=reduced""",
    "RO": """
        standard       21 2025-08-01, 19 2017-01-01, 20 2016-01-01, 24 2010-07-01
        reduced        11 2025-08-01, 9 2008-12-01
        reduced-2      5 2008-12-15 until 2025-07-31
        books          11 2025-08-01, 5 2016-01-01""",
    "SE": """
        standard       25 1990-07-01
        reduced        12 1996-01-01
        reduced-2      6 1996-01-01
        books          6 2002-01-01""",
    "SI": """
        standard       22 2013-07-01, 20 2002-01-01
        reduced        9.5 2013-07-01, 8.5 2002-01-01
        reduced-2      5 2020-01-01
        books          5 2020-01-01, 9.5 2013-07-01""",
    "SK": """
        standard       23 2025-01-01, 20 2011-01-01
        reduced        19 2025-01-01, 10 2007-01-01
        reduced-2      5 2025-01-01
        books          5 2025-01-01, 10 2007-01-01""",
    "XI": """
        standard       20 2011-01-04
        reduced        5 1997-09-01
        zero           0 1973-04-01
        books=zero""",
}

_AREAS: Mapping[str, Mapping[str, str]] = {
    "PT": {
        "PT-20": """
            standard   16 2021-07-01, 18 2015-07-01""",
        "PT-30": """
            standard   22 2012-04-01""",
    },
}
"""Parts of a member with rates of their own: the Azores and Madeira."""

_LAWS: Mapping[tuple[str, str], str] = {
    ("CZ", "2024-01-01"): "zákon č. 349/2023 Sb.",
    ("LU", "2023-01-01"): "loi du 26 octobre 2022",
    ("LU", "2024-01-01"): "loi du 26 octobre 2022",
    ("RO", "2025-08-01"): "Legea nr. 141/2025",
    ("SK", "2025-01-01"): "zákon č. 278/2024 Z. z.",
    **{
        ("XI", day): "Value Added Tax Act 1994"
        for day in ("2011-01-04", "1997-09-01", "1973-04-01")
    },
}
"""Laws of single changes; all other rows are from TEDB and the Commission's list."""


def member_rates(country: str) -> RateHistory:
    """Returns the rates of a member that has no file of its own, from the table above.

    Northern Ireland is in it as `XI`: there the goods of a One Stop Shop are taxed at British rates.

    Raises:
        KeyError: The country is not in the table.
    """
    text = _RATES[country]
    same = dict(line.split("=") for line in text.split() if "=" in line)
    areas = {area: tuple(_rows(country, own)) for area, own in _AREAS.get(country, {}).items()}
    return history(
        country,
        *_rows(country, text),
        classes={"books": "books", **same, "standard": "standard"},
        areas=areas,
    )


def _rows(country: str, text: str) -> Iterator[Row]:
    for line in text.split("\n"):
        key, _, periods = line.strip().partition(" ")
        for period in periods.split(",") if periods else ():
            rate, since, *until = period.replace("until", " ").split()
            source = _LAWS.get((country, since), TEDB)
            yield (key, rate, since, source, until[0]) if until else (key, rate, since, source)
