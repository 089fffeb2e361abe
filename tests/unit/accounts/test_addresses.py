"""Who can open an address that stands on a poster."""

import pytest

from accounts.domain.addresses import Reach, reach_of


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://LOCALHOST.:8000",
        "http://app.localhost",
        "http://[::1]:8000",
        "http://127.8.8.8",
        "http://0.0.0.0:8000",
    ],
)
def test_only_this_machine(address):
    assert reach_of(address) == Reach.MACHINE


@pytest.mark.parametrize(
    "address",
    [
        "http://192.168.1.5:8000",
        "http://10.0.0.7",
        "http://172.16.0.1",
        "http://169.254.3.4",
        "http://[fe80::1]:8000",
        "http://[fd12::1]",
        "http://kepu-server:8000",
        "https://quiz.lan",
        "https://quiz.local",
    ],
)
def test_only_this_network(address):
    assert reach_of(address) == Reach.NETWORK


@pytest.mark.parametrize(
    "address", ["https://quiz.example.org", "http://8.8.8.8", "http://172.32.0.1", "http://[2001:4860::8888]"]
)
def test_everybody(address):
    assert reach_of(address) == Reach.EVERYWHERE
