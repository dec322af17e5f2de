"""Tax platforms that give documents their numbers, one file each: a module exports `AUTHORITY`."""

from invoicekit.registry import Registry

AUTHORITIES: Registry[type] = Registry(__name__, "AUTHORITY", type)

__all__ = ["AUTHORITIES"]
