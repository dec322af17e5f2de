"""Where originals are kept, write-once: a folder, an object store, memory for tests."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from invoicekit.archive._s3 import ObjectLock
from invoicekit.ports import Archive
from invoicekit.registry import Registry

ARCHIVES: Registry[type] = Registry(__name__, "ARCHIVE", type)


def open_archive(target: Path | str, **options: object) -> Archive:
    """Returns the archive of a folder or a URL.

    Args:
        target: A folder, `file:///srv/archive`, `s3://bucket/invoices`, `gs://…`, `memory://`.
        options: Of an object store's driver, such as `endpoint_url=`; see `ObjectArchive`.

    Raises:
        ConfigurationError: The store cannot promise to write once.
        MissingExtra: The extra `objects` is not installed.
    """
    scheme, mark, _ = str(target).partition("://")
    if not mark:
        made = ARCHIVES["folder"](target)
    elif scheme == "memory":
        made = ARCHIVES["memory"]()
    elif scheme == "file":
        made = ARCHIVES["folder"](unquote(urlsplit(str(target)).path))
    else:
        made = ARCHIVES["objects"](str(target), **options)
    return made  # type: ignore[no-any-return]  # a class of the folder makes an archive


__all__ = ["ARCHIVES", "Archive", "ObjectLock", "open_archive"]
