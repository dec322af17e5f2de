"""Rules of classification codes: 19 digits, and the 简称 that the bureau prints before a name."""

from __future__ import annotations

import re

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.jurisdiction.fapiao import DIGITAL, SECTIONS, TICKETS, short_name_of, tax_code_of
from invoicekit.model import InvoiceLine
from invoicekit.rules._facts import Facts
from invoicekit.rules._fapiao_facts import said, told

RULES = RuleSet("fapiao.codes")
rule = RULES.rule

_SHAPE = re.compile(r"[0-9]{19}")
_PREFIX = re.compile(r"\*[^*]+\*")


@rule("IK-CN-41", Severity.WARNING, path="fapiao.tax_code")
def line_has_a_code(line: InvoiceLine, facts: Facts) -> bool:
    """A line of a 数电票 has a classification code (BT-158); give the product its code."""
    kind = said(facts.invoice).kind
    asked = kind is None or kind in DIGITAL - TICKETS
    return tax_code_of(line) is not None or not asked


@rule("IK-CN-42", path="fapiao.tax_code")
def code_has_19_digits(line: InvoiceLine) -> bool:
    """A classification code has 19 digits (合并编码); fill short ones up with zeros at the end."""
    code = told(line).tax_code
    return not code or _SHAPE.fullmatch(code) is not None


@rule("IK-CN-43", Severity.WARNING, path="fapiao.tax_code")
def code_is_of_a_known_section(line: InvoiceLine) -> bool:
    """A classification code begins with 1 to 6: goods, labour, services, rights, land, no sale."""
    code = tax_code_of(line)
    return code is None or _SHAPE.fullmatch(code) is None or code[0] in SECTIONS


@rule("IK-CN-44", Severity.WARNING, path="fapiao.short_name")
def short_name_is_that_of_the_code(line: InvoiceLine) -> bool | Mismatch:
    """The short name (简称) before an item's name is that of its classification code."""
    given, code = told(line).short_name, tax_code_of(line)
    known = short_name_of(code) if code and _SHAPE.fullmatch(code) else None
    if given is None or known is None or given == known:
        return True
    return Mismatch(known, given)


@rule("IK-CN-45", Severity.WARNING, path="item.name")
def name_has_no_prefix(line: InvoiceLine) -> bool:
    """An item's name (BT-153) has no *简称* of its own; the platform puts it before the name."""
    name = line.item.name if line.item else None
    return name is None or _PREFIX.match(name) is None
