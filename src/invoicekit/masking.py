"""Personal data as it may be shown: enough to recognise one's own, too little for anybody else.

Documents, exports, files and the models' values are whole. What is masked is what people and
machines see in passing: logs, `repr`, messages of errors and findings, dead letters, and pages
behind a link.

| kind      | shown                               | example                               |
|-----------|-------------------------------------|---------------------------------------|
| name      | the first sign of each word         | `张*`, `A*** S***`                    |
| email     | the first sign and the domain       | `a***@example.com`                    |
| phone     | the first three and the last four   | `138****0000`                         |
| account   | the first four and the last four    | `6222****1234`, `DE89****3000`        |
| person_id | the last four                       | `********0011`                        |
| hidden    | nothing: remarks, subjects, metadata| `***`                                 |
| address   | province or city, nothing elsewhere | `上海市***`, `***`                     |

Sources: 中华人民共和国个人信息保护法 (PIPL, 2021) articles 6 and 51(3): the least that the purpose
needs, de-identified; GB/T 35273-2020 section 7.2: what is displayed is de-identified; Regulation
(EU) 2016/679 (GDPR) articles 5(1)(c), 25 and 32(1)(a); PCI DSS 4.0 requirement 3.4.1: of a card's
number its first and its last digits may be shown at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

HIDDEN = "***"
"""Stands for what is not shown; its length says nothing."""

_GAP = "****"
_SHORT_NAME = 4
_MOBILE = 11
_LONG = 13
_SHORT = 8
_SEPARATORS = re.compile(r"[\s\-./()]+")
_WIDE = re.compile(r"[⺀-鿿가-힣豈-﫿\U00020000-\U0003FFFF]")
_PLACE = re.compile(r".{1,8}?(?:省|自治区|特别行政区|市)")
_PERSON = re.compile(
    r"[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
)

_IN_TEXT = (
    re.compile(r"[^\s@<>\"'(),:;\[\]{}=]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(rf"(?<![0-9A-Za-z]){_PERSON.pattern}(?![0-9A-Za-z])"),
    re.compile(
        r"(?<![0-9A-Za-z])[A-Z]{2}\d\d(?: ?[0-9A-Z]{4}){3,7}(?: ?[0-9A-Z]{1,3})?(?![0-9A-Za-z])"
    ),
    re.compile(
        r"(?P<kept>\+86[ -]?|(?:phone|mobile|tel|call|手机|手机号|手机号码|电话)[.:： ]{0,2})"
        r"1[3-9]\d{9}(?![0-9A-Za-z])",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![0-9A-Za-z])62\d{14,17}(?![0-9A-Za-z])"),
)


def name(text: str) -> str:
    """Returns a name with the first sign of each word: `A*** S***`, `张*`."""
    return " ".join(_word(word) for word in text.split()) or HIDDEN


def email(text: str) -> str:
    """Returns an address with its first sign and its domain: `a***@example.com`."""
    local, at, domain = text.strip().rpartition("@")
    return f"{local[:1]}{HIDDEN}@{domain}" if at else HIDDEN


def phone(text: str) -> str:
    """Returns a number with three signs before and four behind the gap: `138****0000`."""
    digits = _SEPARATORS.sub("", text)
    if len(digits) >= _MOBILE:
        return f"{digits[:3]}{_GAP}{digits[-4:]}"
    return f"{_GAP}{digits[-4:]}" if len(digits) >= _SHORT else _GAP


def account(text: str) -> str:
    """Returns a bank account with four signs before and behind the gap: `6222****1234`."""
    signs = _SEPARATORS.sub("", text)
    if len(signs) >= _LONG or signs[4:8] == _GAP:
        return f"{signs[:4]}{_GAP}{signs[-4:]}"
    return f"{_GAP}{signs[-4:]}" if len(signs) >= _SHORT else _GAP


def person_id(text: str) -> str:
    """Returns the number of a natural person (居民身份证) with its last four: `********0011`."""
    return f"{_GAP}{_GAP}{text.strip()[-4:].strip('*')}"


def number(text: str) -> str:
    """Returns a tax or registration number: a company's whole, a natural person's masked."""
    return person_id(text) if _PERSON.fullmatch(_SEPARATORS.sub("", text)) else text


def identifier(text: str) -> str:
    """Returns what a party is reached or known by: an e-mail address, a phone, or a number."""
    if "@" in text:
        return email(text)
    return phone(text) if text.startswith("+") else number(text)


def hidden(text: str) -> str:  # noqa: ARG001 - what every kind is given
    """Returns nothing of a text: who writes freely writes names too."""
    return HIDDEN


def address(text: str) -> str:
    """Returns the province or city that a Chinese address begins with, else nothing of it."""
    place = _PLACE.match(text)
    return (place[0] if place else "") + HIDDEN


def text(words: str) -> str:
    """Returns free text with what is plainly personal in it masked.

    That is e-mail addresses, IBANs, cards of 银联, resident ids, and Chinese mobile numbers that
    are called so: alone they look like numbers of documents. Names and addresses look like any
    words: whoever writes a message leaves them out.
    """
    masks = (email, person_id, account, phone, account)
    for pattern, mask in zip(_IN_TEXT, masks, strict=True):
        words = pattern.sub(partial(_masked, mask), words)
    return words


def stripped(words: str) -> str:
    """Returns free text without what `text` masks in it: nothing of that is kept, not a sign."""
    for pattern in _IN_TEXT:
        words = pattern.sub(partial(_masked, lambda _: " "), words)
    return words


def facts(value: object) -> object:
    """Returns JSON values with every text in them, keys too, as `text` shows it."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {text(str(key)): facts(each) for key, each in value.items()}
    return [facts(each) for each in value] if isinstance(value, list | tuple) else value


KINDS: Mapping[str, Callable[[str], str]] = {
    "name": name,
    "email": email,
    "phone": phone,
    "account": account,
    "person_id": person_id,
    "number": number,
    "address": address,
    "identifier": identifier,
    "text": text,
    "hidden": hidden,
}
"""Kind of personal data → how it is shown."""

_AT = re.compile(
    r"""(?:^|[.\s])(?:
        (?P<name>(?:seller|buyer|payee|tax_representative|party|contacts?(?:\[\d+\])?|supply)
            \.name | (?<![.\s])name | trading_name | buyer_name | payer | holder
            | traveller | drawer | reviewer | needs\.title)
      | (?P<email>e?mail) | (?P<phone>phone)
      | (?P<account>account | iban | debited_account | card\.number
            | (?:bank_)?accounts\[\d+\](?:\.id)? | creditor_iban)
      | (?P<person_id>document_number)
      | (?P<number>tax_number | tax_id | vat_id | tax_ids\[\d+\](?:\.value)?)
      | (?P<address>address | line[123] | street)
      | (?P<identifier>recipient | electronic_address(?:\.value)?)
      | (?P<hidden>remittance | note | notes\[\d+\](?:\.text)?)
    )$""",
    re.VERBOSE,
)


def kind_at(path: str) -> str | None:
    """Returns the kind of personal data at a path of the model or in a column, None for none."""
    found = _AT.search(path)
    return found.lastgroup if found else None


def shown_at(path: str, value: str) -> str:
    """Returns a text as it may be shown of a path: masked where something personal stands there."""
    kind = kind_at(path)
    return KINDS[kind](value) if kind else value


@dataclass(frozen=True, slots=True)
class Personal:
    """Stands in a field's annotation: `Annotated[str, Personal("email")]`; `repr` shows it masked.

    Attributes:
        kind: One of `KINDS`.
    """

    kind: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of personal data")

    def shown(self, value: object) -> object:
        """Returns a text masked, and each text of a collection; None and the rest as they are."""
        if isinstance(value, str):
            return KINDS[self.kind](value) if value else value
        if isinstance(value, tuple | list):
            return tuple(self.shown(each) for each in value)
        if isinstance(value, Mapping):
            return {key: self.shown(each) for key, each in value.items()}
        return value


def _masked(mask: Callable[[str], str], found: re.Match[str]) -> str:
    """What was found as its mask shows it, behind what only said what it is."""
    kept = found.groupdict().get("kept") or ""
    return kept + mask(found[0][len(kept) :])


def _word(word: str) -> str:
    if word == HIDDEN:
        return word
    if _WIDE.match(word) and len(word) <= _SHORT_NAME:
        return word[0] + "*" * (len(word) - 1)
    return word[0] + HIDDEN
