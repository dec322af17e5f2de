"""Every public call of a kit."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import invoicekit as ik

NOT_A_TENANTS = {
    "backup": "copies the whole file: a call of the operator, not of a tenant",
    "bind": "another kit",
    "close": "the storage",
    "for_tenant": "another kit",
    "from_url": "another kit",
    "in_memory": "another kit",
}


def calls(kit: ik.InvoiceKit) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yields each call by its name, such as `invoices.issue`."""
    for name, facade in vars(kit).items():
        if not name.startswith("_"):
            for verb, call in inspect.getmembers(facade, inspect.ismethod):
                if not verb.startswith("_"):
                    yield f"{name}.{verb}", call
    for verb, call in inspect.getmembers(kit, inspect.ismethod):
        if not verb.startswith("_") and verb not in NOT_A_TENANTS:
            yield verb, call
