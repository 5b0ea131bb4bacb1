"""Token buckets and the keys of clients, without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary.web import buckets
from depositary.web.buckets import Buckets
from depositary.web.clients import UNKNOWN, of


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def test_a_burst_is_granted_and_then_the_rate():
    clock = Clock()
    bucket = Buckets(rate=2, burst=3, clock=clock)
    assert [bucket.draw("a").left for _ in range(3)] == [2, 1, 0]
    refused = bucket.draw("a")
    assert (refused.granted, refused.left, refused.full, refused.next) == (False, 0, 2, 1)
    assert bucket.draw("b").granted
    clock.now += 0.5
    assert bucket.draw("a").granted
    assert not bucket.draw("a").granted
    clock.now += 1000
    assert bucket.draw("a").left == 2


@given(st.lists(st.floats(0, 3), max_size=60), st.floats(0.1, 5), st.integers(1, 5))
def test_never_more_than_the_burst_and_what_the_rate_brings(pauses, rate, burst):
    clock = Clock()
    bucket = Buckets(rate, burst, clock)
    granted = 0
    for pause in pauses:
        clock.now += pause
        granted += bucket.draw("a").granted
    assert granted <= burst + (clock.now - 1000) * rate + 1e-6


@given(st.floats(0.01, 5), st.integers(1, 5))
def test_who_comes_again_when_he_was_told_is_let_in(rate, burst):
    clock = Clock()
    bucket = Buckets(rate, burst, clock)
    while (drawn := bucket.draw("a")).granted:
        pass
    clock.now += drawn.next
    assert bucket.draw("a").granted


def test_memory_is_bounded_and_the_latest_clients_are_kept(monkeypatch):
    monkeypatch.setattr(buckets, "MOST", 10)
    bucket = Buckets(rate=0.001, burst=1)
    for number in range(100):
        bucket.draw(str(number))
    assert len(bucket) == 10
    assert not bucket.draw("99").granted
    assert bucket.draw("1").granted


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", UNKNOWN),
        ("'; DROP TABLE--", UNKNOWN),
        ("x" * 10_000, UNKNOWN),
    ],
)
def test_a_client_is_an_address_and_of_ipv6_a_site(address, key):
    assert of(address) == key
