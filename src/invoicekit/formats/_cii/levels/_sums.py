"""The sums of the level EXTENDED where a document does not hold all that is summed.

Lines may be groups of others, carriers may have fees, third parties payments, and lines,
allowances and charges reasons of their own. A file with any of these is judged by its elements; all
others by the rules of the model, which say the same (`rules._facturx_totals`).

Source: Factur-X 1.09 / ZUGFeRD 2.5, extension rules BR-FXEXT.
"""

from __future__ import annotations

from collections.abc import Iterator

_TRADE = "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
_SETTLED = f"{_TRADE}/ram:ApplicableHeaderTradeSettlement"
_STATUS = "ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode"
_ALL_LINES = f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem"
_LINES = f"{_ALL_LINES}[not({_STATUS}) or {_STATUS} = 'DETAIL']"
_LINE_TAX = "ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax"
_LINE_TOTAL = (
    "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation"
    "/ram:LineTotalAmount"
)
_BESIDE = f"{_SETTLED}/ram:SpecifiedTradeAllowanceCharge"
_BESIDE_TAX = "ram:CategoryTradeTax"
_FLAG = "ram:ChargeIndicator/udt:Indicator"
_LESS, _MORE = f"{_BESIDE}[{_FLAG} = 'false']", f"{_BESIDE}[{_FLAG} = 'true']"
_FEES = f"{_SETTLED}/ram:SpecifiedLogisticsServiceCharge"
_FEE_TAX = "ram:AppliedTradeTax"
_REASONS = "*[self::ram:ExemptionReason or self::ram:ExemptionReasonCode]"

_WHEN = " | ".join(
    (
        f"{_ALL_LINES}/{_STATUS}",
        _FEES,
        f"{_SETTLED}/ram:SpecifiedFinancialAdjustment",
        f"{_ALL_LINES}/{_LINE_TAX}/{_REASONS}",
        f"{_BESIDE}/{_BESIDE_TAX}/{_REASONS}",
    )
)
"""XPath of what a document has no place for."""

_TOTALS = "//ram:SpecifiedTradeSettlementHeaderMonetarySummation"
_RATE = "ram:RateApplicablePercent"
_CODES = {name: name for name in ("S", "Z", "E", "AE", "G", "O")} | {
    "IC": "K",
    "AF": "L",
    "AG": "M",
}
"""As in the ids of rules → code (BT-118)."""
_UNRATED = "O"
_BIT = "0.000001"
"""What binary numbers may be off; amounts have fewer decimals."""


def rows() -> Iterator[dict[str, object]]:
    """Yields the rules as rows of `LevelRules`."""
    yield from _totals()
    for name, code in _CODES.items():
        yield from _bases(name, code)


def _cents(path: str) -> str:
    return f"round(sum({path}) * 100) div 100"


def _near(difference: str, number: str) -> str:
    """Returns whether a difference is at most a cent for each that is summed."""
    slack = f"0.01 * ({number}) + {_BIT}"
    return f"({difference} <= {slack} and -({difference}) <= {slack})"


def _row(rule: str, context: str, test: str, **more: str) -> dict[str, object]:
    return {
        "id": rule,
        "context": context,
        "path": f"self::*[{test}]",
        "least": 1,
        "when": _WHEN,
        **more,
    }


def _totals() -> Iterator[dict[str, object]]:
    lines = _cents(f"{_LINES}/{_LINE_TOTAL}")
    less = _cents(f"{_LESS}/ram:ActualAmount")
    more = f"({_cents(f'{_MORE}/ram:ActualAmount')} + {_cents(f'{_FEES}/ram:AppliedAmount')})"
    charges = f"count({_MORE}) + count({_FEES})"
    number = f"count({_LINES}) + count({_LESS}) + {charges}"
    own = "ram:TaxTotalAmount[@currencyID = $line]"
    due = (
        "ram:DuePayableAmount - sum(ram:GrandTotalAmount) + sum(ram:TotalPrepaidAmount)"
        " - sum(ram:RoundingAmount) - sum(../ram:SpecifiedFinancialAdjustment/ram:ActualAmount)"
    )
    yield _row(
        "BR-FXEXT-CO-10", _TOTALS, _near(f"(ram:LineTotalAmount - {lines})", f"count({_ALL_LINES})")
    )
    yield _row(
        "BR-FXEXT-CO-12",
        _TOTALS,
        f"not({_MORE}) and not(ram:ChargeTotalAmount)"
        f" or {_near(f'(ram:ChargeTotalAmount - {more})', charges)}",
    )
    net = f"(ram:TaxBasisTotalAmount - {lines} + {less} - {more})"
    yield _row("BR-FXEXT-CO-13", _TOTALS, _near(net, number))
    tax = f"(ram:GrandTotalAmount - {own} - ram:TaxBasisTotalAmount)"
    yield _row(
        "BR-FXEXT-CO-15",
        _TOTALS,
        f"count({own}) = 1 and {_near(tax, number)}",
        line="string(../ram:InvoiceCurrencyCode)",
    )
    yield _row("BR-FXEXT-CO-16", _TOTALS, f"round(({due}) div {_BIT}) = 0")


def _bases(name: str, code: str) -> Iterator[dict[str, object]]:
    """Yields the rules of a category: by its rate, and by its rate and reason."""
    row = (
        f"//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax[ram:CategoryCode = '{code}']"
    )
    of_vat = f"{row}[translate(ram:TypeCode, 'vat', 'VAT') = 'VAT']"
    line = _key(".", code)
    rated = "" if code == _UNRATED else f"{_RATE} and "
    parts = {whole: _part(code, whole=whole) for whole in (False, True)}
    by_rate, by_reason = (_near(*parts[whole]) for whole in (False, True))
    either = "BR-FXEXT-S08b" if name == "S" else f"BR-FXEXT-{name}-08b"
    yield _row(either, of_vat, f"{rated}({by_rate} or {by_reason})", line=line)
    for end, test in (("ini", by_rate), ("rev", by_reason)):
        yield _row(
            f"BR-FXEXT-{name}-08{end}", of_vat, f"{rated}{test}", line=line, severity="warning"
        )
    if name == "S":
        tax = f"(ram:CalculatedAmount - round(ram:BasisAmount * {_RATE}) div 100)"
        tests = (_near(tax, number) for _, number in parts.values())
        yield _row("BR-FXEXT-S-09b", row, " or ".join(tests), line=line)


def _key(tax: str, code: str) -> str:
    """Returns rate and reason of a tax as one text, which `$line` is of the breakdown's row."""
    code_of, text_of = (f"normalize-space({tax}/ram:ExemptionReason{end})" for end in ("Code", ""))
    return f"concat({_rate(tax, code)}, '|', {code_of}, '|', {text_of})"


def _rate(tax: str, code: str) -> str:
    return "''" if code == _UNRATED else f"number({tax}/{_RATE})"


def _part(code: str, *, whole: bool) -> tuple[str, str]:
    """Returns by how much a base differs from what falls into its row, and how many that are."""

    def falls(tax: str) -> str:
        same = f"starts-with($line, concat({_rate(tax, code)}, '|'))"
        same = f"$line = {_key(tax, code)}" if whole else same
        return f"[{tax}/ram:CategoryCode = '{code}' and {same}]"

    lines, fees = _LINES + falls(_LINE_TAX), _FEES + falls(_FEE_TAX)
    less, more = _LESS + falls(_BESIDE_TAX), _MORE + falls(_BESIDE_TAX)
    difference = (
        f"(ram:BasisAmount - {_cents(f'{lines}/{_LINE_TOTAL}')}"
        f" + {_cents(f'{less}/ram:ActualAmount')} - {_cents(f'{more}/ram:ActualAmount')}"
        f" - {_cents(f'{fees}/ram:AppliedAmount')})"
    )
    return difference, f"count({lines}) + count({less}) + count({more}) + count({fees})"
