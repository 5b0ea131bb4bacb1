"""A server that is told to end does so within bounded time, whatever it is at, and leaves no process behind."""

import signal
import socket
import urllib.parse
import urllib.request

import pytest

from depositary import release
from tests.conftest import serving
from tests.engine.processes import alive, children, wait_until, zygotes

PRODUCT = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 400000"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENVIRON = {"DEPOSITARY_DEADLINE": "3000", "DEPOSITARY_ANSWER_LENGTH": "1000000", "DEPOSITARY_GRACE": "1"}
PATIENCE = 60.0
ENDS = (signal.SIGTERM, signal.SIGINT)


def descendants(pid):
    return [one for child in children(pid) for one in (child, *descendants(child))]


def ends(process, sign):
    """Tell the server to end; it must, and every process that it has started with it."""
    family = descendants(process.pid)
    process.send_signal(sign)
    assert process.wait(PATIENCE) == 0
    wait_until(lambda: not any(map(alive, family)), PATIENCE)


def target(url, query):
    return f"{url}/sparql?{urllib.parse.urlencode({'query': query, 'format': 'csv'})}"


@pytest.mark.parametrize("sign", ENDS)
def test_in_the_midst_of_an_answer_that_nobody_reads(built, sign):
    with (
        serving(built, **ENVIRON) as (url, process),
        urllib.request.urlopen(target(url, PRODUCT), timeout=60) as answer,
    ):
        assert answer.read(1000)
        ends(process, sign)


def test_in_the_midst_of_an_evaluation(built):
    with serving(built, **ENVIRON, DEPOSITARY_WATCH="0.1") as (url, process):
        place = urllib.parse.urlsplit(url)
        with socket.create_connection((place.hostname, place.port)) as asking:
            asking.sendall(f"GET {target('', RUNAWAY)} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
            (web,) = [one for one in children(process.pid) if zygotes(one)]
            wait_until(lambda: b'state="busy"} 1.0' in urllib.request.urlopen(f"{url}/metrics").read(), PATIENCE)
            assert alive(web)
            ends(process, signal.SIGTERM)


@pytest.mark.parametrize("sign", ENDS)
def test_in_the_midst_of_a_takeover(releases, sign):
    settings, _, second = releases
    with serving(settings, DEPOSITARY_WATCH="3600", **ENVIRON) as (_, process):
        (web,) = [one for one in children(process.pid) if zygotes(one)]
        release.appoint(settings, second)
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(zygotes(web)) == 2, PATIENCE)  # the new one loads, the old one is in office
        ends(process, sign)
