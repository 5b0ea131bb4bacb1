"""Validators of answers, and what a client that has one is told (RFC 9110, section 13)."""

import uuid

import pytest

from depositary.endpoint import Endpoint
from depositary.release import current
from depositary.web import create_app
from tests.web.exchanges import query, send, stats

BASE = "https://w3id.org/depositary/"
STATES = f"SELECT ?s {{ ?s a <{BASE}ns#State> }} ORDER BY ?s"
QUESTION = "/query/members-hosting-forces-of.csv"


def new():
    """Return a query that nobody has sent before."""
    return f"{STATES} # {uuid.uuid4()}"


def evaluated(url):
    return stats(url, "queries")["answered"]


def test_an_answer_has_a_strong_validator_and_says_what_it_depends_on(server):
    got = query(server, STATES)
    assert got.status == 200
    assert got.etag.startswith('"')
    assert got.etag.endswith('"')
    assert got.headers["Cache-Control"] == "no-cache"
    assert {part.strip() for part in got.headers["Vary"].split(",")} == {"Accept", "Accept-Encoding"}


@pytest.mark.parametrize(
    ("more", "accept"),
    [
        ("", "text/csv"),
        (f"&default-graph-uri={BASE}asof/2000-01-01", "*/*"),
        (f"&named-graph-uri={BASE}asof/2000-01-01", "*/*"),
        ("&format=xml", "*/*"),
    ],
)
def test_another_dataset_or_format_has_another_validator(server, more, accept):
    assert query(server, STATES, more=more, Accept=accept).etag != query(server, STATES, Accept="*/*").etag


def test_another_text_has_another_validator_and_the_same_has_the_same(server):
    text = new()
    assert query(server, text).etag == query(server, text).etag != query(server, new()).etag


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("form", ["{0}", "W/{0}", '"a", W/"b,c" ,{0}', '"a",W/{0}, "d"'])
def test_a_client_that_has_the_answer_gets_304_without_a_body(server, method, form):
    etag = query(server, STATES).etag
    got = query(server, STATES, method, If_None_Match=form.format(etag))
    assert (got.status, got.body, got.etag) == (304, b"", etag)
    assert got.headers["Cache-Control"] == "no-cache"
    assert "Accept-Encoding" in got.headers["Vary"]
    assert "Content-Type" not in got.headers


def test_nothing_is_evaluated_for_a_client_that_has_the_answer(built, server):
    with Application(built) as (app, endpoint):
        client, path = app.test_client(), "/sparql"
        etag = client.get(path, query_string={"query": STATES}).headers["ETag"]
    with Application(built, result_cache=0) as (app, endpoint):
        got = app.test_client().get(path, query_string={"query": STATES}, headers={"If-None-Match": etag})
        assert got.status_code == 304
        assert endpoint.pool.stats()["answered"] == 0


@pytest.mark.parametrize("condition", ['"other"', 'W/"other", "another"'])
def test_a_client_that_has_something_else_gets_the_answer(server, condition):
    got = query(server, STATES, If_None_Match=condition)
    assert got.status == 200
    assert b"alba" in got.body


def test_the_star_asks_whether_there_is_an_answer(server):
    assert query(server, STATES, If_None_Match="*").status == 304
    assert query(server, "SELECT", If_None_Match="*").status == 400


def test_a_client_that_wants_one_answer_only_is_told_when_it_is_another(server):
    etag = query(server, STATES).etag
    assert query(server, STATES, If_Match=etag).status == 200
    assert query(server, STATES, If_Match='"other"').status == 412
    assert query(server, STATES, If_Match='"other"', If_None_Match=etag).status == 412


def test_a_post_has_no_validator_and_is_answered_whatever_its_conditions(server):
    etag = query(server, STATES).etag
    got = send(server, "/sparql", "POST", STATES.encode(), Content_Type="application/sparql-query", If_None_Match=etag)
    assert (got.status, got.etag) == (200, None)
    assert b"alba" in got.body


@pytest.mark.parametrize("path", [QUESTION, "/doc/state/alba.ttl", "/graph/world", "/asof/2000-01-01"])
def test_published_questions_and_documents_have_validators_too(server, path):
    got = send(server, path)
    assert got.status == 200
    again = send(server, path, If_None_Match=got.etag)
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("call", ["RAND()", "UUID()", "struuid()", "NOW()", "BNODE()"])
def test_an_answer_that_is_another_one_each_time_is_never_kept(server, call):
    first, second = (query(server, f"SELECT ({call} AS ?x) {{}}") for _ in range(2))
    assert (first.status, first.etag, first.headers["Cache-Control"]) == (200, None, "no-store")
    assert first.body != second.body


def test_blank_nodes_of_a_template_are_new_each_time(server):
    first, second = (query(server, f"CONSTRUCT {{ [] a ?o }} {{ ?s a ?o . ?s a <{BASE}ns#State> }}") for _ in range(2))
    assert (first.status, first.etag) == (200, None)
    assert first.body != second.body


def test_a_repeated_answer_is_evaluated_once_and_is_the_same(server):
    text, before = new(), evaluated(server)
    first, second, third = query(server, text), query(server, text), query(server, text, "HEAD")
    posted = send(server, "/sparql", "POST", text.encode(), Content_Type="application/sparql-query")
    assert evaluated(server) == before + 1
    assert first.body == second.body == posted.body
    assert (third.status, third.body) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Access-Control-Allow-Origin"):
        assert first.headers[name] == second.headers[name] == third.headers[name]
    assert len(second.headers.get_all("Date")) == 1


def test_formats_and_conditions_are_never_mixed_up_in_the_cache(server):
    text = new()
    etag = query(server, text, Accept="text/csv").etag
    for _ in range(2):
        assert query(server, text, Accept="text/csv").body.startswith(b"s\r\n")
        assert query(server, text, Accept="text/tab-separated-values").body.startswith(b"?s\n")
        assert query(server, text, Accept="text/csv", If_None_Match=etag).status == 304
        assert query(server, text, Accept="text/csv", If_None_Match='"other"').status == 200


def test_errors_are_not_kept(server):
    before = stats(server, "cache")["entries"]
    assert query(server, "SELECT").status == query(server, "SELECT").status == 400
    assert stats(server, "cache")["entries"] == before


class Application:
    """The application in this process, over an endpoint of its own."""

    def __init__(self, settings, **changes):
        self.settings = type(settings)(**{**vars(settings), **changes})

    def __enter__(self):
        self.endpoint = Endpoint(self.settings, current(self.settings))
        return create_app(self.settings, self.endpoint), self.endpoint

    def __exit__(self, *_):
        self.endpoint.close()


def test_a_new_release_has_new_validators_and_its_own_answers(built, pair):
    later, _, _ = pair
    ask = {"query": f"SELECT ?l {{ <{BASE}id/facility/port-alba> ?p ?l }}"}
    with Application(built) as (app, _), Application(later) as (_, endpoint):
        client = app.test_client()
        old = [client.get("/sparql", query_string=ask) for _ in range(2)]
        app.extensions["depositary"] = endpoint
        new = [client.get("/sparql", query_string=ask, headers={"If-None-Match": old[0].headers["ETag"]}) for _ in "12"]
    assert [got.status_code for got in (*old, *new)] == [200] * 4
    assert old[0].data == old[1].data
    assert new[0].data == new[1].data
    assert b"Alba Harbour" not in old[0].data
    assert b"Alba Harbour" in new[0].data
    assert old[0].headers["ETag"] != new[0].headers["ETag"]


def test_without_a_cache_each_query_is_evaluated(built):
    with Application(built, result_cache=0) as (app, endpoint):
        got = [app.test_client().get("/sparql", query_string={"query": STATES}) for _ in range(3)]
        assert endpoint.pool.stats()["answered"] == 3
    assert len({one.headers["ETag"] for one in got}) == 1
