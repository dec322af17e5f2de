"""The form for a title: which fields there are, what was sent in them, what is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from invoicekit.codelists import countries
from invoicekit.findings import Finding, Severity
from invoicekit.model.title import InvoiceTitle
from invoicekit.regimes import regime_of
from invoicekit.renderers import FieldView, Words

LONGEST = 2_000
"""Characters that are read of a field at all; far more than any may have."""

_FOLDED = frozenset({"tax_number", "account", "email", "phone", "postcode"})
"""Fields written with the signs of ASCII, whatever an input method makes of them."""


@dataclass(frozen=True, slots=True)
class _Field:
    """One row of the form."""

    name: str
    autocomplete: str = "off"
    kind: Literal["text", "email", "tel", "tick", "list"] = "text"
    who: Literal["all", "business"] = "all"
    more: bool = False
    optional: bool = False
    person_label: str = ""


FAPIAO = (
    _Field("name", "organization", person_label="consumer_name"),
    _Field("tax_number", who="business"),
    _Field("special", kind="tick", who="business"),
    _Field("email", "email", kind="email", optional=True),
    _Field("address", "street-address", who="business", more=True, optional=True),
    _Field("phone", "tel", kind="tel", who="business", more=True, optional=True),
    _Field("bank_name", who="business", more=True, optional=True),
    _Field("account", who="business", more=True, optional=True),
)
"""What a 发票 names of its buyer: 名称 and 税号; 地址, 电话, 开户行, 账号 where it wants them."""
ELSEWHERE = (
    _Field("name", "organization", person_label="consumer_name"),
    _Field("tax_number", who="business", optional=True),
    _Field("address", "street-address"),
    _Field("postcode", "postal-code"),
    _Field("city", "address-level2"),
    _Field("country", "country", kind="list"),
    _Field("email", "email", kind="email", optional=True),
)
"""What other invoices name: Directive 2006/112/EC, article 226(4) and (5)."""

FORMS = {"fapiao": FAPIAO, "address": ELSEWHERE}
"""`Regime.title_form` → its fields."""

_SAID = {
    "IK-TITLE-NAME": "error_name",
    "IK-TITLE-TAX": "error_company",
    "IK-TITLE-COMPANY": "error_company",
    "IK-TITLE-COUNTRY": "error_country",
    "IK-TITLE-NEEDED": "error_needed",
    "IK-TITLE-MAIL": "error_mail",
    "IK-TITLE-LONG": "error_long",
    "IK-TITLE-SIGN": "error_sign",
    "IK-TITLE-SCRIPT": "error_script",
    "IK-TAX-ID": "error_tax",
}
"""Rule → what the form says of it; another rule's own text is said in the reader's language."""


def _rows(country: str) -> tuple[_Field, ...]:
    return FORMS[regime_of(country).title_form]


def title_of(form: Mapping[str, str], country: str, language: str) -> InvoiceTitle:
    """Returns the title that a form was sent with; what a person does not see is left out."""
    kind = form.get("kind")
    person = kind == "consumer"
    fields = [field for field in _rows(country) if not (person and field.who == "business")]
    texts = {field.name: _text(form, field.name) for field in fields if field.kind != "tick"}
    ticks = {field.name: form.get(field.name) == "yes" for field in fields if field.kind == "tick"}
    return InvoiceTitle.model_validate(
        {
            "name": "",
            **{name: text for name, text in texts.items() if text},
            **ticks,
            "kind": kind if kind in ("business", "consumer") else None,
            "language": language,
        }
    )


def sent_again(title: InvoiceTitle) -> tuple[tuple[str, str], ...]:
    """Returns the name and value of each field that sends the same title again."""
    values = title.model_dump(exclude_none=True)
    ticks = {"special": "yes"} if title.special else {}
    kind = {"kind": "business" if title.is_business else "consumer"}
    texts = {name: each for name, each in values.items() if isinstance(each, str)}
    return tuple({**texts, **ticks, **kind}.items())


def fields_of(
    title: InvoiceTitle | None, country: str, home: str, words: Words
) -> tuple[FieldView, ...]:
    """Returns the fields with what was entered.

    Args:
        title: What was entered; None for an empty form.
        country: Of the issuer: it decides which fields there are.
        home: The country that is chosen to begin with.
        words: Of the reader.
    """
    return tuple(_view(row, title, country, home, words) for row in _rows(country))


def judged_fields(
    fields: Iterable[FieldView], findings: Iterable[Finding], country: str, words: Words
) -> tuple[tuple[FieldView, ...], tuple[str, ...]]:
    """Returns the fields with what is wrong at each, and what is wrong elsewhere."""
    shown = {field.name: field for field in fields}
    elsewhere: list[str] = []
    for finding in findings:
        field = shown.get(finding.path)
        odd = finding.severity is not Severity.ERROR
        if field is None and not odd:
            elsewhere.append(words.say("error_other", text=finding.text(words.tag)))
        elif field is not None and odd and finding.rule == "IK-TITLE-SCRIPT":
            text = words.say("warning_script", **finding.params)
            shown[field.name] = replace(field, warning=text)
        elif field is not None and not odd and not field.error:
            shown[field.name] = replace(field, error=_said(finding, field, country, words))
    return tuple(shown.values()), tuple(dict.fromkeys(elsewhere))


def _said(finding: Finding, field: FieldView, country: str, words: Words) -> str:
    key = _SAID.get(finding.rule)
    if key is None and not field.value:
        key = "error_needed"
    return words.say(key, country, **finding.params) if key else finding.text(words.tag)


def _view(
    row: _Field, title: InvoiceTitle | None, country: str, home: str, words: Words
) -> FieldView:
    value = getattr(title, row.name) if title else None
    if row.kind == "list":
        value = value or home
    hint = f"{row.name}_hint"
    return FieldView(
        name=row.name,
        label=words.say(row.name, country),
        value="yes" if value is True else value or "",
        kind=row.kind,
        who=row.who,
        more=row.more,
        optional=row.optional,
        person_label=words.say(row.person_label) if row.person_label else "",
        hint=words.say(hint, country) if words.knows(hint) else "",
        autocomplete=row.autocomplete,
        options=_countries(words) if row.kind == "list" else (),
    )


def _countries(words: Words) -> tuple[tuple[str, str], ...]:
    named = ((code, words.language.country(code)) for code in countries())
    return tuple(sorted(named, key=lambda each: _sorted_as(each[1])))


def _sorted_as(name: str) -> str:
    """Ä beside A, as people look it up."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)
    ).casefold()


def _text(form: Mapping[str, str], name: str) -> str:
    text = " ".join(form.get(name, "")[:LONGEST].split())
    if name in _FOLDED:
        text = unicodedata.normalize("NFKC", text)
    return text.replace(" ", "").upper() if name == "tax_number" else text
