"""HTTP/1.1 as the crowd speaks it: requests as ready bytes, replies split from a stream."""

import json
import re
from typing import Any, NamedTuple

LOST = 0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.I)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\s]+)=([^;\r]*)", re.I)


class Reply(NamedTuple):
    """`status` is LOST where the connection broke or nothing came in time; `seconds` from send to end."""

    status: int
    head: bytes
    body: bytes
    seconds: float

    def json(self) -> Any:
        """The decoded body; None where it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def cookies(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in _COOKIE.findall(self.head)}


class Wire:
    """Builds the requests of one person: the same host and cookies each time."""

    def __init__(self, host: str, session: str = "", csrf: str = "") -> None:
        self._host = host
        self.know(session, csrf)

    def know(self, session: str, csrf: str) -> None:
        """Use these cookies from now on; the CSRF token goes into the header as well."""
        self.session, self.csrf = session, csrf
        cookies = [
            f"{name}={value}" for name, value in (("sessionid", session), ("csrftoken", csrf)) if value
        ]
        lines = [f"Host: {self._host}"]
        if cookies:
            lines.append(f"Cookie: {'; '.join(cookies)}")
        if csrf:
            lines.append(f"X-CSRFToken: {csrf}")
        self._head = "\r\n".join(lines) + "\r\n"

    def get(self, path: str) -> bytes:
        return f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode()

    def send(self, method: str, path: str, document: Any = None) -> bytes:
        """A request with a JSON body, `{}` where there is no document."""
        return self._with_body(method, path, "application/json", json.dumps(document or {}))

    def form(self, path: str, body: str) -> bytes:
        """A POST of an encoded form."""
        return self._with_body("POST", path, "application/x-www-form-urlencoded", body)

    def _with_body(self, method: str, path: str, kind: str, body: str) -> bytes:
        raw = body.encode()
        about = f"Content-Type: {kind}\r\nContent-Length: {len(raw)}\r\n\r\n"
        return f"{method} {path} HTTP/1.1\r\n{self._head}{about}".encode() + raw


def split_reply(received: bytes | bytearray) -> tuple[int, bytes, bytes] | None:
    """(status, head, body) once a whole reply has come, else None. Raises ValueError for what is no HTTP."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[:end])
    status, rest = _status(head), received[end + 4 :]
    length = _LENGTH.search(head)
    if length:
        size = int(length.group(1))
        return (status, head, bytes(rest[:size])) if len(rest) >= size else None
    if _CHUNKED.search(head):
        return (status, head, _joined(bytes(rest))) if rest.endswith(b"0\r\n\r\n") else None
    if status in (204, 304):
        return status, head, b""
    raise ValueError("a reply without a length")


def _status(head: bytes) -> int:
    if not head.startswith(b"HTTP/1."):
        raise ValueError("not HTTP/1")
    return int(head[9:12])


def _joined(chunked: bytes) -> bytes:
    parts: list[bytes] = []
    while True:
        size, _, chunked = chunked.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            return b"".join(parts)
        parts.append(chunked[:length])
        chunked = chunked[length + 2 :]
