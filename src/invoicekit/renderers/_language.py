"""A language: its labels and how it writes amounts, dates and quantities."""

from __future__ import annotations

import decimal
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

from invoicekit.codelists import minor_units, unit_symbol
from invoicekit.errors import ConfigurationError
from invoicekit.model.template import Template

LABELS = Path(__file__).parent / "_labels"
FALLBACK = "en"
"""The language of labels where the asked one has none."""
NO_BREAK_SPACE = "\u00a0"
_LETTER_BY_DIGIT = re.compile(r"(?<=[A-Za-z])(?=[-\d])|(?<=\d)(?=[A-Za-z])")
PRICE_DIGITS = 6
"""Decimals printed of a unit price at most; more is noise of a division."""


@cache
def languages() -> tuple[str, ...]:
    """Returns the tags that have labels of their own."""
    return tuple(sorted(path.stem for path in LABELS.glob("*.json")))


@cache
def known_language(tag: str) -> bool:
    """Returns whether a tag is one of BCP 47 for a language that CLDR knows: `de-AT`, `zh-CN`."""
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


@cache
def built_in_labels(language: str) -> Mapping[str, str]:
    """Returns the labels of one of `languages()`."""
    found: Mapping[str, str] = json.loads((LABELS / f"{language}.json").read_text("utf-8"))
    return found


def language_of(tag: str, template: Template | None = None) -> Language:
    """Returns the language for a BCP 47 tag: `de-AT` has the labels of `de`, formats of Austria.

    A language without labels falls back to English, labels and formats both; a template that brings
    `texts` for the language makes it known.
    """
    if template is None or not template.texts:
        return _built_in(tag)
    return _language(tag, template.texts)


@cache
def _built_in(tag: str) -> Language:
    return _language(tag, {})


def _language(tag: str, texts: Mapping[str, Mapping[str, str]]) -> Language:
    tags = [tag, tag.partition("-")[0]]
    known = {name: name for name in (*languages(), *texts)}
    known["zh"] = "zh-CN"
    name = next((known[each] for each in tags if each in known), FALLBACK)
    labels = dict(built_in_labels(name if name in languages() else FALLBACK))
    for each in dict.fromkeys([name, *reversed(tags)]):
        labels.update(texts.get(each, {}))
    same = name.partition("-")[0] == tags[1]
    return Language(tag if same else FALLBACK, labels, _locale(tag if same else FALLBACK))


@cache
def _locale(tag: str) -> Locale:
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)


@cache
def _decimals(locale: Locale, least: int, most: int) -> NumberPattern:
    pattern = locale.decimal_formats[None].pattern.partition(";")[0]
    return parse_pattern(re.sub(r"\.[0#]+|(?<=0)$", _fraction(least, most), pattern, count=1))


@cache
def _money(locale: Locale, digits: int) -> NumberPattern:
    pattern = locale.currency_formats["standard"].pattern
    return parse_pattern(re.sub(r"\.0+", _fraction(digits, digits), pattern))


@cache
def _percents(locale: Locale) -> NumberPattern:
    return parse_pattern(re.sub(r"0(?!.*0)", "0.####", locale.percent_formats[None].pattern))


@cache
def _digits(currency: str) -> int:
    """A draft may name a currency that is none; its amounts are shown with two decimals."""
    try:
        return minor_units(currency)
    except ConfigurationError:
        return 2


def _fraction(least: int, most: int) -> str:
    return "." + "0" * least + "#" * (most - least) if most else ""


_SHOWN = decimal.Context(prec=60, rounding=decimal.ROUND_HALF_EVEN)
"""Of our own, so that a host's context never changes what is shown, and 28 digits are."""


@dataclass(frozen=True)
class Language:
    """Labels and formats of one language."""

    tag: str
    labels: Mapping[str, str]
    locale: Locale

    def reason(self, key: str, code: str | None) -> str:
        """Returns what an allowance or charge is called: by its reason code, else by its kind."""
        return self.labels.get(f"{key}_{code}") or self.label(key)

    def label(self, key: str, country: str | None = None, /, **values: str) -> str:
        """Returns a label, of this country where it has its own wording, with values filled in."""
        text = self.labels.get(f"{key}@{country}") or self.labels.get(key, "")
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    def amount(self, value: Decimal, currency: str) -> str:
        """Returns an amount with the currency's decimals, without its sign: `1.234,50`."""
        digits = _digits(currency)
        return self._shown(_decimals(self.locale, digits, digits), value)

    def money(self, value: Decimal, currency: str) -> str:
        """Returns an amount with the currency's sign, placed as the language does: `1.234,50 €`."""
        pattern = _money(self.locale, _digits(currency))
        with decimal.localcontext(_SHOWN):
            text = pattern.apply(value, self.locale, currency=currency, currency_digits=False)
        return _LETTER_BY_DIGIT.sub(NO_BREAK_SPACE, str(text))

    def price(self, value: Decimal, currency: str) -> str:
        """Returns a unit price: the currency's decimals at least, more where it has them."""
        least = _digits(currency)
        pattern = _decimals(self.locale, least, max(least, PRICE_DIGITS))
        return self._shown(pattern, value)

    def quantity(self, value: Decimal) -> str:
        """Returns a quantity without trailing zeros."""
        return self._shown(_decimals(self.locale, 0, 12), value)

    def percent(self, rate: Decimal) -> str:
        """Returns a rate given in percent: `19 %`."""
        return self._shown(_percents(self.locale), _SHOWN.scaleb(rate, -2))

    def _shown(self, pattern: NumberPattern, value: Decimal) -> str:
        with decimal.localcontext(_SHOWN):  # Babel rounds in the context it is called in
            return str(pattern.apply(value, self.locale))

    def date(self, day: date) -> str:
        """Returns a date: `24.11.2026`, `24 nov. 2026`, `2026年11月24日`."""
        return format_date(day, "medium", self.locale)

    def country(self, code: str) -> str:
        """Returns a country's name, its code where the language has none."""
        return str(self.locale.territories.get(code, code))

    def unit(self, code: str) -> str:
        """Returns the sign or name of a unit (UN/ECE Recommendation 20)."""
        return unit_symbol(code, self.locale.language)
