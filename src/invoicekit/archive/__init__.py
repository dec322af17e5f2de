"""Where originals are kept, write-once: a folder, or memory for tests."""

from invoicekit.ports import Archive
from invoicekit.registry import Registry

ARCHIVES: Registry[type] = Registry(__name__, "ARCHIVE", type)

__all__ = ["ARCHIVES", "Archive"]
