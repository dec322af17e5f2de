"""What each member of the EU adds to the common law: languages, numbers, corrections, texts.

One table a question; a member that is not in it has the Directive's common rule. Members with a
file of their own (`regimes/de.py`, `regimes/fr.py`) are not in the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from invoicekit.jurisdiction.corrections import CorrectionPolicy
from invoicekit.jurisdiction.notes import NOTES
from invoicekit.jurisdiction.numbering import NumberingPolicy

DIRECTIVE = "Directive 2006/112/EC"

LANGUAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        country: tuple(languages.split())
        for country, languages in {
            "AT": "de en",
            "BE": "nl fr de en",
            "BG": "bg en",
            "CY": "el en",
            "CZ": "cs en",
            "DK": "da en",
            "EE": "et en",
            "ES": "es en",
            "FI": "fi sv en",
            "GR": "el en",
            "HR": "hr en",
            "HU": "hu en",
            "IE": "en",
            "IT": "it en",
            "LT": "lt en",
            "LU": "fr de en",
            "LV": "lv en",
            "MT": "en",
            "NL": "nl en",
            "PL": "pl en",
            "PT": "pt en",
            "RO": "ro en",
            "SE": "sv en",
            "SI": "sl en",
            "SK": "sk en",
        }.items()
    }
)
"""Languages of a member's documents, the usual one first."""

_NUMBERING: Mapping[str, NumberingPolicy] = {
    "AT": NumberingPolicy(source="§ 11 Abs. 1 Z 3 lit. h UStG 1994: fortlaufend, einmalig"),
    "BE": NumberingPolicy(source="Arrêté royal n° 1 TVA, article 5, § 1, 2°: séquentiel, unique"),
    "BG": NumberingPolicy(
        gapless=True,
        pattern="{prefix}0{seq:09d}",
        reset="never",
        source="ППЗДДС, чл. 78: ascending, ten digits, without gaps",
    ),
    "ES": NumberingPolicy(
        gapless=True, source="Real Decreto 1619/2012, artículo 6.1.a): correlative in each series"
    ),
    "HR": NumberingPolicy(gapless=True, source="Zakon o fiskalizaciji: unbroken, from 1 each year"),
    "HU": NumberingPolicy(
        gapless=True, source="23/2014. (VI. 30.) NGM rendelet, 8. §: without omission or repetition"
    ),
    "IT": NumberingPolicy(source="DPR 633/1972, articolo 21, comma 2, lettera b): progressive"),
    "NL": NumberingPolicy(source="Wet OB 1968, artikel 35a, lid 1, onderdeel b: opeenvolgend"),
    "PL": NumberingPolicy(source="Ustawa o VAT, art. 106e ust. 1 pkt 2: consecutive number"),
    "PT": NumberingPolicy(
        gapless=True, source="Código do IVA, artigo 36.º, n.º 5: sequential in each series"
    ),
    "RO": NumberingPolicy(source="Codul fiscal, art. 319 alin. (20) lit. a): by series"),
    "SE": NumberingPolicy(source="Mervärdesskattelagen (2023:200), 17 kap. 24 §: löpnummer"),
}

_CREDIT_NOTES: Mapping[str, str] = {
    "AT": "de:Rechnungskorrektur",
    "BE": "nl:Creditnota|fr:Note de crédit|de:Gutschriftsanzeige",
    "BG": "bg:Кредитно известие",
    "CY": "el:Πιστωτικό τιμολόγιο",
    "CZ": "cs:Opravný daňový doklad",
    "DK": "da:Kreditnota",
    "EE": "et:Kreeditarve",
    "ES": "es:Factura rectificativa",
    "FI": "fi:Hyvityslasku|sv:Kreditfaktura",
    "GR": "el:Πιστωτικό τιμολόγιο",
    "HR": "hr:Odobrenje",
    "HU": "hu:Helyesbítő számla",
    "IE": "",
    "IT": "it:Nota di credito",
    "LT": "lt:Kreditinė PVM sąskaita faktūra",
    "LU": "fr:Note de crédit|de:Rechnungskorrektur",
    "LV": "lv:Kredītrēķins",
    "MT": "",
    "NL": "nl:Creditnota",
    "PL": "pl:Faktura korygująca",
    "PT": "pt:Nota de crédito",
    "RO": "ro:Factură de stornare",
    "SE": "sv:Kreditfaktura",
    "SI": "sl:Dobropis",
    "SK": "sk:Opravná faktúra",
}
"""What a credit note (UNTDID 381) is called; `Credit note` in English everywhere."""

_CORRECTION_LAWS: Mapping[str, str] = {
    "AT": "§ 11 Abs. 12 und § 16 UStG 1994; § 131 BAO",
    "BE": "Arrêté royal n° 1 TVA, article 12",
    "BG": "ЗДДС, чл. 115",
    "CZ": "zákon č. 235/2004 Sb., § 45",
    "ES": "Real Decreto 1619/2012, artículo 15: in a series of their own",
    "HU": "2007. évi CXXVII. törvény, 170. §",
    "IT": "DPR 633/1972, articolo 26",
    "PL": "Ustawa o VAT, art. 106j",
    "PT": "Código do IVA, artigos 29.º, n.º 7, e 36.º, n.º 6",
    "RO": "Codul fiscal, art. 330",
    "SE": "Mervärdesskattelagen (2023:200), 17 kap.",
    "SK": "zákon č. 222/2004 Z. z., § 71 a § 74",
}

_SMALL_BUSINESS: Mapping[str, str] = {
    "AT": "de:Umsatzsteuerfrei aufgrund der Kleinunternehmerregelung (§ 6 Abs. 1 Z 27 UStG 1994)",
    "BE": "nl:Bijzondere vrijstellingsregeling kleine ondernemingen"
    "|fr:Régime particulier de franchise des petites entreprises",
    "BG": "bg:Основание за неначисляване на ДДС: чл. 113, ал. 9 от ЗДДС",
    "FI": "fi:Arvonlisäveroton: vähäinen toiminta, AVL 3 §",
    "HR": "hr:PDV nije obračunan prema članku 90. stavku 1. Zakona o PDV-u",
    "HU": "hu:Alanyi adómentes (2007. évi CXXVII. törvény, XIII. fejezet)",
    "IT": "it:Operazione senza applicazione dell'IVA, regime forfettario: "
    "legge 190/2014, articolo 1, commi da 54 a 89",
    "NL": "nl:Vrijgesteld van btw op grond van artikel 25 van de Wet op de omzetbelasting 1968",
    "PL": "pl:Zwolnienie z VAT na podstawie art. 113 ust. 1 ustawy o VAT",
    "PT": "pt:IVA - regime de isenção, artigo 53.º do CIVA",
    "RO": "ro:Scutit de TVA: regim special, art. 310 din Codul fiscal",
    "SI": "sl:DDV ni obračunan na podlagi prvega odstavka 94. člena ZDDV-1",
}
"""How a small enterprise quotes its own law, where custom has words for it."""


def numbering_of(country: str) -> NumberingPolicy:
    """Returns what a member asks of numbers: unique and sequential where it is not in the table."""
    return _NUMBERING.get(country, NumberingPolicy())


def corrections_of(country: str) -> CorrectionPolicy:
    """Returns how a member lets an issued document be corrected: never by voiding it."""
    title = {"en": "Credit note", **_by_language(_CREDIT_NOTES.get(country, ""))}
    law = _CORRECTION_LAWS.get(country)
    return CorrectionPolicy(
        titles={"381": title},
        source=f"{law}; {DIRECTIVE}, article 219" if law else f"{DIRECTIVE}, article 219",
    )


def notes_of(country: str) -> Mapping[str, Mapping[str, str]]:
    """Returns the texts of a member: the Union's, and its own words for small enterprises."""
    own = _by_language(_SMALL_BUSINESS.get(country, ""))
    return {**NOTES, "small_business": {**NOTES["small_business"], **own}}


def _by_language(texts: str) -> dict[str, str]:
    pairs = (each.partition(":") for each in texts.split("|") if each)
    return {language: text for language, _, text in pairs}
