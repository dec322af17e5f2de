"""Where a kit's calls are watched: logs, traces, metrics. A public module exports `OBSERVER`.

kit = InvoiceKit.from_url(url, observer=OBSERVERS["structlog"]())
"""

from invoicekit.registry import Registry

OBSERVERS: Registry[type] = Registry(__name__, "OBSERVER", type)

__all__ = ["OBSERVERS"]
