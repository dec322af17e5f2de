"""`memory://`: rows in dicts, gone with the process."""

from __future__ import annotations

from invoicekit.storage.async_memory import AsyncMemoryStorage
from invoicekit.storage.backends import Backend
from invoicekit.storage.memory import MemoryStorage

BACKEND = Backend(
    lambda url: MemoryStorage(),  # noqa: ARG005  # nothing to configure by URL
    lambda storage, url: AsyncMemoryStorage(storage),  # noqa: ARG005  # the same
)
