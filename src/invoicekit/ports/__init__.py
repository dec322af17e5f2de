"""Every protocol the services need of the outside; adapters stand behind them."""

from invoicekit.ports.archive import (
    Archive,
    RetainingArchive,
    RewrappingArchive,
    put_until,
)
from invoicekit.ports.authority import (
    Authority,
    AuthorityAnswer,
    DeliveryAuthority,
    FileAuthority,
    QuotaAuthority,
    RedFormAuthority,
    RedLetterAuthority,
    VoidAuthority,
)
from invoicekit.ports.authorizer import Authorizer
from invoicekit.ports.channel import (
    CallsBack,
    Channel,
    Envelope,
    LeadsToPage,
    ManyEndpoints,
    Notifier,
    OwnRetries,
    Receipt,
    Sent,
)
from invoicekit.ports.clock import Clock, Ids
from invoicekit.ports.keys import Keys
from invoicekit.ports.observer import Fact, Facts, Note, Observer
from invoicekit.ports.rates import (
    ExchangeRate,
    ExchangeRates,
    TaxIdCheck,
    TaxIdChecker,
    TaxIdStatus,
)
from invoicekit.ports.rendering import Renderers
from invoicekit.ports.storage import (
    AsyncStorage,
    BackedUp,
    Condition,
    Holding,
    JointWork,
    Page,
    Query,
    Storage,
    UnitOfWork,
)

__all__ = [
    "Archive",
    "AsyncStorage",
    "Authority",
    "AuthorityAnswer",
    "Authorizer",
    "BackedUp",
    "CallsBack",
    "Channel",
    "Clock",
    "Condition",
    "DeliveryAuthority",
    "Envelope",
    "ExchangeRate",
    "ExchangeRates",
    "Fact",
    "Facts",
    "FileAuthority",
    "Holding",
    "Ids",
    "JointWork",
    "Keys",
    "LeadsToPage",
    "ManyEndpoints",
    "Note",
    "Notifier",
    "Observer",
    "OwnRetries",
    "Page",
    "Query",
    "QuotaAuthority",
    "Receipt",
    "RedFormAuthority",
    "RedLetterAuthority",
    "Renderers",
    "RetainingArchive",
    "RewrappingArchive",
    "Sent",
    "Storage",
    "TaxIdCheck",
    "TaxIdChecker",
    "TaxIdStatus",
    "UnitOfWork",
    "VoidAuthority",
    "put_until",
]
