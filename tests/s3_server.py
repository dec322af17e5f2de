"""An S3 of our own on loopback: what asks it."""

from __future__ import annotations

from functools import cached_property
from itertools import count
from typing import Any

NAMES = count()


class Store:
    """A server that speaks S3 over HTTP."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    def options(self, **more: object) -> dict[str, Any]:
        """What s3fs is given to reach it; nothing is tried twice, so that a test is quick."""
        config = {"retries": {"max_attempts": 0}, "connect_timeout": 5, "read_timeout": 10}
        return {
            "key": "test",
            "secret": "test",
            "endpoint_url": self.endpoint,
            "client_kwargs": {"region_name": "eu-central-1"},
            "config_kwargs": config,
            **more,
        }

    @cached_property
    def _client(self) -> Any:
        import s3fs

        return s3fs.S3FileSystem(**self.options())

    def bucket(self, **asked: object) -> str:
        """Makes a new bucket and returns its name."""
        name = f"bucket-{next(NAMES)}"
        place = {"LocationConstraint": "eu-central-1"}
        self.call("create_bucket", Bucket=name, CreateBucketConfiguration=place, **asked)
        return name

    def call(self, verb: str, **asked: object) -> dict[str, object]:
        """Asks the store itself."""
        answer: dict[str, object] = self._client.call_s3(verb, **asked)
        return answer
