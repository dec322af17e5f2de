"""Special business (特定业务) of a 发票: works, haulage, real estate, tolls, journeys, coal.

Source: 国家税务总局公告2024年第11号, and the elements of the bureau's `EInvoice` XML (0.2 to 0.33).
Codes are kept as given: the bureau's own lists are not public, so an unknown one is never refused.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from invoicekit.masking import Personal
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal


class Construction(Value):
    """建筑服务 (03): where the work was done."""

    land_vat_project: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    address: Annotated[str | None, Personal("address")] = None
    project: str | None = None
    crosses_cities: bool | None = None


class Freight(Value):
    """货物运输 (04): one haul."""

    transport: str | None = None
    plate: str | None = None
    origin: str | None = None
    destination: str | None = None
    goods: str | None = None


class CoBuyer(Value):
    """One of several buyers of real estate."""

    name: Annotated[str | None, Personal("name")] = None
    document_type: str | None = None
    document_number: Annotated[str | None, Personal("person_id")] = None


class RealEstateSale(Value):
    """不动产销售 (05). `title` is the certificate's number or 无."""

    title: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    address: Annotated[str | None, Personal("address")] = None
    unit_code: str | None = None
    online_contract: str | None = None
    land_vat_project: str | None = None
    assessed_price: ExactDecimal | None = None
    actual_gross: ExactDecimal | None = None
    crosses_cities: bool | None = None
    co_buyers: tuple[CoBuyer, ...] = ()


class RealEstateLease(Value):
    """不动产经营租赁 (06). `title` is the certificate's number or 无; `plate` for parking."""

    title: str | None = None
    province: str | None = None
    city: str | None = None
    county: str | None = None
    address: Annotated[str | None, Personal("address")] = None
    start: date | None = None
    end: date | None = None
    crosses_cities: bool | None = None
    plate: str | None = None


class VehicleTax(Value):
    """代收车船税 (07)."""

    policy_number: str | None = None
    plate: str | None = None
    period: str | None = None
    vin: str | None = None
    tax: ExactDecimal | None = None
    late_fee: ExactDecimal | None = None
    total: ExactDecimal | None = None


class Toll(Value):
    """通行费 (08): one passage. Start and end as the bureau writes them, 17 digits."""

    plate: str | None = None
    vehicle_type: str | None = None
    start: str | None = None
    end: str | None = None


class Journey(Value):
    """旅客运输 (09): one traveller's trip.

    `service_number` is that of the train or flight (车次, 航班号), `ticket_number` of the e-ticket.
    """

    traveller: Annotated[str | None, Personal("name")] = None
    document_type: str | None = None
    document_number: Annotated[str | None, Personal("person_id")] = None
    travel_date: date | None = None
    origin: str | None = None
    destination: str | None = None
    seat_class: str | None = None
    vehicle_type: str | None = None
    service_number: str | None = None
    departure_time: str | None = None
    carriage: str | None = None
    seat: str | None = None
    ticket_number: str | None = None


class ReverseSeller(Value):
    """农产品收购 and 反向开票 (16, 24, 25): the natural person whom the buyer issues it for."""

    document_type: str | None = None
    document_number: Annotated[str | None, Personal("person_id")] = None
    nationality: str | None = None


class Coal(Value):
    """What a line of coal says.

    Attributes:
        kind: 煤炭种类, four digits.
        heat_value: 发热量, with `sulphur` 硫分 and `volatile_matter` 挥发分: of large sales.
    """

    kind: str | None = None
    heat_value: ExactDecimal | None = None
    sulphur: ExactDecimal | None = None
    volatile_matter: ExactDecimal | None = None


class SpecialBusiness(Value):
    """特定业务: the code (特定要素), and the facts that it asks for."""

    code: str | None = None
    construction: Construction | None = None
    freight: tuple[Freight, ...] = ()
    real_estate_sales: tuple[RealEstateSale, ...] = ()
    real_estate_leases: tuple[RealEstateLease, ...] = ()
    vehicle_tax: VehicleTax | None = None
    tolls: tuple[Toll, ...] = ()
    journeys: tuple[Journey, ...] = ()
    seller: ReverseSeller | None = None
