"""The example files are what they say: a shop export whose every amount can be reckoned again.

Nothing of invoicekit is used here, so the demo may be proved against these files.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from stdnum.cn import uscc
from stdnum.de import vat as de_vat
from stdnum.fr import tva as fr_tva
from stdnum.gb import vat as gb_vat
from stdnum.it import iva as it_iva
from stdnum.pl import nip as pl_nip

EXAMPLES = Path(__file__).parents[2] / "examples"

Row = dict[str, str]

ADDRESS = "Name,Street,Address1,Address2,Company,City,Zip,Province,Country,Phone"
ORDER_HEADER = [
    *"Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at".split(","),
    *"Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code".split(","),
    *"Discount Amount,Shipping Method,Created at".split(","),
    *"Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price".split(","),
    *"Lineitem sku,Lineitem requires shipping,Lineitem taxable".split(","),
    "Lineitem fulfillment status",
    *(f"Billing {part}" for part in ADDRESS.split(",")),
    *(f"Shipping {part}" for part in ADDRESS.split(",")),
    *"Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference".split(","),
    *"Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id".split(","),
    *"Tags,Risk Level,Source,Lineitem discount".split(","),
    *(f"Tax {number} {part}" for number in range(1, 6) for part in ("Name", "Value")),
    *"Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name".split(","),
    *"Payment ID,Payment Terms Name,Next Payment Due At,Payment References".split(","),
]
PRODUCT_HEADER = [
    *"sku,name,tax_class,kind,unit,price,currency".split(","),
    *"commodity_code,description,origin_country".split(","),
]
CUSTOMER_HEADER = [
    *"reference,email,name,trading_name,kind,country,vat_id,tax_id".split(","),
    *"line1,line2,city,postcode,region,contact_name,contact_role,contact_phone".split(","),
    *"language,document_title,formats,channel,purchase_order_required".split(","),
    *"payment_terms,template,peppol_id".split(","),
]
PAYMENT_HEADER = "date,amount,currency,customer_email,remittance,bank_reference".split(",")

# Rates of 2026. Seller: German, registered for the One Stop Shop; books are printed ones.
RATES = {
    "DE": {"standard": Decimal(19), "books": Decimal(7)},
    "FR": {"standard": Decimal(20), "books": Decimal("5.5")},
    "IT": {"standard": Decimal(22), "books": Decimal(4)},
    "PL": {"standard": Decimal(23), "books": Decimal(5)},
}
VAT_CHECKS = {
    "DE": de_vat.is_valid,
    "FR": fr_tva.is_valid,
    "IT": it_iva.is_valid,
    "PL": pl_nip.is_valid,
    "GB": gb_vat.is_valid,
}
# Ranges kept free for fiction: Bundesnetzagentur, Arcep, NANPA 555-01xx, Ofcom.
FICTIONAL_PHONE = re.compile(
    r"\+49(3023125|6990009|4066969|2214710|8999998)\d{3}"
    r"|\+33(19900|26191|35301|46571|53649|63998)\d{4}"
    r"|\+1\d{3}55501\d{2}"
    r"|\+44(2079460|1174960|1614960)\d{3}"
)
CENT = Decimal("0.01")


def read(name: str) -> tuple[list[str], list[Row]]:
    with (EXAMPLES / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = list(reader)
    assert all(None not in row and None not in row.values() for row in rows), "ragged row"
    return list(reader.fieldnames or ()), rows


def grouped(rows: list[Row]) -> dict[str, list[Row]]:
    orders: dict[str, list[Row]] = {}
    for row in rows:
        orders.setdefault(row["Name"], []).append(row)
    return orders


ROWS = read("orders.csv")[1]
ORDERS = grouped(ROWS)
PRODUCTS = {row["sku"]: row for row in read("products.csv")[1]}
CUSTOMERS = {row["email"]: row for row in read("customers.csv")[1]}
PAYMENTS = read("payments.csv")[1]

every_order = pytest.mark.parametrize("lines", ORDERS.values(), ids=ORDERS.keys())
every_customer = pytest.mark.parametrize("customer", CUSTOMERS.values(), ids=CUSTOMERS.keys())


def line_amount(row: Row) -> Decimal:
    price = Decimal(row["Lineitem price"])
    return Decimal(row["Lineitem quantity"]) * price - Decimal(row["Lineitem discount"])


def vat_is_charged(head: Row) -> bool:
    country = head["Billing Country"]
    return country == "DE" or (country in RATES and not head["Billing Company"])


def gross_by_rate(lines: list[Row]) -> dict[Decimal, Decimal]:
    """Goods after their share of the order's discount, and shipping, by rate."""
    head = lines[0]
    rates = RATES[head["Billing Country"]]
    gross: dict[Decimal, Decimal] = {}
    for row in lines:
        rate = rates[PRODUCTS[row["Lineitem sku"]]["tax_class"]]
        gross[rate] = gross.get(rate, Decimal(0)) + line_amount(row)
    goods = sum(gross.values())
    discount = Decimal(head["Discount Amount"])
    shares = {rate: discount * amount / goods for rate, amount in gross.items()}
    assert all(share == share.quantize(CENT) for share in shares.values()), "share not in cents"
    shipping = Decimal(head["Shipping"])
    assert len(gross) == 1 or not shipping, "rate of shipping is open"
    return {rate: amount - shares[rate] + shipping for rate, amount in gross.items()}


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("orders.csv", ORDER_HEADER),
        ("products.csv", PRODUCT_HEADER),
        ("customers.csv", CUSTOMER_HEADER),
        ("payments.csv", PAYMENT_HEADER),
    ],
)
def test_headers_are_exact_and_text_is_utf8_with_lf(name: str, header: list[str]) -> None:
    assert read(name)[0] == header
    data = (EXAMPLES / name).read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data


def test_orders_cover_months_countries_kinds_and_currencies() -> None:
    heads = [lines[0] for lines in ORDERS.values()]
    countries = {"DE", "FR", "IT", "PL", "CN", "US", "GB"}
    assert len(ORDERS) >= 64
    assert list(ORDERS) == [f"#{number}" for number in range(1001, 1001 + len(ORDERS))]
    assert {head["Currency"] for head in heads} == {"EUR", "USD"}
    months = {head["Created at"][:7] for head in heads}
    assert months == {f"2026-{month:02d}" for month in range(1, 11)}
    buyers = {(head["Billing Country"], bool(head["Billing Company"])) for head in heads}
    assert buyers == {(country, company) for country in countries for company in (True, False)}
    assert len(ORDERS["#1037"]) >= 70
    assert sum(head["Financial Status"] == "refunded" for head in heads) == 1


@every_order
def test_order_columns_stand_on_the_first_row_only(lines: list[Row]) -> None:
    on_every_row = {"Name", "Email", "Created at", "Vendor"}
    assert all(lines[0][name] for name in ("Total", "Currency", "Billing Name", "Id"))
    for row in lines[1:]:
        filled = {name for name, value in row.items() if value}
        assert {name for name in filled if not name.startswith("Lineitem")} == on_every_row
        assert (row["Email"], row["Created at"]) == (lines[0]["Email"], lines[0]["Created at"])


@every_order
def test_total_is_lines_less_discounts_plus_shipping(lines: list[Row]) -> None:
    head = lines[0]
    discount = Decimal(head["Discount Amount"])
    goods = sum(line_amount(row) for row in lines)
    assert Decimal(head["Subtotal"]) == goods - discount
    assert Decimal(head["Total"]) == Decimal(head["Subtotal"]) + Decimal(head["Shipping"])
    assert bool(discount) == bool(head["Discount Code"])
    assert not discount or all(Decimal(row["Lineitem discount"]) == 0 for row in lines)


@every_order
def test_taxes_are_inside_the_prices_by_rate(lines: list[Row]) -> None:
    head = lines[0]
    named = {
        re.sub(r"^.* |%$", "", head[f"Tax {number} Name"]): Decimal(head[f"Tax {number} Value"])
        for number in range(1, 6)
        if head[f"Tax {number} Name"]
    }
    groups = gross_by_rate(lines) if vat_is_charged(head) else {}
    reckoned = {
        f"{rate}": (gross * rate / (100 + rate)).quantize(CENT, ROUND_HALF_UP)
        for rate, gross in groups.items()
    }
    assert named == reckoned
    assert Decimal(head["Taxes"]) == sum(reckoned.values(), Decimal(0))
    assert sum(groups.values()) in (0, Decimal(head["Total"]))


@every_order
def test_every_line_is_a_known_product(lines: list[Row]) -> None:
    for row in lines:
        product = PRODUCTS[row["Lineitem sku"]]
        assert row["Lineitem name"] == product["name"]
        assert (row["Lineitem requires shipping"] == "true") == (product["kind"] == "goods")
        # The place of supply of a service is simple at home only.
        assert product["kind"] == "goods" or lines[0]["Billing Country"] == "DE"


@every_order
def test_buyer_is_a_listed_customer_or_a_guest_consumer(lines: list[Row]) -> None:
    head = lines[0]
    customer = CUSTOMERS.get(head["Email"])
    purchase_order = re.search(r"^PO: 4711-\S+$", head["Note Attributes"], re.MULTILINE)
    if customer is None:
        assert not head["Billing Company"]
        assert not purchase_order
        return
    assert head["Billing Country"] == head["Shipping Country"] == customer["country"]
    assert head["Billing Company"] == (customer["name"] if customer["kind"] == "business" else "")
    assert head["Billing Zip"].removeprefix("'") == customer["postcode"]
    assert bool(purchase_order) == (customer["purchase_order_required"] == "yes")


def test_a_few_buyers_are_guests() -> None:
    assert len({row["Email"] for row in ROWS} - CUSTOMERS.keys()) == 4


@every_customer
def test_tax_ids_have_right_check_digits(customer: Row) -> None:
    country, vat_id, tax_id = customer["country"], customer["vat_id"], customer["tax_id"]
    if vat_id:
        assert vat_id.startswith(country)
        assert VAT_CHECKS[country](vat_id.removeprefix(country))
    if tax_id:
        assert country == "CN"
        assert uscc.is_valid(tax_id)
    # A company elsewhere in the EU is supplied without VAT by its VAT id alone.
    if customer["kind"] == "business" and country in {"FR", "IT", "PL"}:
        assert vat_id
    assert customer["kind"] == "business" or not vat_id


@every_customer
def test_needs_come_from_short_lists(customer: Row) -> None:
    assert customer["language"] in {"de", "en", "fr", "zh-CN"}
    assert customer["channel"] in {"email", "folder"}
    assert customer["payment_terms"] in {"net 14", "net 30", "on receipt"}
    assert set(customer["formats"].split(";")) <= {"pdf", "html", "ubl", "json"}
    assert customer["purchase_order_required"] in {"yes", "no"}


def test_chinese_documents_go_to_a_chinese_company_under_its_own_title() -> None:
    asked = [row for row in CUSTOMERS.values() if row["language"] == "zh-CN"]
    assert [(row["country"], row["kind"]) for row in asked] == [("CN", "business")]
    assert asked[0]["document_title"] not in {"", asked[0]["name"]}


def test_nobody_real_can_be_reached() -> None:
    phones = [row["contact_phone"].replace(" ", "") for row in CUSTOMERS.values()]
    phones += [row[name] for row in ROWS for name in ROWS[0] if name.endswith("Phone")]
    emails = [*CUSTOMERS, *(row["Email"] for row in ROWS)]
    assert [phone for phone in phones if phone and not FICTIONAL_PHONE.fullmatch(phone)] == []
    assert [email for email in emails if not email.endswith(".example")] == []


def test_products_have_known_classes_units_and_codes() -> None:
    for product in PRODUCTS.values():
        goods = product["kind"] == "goods"
        assert product["kind"] in {"goods", "service"}
        assert product["tax_class"] in {"standard", "books"}
        assert product["unit"] in {"H87", "C62", "KGM", "MTR", "HUR"}
        assert bool(re.fullmatch(r"\d{8}", product["commodity_code"])) == goods
        assert bool(product["origin_country"]) == goods
        assert Decimal(product["price"]) > 0


def test_keys_are_unique() -> None:
    keys = [row["sku"] for row in read("products.csv")[1]]
    keys += [row["email"] for row in read("customers.csv")[1]]
    keys += [row["reference"] for row in CUSTOMERS.values()]
    keys += [row["bank_reference"] for row in PAYMENTS]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def paid(name: str) -> Decimal:
    pattern = re.compile(rf"{name}(?!\d)")
    return sum(
        (Decimal(r["amount"]) for r in PAYMENTS if pattern.search(r["remittance"])), Decimal(0)
    )


OVERPAID = {"#1021": Decimal("20.00")}


@every_order
def test_payments_agree_with_the_order(lines: list[Row]) -> None:
    head = lines[0]
    total, outstanding = Decimal(head["Total"]), Decimal(head["Outstanding Balance"])
    refunded = Decimal(head["Refunded Amount"])
    received = paid(head["Name"]) - OVERPAID.get(head["Name"], Decimal(0))
    assert received == total - outstanding - refunded
    expected = {
        "paid": (total, Decimal(0)),
        "pending": (Decimal(0), Decimal(0)),
        "refunded": (Decimal(0), total),
    }.get(head["Financial Status"], (received, Decimal(0)))
    assert (received, refunded) == expected
    assert (head["Financial Status"] == "partially_paid") == (0 < received < total)


def test_each_payment_is_of_a_buyer_in_the_currency_of_the_order() -> None:
    on_account = []
    for payment in PAYMENTS:
        named = re.findall(r"#\d+", payment["remittance"])
        if not named:
            on_account.append(payment)
            continue
        [name] = named
        head = ORDERS[name][0]
        assert (payment["customer_email"], payment["currency"]) == (
            head["Email"],
            head["Currency"],
        )
        assert payment["date"] >= head["Created at"][:10]
    assert [row["customer_email"] in CUSTOMERS for row in on_account] == [True]
