"""The rules of 发票: none trips on a clean one, each edit trips its rule."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.fapiao_breaks import BREAKS, edit
from tests.rules.fapiao_invoices import (
    BLUE,
    CLEAN,
    DEVICE,
    EXEMPT,
    FREIGHT,
    MARGIN,
    RED,
    line,
    untaxed,
)
from tests.rules.invoices import edited

from invoicekit.calculate import calculate
from invoicekit.calculate.fapiao import fapiao_form
from invoicekit.documents import validate
from invoicekit.findings import Report, Severity
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model import (
    Allowance,
    Fapiao,
    FapiaoLine,
    Invoice,
    InvoiceLine,
    Item,
    LineAllowance,
    PrecedingInvoice,
    Price,
    RedLetter,
)
from invoicekit.model.fapiao import DeductionVoucher
from invoicekit.model.special_business import Coal
from invoicekit.rules import RULE_SETS, check
from invoicekit.rules.fapiao import OWN, RULES

ANALYSED = Coal(kind="0101", heat_value=Decimal(5), sulphur=Decimal(1), volatile_matter=Decimal(2))


def judged(invoice: Invoice) -> Report:
    return check(invoice, RULES)


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("mode", ["strict", "official"])
def test_a_clean_one_has_no_finding(name: str, mode: str) -> None:
    report = check(CLEAN[name], RULE_SETS["fapiao"], mode=mode)  # type: ignore[arg-type]  # a mode

    assert report.findings == ()


@pytest.mark.parametrize("rule", BREAKS)
def test_an_edit_trips_its_rule_and_those_that_fall_with_it(rule: str) -> None:
    change = BREAKS[rule]
    broken = edited(change.invoice, change.path, change.value)
    report = check(broken, RULES, mode=change.mode)

    assert {finding.rule for finding in report.findings} == {rule, *change.also}


def test_every_own_rule_has_an_edit() -> None:
    assert {rule.id for rule in OWN} == set(BREAKS)


@pytest.mark.parametrize("rule", BREAKS)
def test_a_finding_says_in_chinese_what_is_wrong(rule: str) -> None:
    change = BREAKS[rule]
    report = check(edited(change.invoice, change.path, change.value), RULES, mode=change.mode)
    (finding, *_) = [each for each in report.findings if each.rule == rule]
    chinese = finding.text("zh-CN")

    assert chinese.endswith("。")
    assert "{" not in chinese
    for value in finding.params.values():
        assert value in chinese


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("fapiao.kind", "unheard_of"),
        ("fapiao.buyer_type", "9"),
        ("fapiao.taxpayer_type", "9"),
        ("fapiao.settlement", "77"),
        ("lines[2].fapiao.policy", "77"),
        ("lines[2].fapiao.zero_rate", None),
        ("lines[2].fapiao.tax_code", "9990000000000000000"),
        ("lines[2].fapiao.short_name", "没听说过"),
        ("number", "26992000000012345678"),
    ],
)
def test_what_the_bureau_has_not_published_is_never_refused(path: str, value: object) -> None:
    assert judged(edited(BLUE, path, value)).valid


@pytest.mark.parametrize(
    ("path", "value"), [("fapiao.special.code", "99"), ("fapiao.special.freight[0].plate", None)]
)
def test_what_a_file_leaves_out_is_asked_of_what_we_issue_only(path: str, value: object) -> None:
    assert check(edited(FREIGHT, path, value), RULES, mode="official").valid


@pytest.mark.parametrize(
    ("tax", "strict", "official"),
    [("230.10", (), ()), ("230.11", ("IK-CN-24",), ()), ("230.16", ("IK-CN-24",), ("IK-CN-25",))],
)
def test_tax_is_exact_where_we_issue_and_near_where_we_read(
    tax: str, strict: tuple[str, ...], official: tuple[str, ...]
) -> None:
    invoice = edited(BLUE, "lines[2].fapiao.tax_amount", tax)
    follows = {"IK-CN-24", "IK-CN-25"}

    def found(mode: str) -> tuple[str, ...]:
        report = check(invoice, RULES, mode=mode)  # type: ignore[arg-type]  # a mode
        return tuple(each.rule for each in report.findings if each.rule in follows)

    assert (found("strict"), found("official")) == (strict, official)


def test_a_tax_off_on_what_is_read_is_a_warning() -> None:
    report = check(edited(BLUE, "lines[2].fapiao.tax_amount", "230.20"), RULES, mode="official")
    [finding] = [each for each in report.findings if each.rule == "IK-CN-25"]

    assert finding.severity is Severity.WARNING
    assert finding.params == {"expected": "230.09", "found": "230.20"}


@pytest.mark.parametrize(
    ("invoice", "rules"),
    [
        (untaxed("O", "04", "2"), []),
        (untaxed("Z", None, "3"), []),
        (untaxed("G", None, "0"), []),
        (untaxed("O", "03", "2"), ["IK-CN-36"]),
        (untaxed("Z", None, "1"), ["IK-CN-33"]),
    ],
)
def test_exempt_not_taxable_and_zero_are_three_things(invoice: Invoice, rules: list[str]) -> None:
    assert [each.rule for each in judged(invoice).findings] == rules


def test_words_are_read_in_any_spelling() -> None:
    for words in ("壹万壹仟伍佰肆拾元整", "壹万壹仟伍佰肆拾圆正", "⊗ 壹万壹仟伍佰肆拾圆整"):
        assert judged(edited(BLUE, "fapiao.amount_in_words", words)).findings == ()
    assert not judged(edited(RED, "fapiao.amount_in_words", "壹万壹仟伍佰肆拾圆整")).valid


def test_a_discount_below_another_is_out_of_place() -> None:
    second = line("3", "软件开发服务", "-1000.00", "-60.00", "-1060.00", nature="01")
    found = judged(edited(BLUE, "lines[2]", second)).findings

    assert [each.path for each in found if each.rule == "IK-CN-51"] == ["lines[2].fapiao.nature"]


def test_a_device_invoice_is_reversed_by_code_and_number() -> None:
    assert RED.fapiao
    red = RedLetter(original_number="00123456", original_code="011002100011", reason="01")
    invoice = RED.replace(fapiao=RED.fapiao.replace(red=red))

    assert "IK-CN-62" not in {each.rule for each in judged(invoice).findings}


def test_margin_on_an_invoice_of_the_full_amount_may_deduct_nothing() -> None:
    margin = CLEAN["margin"]
    invoice = edited(edited(margin, "fapiao.margin", "01"), "lines[0].fapiao.deduction", "0.00")

    assert {each.rule for each in judged(invoice).findings} == {"IK-CN-80"}


@given(st.sampled_from(sorted(CLEAN)), st.sampled_from(["lines", "totals", "buyer", "seller"]))
def test_no_rule_stumbles_over_what_is_missing(name: str, field: str) -> None:
    empty: object = () if field == "lines" else None
    judged(CLEAN[name].replace(**{field: empty}))


def test_a_draft_is_judged_without_number_and_line_taxes() -> None:
    draft = BLUE.replace(
        number=None,
        fapiao=None,
        lines=tuple(each.replace(fapiao=None) for each in (BLUE.lines[0], BLUE.lines[2])),
    )
    found = {each.rule for each in check(draft, OWN).findings}

    assert found == {"IK-CN-41", "IK-CN-20"}


def test_an_empty_document_is_left_to_the_core_rules() -> None:
    assert check(Invoice(), OWN).findings == ()


def test_a_ticket_names_neither_seller_nor_drawer_nor_code() -> None:
    assert BLUE.seller
    ticket = CLEAN["services"].replace(
        seller=BLUE.seller.replace(name=None), fapiao=Fapiao(kind="digital_rail")
    )
    ticket = edited(ticket, "lines[0].fapiao.tax_code", None)

    assert judged(ticket).findings == ()


def test_what_is_odd_of_a_received_one_is_refused_when_one_is_issued() -> None:
    odd = edited(edited(BLUE, "lines", ()), "seller.tax_ids[0].value", "91110000802100433C")
    found = {each.rule: each.severity for each in judged(odd).findings}

    assert found["BR-16"] is found["IK-ID-1"] is Severity.WARNING
    assert not check(odd, RULE_SETS["core"]).valid


def test_kinds_of_devices_have_no_classification_codes_to_miss() -> None:
    found = judged(edited(DEVICE, "lines[0].fapiao.tax_code", None)).findings
    assert found == ()
    assert EXEMPT.lines[0].vat_category == "E"
    assert edit("number", None).mode == "strict"


@st.composite
def orders(draw: st.DrawFn) -> Invoice:
    """Drafts of a shop: prices with or without tax, discounts on lines and on the order."""
    lines = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        cents = draw(st.integers(1, 10**7))
        price = Decimal(cents).scaleb(-2)
        off = Decimal(draw(st.integers(0, cents // 2))).scaleb(-2)
        with_vat = draw(st.booleans())
        given = Price(with_vat=price) if with_vat else Price(net=price)
        discount = LineAllowance(with_vat=off) if with_vat else LineAllowance(amount=off)
        lines.append(
            InvoiceLine(
                id=str(number),
                quantity=draw(st.integers(1, 999)),
                unit="C62",
                price=given,
                allowances=[discount] if off else [],
                vat_category="S",
                vat_rate=draw(st.sampled_from(["13", "9", "6", "3", "1"])),
                item=Item(name=f"商品{number}"),
                fapiao=FapiaoLine(tax_code="1090511000000000000"),
            )
        )
    share = draw(st.integers(0, 30))
    allowances = [Allowance(percent=share, reason="会员折扣")] if share else []
    kind = draw(st.sampled_from(["380", "381"]))
    return BLUE.replace(
        number=None,
        type_code=kind,
        lines=tuple(lines),
        allowances=tuple(allowances),
        totals=None,
        vat_breakdown=(),
        fapiao=Fapiao(kind="digital_ordinary", drawer="王示例"),
        preceding_invoices=(PrecedingInvoice(number="26112000000012345678"),),
    )


def test_a_line_discounted_twice_has_its_tax_to_the_cent() -> None:
    """A discount of its own and a share of the order's are each rounded."""
    sold = BLUE.lines[0].replace(
        quantity=1,
        price=Price(with_vat="28073.84"),
        allowances=[LineAllowance(with_vat="2621.43")],
        vat_category="S",
        vat_rate="9",
        net_amount=None,
        fapiao=FapiaoLine(tax_code="1090511000000000000"),
    )
    small = sold.replace(id="2", price=Price(net="0.26"), allowances=[])
    tiny = [
        sold.replace(id=str(n), price=Price(net="0.01"), allowances=[], vat_rate="13")
        for n in (3, 4, 5)
    ]
    draft = BLUE.replace(
        number=None,
        lines=(sold, small, *tiny),
        allowances=[Allowance(percent=22, reason="会员折扣")],
        totals=None,
        vat_breakdown=(),
        fapiao=Fapiao(kind="digital_ordinary", drawer="王示例"),
    )
    counted = calculate(draft, PER_LINE)
    form = fapiao_form(counted)
    assert check(form, OWN).errors == ()
    assert counted.totals is not None
    assert form.totals is not None
    assert form.totals.vat == counted.totals.vat
    assert form.totals.with_vat == counted.totals.with_vat


@given(orders())
def test_what_we_make_of_an_order_breaks_no_rule(draft: Invoice) -> None:
    form = fapiao_form(calculate(draft, PER_LINE))
    report = check(form, OWN)

    assert report.errors == ()
    for row in form.lines:
        assert row.fapiao is not None
        assert row.net_amount is not None
        assert row.fapiao.tax_amount is not None
        assert row.net_amount + row.fapiao.tax_amount == row.fapiao.amount_with_tax


@given(st.integers(100, 10**9), st.sampled_from(["3", "5", "6", "9", "13"]), st.fractions(0, 1))
def test_a_draft_on_the_margin_breaks_neither_the_core_rules_nor_ours(
    cents: int, rate: str, share: Fraction
) -> None:
    gross = Decimal(cents).scaleb(-2)
    deduction = max(Decimal("0.01"), round(gross * share.numerator / share.denominator, 2))
    sold = MARGIN.lines[0].replace(
        price=Price(with_vat=gross), vat_rate=rate, fapiao=FapiaoLine(deduction=deduction)
    )
    draft = calculate(MARGIN.replace(lines=(sold,), totals=None, vat_breakdown=()), PER_LINE)
    vouchers = (DeductionVoucher(kind="05", deducted=deduction),)
    for each in (draft, fapiao_form(draft)):
        assert each.fapiao is not None
        noted = each.replace(fapiao=each.fapiao.replace(deduction_vouchers=vouchers))
        found = check(noted, RULE_SETS["core"]).findings + check(noted, OWN).findings
        assert {one.rule for one in found} <= {"BR-CO-25", "IK-CN-41", "IK-CN-78"}


def test_a_discount_takes_no_more_tax_off_than_there_is() -> None:
    below = line("2", "软件开发服务", "-1000.00", "-600.01", "-1600.01", nature="01")
    report = judged(edited(BLUE, "lines[1]", below))
    [finding] = [each for each in report.findings if each.rule == "IK-CN-56"]

    assert finding.params == {"expected": "-600.00", "found": "-600.01"}


@pytest.mark.parametrize(
    ("kind", "facts", "named"),
    [
        ("01", {"number": "26112000000000000001"}, True),
        ("02", {"code": "1100", "number": "1", "issue_date": date(2026, 1, 1)}, True),
        ("04", {"code": "1100", "number": "1"}, False),
        ("05", {}, True),
        ("08", {"remark": "法院文书"}, True),
        ("09", {}, False),
        ("09", {"remark": "注" * 101}, False),
    ],
)
def test_vouchers_name_themselves_by_their_kind(
    kind: str, facts: dict[str, object], named: object
) -> None:
    voucher = DeductionVoucher(kind=kind, deducted=Decimal("5300.00"), **facts)  # type: ignore[arg-type]  # by the table
    report = judged(edited(CLEAN["margin"], "fapiao.deduction_vouchers[0]", voucher))

    assert ("IK-CN-81" not in {each.rule for each in report.findings}) is named


@pytest.mark.parametrize(
    ("path", "longest"),
    [
        ("seller.name", "公" * 100),
        ("fapiao.drawer", "王" * 16),
        ("lines[2].fapiao.specification", "S" * 40),
        ("lines[2].fapiao.unit", "台" * 20),
        # 90 bytes with *计算机外部设备* before it
        ("lines[2].item.name", "扫" * 37),
    ],
)
def test_what_every_platform_takes_is_not_warned_of(path: str, longest: str) -> None:
    assert judged(edited(BLUE, path, longest)).findings == ()
    assert judged(edited(BLUE, path, f"{longest}多")).findings != ()


def test_an_address_is_not_longer_than_a_field() -> None:
    path = "fapiao.special.construction.address"
    construction = CLEAN["construction"]

    assert judged(edited(construction, path, "路" * 100)).findings == ()
    found = judged(edited(construction, path, "路" * 101)).findings
    assert [each.rule for each in found] == ["IK-CN-93"]
    assert judged(edited(construction, path, None)).findings == ()


@pytest.mark.parametrize(
    ("name", "path", "value", "rule"),
    [
        ("margin", "lines[0].fapiao.tax_amount", "300.01", "IK-CN-77"),
        ("blue", "lines[2].price.net", "1769.90", "IK-CN-26"),
        ("blue", "lines[1].net_amount", "-10000.00", "IK-CN-56"),
        ("blue", "totals.with_vat", "0.00", "IK-CN-59"),
        ("sale", "fapiao.special.real_estate_sales[0].address", "路" * 80, "IK-CN-97"),
        ("lease", "fapiao.special.real_estate_leases[0].end", date(2026, 11, 1), "IK-CN-101"),
    ],
)
def test_an_edge_is_on_the_right_side(name: str, path: str, value: object, rule: str) -> None:
    found = judged(edited(CLEAN[name], path, value)).findings

    assert rule not in {each.rule for each in found}


@pytest.mark.parametrize("field", ["origin", "destination", "vehicle_type", "travel_date"])
def test_a_journey_names_all_of_its_way(field: str) -> None:
    broken = edited(CLEAN["journey"], f"fapiao.special.journeys[0].{field}", None)

    assert "IK-CN-106" in {each.rule for each in judged(broken).findings}


def test_facts_of_a_file_are_measured_as_those_of_a_model() -> None:
    sample = Path(__file__).parents[1] / "formats/fapiao/samples/einv_ordinary_passenger.xml"
    text = re.sub("<ValidIDNumber>[^<]*", f"<ValidIDNumber>{'1' * 21}", sample.read_text("utf-8"))

    found = validate(text.encode(), profile="fapiao").findings

    told = [each.params["expected"] for each in found if each.rule == "IK-CN-109"]
    assert told == ["document_number ≤ 20"] * text.count("<ValidIDNumber>")


@pytest.mark.parametrize(
    ("net", "coal", "told"),
    [
        ("100.00", Coal(kind="0101"), False),
        ("10000000.01", Coal(kind="0101"), True),
        ("10000000.01", ANALYSED, False),
        ("100.00", None, True),
    ],
)
def test_a_large_sale_of_coal_says_its_analysis(net: str, coal: Coal | None, told: object) -> None:
    sold = CLEAN["coal"].lines[0]
    assert sold.fapiao is not None
    changed = sold.replace(net_amount=net, fapiao=sold.fapiao.replace(coal=coal))
    found = judged(CLEAN["coal"].replace(lines=(changed,))).findings

    assert ("IK-CN-114" in {each.rule for each in found}) is told


def test_a_discount_of_nothing_is_none() -> None:
    broken = edited(BLUE, "lines[1].net_amount", "0.00")

    assert "IK-CN-55" in {each.rule for each in judged(broken).findings}
