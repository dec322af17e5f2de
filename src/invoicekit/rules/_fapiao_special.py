"""Rules of special business (特定业务): the facts that each kind asks for.

Source: the field catalogue of the tax bureau's gateway (乐企). The bureau's list is not public, so
an unknown code is kept and warned of, and what a file does not say is asked of what we issue only.
"""

from __future__ import annotations

import re

from invoicekit.codelists import codes
from invoicekit.findings import RuleSet, Severity
from invoicekit.model import Invoice, InvoiceLine
from invoicekit.model.special_business import (
    Construction,
    Freight,
    Journey,
    RealEstateLease,
    RealEstateSale,
    SpecialBusiness,
    Toll,
    VehicleTax,
)
from invoicekit.money import add
from invoicekit.rules._facts import Facts
from invoicekit.rules._fapiao_facts import DISCOUNT, said, told

RULES = RuleSet("fapiao.special")
rule = RULES.rule

CONSTRUCTION, SALE, LEASE = "03", "05", "06"
FACTS = {
    "03": "construction",
    "04": "freight",
    "05": "real_estate_sales",
    "06": "real_estate_leases",
    "07": "vehicle_tax",
    "08": "tolls",
    "09": "journeys",
    "16": "seller",
    "24": "seller",
    "25": "seller",
}
"""Code of the special business → the field that holds what it asks for."""

TRANSPORTS = ("铁路", "公路", "水路", "航空", "管道", "其它", "其他")
"""What the name of a way of transport begins with."""

AREA_UNITS = frozenset(
    {"平方千米", "平方米", "公顷", "亩", "h㎡", "k㎡", "㎡", "米", "孔公里", "MTK", "HAR"}
)
_PROVINCE = re.compile(r".*(省|自治区|特别行政区)|北京市|天津市|上海市|重庆市")
_CITY = re.compile(r".*(市|盟|自治州|地区)")
_COUNTY = re.compile(r".*(区|县|市|旗)")
_STREET = re.compile(r"[街路村乡镇道巷号]")
_PASSAGE = re.compile(r"[0-9]{14}([0-9]{3})?")
_CLASSED = frozenset({"1", "2", "7", "飞机", "火车", "船舶", "轮船"})
"""Transport whose tickets have classes."""

_LONG, _MIDDLE = 100, 80


@rule("IK-CN-90", Severity.WARNING, path="fapiao.special.code")
def business_is_known(invoice: Invoice) -> bool:
    """A special business (特定业务) is one that is known; check its code, others are kept."""
    special = said(invoice).special
    code = special.code if special else None
    return code is None or code in codes("fapiao_special_businesses")


@rule("IK-CN-91")
def business_has_its_facts(special: SpecialBusiness, facts: Facts) -> bool:
    """A special business gives what it asks for, such as the place of construction; add it."""
    field = FACTS.get(special.code or "")
    return facts.mode != "strict" or field is None or bool(getattr(special, field))


@rule("IK-CN-92")
def construction_is_complete(work: Construction, facts: Facts) -> bool:
    """Construction (03) names project, place and whether it crosses cities; complete them."""
    if facts.mode != "strict":
        return True
    named = work.project and len(work.project) <= _MIDDLE and work.crosses_cities is not None
    return bool(named and work.province and work.city)


@rule("IK-CN-93", Severity.WARNING)
def place_is_named_in_full(place: Construction | RealEstateSale | RealEstateLease) -> bool:
    """A place is named in full, as 浙江省, 杭州市, 西湖区, with a street; write it out."""
    parts = ((_PROVINCE, place.province), (_CITY, place.city), (_COUNTY, place.county))
    whole = all(shape.fullmatch(text) for shape, text in parts if text)
    return whole and len(place.address or "") <= _LONG


@rule("IK-CN-94", Severity.WARNING, path="quantity")
def construction_is_not_counted(line: InvoiceLine, facts: Facts) -> bool:
    """A line of construction (03) has no specification, unit, quantity (BT-129) or price."""
    special, told_of = said(facts.invoice).special, told(line)
    if special is None or special.code != CONSTRUCTION:
        return True
    return not (line.quantity or told_of.specification or told_of.unit)


@rule("IK-CN-95")
def haul_is_complete(haul: Freight, facts: Facts) -> bool:
    """Freight (04) names transport, vehicle, goods, and from where to where; complete them."""
    named = (haul.transport, haul.plate, haul.origin, haul.destination, haul.goods)
    return facts.mode != "strict" or all(named)


@rule("IK-CN-96", Severity.WARNING, path="transport")
def transport_is_known(haul: Freight) -> bool:
    """Freight (04) goes by 铁路运输, 公路运输, 水路运输, 航空运输, 管道运输 or 其它运输工具."""
    return haul.transport is None or haul.transport.startswith(TRANSPORTS)


@rule("IK-CN-97")
def sale_is_complete(sale: RealEstateSale, facts: Facts) -> bool:
    """A sale of real estate (05) names title (or 无), place, street, and if it crosses cities."""
    if facts.mode != "strict":
        return True
    address = sale.address or ""
    placed = sale.province and sale.city and _STREET.search(address) and len(address) <= _MIDDLE
    return bool(placed and sale.title and sale.crosses_cities is not None)


@rule("IK-CN-98", path="unit_code")
def sale_is_identified_once(sale: RealEstateSale) -> bool:
    """A sale of real estate (05) gives a unit code or an online contract, not both; drop one."""
    return not (sale.unit_code and sale.online_contract)


@rule("IK-CN-99", Severity.WARNING, path="actual_gross")
def assessed_sale_says_its_price(sale: RealEstateSale) -> bool:
    """A sale of real estate (05) with an assessed price says what was really paid; add it."""
    return sale.assessed_price is None or sale.actual_gross is not None


@rule("IK-CN-100")
def lease_is_complete(lease: RealEstateLease, facts: Facts) -> bool:
    """A lease of real estate (06) names title (or 无), place, and both days; complete them."""
    if facts.mode != "strict":
        return True
    placed = lease.title and lease.province and lease.city and lease.crosses_cities is not None
    return bool(placed and lease.start and lease.end)


@rule("IK-CN-101", path="end")
def lease_ends_after_it_starts(lease: RealEstateLease) -> bool:
    """A lease of real estate (06) does not end before it starts; check both days."""
    return lease.start is None or lease.end is None or lease.start <= lease.end


@rule("IK-CN-102", Severity.WARNING, path="fapiao.unit")
def real_estate_is_counted_by_area(line: InvoiceLine, facts: Facts) -> bool:
    """A line of real estate (05, 06) is counted in units of area, such as 平方米 (BT-130)."""
    special, told_of = said(facts.invoice).special, told(line)
    if special is None or special.code not in {SALE, LEASE} or told_of.nature == DISCOUNT:
        return True
    unit = told_of.unit or line.unit
    return unit is None or unit in AREA_UNITS


@rule("IK-CN-103")
def vehicle_tax_is_complete(paid: VehicleTax, facts: Facts) -> bool:
    """Collected vehicle tax (07) names policy, vehicle, period and amounts; complete them."""
    named = (paid.policy_number, paid.plate, paid.period, paid.vin, paid.tax, paid.total)
    return facts.mode != "strict" or all(each is not None for each in named)


@rule("IK-CN-104", path="total")
def vehicle_tax_adds_up(paid: VehicleTax, facts: Facts) -> bool:
    """Collected vehicle tax (07) and its late fee make the total; correct the one that is wrong."""
    if paid.tax is None or paid.total is None:
        return True
    return bool(facts.same(paid.total, add((paid.tax, paid.late_fee or paid.tax - paid.tax))))


@rule("IK-CN-105", Severity.WARNING)
def passage_is_complete(passage: Toll) -> bool:
    """A toll (08) names plate, vehicle, start and end, written as yyyyMMddHHmmssSSS."""
    times = (passage.start, passage.end)
    timed = all(each is not None and _PASSAGE.fullmatch(each) for each in times)
    return bool(timed and passage.plate and passage.vehicle_type)


@rule("IK-CN-106", Severity.WARNING)
def journey_is_complete(journey: Journey) -> bool:
    """A journey (09) names traveller, day, from where to where, and transport; complete it."""
    way = journey.origin and journey.destination and journey.vehicle_type
    return bool(way and journey.traveller and journey.travel_date)


@rule("IK-CN-107", Severity.WARNING, path="seat_class")
def journey_says_its_class(journey: Journey) -> bool:
    """A journey (09) by plane, train or ship says its class (座位等级); add it."""
    return journey.vehicle_type not in _CLASSED or bool(journey.seat_class)
