"""Plain questions by URL, evaluated before the framework: the same answers, heads and errors as through it."""

import dataclasses
import json
import uuid
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from depositary.endpoint import Endpoint
from depositary.release import current
from depositary.web import create_app
from tests.engine.processes import wait_until

BASE = "https://w3id.org/depositary/"
STATES = f"SELECT ?s {{ ?s a <{BASE}ns#State> }} ORDER BY ?s"
GRAPH = f"CONSTRUCT {{ ?s a <{BASE}ns#State> }} WHERE {{ ?s a <{BASE}ns#State> }}"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Site:
    """An application, and what went through its framework."""

    def __init__(self, settings):
        self.endpoint = Endpoint(settings, current(settings))
        app = create_app(settings, self.endpoint)
        self.client = Client(app.wsgi_app)
        self.through = []
        app.before_request(lambda: self.through.append(1) and None)

    def ask(self, text, **headers):
        """Return the response, and whether the framework was entered."""
        before = len(self.through)
        got = self.client.get(
            f"/sparql?query={quote(text)}", headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        return got, len(self.through) > before

    def evaluated(self):
        counts = self.endpoint.pool.stats()
        return counts["answered"] + counts["killed"]


@pytest.fixture(scope="module")
def site(built):
    at = Site(dataclasses.replace(built, deadline=1.0, query_workers=1))
    yield at
    at.endpoint.close()


def new(text=STATES):
    return f"{text} # {uuid.uuid4()}"


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv;q=0.9, */*;q=0.1", "*/*"])
@pytest.mark.parametrize("coding", ["gzip", "br, gzip;q=0.5", "identity"])
@pytest.mark.parametrize("text", [STATES, GRAPH])
def test_the_second_of_a_kind_goes_the_short_way_and_is_answered_alike(site, accept, coding, text):
    if text == GRAPH:
        accept = accept.replace("application/sparql-results+json", "text/turtle").replace("text/csv", "text/turtle")
    known = {"Accept": accept, "Accept-Encoding": coding}
    first, _ = site.ask(new(text), **known)
    second, entered = site.ask(new(text), **known)
    assert not entered
    assert (second.status, second.data) == (first.status, first.data)
    own = {"ETag"}
    assert {k: v for k, v in second.headers if k not in own} == {k: v for k, v in first.headers if k not in own}
    assert second.headers["ETag"] != first.headers["ETag"]


def test_its_validator_is_that_of_the_framework(site):
    site.ask(new())
    text = new()
    got, entered = site.ask(text)
    assert not entered
    again, entered = site.ask(text, If_None_Match=got.headers["ETag"])
    assert entered
    assert again.status_code == 304


def test_a_query_that_is_none_gets_the_place_of_the_fault(site):
    site.ask(new())
    got, entered = site.ask("SELECT ?s { ?s ?p }")
    assert entered
    assert got.status_code == 400
    assert "line 1" in got.get_data(as_text=True) or json.loads(got.data)["line"] == 1


def test_a_query_that_ran_out_of_time_is_not_run_again_for_its_error(site):
    site.ask(new())
    before = site.evaluated()
    got, _ = site.ask(RUNAWAY)
    assert got.status_code == 504
    wait_until(lambda: site.evaluated() > before)
    site.ask(new())  # by the one worker, after whatever was before
    assert site.evaluated() == before + 2


def test_what_is_long_is_streamed_by_the_framework_from_the_one_evaluation(built):
    at = Site(dataclasses.replace(built, hold=1, query_workers=1))
    try:
        at.ask(new("ASK {}"))
        before = at.evaluated()
        got, entered = at.ask(new("SELECT * { ?s ?p ?o }"))
        rows = json.loads(got.data)["results"]["bindings"]
        assert entered
        assert len(rows) > 1000
        assert at.evaluated() == before + 1
    finally:
        at.endpoint.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sparql?query=", 400),
        ("/sparql?query=%FF", 400),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("/sparql?query=INSERT%20DATA%20%7B%7D", 400),
        ("/sparql?query=ASK%7B%7D&format=nothing", 406),
    ],
)
def test_what_is_unusual_is_left_to_the_framework(site, path, status):
    site.ask(new())
    assert site.client.get(path).status_code == status
