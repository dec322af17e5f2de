"""发票: the bureau's XML against lxml's bare parse, OFD against unzipping, parsing and zipping.

Reading an OFD also beside two packages, for few lines: the time of `ofdkit` grows with their
square, three minutes for 2,000. `easyofd` reads for drawing: measured is its parse alone, whose
texts come without their meaning.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from functools import partial

import ofdkit  # type: ignore[import-untyped]  # ships none
from loguru import logger
from lxml import etree

import invoicekit as ik
from benchmarks import Row, compared, medians
from invoicekit.model import Fapiao, FapiaoLine

ROUNDS = {3: (15, 20), 2000: (5, 1)}
"""Lines → rounds, and calls a round."""
XML_LIMITS = {3: 6.0, 2000: 3.0}
READ_OFD, WRITE_OFD = 3.0, 4.0


def run() -> list[Row]:
    """Returns reading and writing, for few lines and for many."""
    rows = []
    for lines, (rounds, calls) in ROUNDS.items():
        made = invoice(lines)
        xml, ofd = ik.write(made, "fapiao-xml"), ik.write(made, "ofd")
        parts = unzipped(ofd)
        jobs: list[Callable[[], object]] = [
            partial(ik.load, xml),
            partial(etree.fromstring, xml),
            partial(ik.load, ofd),
            partial(parsed, ofd),
            partial(ik.write, made, "ofd"),
            partial(zipped, parts),
        ]
        read, parse, load, unzip, write, pack = medians(jobs, rounds=rounds, calls=calls)
        rows += [
            compared(f"XML read, {lines} lines / lxml parse", read, parse, XML_LIMITS[lines]),
            compared(f"OFD read, {lines} lines / unzip and parse", load, unzip, READ_OFD),
            compared(f"OFD write, {lines} lines / zip", write, pack, WRITE_OFD),
        ]
    return [*rows, *beside_others()]


def beside_others() -> list[Row]:
    """Returns reading a small OFD against `ofdkit` and against the parse of `easyofd`."""
    logger.disable("easyofd")
    from easyofd.ofd import OFD  # type: ignore[import-untyped]  # heavy: only when it is run

    data = ik.write(invoice(3), "ofd")
    jobs: list[Callable[[], object]] = [
        partial(ik.load, data),
        partial(ofdkit.extract_invoice, data),
        lambda: OFD().read(data, fmt="binary"),
    ]
    with redirect_stdout(io.StringIO()):  # it prints what it finds
        ours, kit, easy = medians(jobs, rounds=9)
    return [
        compared("OFD read, 3 lines / ofdkit", ours, kit, None),
        compared("OFD read, 3 lines / easyofd, its parse", ours, easy, None),
    ]


def unzipped(data: bytes) -> dict[str, bytes]:
    """Returns the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def parsed(data: bytes) -> None:
    """Unzips a file and parses each part."""
    for part in unzipped(data).values():
        etree.fromstring(part)


def zipped(parts: dict[str, bytes]) -> bytes:
    """Returns finished parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def invoice(lines: int) -> ik.Invoice:
    """Returns a calculated 发票 of so many lines."""
    seller = ik.Party(
        name="北京示例软件有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110105TXTXTX010N")],
        address=ik.Address(line1="北京市示例区样本路1号", country="CN"),
        phone="010-00000001",
    )
    return ik.calculate(
        ik.Invoice(
            number="26112000000012345678",
            issue_date=date(2026, 11, 24),
            currency="CNY",
            seller=seller,
            buyer=seller.replace(name="上海样本贸易有限公司"),
            lines=[
                ik.InvoiceLine(
                    id=str(number),
                    quantity=str(number),
                    price=ik.Price(net="589.97"),
                    vat_category="S",
                    vat_rate="13",
                    item=ik.Item(name=f"扫描仪 {number}"),
                    fapiao=FapiaoLine(
                        tax_code="1090511000000000000",
                        short_name="计算机外部设备",
                        specification=f"SC-{number}",
                        unit="台",
                    ),
                )
                for number in range(1, lines + 1)
            ],
            fapiao=Fapiao(kind="digital_special", taxpayer_type="1", drawer="王示例"),
        )
    )
