"""The clients that people use, against a real server.

Comunica and sparql-http-client are asked by benchmarks/clients/check.mjs, which compares them with plain HTTP.
"""

import json
import shutil
import subprocess

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed

from tests.conftest import ROOT

BASE = "https://w3id.org/depositary/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
NAMES = ("alba", "borea", "carpa")
IRIS = [f"{BASE}id/state/{name}" for name in NAMES]
STATES = f"SELECT ?s {{ ?s a <{BASE}ns#State> }} ORDER BY ?s"
HOSTS = f"SELECT ?h {{ ?h <{BASE}ns#hostsForcesOf> ?s }}"
LABELS = f"CONSTRUCT WHERE {{ ?s a <{BASE}ns#State> ; <{LABEL}> ?l }}"
DAY, DAY_AFTER = f"{BASE}asof/2000-01-01", f"{BASE}asof/2011-01-01"
"""A day on which the small world has a base, and one on which it has none any more."""
BROKEN = "SELECT ?s {\n ?s ?p }"
CLIENTS = ROOT / "benchmarks" / "clients"


def wrapper(server, query, form=None, method="GET"):
    client = SPARQLWrapper(f"{server}/sparql", returnFormat=form or JSON)
    client.setMethod(method)
    client.setQuery(query)
    return client


def curl(server, *options):
    """Return the status and the body that curl gets."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    command = ["curl", "--silent", "--show-error", "--max-time", "30", "--write-out", "\n%{http_code}", *options]
    done = subprocess.run([*command, f"{server}/sparql"], capture_output=True, check=True)
    body, _, status = done.stdout.decode().rpartition("\n")
    return int(status), body


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_selects(server, method):
    rows = wrapper(server, STATES, method=method).queryAndConvert()["results"]["bindings"]
    assert [row["s"]["value"] for row in rows] == IRIS


@pytest.mark.parametrize(("query", "said"), [("ASK { ?s ?p ?o }", True), ("ASK { <urn:x> ?p ?o }", False)])
def test_sparqlwrapper_asks(server, query, said):
    assert wrapper(server, query).queryAndConvert()["boolean"] is said


@pytest.mark.parametrize(("day", "hosts"), [(DAY, ["alba"]), (DAY_AFTER, [])])
@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_sparqlwrapper_names_an_as_of_graph(server, way, day, hosts):
    client = wrapper(server, HOSTS, method="GET" if way == "GET" else POST)
    if way == "direct":
        client.setRequestMethod(POSTDIRECTLY)
    client.addDefaultGraph(day)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [row["h"]["value"] for row in rows] == [f"{BASE}id/state/{host}" for host in hosts]


def test_sparqlwrapper_reads_xml_and_csv(server):
    assert len(wrapper(server, STATES, XML).queryAndConvert().getElementsByTagName("result")) == 3
    assert wrapper(server, STATES, CSV).queryAndConvert().decode().split() == ["s", *IRIS]


@pytest.mark.parametrize(
    ("form", "syntax"), [(TURTLE, "turtle"), (N3, "n3"), (XML, None), (RDFXML, None), (JSONLD, None)]
)
def test_sparqlwrapper_constructs(server, form, syntax):
    found = wrapper(server, LABELS, form).queryAndConvert()
    graph = found if syntax is None else Graph().parse(data=found, format=syntax)
    assert {str(subject) for subject in graph.subjects()} == set(IRIS)
    assert (URIRef(IRIS[1]), URIRef(LABEL), Literal("Boréa", lang="en")) in graph


def test_sparqlwrapper_describes(server):
    found = Graph().parse(data=wrapper(server, f"DESCRIBE <{IRIS[0]}>", TURTLE).queryAndConvert())
    assert set(found.subjects()) == {URIRef(IRIS[0])}
    assert Literal("Alba", lang="fr") in set(found.objects(URIRef(IRIS[0]), URIRef(LABEL)))


def test_sparqlwrapper_shows_where_the_syntax_is_wrong(server):
    with pytest.raises(QueryBadFormed) as caught:
        wrapper(server, BROKEN).query()
    problem = json.loads(caught.value.args[0].partition("Response:\n")[2][2:-1].encode().decode("unicode_escape"))
    assert (problem["status"], problem["line"]) == (400, 2)
    assert problem["detail"].startswith("expected")


def test_sparqlwrapper_takes_an_update_for_badly_formed(server):
    client = wrapper(server, "INSERT DATA { <urn:a> <urn:b> <urn:c> }", method=POST)
    with pytest.raises(QueryBadFormed) as caught:
        client.query()
    assert not isinstance(caught.value, EndPointInternalError)
    assert "only reads" in caught.value.args[0]


@pytest.fixture
def store(server):
    return SPARQLStore(f"{server}/sparql", returnFormat="json")


def test_rdflib_store_selects_and_asks(store):
    assert [str(row[0]) for row in store.query(STATES)] == IRIS
    assert store.query(f"ASK {{ <{IRIS[0]}> ?p ?o }}").askAnswer is True
    assert store.query("ASK { <urn:x> ?p ?o }").askAnswer is False


def test_rdflib_store_matches_triple_patterns(server):
    graph = Graph(SPARQLStore(f"{server}/sparql", returnFormat="json"))
    assert set(graph.objects(URIRef(IRIS[0]), URIRef(LABEL))) >= {
        Literal("Alba", lang="en"),
        Literal("Alba", lang="fr"),
    }
    assert (URIRef(IRIS[0]), URIRef(LABEL), Literal("Alba", lang="de")) not in graph


@pytest.mark.parametrize(("day", "hosts"), [(DAY, ["alba"]), (DAY_AFTER, [])])
def test_rdflib_store_reads_an_as_of_graph_as_its_own(server, day, hosts):
    store = SPARQLStore(f"{server}/sparql", returnFormat="json")
    graph = Graph(store, URIRef(day))
    assert [str(row[0]) for row in graph.query(HOSTS)] == [f"{BASE}id/state/{host}" for host in hosts]


def test_rdflib_store_constructs_and_describes(server):
    store = SPARQLStore(f"{server}/sparql", returnFormat="xml")
    assert set(store.query(LABELS).graph.subjects()) == {URIRef(iri) for iri in IRIS}
    assert set(store.query(f"DESCRIBE <{IRIS[2]}>").graph.subjects()) == {URIRef(IRIS[2])}


def test_rdflib_store_raises_what_the_server_refuses(store):
    # That is all that it says of a 400; the text of the answer does not reach its user.
    with pytest.raises(ValueError, match="something wrong formulating"):
        store.query(BROKEN)


@pytest.mark.parametrize(
    "options",
    [
        ("--get", "--data-urlencode", f"query={STATES}"),
        ("--data-urlencode", f"query={STATES}"),
        ("--header", "Content-Type: application/sparql-query", "--data-binary", STATES),
    ],
    ids=["GET", "form", "direct"],
)
def test_curl_selects(server, options):
    assert curl(server, *options, "--header", "Accept: text/csv") == (200, "\r\n".join(["s", *IRIS, ""]))


def test_curl_asks_constructs_and_describes(server):
    status, body = curl(server, "--get", "--data-urlencode", "query=ASK { ?s ?p ?o }")
    assert (status, json.loads(body)["boolean"]) == (200, True)
    for query, subjects in ((LABELS, IRIS), (f"DESCRIBE <{IRIS[0]}>", IRIS[:1])):
        status, body = curl(server, "--header", "Accept: application/n-triples", "--data-urlencode", f"query={query}")
        assert status == 200
        assert {line.split()[0] for line in body.splitlines()} == {f"<{iri}>" for iri in subjects}


def test_curl_names_an_as_of_graph(server):
    options = ("--get", "--data-urlencode", f"query={HOSTS}", "--header", "Accept: text/csv", "--data-urlencode")
    assert curl(server, *options, f"default-graph-uri={DAY}") == (200, f"h\r\n{IRIS[0]}\r\n")
    assert curl(server, *options, f"default-graph-uri={DAY_AFTER}") == (200, "h\r\n")


def test_curl_fails_where_it_is_told_to_and_shows_the_problem(server):
    status, body = curl(server, "--get", "--data-urlencode", f"query={BROKEN}")
    assert (status, json.loads(body)["line"]) == (400, 2)
    with pytest.raises(subprocess.CalledProcessError) as caught:
        curl(server, "--fail", "--get", "--data-urlencode", f"query={BROKEN}")
    assert caught.value.returncode == 22
    assert curl(server, "--get", "--data-urlencode", f"query={STATES}", "--header", "Accept: image/png")[0] == 406


def test_comunica_and_sparql_http_client_agree_with_plain_http(server):
    if shutil.which("node") is None:
        pytest.skip("Node is not installed; Comunica and sparql-http-client run on it")
    if not (CLIENTS / "node_modules").is_dir():
        pytest.skip("the JavaScript clients are not installed; run `npm ci` in benchmarks/clients")
    command = ["node", str(CLIENTS / "check.mjs"), f"{server}/sparql"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok ") == 12
