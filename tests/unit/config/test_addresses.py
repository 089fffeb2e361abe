"""What `make run` says about where phones find the site."""

import pytest

from config import addresses


def test_only_this_machine_and_the_way_out():
    for host in ("127.0.0.1", "localhost", "::1"):
        (line,) = addresses.for_phones(host, 8000)
        assert line.startswith("none") and "HOST=0.0.0.0 make run" in line


def test_the_addresses_of_the_network(monkeypatch):
    monkeypatch.setattr(
        addresses,
        "neighbours_addresses",
        lambda host, port: ["http://192.168.1.5:8000", "http://10.0.0.2:8000"],
    )
    first, second = addresses.for_phones("0.0.0.0", 8000)
    assert first.startswith("http://192.168.1.5:8000 ") and "BASE_URL" in first
    assert second == "http://10.0.0.2:8000"


def test_a_machine_without_a_network(monkeypatch):
    monkeypatch.setattr(addresses, "neighbours_addresses", lambda host, port: [])
    assert addresses.for_phones("0.0.0.0", 8000)[0].startswith("none found")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "192.168.1.5"])
def test_the_public_address_comes_first(host):
    (line,) = addresses.for_phones(host, 8000, "https://quiz.example.org")
    assert line.startswith("https://quiz.example.org ")


def test_an_address_of_its_own():
    assert addresses.for_phones("192.168.1.5", 8000) == ["http://192.168.1.5:8000"]


def test_the_first_interface_is_really_asked():
    for address in addresses.neighbours_addresses("0.0.0.0", 8000):
        assert address.startswith("http://") and not address.startswith("http://127.")
