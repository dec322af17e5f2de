"""Connections to where other people tell us to: never into our own house.

A name is resolved once, where the connection is made, and all it stands for is checked; so nothing
can change between the check and the use. TLS and the `Host` header keep the name.

Source: RFC 6890 and the IANA registries of special-purpose addresses. Python's `is_global` lets
multicast, 192.0.0.0/24 and addresses that carry another one pass, so these are looked at here.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

from invoicekit.errors import ConfigurationError, DeliveryFailed, MissingExtra

try:
    import httpcore
except ModuleNotFoundError as problem:  # pragma: no cover - a core install
    raise MissingExtra("http", feature="webhooks", package="httpcore") from problem

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

PORTS = (443, 8443)
"""Where a stranger's server may listen."""

_GLOBAL = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_CLOSED = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.88.99.0/24"),  # relays from 6to4
    IPv4Network("168.63.129.16/32"),  # the host of a virtual machine, at one cloud
)


def is_public(address: Address) -> bool:
    """Returns whether an address is one of the open Internet, whatever it is written as."""
    if isinstance(address, IPv6Address):
        inner = _carried(address)
        return is_public(inner) if inner else address in _GLOBAL and address.is_global
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _CLOSED)
    )


def _carried(address: IPv6Address) -> IPv4Address | None:
    """Returns the IPv4 address inside of an IPv6 one, where there is one."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Returns networks, such as of `10.1.0.0/16`.

    Raises:
        ConfigurationError: One is none.
    """
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as problem:
        raise ConfigurationError(
            str(problem), where="allow", expected="networks such as 10.1.0.0/16"
        ) from problem


def resolved(host: str, port: int) -> tuple[str, ...]:
    """Returns the addresses of a name, as this machine's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


class GuardedNetwork(httpcore.SyncBackend):
    """Connects to public addresses by TLS only; to the networks that are allowed, in any way.

    Args:
        allow: Networks of our own that may be reached.
        tls: Whether the connection will be encrypted.
        within: Seconds for everything together.
        resolve: Finds the addresses of a name.
    """

    def __init__(
        self, allow: Sequence[Network], *, tls: bool, within: int, resolve: Resolve = resolved
    ) -> None:
        self._allow, self._tls, self._resolve = allow, tls, resolve
        self._until = time.monotonic() + within

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connects to an address of the name, when all of them may be reached.

        Raises:
            DeliveryFailed: One may not.
        """
        try:
            found = self._resolve(host, port)
            addresses = [ip_address(text.partition("%")[0]) for text in found]
        except (OSError, ValueError) as problem:
            raise DeliveryFailed(
                f"the name {host!r} cannot be resolved", retryable=True, where=host
            ) from problem
        for address in addresses:
            self._check(host, port, address)
        checked = str(addresses[0])
        stream = super().connect_tcp(checked, port, timeout, local_address, socket_options)
        return _Timed(stream, self._until)

    def _check(self, host: str, port: int, address: Address) -> None:
        if any(address in network for network in self._allow):
            return
        if not is_public(address):
            raise _refused(host, "is not on the open Internet", "a public address")
        if not self._tls:
            raise _refused(host, "is not reached by TLS", "https://…")
        if port not in PORTS:
            raise _refused(host, f"is asked for at port {port}", f"port {PORTS[0]} or {PORTS[1]}")


def _refused(host: str, why: str, expected: str) -> DeliveryFailed:
    return DeliveryFailed(
        f"{host} {why}",
        retryable=False,
        where=host,
        expected=expected,
        hint="A network of your own is reached where the channel has allow=['10.1.0.0/16'].",
    )


class _Timed(httpcore.NetworkStream):
    """A stream that ends when the time is over, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._left(timeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left if timeout is None else min(timeout, left)
