"""The figures of a release, each held to what a store counts over the same quads."""

import json

import pytest

from depositary import tally
from depositary.release import current
from depositary.store import DefaultGraph, Quad, Store, load_nquads

BASE = "https://w3id.org/depositary/"


@pytest.fixture(scope="module")
def figures(built):
    return json.loads((current(built).path / "dump" / tally.FILE).read_text())


@pytest.fixture(scope="module")
def ask(built):
    store = Store()
    for quad in load_nquads(current(built).dataset):
        store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))

    def rows(text):
        return [[term.value for term in row] for row in store.query(text)]

    return rows


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("triples", "(COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("subjects", "(COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        (
            "entities",
            f"(COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), '{BASE}id/')) "
            "FILTER(!CONTAINS(STR(?s), '#')) }",
        ),
    ],
)
def test_the_sizes_are_those_that_a_store_counts(name, counted, figures, ask):
    assert figures[name] == int(ask(f"SELECT {counted}")[0][0]) > 0


def test_each_class_has_the_members_and_each_property_the_triples_that_a_store_counts(figures, ask):
    members = ask("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    assert {name: facts["entities"] for name, facts in figures["classes"].items()} == {c: int(n) for c, n in members}
    used = ask("SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o } GROUP BY ?p")
    found = {p: (facts["triples"], facts["subjects"]) for p, facts in figures["properties"].items()}
    assert found == {p: (int(n), int(m)) for p, n, m in used}


def test_the_properties_of_a_class_and_what_their_values_are_agree_with_a_store(figures, ask):
    used = ask("SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o } GROUP BY ?c ?p")
    classes = ask("SELECT ?c ?p ?k (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . ?o a ?k } GROUP BY ?c ?p ?k")
    types = ask(
        "SELECT ?c ?p ?k (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?k) } "
        "GROUP BY ?c ?p ?k"
    )
    parts = {(c, p): part for c, facts in figures["classes"].items() for p, part in facts["properties"].items()}
    assert {key: part["triples"] for key, part in parts.items()} == {(c, p): int(n) for c, p, n in used}
    for sort, wanted in (("classes", classes), ("datatypes", types)):
        found = {(*key, kind): number for key, part in parts.items() for kind, number in part[sort].items()}
        assert found == {(c, p, k): int(n) for c, p, k, n in wanted}


def test_the_period_reaches_from_the_first_beginning_to_the_last_day_that_is_certain(figures, ask):
    ns = f"{BASE}ns#"
    ends = f"SELECT (MIN(?a) AS ?x) (MAX(?b) AS ?y) {{ ?r <{ns}earliestStart> ?a ; <{ns}earliestEnd> ?b }}"
    assert figures["period"] == ask(ends)[0]


def test_only_links_of_identity_count_as_links_and_by_the_space_they_lead_to():
    thing = f"<{BASE}id/state/alba>"
    graph = f"<{BASE}graph/x>"
    match = "<http://www.w3.org/2004/02/skos/core#exactMatch>"
    lines = [
        f"{thing} {match} <http://www.wikidata.org/entity/Q1> {graph} .",
        f"{thing} {match} <http://www.wikidata.org/entity/Q1> <{BASE}graph/y> .",
        f"{thing} {match} <https://sws.geonames.org/12/> {graph} .",
        f"{thing} {match} <{BASE}id/state/borea> {graph} .",
        f"<{BASE}ns#State> {match} <https://schema.org/Country> {graph} .",
        f"{thing} <https://schema.org/url> <https://example.org/a> {graph} .",
    ]
    found = json.loads(tally.count("\n".join(lines).encode(), BASE))
    assert [(link["space"], link["triples"]) for link in found["links"]] == [
        ("http://www.wikidata.org/entity/", 1),
        ("https://sws.geonames.org/", 1),
    ]
    assert found["graphs"] == {f"{BASE}graph/x": 5, f"{BASE}graph/y": 1}
    assert found["triples"] == 5


def test_an_empty_release_has_neither_period_nor_extent():
    found = json.loads(tally.count(b"", BASE))
    assert (found["triples"], found["period"], found["latitudes"]) == (0, [], [])
