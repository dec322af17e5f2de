"""No text from outside becomes part of a statement, whichever call brings it."""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.kit_calls import calls

import invoicekit as ik

MARK = "zq7"
BREAKS_OUT = ("'", '"', "`", "')", '"]', "\\'", "%'", "\x1a", "'\n", "/**/'")
"""What may end a text in the middle of a statement."""
GOES_ON = (
    "; DROP TABLE ik_invoice; --",
    "; DELETE FROM ik_event WHERE 1=1; --",
    "; UPDATE ik_series SET last = 0; --",
    " OR 1=1 --",
    " OR '1'='1",
    " UNION SELECT document FROM ik_customer --",
    " UNION ALL SELECT NULL, sql FROM sqlite_master --",
    " AND (SELECT count(*) FROM ik_invoice) > 0 --",
    " AND randomblob(1000000000) --",
    " AND pg_sleep(9) IS NULL --",
    ", (SELECT hash FROM ik_event LIMIT 1)) --",
    " RETURNING * --",
    " ESCAPE '",
    "; ATTACH DATABASE '/tmp/x' AS x; --",
    "; PRAGMA writable_schema=1; --",
    "; COMMIT; --",
    " INTO OUTFILE '/tmp/x' --",
    " LIMIT 1 OFFSET 1 --",
    "\x00; SELECT 1; --",
)
"""What may follow."""
PAYLOADS = [f"{MARK}{end}{on}" for on in GOES_ON for end in BREAKS_OUT] + [
    f"({MARK})",
    f"(SELECT {MARK})",
    f":{MARK} ?1 $1 %s %({MARK})s",
    f"{{{MARK}}} %({MARK})s %%",
    f"id; DELETE FROM ik_event WHERE '{MARK}'='{MARK}",
    f"{MARK} DESC; --",
    f"{MARK}/*",
    f"*/{MARK}",
    f"%{MARK}_%",
    f"{MARK}" + "'" * 1_000,
]
"""Two hundred."""
TEXTS = ("str", "str | None", "Actor | str", "str | Path", "Sequence[str]", "Iterable[str]")


@pytest.fixture
def kit_and_log(tmp_path: Path) -> Iterator[tuple[ik.InvoiceKit, list[str]]]:
    """A kit on SQLite, and what the driver was given as SQL."""
    log: list[str] = []

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, values: Any = (), /) -> Any:
            log.append(sql)
            return super().execute(sql, values)

        def executemany(self, sql: str, values: Any, /) -> Any:
            log.append(sql)
            return super().executemany(sql, values)

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
            log.append(sql)
            return super().execute(sql, values)

    def connect(_dialect: object, _record: object, where: Any, options: Any) -> Any:
        return sqlite3.connect(*where, **options, factory=Connection)

    sa.event.listen(sa.Engine, "do_connect", connect)
    try:
        url = f"sqlite:///{tmp_path / 'invoices.db'}"
        issuer = ik.Party(name="Shop GmbH", address=ik.Address(country="DE"))
        with ik.InvoiceKit.from_url(url, issuer=issuer, link_secret=b"s" * 32) as kit:
            yield kit, log
    finally:
        sa.event.remove(sa.Engine, "do_connect", connect)


def texts_of(call: Callable[..., Any]) -> list[str] | None:
    """The parameters that take text; None where the call needs something else besides."""
    parameters = inspect.signature(call).parameters.values()
    names = []
    for each in parameters:
        if each.annotation in TEXTS or str(each.annotation).startswith("Literal"):
            names.append(each.name)
        elif each.default is each.empty and each.kind is not each.VAR_KEYWORD:
            return None
    return names


TRIED = [name for name, call in calls(ik.InvoiceKit.in_memory()) if texts_of(call)]


def test_most_calls_are_tried() -> None:
    assert len(TRIED) > 45
    assert {"invoices.search", "customers.create", "orders.find", "events.of"} <= {*TRIED}


@pytest.mark.parametrize(
    "payloads",
    [PAYLOADS[::67], pytest.param(PAYLOADS, marks=pytest.mark.gate)],
    ids=["some", "all"],
)
@pytest.mark.parametrize("name", TRIED)
def test_texts_are_values_of_statements_never_words(
    kit_and_log: tuple[ik.InvoiceKit, list[str]], name: str, payloads: list[str]
) -> None:
    kit, log = kit_and_log
    call = dict(calls(kit))[name]
    for payload in payloads:
        for names in ([each] for each in texts_of(call) or []):
            given = {
                each: [payload] if each in {"ids", "formats"} else payload
                for each in {*names, *_needed(call)}
            }
            try:
                answer = call(**given)
                if inspect.isgenerator(answer):
                    list(answer)
            except ik.InvoiceKitError:
                pass  # told that it is nonsense, which it is
    assert log
    assert not [statement for statement in log if MARK in statement]


def _needed(call: Callable[..., Any]) -> set[str]:
    return {
        each.name
        for each in inspect.signature(call).parameters.values()
        if each.default is each.empty and each.kind is not each.VAR_KEYWORD
    }
