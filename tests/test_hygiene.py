"""Each hygiene query finds what it is for, and nothing in sound data."""

from pathlib import Path

import pytest

from depositary import hygiene
from depositary.load import load
from depositary.query import published
from depositary.reason import reason

HEAD = """@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dep: <https://w3id.org/depositary/ns#> .
@prefix document: <https://w3id.org/depositary/id/document/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix state: <https://w3id.org/depositary/id/state/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
COPY = 'document:copy a dep:Document ; rdfs:label "C"@en ; dct:title "C"@en ; dc:publisher "P"'
CASES = {
    "dangling-reference": "state:delta a dep:State ; dct:source document:nowhere .",
    "same-address-twice": f"{COPY} ; schema:url <https://example.org/gazette> .",
    "two-english-labels": 'state:alba rdfs:label "Albania"@en .',
    "member-after-dissolution": 'state:alba dep:dissolved "2000-01-01"^^xsd:date .',
    "hosting-after-dissolution": 'state:alba dep:dissolved "2000-01-01"^^xsd:date .',
    "withdrawn-yet-described": "state:alba owl:deprecated true .",
    "unused-document": f"{COPY} .",
}
QUERIES = sorted(path.stem for path in (Path(__file__).parent.parent / "queries" / "hygiene").glob("*.rq"))


def test_every_hygiene_query_has_a_case():
    assert sorted(CASES) == QUERIES


@pytest.mark.parametrize("name", CASES)
def test_the_fault_is_found_at_its_place(name, world):
    path = world.sources / "graphs" / "faulty.ttl"
    path.write_text(HEAD + CASES[name] + "\n")
    sources, unread = load(world)
    conclusions, clashes = reason(sources, world)
    assert unread + clashes == []
    queries = {query.title: query.text for query in published(world, "hygiene")}
    faults = hygiene.check(sources, (*conclusions.inferred, *conclusions.derived), [*queries.items()], world)
    title = (
        (world.sources / "queries" / "hygiene" / f"{name}.rq").read_text().splitlines()[0].removeprefix("#+ title: ")
    )
    found = [fault for fault in faults if fault.kind == "hygiene" and fault.message.startswith(title)]
    assert found
    assert all(fault.line > 0 for fault in found)
