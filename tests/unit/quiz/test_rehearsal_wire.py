"""The crowd's HTTP: requests as bytes, replies from a stream, scripts over real sockets."""

import random
import socket
import threading
from collections.abc import Iterator

import pytest

from quiz.rehearsal.book import Book
from quiz.rehearsal.crowd import Crowd
from quiz.rehearsal.launch import merged
from quiz.rehearsal.person import chosen
from quiz.rehearsal.plan import Report
from quiz.rehearsal.servers import loopback_site
from quiz.rehearsal.wire import LOST, Reply, Wire, split_reply

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


def test_a_request_carries_session_and_token():
    raw = Wire("127.0.0.1:8000", "abc", "tok").send("PUT", "/x", {"response": [1]})
    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.startswith(b"PUT /x HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nCookie: sessionid=abc; csrftoken=tok")
    assert b"X-CSRFToken: tok" in head and f"Content-Length: {len(body)}".encode() in head


@pytest.mark.parametrize("end", range(len(OK)))
def test_a_reply_that_has_not_all_come_is_none(end):
    assert split_reply(OK[:end]) is None


def test_a_whole_reply():
    assert split_reply(OK) == (200, OK[:-6], b"{}")


def test_a_chunked_reply():
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n"
    found = split_reply(raw)
    assert found is not None and found[2] == b"abcde"


@pytest.mark.parametrize("raw", [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_what_is_no_reply_is_refused(raw):
    with pytest.raises(ValueError, match=r"HTTP|length"):
        split_reply(raw)


def test_cookies_of_a_reply():
    head = b"HTTP/1.1 302 Found\r\nset-cookie: csrftoken=a; Path=/\r\nSet-Cookie: sessionid=b; HttpOnly"
    assert Reply(302, head, b"", 0.0).cookies() == {"csrftoken": "a", "sessionid": "b"}


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000/", "http://127.0.0.9:8000"])
def test_this_machine_may_be_rehearsed_on(url):
    assert loopback_site(url).port == 8000


@pytest.mark.parametrize(
    "url",
    [
        "http://quiz.example.org",
        "http://192.168.1.5:8000",
        "https://127.0.0.1",
        "http://localhost.example.org",
    ],
)
def test_other_hosts_are_refused_by_name(url):
    with pytest.raises(ValueError, match="this machine only") as error:
        loopback_site(url)
    assert url.split("//")[1].split(":")[0] in str(error.value)


def test_choices_have_the_right_shape():
    dice = random.Random(1)
    options = [{"id": number} for number in (3, 1, 2)]
    for _each in range(50):
        assert len(chosen({"type": "single", "options": options}, dice)) == 1
        several = chosen({"type": "multi", "options": options}, dice)
        assert several and several == [one for one in (3, 1, 2) if one in several]
    assert len(chosen({"type": "blank", "options": [], "blanks": 2}, dice)) == 2


# ── A server that behaves badly ───────────────────────────────────────────────


class Server:
    """Answers each connection by `answers`, one bytes per request; b"" hangs up, None says nothing."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self._answers = answers
        self._lock = threading.Lock()
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line:
            while data := line.recv(65536):
                with self._lock:
                    self.requests.append(data)
                    answer = self._answers.pop(0) if self._answers else OK
                if answer == b"":
                    return
                if answer is not None:
                    line.sendall(answer)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def serve() -> Iterator:
    made: list[Server] = []

    def start(*answers: bytes | None) -> Server:
        made.append(Server(list(answers)))
        return made[-1]

    yield start
    for server in made:
        server.close()


def asking(book: Book, replies: list[Reply], times: int = 1):
    for _each in range(times):
        replies.append((yield from book.ask("x", b"GET / HTTP/1.1\r\n\r\n")))


def test_many_scripts_keep_their_connections(serve):
    server, book, replies = serve(), Book(), []
    cut_short = Crowd("127.0.0.1", server.port).run([asking(book, replies, 5) for _ in range(20)], seconds=10)
    assert cut_short == 0 and [one.status for one in replies] == [200] * 100
    assert not book.errors and len(book.millis["x"]) == 100


def test_what_was_lost_is_sent_again_unchanged(serve, monkeypatch):
    monkeypatch.setattr("quiz.rehearsal.book.PAUSE_SECONDS", 0.01)
    unavailable = b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n"
    server, book, replies = serve(b"", unavailable), Book(), []
    Crowd("127.0.0.1", server.port).run([asking(book, replies)], seconds=10)
    assert [one.status for one in replies] == [200]
    assert len(server.requests) == 3 and len(set(server.requests)) == 1
    assert dict(book.errors) == {"x lost": 1, "x 503": 1}


def test_silence_counts_as_lost(serve, monkeypatch):
    monkeypatch.setattr("quiz.rehearsal.book.TRIES", 1)
    server, book, replies = serve(None), Book(), []
    Crowd("127.0.0.1", server.port, patience=0.3).run([asking(book, replies)], seconds=10)
    assert [one.status for one in replies] == [LOST]


def test_the_time_is_bounded(serve):
    server, book, replies = serve(None), Book(), []
    assert Crowd("127.0.0.1", server.port).run([asking(book, replies)] * 1, seconds=0.3) == 1


def test_so_many_at_once(serve):
    server, book, replies = serve(), Book(), []
    scripts = [asking(book, replies, 3) for _ in range(12)]
    assert Crowd("127.0.0.1", server.port).run(scripts, seconds=10, at_once=2) == 0
    assert len(replies) == 36


def test_reports_are_put_together():
    one = Report(millis={"a": [1.0]}, errors={"x": 1}, span={"a": (1.0, 2.0)}, cut_short=1)
    two = Report(millis={"a": [3.0], "b": [2.0]}, errors={"x": 2}, span={"a": (0.5, 1.5)})
    total = merged([one, two])
    assert total.millis == {"a": [1.0, 3.0], "b": [2.0]}
    assert (total.errors, total.span, total.cut_short) == ({"x": 3}, {"a": (0.5, 2.0)}, 1)
