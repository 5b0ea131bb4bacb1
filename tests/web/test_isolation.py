"""What one query may do to the others: nothing."""

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.conftest import serving
from tests.engine.processes import wait_until

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LOOKUP = "SELECT ?p ?o { <https://w3id.org/depositary/id/state/alba> ?p ?o }"
DEADLINE = 2.0


@pytest.fixture(scope="module")
def short(built):
    """A server whose queries must end within two seconds, and which evaluates each anew."""
    with serving(built, DEPOSITARY_DEADLINE=str(DEADLINE), DEPOSITARY_RESULT_CACHE="0") as (url, _):
        yield url


def ask(url, query):
    """Return the status, the body, the headers and the seconds that it took."""
    began = time.monotonic()
    asked = urllib.request.Request(f"{url}/sparql?{urllib.parse.urlencode({'query': query})}")
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, answer.read(), answer.headers, time.monotonic() - began
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers, time.monotonic() - began


def queries(url):
    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
        return json.load(answer)["queries"]


def test_a_runaway_ends_at_its_deadline_and_the_others_are_answered_meanwhile(short):
    ended = []
    thread = threading.Thread(target=lambda: ended.append(ask(short, RUNAWAY)))
    thread.start()
    wait_until(lambda: queries(short)["busy"] == 1)
    meanwhile = 0
    while not ended:
        status, body, _, _ = ask(short, LOOKUP)
        assert status == 200
        assert b"Alba" in body
        meanwhile += not ended
    thread.join(30)
    assert meanwhile > 0
    status, body, headers, seconds = ended[0]
    assert status == 504
    assert headers["Retry-After"]
    assert json.loads(body)["title"] == "The query took too long"
    assert seconds >= DEADLINE
    assert queries(short)["busy"] == 0


def test_every_worker_taken_by_a_runaway_is_free_again_after_the_deadline(short):
    threads = [threading.Thread(target=ask, args=(short, RUNAWAY)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert ask(short, LOOKUP)[0] == 200


def test_a_worker_that_is_killed_costs_nobody_else_anything(short):
    assert ask(short, LOOKUP)[0] == 200  # so that a worker is there, and the next query does not wait for one
    before = queries(short)["killed"]
    assert ask(short, RUNAWAY)[0] == 504
    wait_until(lambda: queries(short)["killed"] == before + 1)
    assert ask(short, LOOKUP)[0] == 200
