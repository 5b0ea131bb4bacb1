"""Triple Pattern Fragments: pages, counts and controls, and Comunica, which joins over them."""

import http.client
import json
import shutil
import subprocess
from urllib.parse import quote, urlencode, urlsplit

import pytest
from rdflib import RDF, Dataset, Graph, Literal, Namespace, URIRef

from tests.conftest import ROOT
from tests.web.exchanges import query, send

BASE = "https://w3id.org/depositary/"
HYDRA, VOID = Namespace("http://www.w3.org/ns/hydra/core#"), Namespace("http://rdfs.org/ns/void#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
ALBA = URIRef(f"{BASE}id/state/alba")
CLIENTS = ROOT / "benchmarks" / "clients"
SYNTAXES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}


def fragment(server, accept="application/n-quads", **terms):
    """Return the URL of a page, its data and its controls."""
    path = "/fragments" + (f"?{urlencode(terms)}" if terms else "")
    got = send(server, path, Accept=accept)
    assert got.status == 200, got.plain
    found = Dataset().parse(data=got.plain, format=SYNTAXES[accept])
    url = URIRef(server + path)
    return url, found.default_graph, found.graph(URIRef(f"{url}#metadata"))


def counted(server, pattern, dataset=""):
    got = query(server, f"SELECT (COUNT(*) AS ?n) {dataset} {{ {pattern} }}", Accept="text/csv")
    return int(got.plain.split()[1])


def one(graph, subject, predicate):
    (value,) = set(graph.objects(subject, predicate))
    return value


@pytest.mark.parametrize(
    ("terms", "pattern"),
    [
        ({}, "?s ?p ?o"),
        ({"subject": str(ALBA)}, f"<{ALBA}> ?p ?o"),
        ({"predicate": str(LABEL)}, f"?s <{LABEL}> ?o"),
        ({"predicate": "rdfs:label"}, f"?s <{LABEL}> ?o"),
        ({"predicate": str(RDF.type), "object": f"{BASE}ns#State"}, f"?s a <{BASE}ns#State>"),
        ({"object": '"Alba"@en'}, '?s ?p "Alba"@en'),
        ({"object": '"Alba"@fr'}, '?s ?p "Alba"@fr'),
        ({"object": '"1992"^^http://www.w3.org/2001/XMLSchema#gYear'},
         '?s ?p "1992"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
        ({"object": '"2010-09-30"^^<http://www.w3.org/2001/XMLSchema#date>'},
         '?s ?p "2010-09-30"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ({"object": '"true"^^http://www.w3.org/2001/XMLSchema#boolean', "subject": "?s", "predicate": "?p"},
         "?s ?p true"),
        ({"subject": "?x", "object": "?x"}, "?x ?p ?x"),
        ({"subject": str(ALBA), "predicate": str(LABEL), "object": '"Alba"@en'}, f'<{ALBA}> <{LABEL}> "Alba"@en'),
        ({"subject": str(ALBA), "predicate": str(LABEL), "object": '"Nowhere"@en'}, f'<{ALBA}> <{LABEL}> "Nowhere"@en'),
    ],
)  # fmt: skip
def test_a_fragment_counts_what_sparql_counts(server, terms, pattern):
    url, data, controls = fragment(server, **terms)
    total = counted(server, pattern)
    assert int(one(controls, url, HYDRA.totalItems)) == int(one(controls, url, VOID.triples)) == total
    assert len(data) == min(total, 250)


def test_a_literal_with_quotes_and_lines_is_one_term(server):
    _, data, _ = fragment(server, object='"say "no"\n\\ here"')
    assert len(data) == 0


def test_the_pages_hold_everything_once_and_are_linked(server):
    url, data, controls = fragment(server)
    total, seen, pages = int(one(controls, url, HYDRA.totalItems)), set(), 0
    first = one(controls, url, HYDRA.first)
    previous = None
    while url is not None:
        triples = set(data)
        assert not triples & seen
        seen |= triples
        pages += 1
        assert one(controls, url, HYDRA.first) == first
        if previous is not None:
            assert one(controls, url, HYDRA.previous) == previous
        number = int(str(url).rpartition("=")[2]) if "page=" in url else 1
        previous = URIRef(f"{server}/fragments?page={number}")
        following = controls.value(url, HYDRA.next)
        if following is not None:
            _, data, controls = fragment(server, page=str(following).rpartition("=")[2])
        elif "page=" in url:
            assert url == one(controls, url, HYDRA.last)
        url = following
    assert pages == -(-total // 250) > 2
    assert len(seen) == total


def test_the_controls_stand_in_a_graph_of_their_own_and_say_how_to_ask(server):
    url, data, controls = fragment(server, predicate=str(LABEL))
    dataset = one(controls, URIRef(f"{url}#metadata"), FOAF.primaryTopic)
    assert (dataset, VOID.subset, url) in controls
    assert not set(data.triples((None, HYDRA.search, None)))
    search = one(controls, dataset, HYDRA.search)
    assert str(one(controls, search, HYDRA.template)) == f"{server}/fragments{{?subject,predicate,object}}"
    mapped = {
        str(one(controls, mapping, HYDRA.variable)): one(controls, mapping, HYDRA.property)
        for mapping in controls.objects(search, HYDRA.mapping)
    }
    assert mapped == {"subject": RDF.subject, "predicate": RDF.predicate, "object": RDF.object}


@pytest.mark.parametrize("accept", SYNTAXES)
def test_every_syntax_says_the_same(server, accept):
    got = send(server, "/fragments?predicate=rdfs:label&object=%22Alba%22@en", Accept=accept)
    assert got.headers["Content-Type"].partition(";")[0] == accept
    found = {(s, p, o) for s, p, o, _ in Dataset().parse(data=got.plain, format=SYNTAXES[accept]).quads()}
    plain = send(server, "/fragments?predicate=rdfs:label&object=%22Alba%22@en", Accept="application/n-quads")
    assert found == {(s, p, o) for s, p, o, _ in Dataset().parse(data=plain.plain, format="nquads").quads()}
    assert (ALBA, LABEL, Literal("Alba", lang="en")) in found


def test_a_client_that_names_no_type_gets_quads(server):
    assert send(server, "/fragments").headers["Content-Type"] == "application/n-quads"


def test_an_as_of_graph_has_fragments_of_its_own(server):
    url, data, controls = fragment(server, asOf="2000-01-01", predicate=f"{BASE}ns#memberOf")
    assert len(data) == counted(server, f"?s <{BASE}ns#memberOf> ?o", f"FROM <{BASE}asof/2000-01-01>") > 0
    dataset = one(controls, URIRef(f"{url}#metadata"), FOAF.primaryTopic)
    template = one(controls, one(controls, dataset, HYDRA.search), HYDRA.template)
    assert str(template) == f"{server}/fragments?asOf=2000-01-01{{&subject,predicate,object}}"
    assert "asOf=2000-01-01" in one(controls, url, HYDRA.first)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("subject=alba", "subject=alba"),
        ("subject=%22Alba%22", "subject="),
        ("predicate=a%20b:c", "predicate="),
        ("object=%22Alba", "object="),
        ("object=%22Alba%22@", "@ and a language"),
        ("object=%22Alba%22@not_a_tag", "@ and a language"),
        ("object=%22Alba%22@toolonglanguage", "object="),
        ("object=%221992%22%5E%5Eyear", "object="),
        ("subject=_:b1", "blank node"),
        ("subject=urn:a&subject=urn:b", "2 times"),
        ("graph=urn:a", "no parameter"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=%D9%A1", "page"),
        ("asOf=2021-02-30", "2021-02-30"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_reason(server, given, said):
    got = send(server, f"/fragments?{given}")
    assert (got.status, said in json.loads(got.plain)["detail"]) == (400, True), got.plain


def test_a_page_behind_the_last_one_is_not_there(server):
    got = send(server, "/fragments?page=99999")
    assert got.status == 404
    assert "pages" in json.loads(got.plain)["detail"]


@pytest.mark.parametrize("accept", [*SYNTAXES, "text/html"])
def test_equal_requests_get_equal_bytes_under_one_validator(server, accept):
    path = f"/fragments?subject={quote(str(ALBA))}"
    first, second = (send(server, path, Accept=accept) for _ in range(2))
    assert first.etag == second.etag is not None
    assert first.plain == second.plain
    assert send(server, path, Accept=accept, If_None_Match=first.etag).status == 304
    head = send(server, path, "HEAD", Accept=accept)
    assert (head.status, head.etag, head.body) == (200, first.etag, b"")


def test_the_validator_tells_hosts_and_formats_apart(server):
    tags = {send(server, "/fragments", Accept=accept).etag for accept in SYNTAXES}
    assert len(tags) == len(SYNTAXES)
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    connection.request("GET", "/fragments", headers={"Host": "data.example", "Accept": "application/n-quads"})
    answer = connection.getresponse()
    assert b"http://data.example/fragments" in answer.read()
    assert answer.headers["ETag"] not in tags
    connection.close()


def test_a_person_sees_a_form_and_the_statements(server):
    got = send(server, "/fragments?object=%22Alba%22@en", Accept="text/html")
    page = got.plain.decode()
    assert got.status == 200
    for text in ('name="subject"', 'name="predicate"', "&#34;Alba&#34;@en", "1 statement"):
        assert text in page


def test_blank_nodes_keep_their_names_between_requests(server):
    pattern = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
    first = send(server, f"/fragments?predicate={quote(pattern)}", Accept="application/n-triples")
    second = send(server, f"/fragments?subject=%3Fs&predicate={quote(pattern)}", Accept="application/n-triples")
    nodes = [{line.split()[0] for line in got.plain.splitlines() if line.startswith(b"_:")} for got in (first, second)]
    assert nodes[0] == nodes[1] != set()


def test_turtle_has_data_and_controls_in_one_graph(server):
    graph = Graph().parse(data=send(server, "/fragments?object=%22Alba%22@en", Accept="text/turtle").plain)
    assert (ALBA, LABEL, Literal("Alba", lang="en")) in graph
    assert set(graph.objects(None, HYDRA.totalItems)) == {Literal(1)}


def test_comunica_joins_over_fragments_as_sparql_does(server):
    if shutil.which("node") is None:
        pytest.skip("Node is not installed; Comunica runs on it")
    if not (CLIENTS / "node_modules").is_dir():
        pytest.skip("Comunica is not installed; run `npm ci` in benchmarks/clients")
    command = ["node", str(CLIENTS / "fragments.mjs"), server]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok ") == 6
    assert ": 0 rows" not in done.stdout
