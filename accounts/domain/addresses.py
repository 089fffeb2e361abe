"""Who can open a printed address: only this machine, this network, or everybody."""

from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit


class Reach(StrEnum):
    MACHINE = "machine"
    NETWORK = "network"
    EVERYWHERE = "everywhere"


_OF_THIS_MACHINE = ("localhost", "localhost.localdomain")
# RFC 6762, 8375 and 6761: names that no public name server knows.
_OF_A_NETWORK = (".local", ".localdomain", ".lan", ".home.arpa", ".internal", ".test")


def reach_of(address: str) -> Reach:
    """Who can open an address such as http://192.168.1.5:8000.

    A name with a dot in it counts as known to everybody: whether it is, only the network tells.
    """
    host = (urlsplit(address).hostname or "").rstrip(".").lower()
    try:
        number = ip_address(host)
    except ValueError:
        return _reach_of_name(host)
    if number.is_loopback or number.is_unspecified:
        return Reach.MACHINE
    return Reach.EVERYWHERE if number.is_global else Reach.NETWORK


def _reach_of_name(host: str) -> Reach:
    if host in _OF_THIS_MACHINE or host.endswith(".localhost"):
        return Reach.MACHINE
    return Reach.NETWORK if "." not in host or host.endswith(_OF_A_NETWORK) else Reach.EVERYWHERE
