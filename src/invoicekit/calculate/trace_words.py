"""The words of a trace in English and Chinese."""

from __future__ import annotations

import re

Words = tuple[str, str]
"""English, Chinese."""

HEADER: tuple[Words, ...] = (
    ("Amount", "金额"),
    ("How", "算法"),
    ("Calculation", "算式"),
    ("Rounding", "舍入"),
    ("Result", "结果"),
)

RULES: dict[str, Words] = {
    "price": ("quantity × price", "数量 × 单价"),
    "price_per": ("quantity × price / base quantity", "数量 × 单价 / 计价数量"),
    "line": ("price amount - allowances + charges", "价款 - 折扣 + 附加费"),
    "stated": ("as stated on the line", "按行内所列"),
    "given": ("as given", "按给定值"),
    "line_with_vat": ("line with VAT - allowances + charges", "含税价款 - 折扣 + 附加费"),
    "net_of_gross": (
        "VAT taken out of the amount with VAT; the nets of a group add up",
        "从含税金额中扣除税额，同一税组的不含税金额之和相符",
    ),
    "net_of_margin": (
        "amount with VAT - VAT on what is not deducted",
        "含税金额 - 扣除后余额所含税额",
    ),
    "net_of_part": ("VAT taken out of the amount with VAT", "从含税金额中扣除税额"),
    "percent_of_base": ("percentage of the base amount", "基数 × 百分比"),
    "percent_of_line": ("percentage of the rounded line", "按已舍入的行金额计算百分比"),
    "percent_of_lines": ("percentage of the lines", "按各行合计计算百分比"),
    "split": ("share of the document allowance by tax group", "整单折扣按税组分摊"),
    "net_price": ("price before discount - discount", "折前单价 - 单价折扣"),
    "unit_price": ("net price amount / quantity", "不含税价款 / 数量"),
    "taxable": ("lines - allowances + charges of the group", "税组内各行 - 折扣 + 附加费"),
    "tax_on_top": ("taxable amount × rate", "计税金额 × 税率"),
    "tax_within": ("tax contained in the amounts with VAT", "含税金额中所含税额"),
    "tax_each": ("tax of each amount, rounded each", "逐项计税，逐项舍入"),
    "tax_on_margin": ("tax of what is not deducted, rounded each", "扣除后余额所含税额，逐项舍入"),
    "raised_base": ("base raised by the taxes before it", "计税基数含在先税额"),
    "line_total": ("sum of the lines", "各行合计"),
    "allowance_total": ("sum of the allowances", "折扣合计"),
    "charge_total": ("sum of the charges", "附加费合计"),
    "without_vat": ("lines - allowances + charges", "行合计 - 折扣 + 附加费"),
    "vat": ("sum of the VAT groups", "各税组税额合计"),
    "vat_in_vat_currency": ("VAT × exchange rate", "税额 × 汇率"),
    "other_taxes": ("sum of the other taxes", "其他税额合计"),
    "withheld": ("sum of the taxes withheld", "代扣税额合计"),
    "with_vat": ("without VAT + VAT + other taxes", "不含税合计 + 税额 + 其他税"),
    "cash": ("to the smallest coin", "舍入到最小货币单位"),
    "amount_due": (
        "with VAT - withheld - prepaid + rounding",
        "价税合计 - 代扣 - 已付 + 舍入差额",
    ),
}

ROUNDINGS: dict[str, Words] = {
    "half_up": ("half up, {} decimals", "四舍五入，{}位小数"),
    "half_even": ("half even, {} decimals", "四舍六入五成双，{}位小数"),
    "down": ("down, {} decimals", "舍去，{}位小数"),
    "up": ("up, {} decimals", "进位，{}位小数"),
    "largest_remainder": ("largest remainder, {} decimals", "最大余数法，{}位小数"),
    "each": ("each by itself, {} decimals", "逐项舍入，{}位小数"),
    "cash": ("smallest coin, {} decimals", "最小货币单位，{}位小数"),
}

AMOUNTS: dict[str, Words] = {
    "lines": ("Line", "行"),
    "allowances": ("allowance", "折扣"),
    "charges": ("charge", "附加费"),
    "vat_breakdown": ("VAT group", "增值税组"),
    "other_tax_breakdown": ("Other tax", "其他税"),
    "totals": ("Total", "合计"),
    "price": ("price", "单价"),
    "net": ("net", "不含税"),
    "price_amount": ("price amount", "价款"),
    "net_amount": ("net amount", "不含税金额"),
    "amount": ("amount", "金额"),
    "with_vat": ("with VAT", "含税"),
    "taxable_amount": ("taxable amount", "计税金额"),
    "tax_amount": ("tax amount", "税额"),
    "line_total": ("lines", "各行"),
    "allowance_total": ("allowances", "折扣"),
    "charge_total": ("charges", "附加费"),
    "without_vat": ("without VAT", "不含税"),
    "vat": ("VAT", "税额"),
    "vat_in_vat_currency": ("VAT in its currency", "记账本位币税额"),
    "other_taxes": ("other taxes", "其他税"),
    "withheld": ("withheld", "代扣"),
    "prepaid": ("prepaid", "已付"),
    "rounding": ("rounding", "舍入差额"),
    "amount_due": ("amount due", "应付"),
}

_SEGMENT = re.compile(r"(\w+)(?:\[(\d+)\])?")


def header(language: str) -> tuple[str, ...]:
    """Returns the heads of the table's columns."""
    return tuple(_said(words, language) for words in HEADER)


def rule(name: str, language: str) -> str:
    """Returns a rule in words."""
    return _said(RULES[name], language)


def rounding(how: str, language: str) -> str:
    """Returns how was rounded, with a place for the number of decimals."""
    return _said(ROUNDINGS[how], language)


def amount(path: str, language: str) -> str:
    """Returns a path of the invoice in words: `lines[0].net_amount` → `Line 1 net amount`."""
    words = []
    for name, place in _SEGMENT.findall(path):
        said = _said(AMOUNTS[name], language)
        words.append(f"{said} {int(place) + 1}" if place else said)
    text = " ".join(words)
    return text[0].upper() + text[1:]


def _said(words: Words, language: str) -> str:
    return words[language.lower().startswith("zh")]
