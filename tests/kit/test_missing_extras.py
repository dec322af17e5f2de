"""A missing extra is named where it is needed: at import, submit, render, report and start."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit import __main__, registry
from invoicekit.cli._mail_server import MailServer
from invoicekit.delivery.mailbox import Mailbox
from invoicekit.errors import MissingExtra
from invoicekit.lookups import LOOKUPS
from invoicekit.renderers import RENDERERS, _fonts
from invoicekit.storage.backends import BACKENDS

Hide = Callable[..., None]
ISSUER = ik.Party(
    name="Shop GmbH",
    tax_ids=[ik.TaxId(country="DE", value="136695976")],
    address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
)


@pytest.fixture
def hide(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hide]:
    """Hides packages, and forgets the modules of ours that hold them."""

    def hidden(*packages: str, modules: tuple[str, ...] = ()) -> None:
        for package in packages:
            monkeypatch.setitem(sys.modules, package, None)
        for module in sorted(modules, reverse=True):  # a package after what is in it
            parent, _, name = module.rpartition(".")
            monkeypatch.delitem(sys.modules, module, raising=False)
            monkeypatch.delattr(sys.modules[parent], name, raising=False)
        for plugins in (RENDERERS, BACKENDS, LOOKUPS):
            monkeypatch.setattr(plugins, "_loaded", {})
        registry.installed.cache_clear()

    yield hidden
    monkeypatch.undo()
    registry.installed.cache_clear()


@pytest.fixture
def kit() -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(
        issuer=ISSUER, clock=lambda: datetime(2026, 3, 2, 10, tzinfo=UTC)
    )


def draft(kit: ik.InvoiceKit, *formats: str, name: str = "Pen") -> ik.InvoiceRecord:
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    line = ik.OrderLine(name=name, unit_price="10", vat="S 19")
    order = ik.Order(reference="A", customer_id=buyer.id, currency="EUR", lines=[line])
    return kit.invoices.create_from_order(order, actor="alice", formats=formats)


@pytest.mark.parametrize("do", ["submit", "validate", "preview"])
def test_a_customer_who_needs_pdf(kit: ik.InvoiceKit, hide: Hide, do: str) -> None:
    record = draft(kit, "pdf")
    hide("typst", modules=("invoicekit.renderers.pdf",))
    ask: dict[str, Callable[[], object]] = {
        "submit": lambda: kit.invoices.submit(record.id, actor="alice"),
        "validate": lambda: kit.invoices.validate(record.id),
        "preview": lambda: kit.invoices.preview(record.id),
    }
    with pytest.raises(MissingExtra, match=r"pip install 'invoicekit\[pdf\]'") as raised:
        ask[do]()
    assert raised.value.extra == "pdf"


def test_nobody_needs_pdf_and_html_is_issued(kit: ik.InvoiceKit, hide: Hide) -> None:
    record = draft(kit)
    hide("typst", "segno", modules=("invoicekit.renderers.pdf",))
    kit.invoices.submit(record.id, actor="alice")
    kit.invoices.approve(record.id, actor="bob")
    issued = kit.invoices.issue(record.id, actor="bob")
    kit.run_outbox()
    assert issued.originals == ("html",)
    assert kit.invoices.file(issued.id, "html").original


def test_rendering_a_pdf(kit: ik.InvoiceKit, hide: Hide) -> None:
    invoice = draft(kit).invoice
    hide("typst", modules=("invoicekit.renderers.pdf",))
    with pytest.raises(MissingExtra, match=r"invoicekit\[pdf\]"):
        ik.render(invoice, "pdf")


def test_a_chinese_name_without_its_fonts(
    kit: ik.InvoiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = draft(kit, name="纸的故事")
    monkeypatch.setattr(_fonts, "cjk_folder", lambda: None)
    with pytest.raises(MissingExtra, match=r"invoicekit\[fonts-cjk\]"):
        kit.invoices.submit(record.id, actor="alice")


def test_a_chinese_document_without_its_fonts(
    kit: ik.InvoiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = draft(kit)
    kit.invoices.update(record.id, actor="alice", locale="zh-CN")
    monkeypatch.setattr(_fonts, "cjk_folder", lambda: None)
    with pytest.raises(MissingExtra, match=r"invoicekit\[fonts-cjk\]"):
        kit.invoices.submit(record.id, actor="alice")


@pytest.mark.parametrize(
    ("url", "package", "module", "extra"),
    [
        ("sqlite:///{}/a.db", "sqlalchemy", "sqlite", "sql"),
        ("postgresql+psycopg://nobody@localhost/none", "psycopg", "postgresql", "postgres"),
        ("mariadb+pymysql://nobody@localhost/none", "pymysql", "mariadb", "mariadb"),
        ("mysql+pymysql://nobody@localhost/none", "pymysql", "mysql", "mariadb"),
    ],
)
def test_a_database(
    tmp_path: Path, hide: Hide, url: str, package: str, module: str, extra: str
) -> None:
    ours = [name for name in sys.modules if name.startswith("invoicekit.storage.sql")]
    hide(package, modules=(*ours, f"invoicekit.storage.backends.{module}"))
    with pytest.raises(MissingExtra, match=rf"invoicekit\[{extra}\]"):
        ik.InvoiceKit.from_url(url.format(tmp_path), issuer=ISSUER)


def test_binding_to_a_host(kit: ik.InvoiceKit, hide: Hide) -> None:
    ours = [name for name in sys.modules if name.startswith("invoicekit.storage.sql")]
    hide("sqlalchemy", modules=tuple(ours))
    with pytest.raises(MissingExtra, match=r"invoicekit\[sql\]"):
        kit.bind(object())


@pytest.mark.parametrize(
    ("form", "package", "extra"), [("xlsx", "openpyxl", "xlsx"), ("svg", "pygal", "charts")]
)
def test_a_report_as_a_spreadsheet_or_a_chart(
    kit: ik.InvoiceKit, hide: Hide, form: str, package: str, extra: str
) -> None:
    record = draft(kit)
    kit.invoices.submit(record.id, actor="alice")
    kit.invoices.approve(record.id, actor="bob")
    kit.invoices.issue(record.id, actor="bob")
    table = kit.reports.make("sales")
    hide(package)
    with pytest.raises(MissingExtra, match=rf"invoicekit\[{extra}\]"):
        table.xlsx() if form == "xlsx" else table.svg()
    assert table.csv()


@pytest.mark.parametrize("form", ["parquet", "parquet-lines"])
def test_an_export_as_parquet(kit: ik.InvoiceKit, hide: Hide, form: str) -> None:
    hide("pyarrow")
    with pytest.raises(MissingExtra, match=r"invoicekit\[parquet\]"):
        list(kit.invoices.export(form))
    assert list(kit.invoices.export("csv"))


@pytest.mark.parametrize("name", ["vies", "ecb"])
def test_looking_things_up(hide: Hide, name: str) -> None:
    ours = [each for each in sys.modules if each.startswith("invoicekit.lookups.")]
    hide("httpx", modules=tuple(ours))
    with pytest.raises(MissingExtra, match=r"invoicekit\[http\]"):
        LOOKUPS[name]


@pytest.mark.parametrize("package", ["typer", "rich"])
def test_the_command_line(hide: Hide, package: str) -> None:
    hide(package)
    with pytest.raises(SystemExit, match=r"invoicekit\[cli\]"):
        __main__.main()


def test_the_demos_mail_server(tmp_path: Path, hide: Hide) -> None:
    hide("aiosmtpd", "aiosmtpd.controller")
    with pytest.raises(MissingExtra, match=r"invoicekit\[cli\]"), MailServer(tmp_path):
        pass


def test_sending_needs_no_extra(kit: ik.InvoiceKit, hide: Hide) -> None:
    hide("typst", "segno", "sqlalchemy", "typer", modules=("invoicekit.renderers.pdf",))
    assert isinstance(kit.mailbox, Mailbox)
    assert kit.run_outbox().dead == 0
