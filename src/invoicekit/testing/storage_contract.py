"""What every storage must do: subclass `StorageContract` and give it yours.

    class TestMine(StorageContract):
        @pytest.fixture
        def storage(self):
            yield MyStorage()

A backend with tables makes those of `CONTRACT_ROWS` first. Each test writes as a tenant of its own,
so one storage may serve them all.
"""

from __future__ import annotations

from invoicekit.testing._contract_holding import HoldingContract
from invoicekit.testing._contract_lists import ListContract
from invoicekit.testing._contract_races import RaceContract
from invoicekit.testing._contract_rows import (
    CONTRACT_ROWS,
    ContractFact,
    ContractItem,
    ContractNote,
    ContractTag,
    ContractTask,
)
from invoicekit.testing._contract_transactions import TransactionContract
from invoicekit.testing._contract_verbs import VerbContract


class OneTransactionContract(VerbContract, TransactionContract, ListContract, HoldingContract):
    """What holds on one connection, too: for storages bound to the transaction of a host."""


class StorageContract(OneTransactionContract, RaceContract):
    """The whole contract."""


__all__ = [
    "CONTRACT_ROWS",
    "ContractFact",
    "ContractItem",
    "ContractNote",
    "ContractTag",
    "ContractTask",
    "OneTransactionContract",
    "StorageContract",
]
