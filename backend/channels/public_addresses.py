"""Where this server sends of its own accord: to public addresses alone, however a name or an address is written.

Whoever asks to be told names the address that we then call. Without this it could be one of our own network's, which
only we can reach. The addresses that a name resolves to are looked at each time, and the connection goes to one of
those looked at: a name that means something else a moment later gains nothing.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult

# RFC 6052: an IPv4 address written as one of IPv6.
TRANSLATED = IPv6Network("64:ff9b::/96")
LONGEST_ENDPOINT = 2000
HTTPS_PORT = 443


def inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address that an address leads to: the one of IPv4 that is written into one of IPv6."""
    if isinstance(address, IPv4Address):
        return address
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def is_public(written: str) -> bool:
    """Tell whether an address is anybody's on the internet, and not of this machine, its network or no place at all."""
    try:
        address = inner(ip_address(written.partition("%")[0]))
    except ValueError:
        return False
    return address.is_global and not address.is_multicast


def is_address(host: str) -> bool:
    """Tell whether a host is an address already, which nobody resolves; also as old programs write one (127.1)."""
    if ":" in host:
        return True
    last = host.rstrip(".").rpartition(".")[2]
    return last.isdecimal() or last.lower().startswith("0x")


def is_endpoint(url: str, *, anywhere: bool = False) -> bool:
    """Tell whether pushes may be sent to an address: https, a name, the usual port, nobody's name and password."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return False
    if len(url) > LONGEST_ENDPOINT or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False
    if anywhere:
        return parts.scheme in {"http", "https"} and bool(host)
    return (
        parts.scheme == "https"
        and port in {None, HTTPS_PORT}
        and parts.username is None
        and parts.password is None
        and "." in host
        and not is_address(host)
    )


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses alone; one that has none is not to be reached."""

    def __init__(self, *, anywhere: bool = False) -> None:
        """Hold whether tests on this machine may be told."""
        self.anywhere = anywhere

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a name; one that is not public makes the name one that we do not call."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        results = [
            ResolveResult(hostname=host, host=str(place[0]), port=port, family=kind, proto=proto, flags=0)
            for kind, _, proto, _, place in found
        ]
        if not results or not (self.anywhere or all(is_public(result["host"]) for result in results)):
            raise OSError(f"{host} is not a public address")
        return results

    async def close(self) -> None:
        """Nothing is kept."""


async def is_reachable(url: str, resolver: AbstractResolver) -> bool:
    """Tell whether an address resolves to where we may send."""
    try:
        await resolver.resolve(urlsplit(url).hostname or "", HTTPS_PORT)
    except (OSError, UnicodeError):
        return False
    return True
