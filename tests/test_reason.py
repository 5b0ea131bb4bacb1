"""What follows, held against owlrl, the reference for RDFS and OWL 2 RL."""

import pytest
from owlrl import DeductiveClosure, RDFS_OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, URIRef

from depositary.load import load
from depositary.reason import reason
from depositary.settings import BASE
from depositary.validate import to_rdflib

OURS = f"{BASE}ns#"
AXIOMS = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.equivalentClass}
AXIOMS |= {OWL.equivalentProperty}
TYPES = {OWL.SymmetricProperty, OWL.TransitiveProperty, OWL.FunctionalProperty}


@pytest.fixture
def concluded(world):
    sources, faults = load(world)
    assert faults == []
    return sources, *reason(sources, world)


def test_every_class_membership_that_owlrl_infers_is_inferred(concluded):
    sources, conclusions, _ = concluded
    graph = to_rdflib([*sources.quads("ontology"), *sources.quads("graphs")])
    ours = graph + to_rdflib(conclusions.inferred)
    DeductiveClosure(RDFS_OWLRL_Semantics).expand(graph)

    def facts(from_graph):
        return {
            (s, p, o)
            for s, p, o in from_graph
            if str(s).startswith(f"{BASE}id/")
            and (p == RDF.type or str(p).startswith(OURS))
            and isinstance(o, URIRef)
            and str(o).startswith(BASE)
        }

    assert facts(graph) == facts(ours)


def test_the_rules_cover_the_terms_that_the_ontology_uses(concluded):
    graph = to_rdflib(concluded[0].quads("ontology"))
    known = AXIOMS | {RDF.type, RDFS.label, RDFS.comment, RDFS.isDefinedBy, OWL.versionIRI, OWL.versionInfo}
    used = {p for p in graph.predicates() if str(p).startswith((str(OWL), str(RDFS)))}
    assert used - known == set()
    kinds = {OWL.Ontology, OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    assert {o for o in graph.objects(None, RDF.type) if str(o).startswith(str(OWL))} - kinds - TYPES == set()


def test_conclusions_never_repeat_what_was_asserted(concluded):
    sources, conclusions, _ = concluded
    asserted = {quad.triple for quad in sources.quads()}
    assert asserted.isdisjoint(quad.triple for quad in conclusions.inferred)
    assert {quad.graph_name.value for quad in conclusions.inferred} == {f"{BASE}graph/inferred"}


def test_two_values_of_a_functional_property_are_a_fault_with_its_explanation(world):
    path = world.sources / "graphs" / "world.ttl"
    path.write_text(path.read_text().replace('dep:end "2010-09-30"', 'dep:end "2011-09-30"^^xsd:date, "2010-09-30"'))
    _, faults = reason(load(world)[0], world)
    assert len(faults) == 1
    assert "owl:FunctionalProperty" in faults[0].message
    assert "2010-09-30" in faults[0].message
    assert "dep:end" in path.read_text().splitlines()[faults[0].line - 1]


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("basing/carpa-port-alba", "1993-04-01 1993-04-01 2010-09-30 2010-09-30"),
        ("membership/borea-pact", "1992-01-01 1992-12-31 2001-03-01 2003-05-01"),
        ("membership/alba-pact", "1990-06-01 1990-06-01 2025-06-02 -"),
        ("membership/carpa-pact-observer", "1995-01-01 1995-01-01 1995-01-01 -"),
    ],
)
def test_bounds_are_derived_from_precision_readings_and_the_last_observation(concluded, relation, expected):
    found = {
        quad.predicate.value.removeprefix(OURS): quad.object.value
        for quad in concluded[1].derived
        if quad.subject.value == f"{BASE}id/{relation}"
    }
    names = ("earliestStart", "latestStart", "earliestEnd", "latestEnd")
    assert " ".join(found.get(name, "-") for name in names) == expected
