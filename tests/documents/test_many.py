"""Many documents at once: here, in processes, and on a cluster of two workers."""

from __future__ import annotations

import io
import multiprocessing
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import pytest

import invoicekit as ik


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="module")
def cluster() -> Iterator[Executor]:
    """A real Dask cluster of two processes on the loopback, without its dashboard."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of itself while it starts
        from distributed import Client, LocalCluster

        with (
            LocalCluster(  # type: ignore[no-untyped-call]  # it has no types
                n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
            ) as workers,
            Client(workers) as client,  # type: ignore[no-untyped-call]
        ):
            yield client.get_executor(pure=False)


@pytest.fixture(
    scope="module", params=["here", "processes", pytest.param("cluster", marks=pytest.mark.gate)]
)
def executor(request: pytest.FixtureRequest) -> Executor | None:
    if request.param == "here":
        return None
    found: Executor = request.getfixturevalue(request.param)
    return found


def numbered(number: int) -> ik.Invoice:
    line = ik.InvoiceLine(
        id="1",
        quantity="2",
        unit="H87",
        price=ik.Price(net="49.90"),
        vat_category="S",
        vat_rate="19",
        item=ik.Item(name=f"Tastatur 键盘 {number}"),
    )
    return ik.calculate(ik.Invoice(number=f"R-{number}", currency="EUR", lines=[line]))


def test_verdicts_are_those_of_each_alone(executor: Executor | None, tmp_path: Path) -> None:
    invoices = [numbered(number) for number in range(23)]
    broken, missing = b"<Invoice", tmp_path / "none.xml"
    file = tmp_path / "one.xml"
    file.write_bytes(ik.write(invoices[0], "ubl"))
    sources: list[ik.Invoice | bytes | Path] = [
        *invoices,
        ik.write(invoices[1], "cii"),
        broken,
        file,
        missing,
    ]
    answers = [*ik.validate_many(sources, executor=executor, chunk=4, window=2)]

    assert [done.index for done in answers] == [*range(len(sources))]
    for source, done in zip(sources, answers, strict=True):
        if source in (broken, missing):
            with pytest.raises(ik.InputError) as refused:
                ik.validate(source)
            assert done.error == refused.value
        else:
            assert done.result() == ik.validate(source)


def test_open_files_are_read_here(executor: Executor | None) -> None:
    data = ik.write(numbered(1), "ubl")
    [done] = ik.validate_many([io.BytesIO(data)], executor=executor)
    assert done.result() == ik.validate(data)


def test_files_are_those_of_each_alone(executor: Executor | None) -> None:
    invoices = [numbered(number) for number in range(7)]
    answers = ik.write_many(iter(invoices), "ubl", executor=executor, chunk=2)
    assert [done.result() for done in answers] == [ik.write(each, "ubl") for each in invoices]


def test_pages_are_those_of_each_alone(executor: Executor | None) -> None:
    invoices = [numbered(number) for number in range(3)]
    answers = ik.render_many(invoices, "html", locale="de", executor=executor, chunk=1)
    assert [done.result() for done in answers] == [
        ik.render(each, "html", locale="de") for each in invoices
    ]


def test_a_wrong_name_is_each_ones_error(executor: Executor | None) -> None:
    [done] = ik.write_many([numbered(1)], "ublx", executor=executor)
    assert isinstance(done.error, ik.ConfigurationError)
    assert "ubl" in str(done.error)
