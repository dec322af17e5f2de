"""The ways documents leave the house, one file each: a public module exports `CHANNEL`."""

from invoicekit.delivery._reports import read_report
from invoicekit.delivery._signature import verify_webhook
from invoicekit.registry import Registry

CHANNELS: Registry[type] = Registry(__name__, "CHANNEL", type)

__all__ = ["CHANNELS", "read_report", "verify_webhook"]
