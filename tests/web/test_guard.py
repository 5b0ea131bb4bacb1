"""What one client may do to the others: little. Clients are told apart by the loopback address that they send from."""

import http.client
import json
import os
import signal
import socket
import threading
import urllib.parse

import pytest

from tests.conftest import serving
from tests.engine.processes import children, wait_until, zygotes

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LOOKUP = "SELECT ?p ?o { <https://w3id.org/depositary/id/state/alba> ?p ?o }"
EIGHT_GIB = "SELECT (STRLEN(?x33) AS ?n) { BIND('x' AS ?x0) DOUBLED }".replace(
    "DOUBLED", " ".join(f"BIND(CONCAT(?x{step}, ?x{step}) AS ?x{step + 1})" for step in range(33))
)
HERE, THERE = "127.0.0.1", "127.0.0.2"
QUERY = {"Content-Type": "application/sparql-query"}


def ask(url, query=LOOKUP, client=HERE, headers=None, body=None, path="/sparql"):
    """Return the status, the headers and the body; GET the query, or POST the body if there is one."""
    place = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60, source_address=(client, 0))
    target = path if body or path != "/sparql" else f"{path}?{urllib.parse.urlencode({'query': query})}"
    try:
        connection.request("POST" if body else "GET", target, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def queries(url):
    return json.loads(ask(url, path="/healthz")[2])["queries"]


def together(url, count, query, client=HERE):
    """Ask `count` times at once, a little otherwise each time; return the threads and the list of their outcomes."""
    outcomes = []
    threads = [
        threading.Thread(target=lambda n=n: outcomes.append(ask(url, f"{query} # {client} {n}", client)))
        for n in range(count)
    ]
    for thread in threads:
        thread.start()
    return threads, outcomes


def join(threads):
    for thread in threads:
        thread.join(90)
        assert not thread.is_alive()


def connect(url, data, count=1):
    """Open connections and send `data` on each."""
    place = urllib.parse.urlsplit(url)
    opened = [socket.create_connection((place.hostname, place.port), timeout=30) for _ in range(count)]
    for one in opened:
        one.sendall(data)
    return opened


@pytest.fixture(scope="module")
def narrow(built):
    """A server with one query worker, a queue of four, half of it for one client, two seconds a query, nothing kept."""
    environ = {"QUERY_WORKERS": "1", "QUEUE": "4", "SHARE": "50", "DEADLINE": "2", "RESULT_CACHE": "0"}
    with serving(built, **{f"DEPOSITARY_{name}": value for name, value in environ.items()}) as (url, _):
        yield url


def test_a_flood_of_runaways_does_not_keep_another_client_out(narrow):
    threads, outcomes = together(narrow, 3, RUNAWAY)
    wait_until(lambda: queries(narrow)["waiting"] == 2)
    refused = ask(narrow)
    assert refused[0] == 429
    assert json.loads(refused[2])["title"] == "Too many requests"
    assert 1 <= int(refused[1]["Retry-After"]) <= 2
    assert ask(narrow, client=THERE)[0] == 200
    join(threads)
    assert {outcome[0] for outcome in outcomes} <= {503, 504}


def test_a_full_queue_is_503_and_says_when_to_come_again(narrow):
    flood, _ = together(narrow, 3, RUNAWAY)
    wait_until(lambda: queries(narrow)["waiting"] == 2)
    other, _ = together(narrow, 2, RUNAWAY, THERE)
    wait_until(lambda: queries(narrow)["waiting"] == 4)
    status, headers, body = ask(narrow, client="127.0.0.3")
    join([*flood, *other])
    assert (status, json.loads(body)["title"]) == (503, "Too many queries are waiting")
    assert 1 <= int(headers["Retry-After"]) <= 2


@pytest.fixture(scope="module")
def rated(built):
    """A server that grants three requests and then one in a hundred seconds, behind one proxy."""
    environ = {"RATE": "0.01", "BURST": "3", "TRUSTED_PROXIES": "1"}
    with serving(built, **{f"DEPOSITARY_{name}": value for name, value in environ.items()}) as (url, _):
        yield url


def test_beyond_its_rate_a_client_is_429_and_others_are_not(rated):
    def say(address):
        return ask(rated, headers={"X-Forwarded-For": address})

    first = [say("192.0.2.1") for _ in range(4)]
    assert [status for status, _, _ in first] == [200, 200, 200, 429]
    assert [headers["RateLimit"].partition(";t=")[0] for _, headers, _ in first] == [
        '"client";r=2',
        '"client";r=1',
        '"client";r=0',
        '"client";r=0',
    ]
    assert {headers["RateLimit-Policy"] for _, headers, _ in first} == {'"client";q=3;w=300'}
    assert 90 <= int(first[3][1]["Retry-After"]) <= 100
    assert first[3][1].get_content_type() == "application/problem+json"
    assert say("192.0.2.2")[0] == 200
    assert say("198.51.100.9, 192.0.2.1")[0] == 429  # what stands before the proxy's own word is anybody's
    assert [say(f"2001:db8::{number}")[0] for number in range(4)] == [200, 200, 200, 429]


def test_who_watches_over_the_service_is_not_counted(rated):
    assert {ask(rated, path="/healthz", client="127.0.0.9")[0] for _ in range(10)} == {200}


def test_without_a_trusted_proxy_no_header_makes_another_client(built):
    with serving(built, DEPOSITARY_RATE="0.01", DEPOSITARY_BURST="2") as (url, _):
        statuses = [ask(url, headers={"X-Forwarded-For": f"192.0.2.{number}"})[0] for number in range(3)]
        assert statuses == [200, 200, 429]
        assert ask(url, client=THERE)[0] == 200


def test_no_rate_is_told_where_there_is_none(server):
    _, headers, _ = ask(server)
    assert "RateLimit" not in headers
    assert "RateLimit-Policy" not in headers


def test_senders_that_never_end_hold_up_no_other(server):
    slow = connect(server, b"POST /sparql HTTP/1.1\r\nHost: x\r\n", 120)
    try:
        for one in slow:
            one.sendall(b"Content-Type: application/sparql-query\r\nContent-Length: 10000\r\n\r\nASK")
        assert ask(server)[0] == 200
        wait_until(lambda: ask(server, body="ASK {}", headers=QUERY)[0] == 429)
        status, headers, _ = ask(server, body="ASK {}", headers=QUERY)
        assert (status, headers["Retry-After"]) == (429, "5")
        assert ask(server, body="ASK {}", headers=QUERY, client=THERE)[0] == 200
    finally:
        for one in slow:
            one.close()
    wait_until(lambda: ask(server, body="ASK {}", headers=QUERY)[0] == 200)


def test_idle_connections_hold_up_no_other(server):
    idle = connect(server, b"", 200)
    try:
        assert ask(server)[0] == 200
    finally:
        for one in idle:
            one.close()


@pytest.mark.parametrize("rest", [b"6\r\nASK {}\r\n", b"9\r\nASK {}\r\n", b"6\r\nASK {}\r\n0\r\n\r\n"])
def test_a_body_in_chunks_is_411_be_it_cut_or_whole(server, rest):
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nConnection: close\r\n"
    (sender,) = connect(server, head + b"Transfer-Encoding: chunked\r\n\r\n" + rest)
    with sender:
        answer = sender.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 411 ")
    assert b"send the query with its Content-Length" in answer


def test_a_query_that_needs_eight_gib_dies_alone(built):
    with serving(built, DEPOSITARY_MEMORY="256", DEPOSITARY_DEADLINE="30") as (url, _):
        threads, outcomes = together(url, 3, EIGHT_GIB)
        for _ in range(20):
            status, _, body = ask(url)
            assert (status, b"Alba" in body) == (200, True)
        join(threads)
        assert {(status, json.loads(body)["title"]) for status, _, body in outcomes} == {
            (503, "The query ended its worker")
        }
        assert all(headers["Retry-After"] and "memory" in json.loads(body)["detail"] for _, headers, body in outcomes)
        wait_until(lambda: queries(url)["idle"] == 2)
        assert queries(url)["crashed"] == 3


@pytest.fixture(scope="module")
def single(built):
    """A server with one query worker, and its process; nothing is kept."""
    environ = {"QUERY_WORKERS": "1", "DEADLINE": "300", "RESULT_CACHE": "0"}
    with serving(built, **{f"DEPOSITARY_{name}": value for name, value in environ.items()}) as served:
        yield served


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL"])
def test_a_worker_that_crashes_costs_one_request(single, name):
    url, process = single
    wait_until(lambda: queries(url)["idle"] == 1)
    (zygote,) = [one for parent in [process.pid, *children(process.pid)] for one in zygotes(parent)]
    (worker,) = children(zygote)
    threads, outcomes = together(url, 1, RUNAWAY)
    wait_until(lambda: queries(url)["busy"] == 1)
    waiting, others = together(url, 5, LOOKUP, THERE)
    wait_until(lambda: queries(url)["waiting"] == 5)
    os.kill(worker, getattr(signal, name))
    join([*threads, *waiting])
    assert [status for status, _, _ in outcomes] == [503]
    assert name in json.loads(outcomes[0][2])["detail"]
    assert [(status, b"Alba" in body) for status, _, body in others] == [(200, True)] * 5
    assert children(zygote) != [worker]
