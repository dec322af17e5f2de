"""What is wrong with a title, all at once, each finding at its field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from invoicekit.codelists import countries
from invoicekit.findings import Finding, Severity
from invoicekit.identifiers import check_tax_id
from invoicekit.model.title import InvoiceTitle

LONGEST = MappingProxyType(
    {
        "name": 100,
        "tax_number": 26,
        "address": 100,
        "postcode": 16,
        "city": 60,
        "phone": 60,
        "bank_name": 100,
        "account": 50,
        "email": 254,
    }
)
"""Characters a field may have: what every platform takes of a 发票 (see `rules._fapiao_lengths`),
EN 16931 sets none; RFC 5321 section 4.5.3.1.3 for addresses of mail."""

_MAIL = re.compile(r"[^@\s<>()\[\],;:\\\"]{1,64}@[^@\s<>()\[\],;:\\\"]+\.[^@\s<>()\[\],;:\\\"]{2,}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of signs that nobody sees: controls, bidi marks, joiners, surrogates."""
_JOINERS = "\u200c\u200d"
"""Persian and the scripts of India write with them."""
_FIRST_JOINED = "\u0600"
_LOOKALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Scripts whose letters pass for each other's: Unicode Technical Standard 39, section 5."""
_WORD = re.compile(r"[^\W\d_]+")


def title_findings(
    title: InvoiceTitle, *, country: str, numbered: bool, needed: tuple[str, ...] = ()
) -> list[Finding]:
    """Returns what is wrong with a title.

    Args:
        title: As the buyer says.
        country: Of the buyer.
        numbered: Whether a company must give its tax number, as in China.
        needed: Further fields that the invoice has to have.
    """
    texts = {field: getattr(title, field) or "" for field in LONGEST}
    return [
        *_missing(title, numbered=numbered),
        *(
            _finding("IK-TITLE-NEEDED", field, f"the title has the buyer's {field}", "")
            for field in needed
            if not texts[field]
        ),
        *_tax_number(title, country),
        *_country(title),
        *_mail(texts["email"]),
        *(each for field, text in texts.items() for each in _writing(field, text)),
    ]


def _missing(title: InvoiceTitle, *, numbered: bool) -> Iterator[Finding]:
    if not title.name.strip():
        yield _finding("IK-TITLE-NAME", "name", "the title names the buyer", title.name)
    if title.tax_number:
        return
    if title.special:
        message = "a special VAT invoice (增值税专用发票) needs the buyer's tax number"
        yield _finding("IK-TITLE-TAX", "tax_number", message, "")
    elif numbered and title.is_business:
        message = "a company's invoice (单位) needs its tax number"
        yield _finding("IK-TITLE-COMPANY", "tax_number", message, "")


def _tax_number(title: InvoiceTitle, country: str) -> Iterator[Finding]:
    if title.tax_number:
        checked = check_tax_id(country, title.tax_number, "vat")
        if not checked.valid:
            message = f"the tax number is wrong: {checked.reason}"
            yield _finding("IK-TAX-ID", "tax_number", message, title.tax_number, checked.reason)


def _country(title: InvoiceTitle) -> Iterator[Finding]:
    if title.country is not None and title.country not in countries():
        yield _finding(
            "IK-TITLE-COUNTRY", "country", "the country is one of ISO 3166-1", title.country
        )


def _mail(text: str) -> Iterator[Finding]:
    if text and not _MAIL.fullmatch(text):
        yield _finding("IK-TITLE-MAIL", "email", "the e-mail address is one", text)


def _writing(field: str, text: str) -> Iterator[Finding]:
    if len(text) > LONGEST[field]:
        most, count = str(LONGEST[field]), str(len(text))
        message = f"{field} has {count} characters, at most {most} are taken"
        yield _told("IK-TITLE-LONG", field, message, count=count, most=most)
    if unseen := sorted({f"U+{ord(sign):04X}" for sign in _unseen(text)}):
        signs = ", ".join(unseen)
        yield _told("IK-TITLE-SIGN", field, f"{field} has signs nobody sees: {signs}", signs=signs)
    if field in ("name", "email") and (mixed := _mixed_word(text)):
        scripts = ", ".join(sorted(mixed))
        message = f"{field} has letters of several alphabets in one word: {scripts}"
        yield replace(
            _told("IK-TITLE-SCRIPT", field, message, scripts=scripts),
            severity=Severity.ERROR if field == "email" else Severity.WARNING,
        )


def _unseen(text: str) -> Iterator[str]:
    for place, sign in enumerate(text):
        joined = sign in _JOINERS and place and _joins(text[place - 1])
        if unicodedata.category(sign) in _UNSEEN and not joined:
            yield sign


def _joins(before: str) -> bool:
    return before >= _FIRST_JOINED and _script(before) not in _LOOKALIKE


def _mixed_word(text: str) -> set[str]:
    """The scripts of the first word that mixes some whose letters look alike; empty for none."""
    for word in _WORD.findall(text):
        found = {_script(letter) for letter in word} & set(_LOOKALIKE)
        if len(found) > 1:
            return {each.title() for each in found}
    return set()


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _finding(rule: str, field: str, message: str, found: str, expected: str = "") -> Finding:
    expecting = {"expected": expected} if expected else {}
    return _told(rule, field, message, found=found, **expecting)


def _told(rule: str, field: str, message: str, **params: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, field, params=params)
