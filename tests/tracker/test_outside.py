"""Which addresses we go out to: public ones and what the operator allows, however a number is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import outside
from tracker.outside import Unreachable

INNER = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"]
INNER += ["::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"]
OUTER = ["114.114.114.114", "2400:3200::1"]


@pytest.mark.parametrize("address", INNER)
def test_this_machine_and_its_neighbours_are_not_allowed(address: str) -> None:
    assert not outside.allowed(address, ())


@pytest.mark.parametrize("address", OUTER)
def test_public_addresses_are(address: str) -> None:
    assert outside.allowed(address, ())


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_a_network_that_the_operator_names_is_allowed(address: object) -> None:
    assert outside.allowed(str(address), outside.networks("10.0.0.0/8"))
    assert not outside.allowed(str(address), outside.networks("192.168.0.0/16"))


@pytest.mark.parametrize(
    "url",
    [
        "http://hook.example.cn/",
        "ftp://hook.example.cn/",
        "file:///etc/passwd",
        "hook.example.cn",
        "https://",
        "https://user:word@hook.example.cn/",
        "https://hook.example.cn/a b",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost/",
        "https://hook.example.cn:99999/",
        "https://[broken/",
    ],
)
def test_an_address_that_is_wrong_by_its_looks_is_told_before_anything_is_looked_up(url: str) -> None:
    assert outside.faulty(url, ())
    with pytest.raises(Unreachable) as no:
        outside.post(url, b"", {}, ())
    assert no.value.lasting


def test_plain_http_is_for_networks_of_ones_own() -> None:
    own = outside.networks("10.0.0.0/8")
    assert not outside.faulty("http://10.0.0.9/in", own)
    assert outside.faulty("http://10.0.0.9/in", ())
    assert not outside.faulty("https://hook.example.cn/in?key=1", ())


@pytest.mark.parametrize("written", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1"])
def test_a_number_written_otherwise_is_looked_up_and_not_allowed(written: str) -> None:
    """The system's own look-up reads these as 127.0.0.1, or does not know them."""
    with pytest.raises(Unreachable):
        outside.post(f"https://{written}/", b"", {}, ())


def test_a_name_that_leads_to_this_machine_is_not_allowed() -> None:
    with pytest.raises(Unreachable) as no:
        outside.looked_up("localhost", 443, ())
    assert no.value.lasting and no.value.fault == "地址在不允许连接的网段"


def test_a_host_with_signs_of_an_address_in_it_is_wrong() -> None:
    assert all(outside.host_faulty(host, ()) for host in ("", "a b", "a/b", "a@b", "10.0.0.1", "localhost"))
    assert not outside.host_faulty("smtp.example.cn", ())


def test_a_list_of_networks_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        outside.networks("10.0.0.1/8")
