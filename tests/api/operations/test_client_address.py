"""An IPv4 address is a client's own, of an IPv6 address the network is."""

import pytest

from api.operations.client_address import client_address


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
        (None, ""),
    ],
)
def test_the_address_of_a_client(host: str | None, address: str) -> None:
    client = (host, 4711) if host else None
    assert client_address({"type": "http", "client": client}) == address
