"""An S3 of our own on loopback, one for all tests of archives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.s3_server import Store


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Store(f"http://{host}:{port}")
    server.stop()
