"""What a 发票 says beyond EN 16931: kind, red-letter facts, special business, tax bureau.

Source: 国家税务总局公告2024年第11号 (数电票), and the tax bureau's `EInvoice` XML, 0.2 to 0.33.
Codes are kept as given: the bureau's own lists are not public, so an unknown one is never refused.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from invoicekit.masking import Personal
from invoicekit.model.special_business import Coal, SpecialBusiness
from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

if TYPE_CHECKING:
    from collections.abc import Iterable


class FapiaoKind(StrEnum):
    """The kinds of 发票. 数电票 are `digital_…`, those of the tax-control devices `tc_…`."""

    DIGITAL_SPECIAL = "digital_special"
    DIGITAL_ORDINARY = "digital_ordinary"
    DIGITAL_RAIL = "digital_rail"
    DIGITAL_AIR = "digital_air"
    DIGITAL_VEHICLE = "digital_vehicle"
    DIGITAL_USED_VEHICLE = "digital_used_vehicle"
    DIGITAL_PAPER_SPECIAL = "digital_paper_special"
    DIGITAL_PAPER_ORDINARY = "digital_paper_ordinary"
    DIGITAL_PAPER_VEHICLE = "digital_paper_vehicle"
    DIGITAL_PAPER_USED_VEHICLE = "digital_paper_used_vehicle"
    TC_ELECTRONIC_ORDINARY = "tc_electronic_ordinary"
    TC_ELECTRONIC_SPECIAL = "tc_electronic_special"
    TC_TOLL = "tc_toll"
    PAPER_SPECIAL = "paper_special"
    PAPER_ORDINARY = "paper_ordinary"
    PAPER_ROLL = "paper_roll"
    PAPER_VEHICLE = "paper_vehicle"
    PAPER_USED_VEHICLE = "paper_used_vehicle"
    PAPER_FREIGHT = "paper_freight"


class RedLetter(Value):
    """What a red-letter invoice reverses, and by which confirmation form.

    Attributes:
        original_number: The blue invoice's number; `original_code` of 税控 invoices only.
        reason: 01 开票有误, 02 销货退回, 03 服务中止, 04 销售折让.
        confirmation_number: 红字信息确认单编号, 20 digits; `confirmation_id` its UUID.
        partial: Whether a part is reversed, and not all that is left.
    """

    original_number: str | None = None
    original_code: str | None = None
    original_kind: str | None = None
    original_date: date | None = None
    reason: str | None = None
    confirmation_number: str | None = None
    confirmation_id: str | None = None
    partial: bool | None = None


class DeductionVoucher(Value):
    """What a deduction of margin taxation rests on (差额扣除凭证).

    Attributes:
        kind: 01 数电票, 02 专票, 03 普票, 04 营业税发票, 05 财政票据, 06 法院裁决书,
            07 契税完税凭证, 08 其他发票类, 09 其他扣除凭证.
        total: The amount of the voucher; `deducted` what is taken off this time (本次扣除金额).
    """

    kind: str | None = None
    code: str | None = None
    number: str | None = None
    issue_date: date | None = None
    total: ExactDecimal | None = None
    deducted: ExactDecimal | None = None
    remark: str | None = None


class Label(Value):
    """A label of the bureau beside the ones with a field here (UndefinedLabel)."""

    kind: str | None = None
    code: str | None = None
    name: str | None = None


class Extra(Value):
    """An element that the seller added (附加要素)."""

    name: str | None = None
    value: Annotated[str | None, Personal("hidden")] = None


class Transaction(Value):
    """A payment that the platform noted."""

    channel: str | None = None
    number: str | None = None


class BureauSignature(Value):
    """The tax bureau's signature as the file has it. What it signs is not public."""

    reference: str | None = None
    algorithm: str | None = None
    format: str | None = None
    signed_at: str | None = None
    value: str | None = None
    key_info: str | None = None


class Unknown(Value):
    """An element that no field knows, kept as written: its parent's path and its XML."""

    parent: str
    xml: Annotated[str, Personal("hidden")]


class FapiaoLine(Value):
    """What a line of a 发票 says beyond EN 16931.

    Attributes:
        tax_code: 商品和服务税收分类编码, 19 digits; `short_name` its 简称, printed as `*简称*`.
        specification: 规格型号; `unit` 单位, in the words of the document.
        nature: 00 normal, 01 discount, 02 discounted (发票行性质).
        tax_amount: The line's tax, rounded by itself; `amount_with_tax` what both make.
        policy: 优惠政策 code; 01 简易征收, 03 免税, 04 不征税 …
        zero_rate: 零税率标识: 0 出口零税, 1 免税, 2 不征税, 3 ordinary zero rate.
        deduction: 扣除额 of margin taxation (差额征税).
        printed_rate: The rate as printed where it is no number: 免税, 不征税, ***.
        original_line: Of a red-letter line, the place of the blue line it reverses, from 1.
        coal: Of a line of coal, which kind it is.
    """

    tax_code: str | None = None
    short_name: str | None = None
    specification: str | None = None
    unit: str | None = None
    nature: str | None = None
    tax_amount: ExactDecimal | None = None
    amount_with_tax: ExactDecimal | None = None
    policy: str | None = None
    zero_rate: str | None = None
    deduction: ExactDecimal | None = None
    printed_rate: str | None = None
    original_line: int | None = None
    coal: Coal | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            tax_code: str | None = None,
            short_name: str | None = None,
            specification: str | None = None,
            unit: str | None = None,
            nature: str | None = None,
            tax_amount: Decimal | str | int | None = None,
            amount_with_tax: Decimal | str | int | None = None,
            policy: str | None = None,
            zero_rate: str | None = None,
            deduction: Decimal | str | int | None = None,
            printed_rate: str | None = None,
            original_line: int | None = None,
            coal: Coal | None = None,
        ) -> None: ...


class Fapiao(Value):
    """What a 发票 says beyond EN 16931.

    Attributes:
        kind: Which 发票 it is, a `FapiaoKind` where known.
        code: 发票代码 (税控 only), with `check_code` 校验码, `machine_number` and `cipher` 密文.
        taxpayer_type: 1 一般纳税人, 2 小规模, 3 转登记小规模, 4 辅导期一般, 5 自然人.
        buyer_type: 01 企业, 02 机关事业单位, 03 个人, 04 其他.
        margin: 差额征税: 01 invoice of the full amount, 02 of the margin; `deduction_vouchers` are
            what its deduction rests on.
        reduced: 减按征税 code; 01 个人出租住房, 03 销售自己使用过的固定资产, 05 住房租赁.
        settlement: 结算方式 code.
        drawer: 开票人, with `payee` 收款人, `reviewer` 复核人, `buyer_handler` 购方经办人.
        amount_in_words: 价税合计（大写） as the file has it.
        requested_at: 请求开票时间, `issued_at` 开票时间; both in China Standard Time, as written.
        tag: 电子发票标签 (SWEI and four digits); `version` of the bureau's XML.
    """

    kind: str | None = None
    code: str | None = None
    check_code: str | None = None
    machine_number: str | None = None
    cipher: str | None = None
    electronic_type: str | None = None
    taxpayer_type: str | None = None
    buyer_type: str | None = None
    special: SpecialBusiness | None = None
    red: RedLetter | None = None
    margin: str | None = None
    deduction_vouchers: tuple[DeductionVoucher, ...] = ()
    reduced: str | None = None
    settlement: str | None = None
    drawer: Annotated[str | None, Personal("name")] = None
    payee: Annotated[str | None, Personal("name")] = None
    reviewer: Annotated[str | None, Personal("name")] = None
    buyer_handler: Annotated[str | None, Personal("name")] = None
    amount_in_words: str | None = None
    requested_at: str | None = None
    issued_at: str | None = None
    bureau_code: str | None = None
    bureau_name: str | None = None
    seller_authentication: str | None = None
    signature: BureauSignature | None = None
    tag: str | None = None
    version: str | None = None
    labels: tuple[Label, ...] = ()
    extras: tuple[Extra, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            kind: str | None = None,
            code: str | None = None,
            check_code: str | None = None,
            machine_number: str | None = None,
            cipher: str | None = None,
            electronic_type: str | None = None,
            taxpayer_type: str | None = None,
            buyer_type: str | None = None,
            special: SpecialBusiness | None = None,
            red: RedLetter | None = None,
            margin: str | None = None,
            deduction_vouchers: Iterable[DeductionVoucher] = (),
            reduced: str | None = None,
            settlement: str | None = None,
            drawer: str | None = None,
            payee: str | None = None,
            reviewer: str | None = None,
            buyer_handler: str | None = None,
            amount_in_words: str | None = None,
            requested_at: str | None = None,
            issued_at: str | None = None,
            bureau_code: str | None = None,
            bureau_name: str | None = None,
            seller_authentication: str | None = None,
            signature: BureauSignature | None = None,
            tag: str | None = None,
            version: str | None = None,
            labels: Iterable[Label] = (),
            extras: Iterable[Extra] = (),
            transactions: Iterable[Transaction] = (),
            unknown: Iterable[Unknown] = (),
        ) -> None: ...
