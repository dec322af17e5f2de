"""Putting documents into an object store or any other file system, by fsspec (extra `objects`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from fsspec.core import url_to_fs

from invoicekit.errors import ConfigurationError, DeliveryFailed
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import Envelope, Sent
from invoicekit.registry import needed

_S3 = ("s3", "s3a")
_FLAT = (*_S3, "gs", "gcs", "az", "abfs")
"""Stores without folders, whose drivers would make a bucket instead."""


@dataclass(frozen=True)
class Objects:
    """A place that somebody or something picks documents up from, one folder a delivery.

    Attributes:
        url: Such as `s3://bucket/outgoing`, `sftp://host/in`, `memory://out`.
        options: Of the driver, such as `key`, `secret`, `endpoint_url` of s3fs.
    """

    url: str
    options: Mapping[str, object] = field(default_factory=dict, repr=False)
    name: str = "objects"

    def send(self, envelope: Envelope) -> Sent:
        """Writes the files and returns the fate of each recipient; again writes the same again.

        Raises:
            DeliveryFailed: The store refuses or is out of reach; worth a retry.
            ConfigurationError: There is no driver for the URL.
            MissingExtra: The extra `objects` is not installed.
        """
        scheme = self.url.partition("://")[0]
        if scheme in _S3:
            needed("s3fs", self.url)
        try:
            store, root = url_to_fs(self.url, **self.options)
        except (ImportError, ValueError) as problem:
            raise ConfigurationError(f"no driver: {problem}", where=self.url) from problem
        target = f"{root.rstrip('/')}/{envelope.id}"
        try:
            if scheme not in _FLAT:
                store.makedirs(target, exist_ok=True)
            for file in envelope.files:
                store.pipe_file(f"{target}/{PurePosixPath(file.name).name}", file.data)
        except OSError as problem:
            raise DeliveryFailed(
                f"{self.url} cannot be written: {type(problem).__name__}",
                retryable=True,
                where=self.url,
            ) from problem
        done = dict.fromkeys(envelope.recipients, (DeliveryStatus.DELIVERED, None))
        return Sent(dict(done), envelope.id)


CHANNEL = Objects
