"""Decides which network addresses kept may connect to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")


def refused(text: str, *, private: bool) -> str | None:
    """Why kept does not connect to an address; None where it may.

    Args:
        text: an IP address.
        private: whether addresses in the own network and on this machine are allowed.

    Source:
        IANA IPv4 and IPv6 Special-Purpose Address Registries, as `ipaddress` knows them.
    """
    try:
        address = _innermost(ip_address(text))
    except ValueError:
        return "is no address"
    if address.is_multicast or address.is_unspecified or address.is_link_local:
        # Cloud providers serve their machines' credentials at link-local addresses.
        return "is an address that no source of figures has"
    if address.is_loopback:
        return None if private else "is this very machine"
    if address.is_private:
        return None if private else "is an address of a private network"
    return None if address.is_global and not address.is_reserved else "is a reserved address"


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 address that only wraps one; otherwise the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
