"""The clients that people use, against a real server."""

import pytest
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

BASE = "https://w3id.org/depositary/"
STATES = f"SELECT ?s {{ ?s a <{BASE}ns#State> }} ORDER BY ?s"


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_json(server, method):
    client = SPARQLWrapper(f"{server}/sparql", returnFormat=JSON)
    client.setMethod(method)
    client.setQuery(STATES)
    rows = client.queryAndConvert()["results"]["bindings"]
    assert [row["s"]["value"] for row in rows] == [f"{BASE}id/state/{name}" for name in ("alba", "borea", "carpa")]


def test_sparqlwrapper_posts_directly_with_a_default_graph(server):
    client = SPARQLWrapper(f"{server}/sparql", returnFormat=JSON)
    client.setMethod(POST)
    client.setRequestMethod(POSTDIRECTLY)
    client.addDefaultGraph(f"{BASE}asof/2000-01-01")
    client.setQuery(f"SELECT ?h {{ ?h <{BASE}ns#hostsForcesOf> ?s }}")
    assert [row["h"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == [f"{BASE}id/state/alba"]


def test_sparqlwrapper_reads_xml_csv_and_turtle(server):
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(STATES)
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == 3
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().split()[0] == "s"
    client.setQuery(f"CONSTRUCT WHERE {{ ?s a <{BASE}ns#State> }}")
    client.setReturnFormat(TURTLE)
    assert b"state:alba" in client.queryAndConvert()


def test_rdflib_queries_the_endpoint_as_a_store(server):
    store = SPARQLStore(f"{server}/sparql", returnFormat="json")
    assert [str(row[0]).rpartition("/")[2] for row in store.query(STATES)] == ["alba", "borea", "carpa"]
