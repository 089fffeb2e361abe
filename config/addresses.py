"""Where this machine can be reached: the port to listen on and the addresses to print."""

import errno
import fcntl
import socket
import struct
import sys

from .refusal import BadSetting

SIOCGIFADDR = 0x8915
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound


def refuse_a_taken_port(host: str, port: int) -> None:
    """Raise BadSetting, naming the setting and the cure, where `host:port` cannot be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise BadSetting(f"HOST={host!r}: an address of this machine is needed, e.g. HOST=0.0.0.0") from error
    except OSError as error:
        raise BadSetting(_cure(host, port, error)) from error


def _cure(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"PORT={port}: another program listens there; choose another, e.g. PORT={port % 60000 + 1}"
    if error.errno == errno.EACCES:
        return f"PORT={port}: ports below 1024 need rights that you do not have; choose e.g. PORT=8000"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HOST={host!r}: this machine has no such address; choose e.g. HOST=0.0.0.0"
    return f"HOST={host!r}, PORT={port}: cannot listen there ({error.strerror})"


def own_address(host: str, port: int) -> str:
    """The address for this machine itself."""
    name = "127.0.0.1" if host in EVERYWHERE else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def neighbours_addresses(host: str, port: int) -> list[str]:
    """Addresses for other machines of the network; none where only this machine may connect."""
    if host not in EVERYWHERE or sys.platform != "linux":
        return []
    found = [_ipv4_of(name) for _, name in socket.if_nameindex()]
    return [f"http://{address}:{port}" for address in found if address and not address.startswith("127.")]


def for_phones(host: str, port: int, base_url: str = "") -> list[str]:
    """What to say about the addresses that phones can use: one line each, or why there is none."""
    if base_url:
        return [f"{base_url} (BASE_URL, printed on posters and login slips)"]
    if host not in EVERYWHERE:
        own = own_address(host, port)
        return [own] if host not in LOOPBACK else ["none: only this machine may connect. " + _let_phones_in()]
    found = neighbours_addresses(host, port)
    if not found:
        return ["none found: this machine seems to be in no network; set BASE_URL where phones can reach it"]
    many = " (open the site there to print posters and slips, or set BASE_URL to it)"
    return [found[0] + many, *found[1:]]


def _let_phones_in() -> str:
    return "HOST=0.0.0.0 make run lets in phones of the same network"


def _ipv4_of(interface: str) -> str:
    """The IPv4 address of a network interface; "" where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", interface.encode()[:15]))
        except OSError:
            return ""
    return socket.inet_ntoa(answer[20:24])
