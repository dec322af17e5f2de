"""The demo's Chinese shop: its orders become 发票 at a platform that delays and refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from invoicekit.authority._sandbox.platform import Platform
from invoicekit.cli._shop import ShopClock
from invoicekit.cli._year import possible
from invoicekit.kit import InvoiceKit
from invoicekit.model.issuer import Issuer
from invoicekit.model.order import Order
from invoicekit.model.party import Address, BankAccount, Contact, Party, TaxId
from invoicekit.model.record import InvoiceRecord
from invoicekit.services.export_archive import CATALOGUE
from invoicekit.testing.sandbox import sandbox_platform

SHOP = Issuer(
    party=Party(
        name="北京清和文房有限公司",
        tax_ids=[TaxId(value="91110108MA01ABCD2H", country="CN")],
        address=Address(line1="样本胡同1号", city="北京市", postcode="100007", country="CN"),
        contact=Contact(name="财务部", phone="010-00000001", email="fapiao@qinghe.example"),
        bank_accounts=[BankAccount(id="0000000000000000001", bank_name="示例银行北京分行")],
    ),
    formats=("pdf", "fapiao-xml"),
)
CHINESE_FILES = ("products.csv", "customers.csv", "orders.csv")
BEIJING = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 3, 1, 0, tzinfo=UTC)
SALES, BOOKS, HEAD = "小李（销售）", "王会计", "赵主管"
DAY_OF_SHIPPING = timedelta(days=1)
QUOTA = 2_000_000
FAULTS = {"seed": 2026, "delay": 20, "lose": 10, "drop": 10, "login": 5}
"""Nearly every second request goes wrong in some way, as on a bad day."""

Tell = Callable[[str], None]


@dataclass
class Season:
    """Runs the shop's orders.

    Attributes:
        issued: Order → its 发票; `reversed` → the red-letter invoice of a refunded one.
        trouble: What the platform did instead of answering at once → how often.
    """

    kit: InvoiceKit
    clock: ShopClock
    platform: Platform
    folder: Path
    tell: Tell
    issued: dict[str, InvoiceRecord] = field(default_factory=dict)
    reversed: dict[str, InvoiceRecord] = field(default_factory=dict)
    trouble: dict[str, int] = field(default_factory=dict)

    def run(self, orders: list[Order]) -> None:
        """Issues a 发票 for each order, and reverses what was refunded."""
        for order in sorted(orders, key=lambda each: each.order_date or date.min):
            self.clock.close_of((order.order_date or date.min) + DAY_OF_SHIPPING)
            draft = self.kit.invoices.create_from_order(order, actor=SALES)
            self.issued[order.reference] = self._out(draft)
            self.tell(order.reference)
        for order in orders:
            if Decimal(order.metadata.get("refunded_amount", "0")):
                blue = self.issued[order.reference]
                draft = self.kit.invoices.credit(blue.id, reason="销货退回", actor=SALES)
                self.reversed[order.reference] = self._out(draft)
                self.tell(order.reference)

    def _out(self, draft: InvoiceRecord) -> InvoiceRecord:
        kit = self.kit
        kit.invoices.submit(draft.id, actor=BOOKS)
        kit.invoices.approve(draft.id, actor=HEAD)
        kit.invoices.issue(draft.id, actor=BOOKS)
        record = self._numbered(draft.id)
        kit.run_outbox()
        kit.deliveries.send(record.id, actor=BOOKS)
        kit.run_outbox()
        for kind in ("pdf", "fapiao-xml"):
            if kind in record.originals:
                kit.files.get(record.id, kind).save(self.folder)
        return record

    def _numbered(self, invoice_id: str) -> InvoiceRecord:
        """Waits for the platform's number; a person logs in where it asks for one."""
        while True:
            self.kit.run_outbox()
            record = self.kit.invoices.get(invoice_id)
            if record.number is not None:
                return record
            status = record.clearance_status.value
            self.trouble[status] = self.trouble.get(status, 0) + 1
            self.platform.log_in()
            if status == "rejected":
                self.kit.invoices.issue(invoice_id, actor=BOOKS)
            self.clock.advance(timedelta(minutes=10))


def run_season(folder: Path, database: Path, files: dict[str, bytes]) -> bool:
    """Runs the shop's season, says what came of it, and returns whether all is intact."""
    clock = ShopClock(BEGIN, BEIJING)
    with (
        sandbox_platform(clock, quota=QUOTA, **FAULTS) as (behind, client),
        InvoiceKit.from_url(
            f"sqlite:///{database.absolute()}",
            issuer=SHOP.replace(formats=possible(SHOP.formats)),
            clock=clock,
            archive=folder / "archive",
            authority=client,
        ) as kit,
    ):
        season = _run(kit, clock, behind, folder / "invoices", files)
        kit.reports.roll_up()  # so that the sums of sales are proven, too
        found = kit.audit.verify()
        kit.archive.export(f"{BEGIN.year}", folder / "package")
        _say(kit, season, behind, folder)
    typer.echo("核对：完好" if found.intact else "核对：" + "；".join(found.faults))
    return found.intact


def _run(
    kit: InvoiceKit, clock: ShopClock, behind: Platform, folder: Path, files: dict[str, bytes]
) -> Season:
    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task("导入", total=None)
        kit.imports.products(files["products.csv"], actor="导入")
        kit.imports.customers(files["customers.csv"], actor="导入")
        orders = list(kit.imports.orders(files["orders.csv"], actor="导入"))
        refunds = sum(order.metadata.get("refunded_amount", "0.00") > "0.00" for order in orders)
        progress.update(task, total=len(orders) + refunds)

        def tell(reference: str) -> None:
            progress.update(task, advance=1, description=f"订单 {reference}")

        season = Season(kit, clock, behind, folder, tell)
        season.run(orders)
    return season


_TROUBLE = {
    "unknown": "没有答复",
    "submitted": "开具中",
    "waiting": "等待登录",
    "rejected": "被退回",
}


def _say(kit: InvoiceKit, season: Season, behind: Platform, folder: Path) -> None:
    say = typer.echo
    say(f"已开具 {len(season.issued)} 张发票，红冲 {len(season.reversed)} 张")
    trouble = [f"{_TROUBLE.get(name, name)} {times} 次" for name, times in season.trouble.items()]
    say("平台故障：" + ("，".join(trouble) or "无") + "；没有一张重复开具")
    say(f"本月剩余额度 {behind.available()} 元\n")
    for name in ("sales", "vat"):
        table = kit.reports.make(name, by="month")
        say(f"{table.text('zh-CN')}\n")
    first = next(iter(season.issued.values()))
    say("请看")
    say(f"  {folder / 'invoices'}  每张发票的 PDF 预览和税务局 XML，如 {first.number}")
    say(f"  {folder / 'archive'}  原件归档，哈希在数据库里")
    say(f"  {folder / 'package' / CATALOGUE}  交给审计的全年归档包：用浏览器打开目录")
