"""The ontology is OWL Lite (OWL Web Ontology Language Reference, section 8.3); a breach is named by its axiom."""

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef

from depositary.load import load
from depositary.settings import BASE, Settings
from depositary.validate import to_rdflib
from depositary.web.languages import LOCALES

FORBIDDEN = (OWL.unionOf, OWL.complementOf, OWL.oneOf, OWL.hasValue, OWL.disjointWith, OWL.DataRange)
CARDINALITIES = (OWL.minCardinality, OWL.maxCardinality, OWL.cardinality)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@pytest.fixture(scope="module")
def ontology():
    sources, _ = load(Settings())
    return to_rdflib(sources.quads("ontology"))


def breaches(graph: Graph) -> list[str]:
    """Name each axiom that OWL Lite does not have."""
    found = [f"{s.n3()} {p.n3()} {o.n3()}" for p in FORBIDDEN for s, _, o in graph.triples((None, p, None))]
    found += [f"{s.n3()} a {c.n3()}" for c in FORBIDDEN for s in graph.subjects(RDF.type, c)]
    for p in CARDINALITIES:
        found += [f"{s.n3()} {p.n3()} {o.n3()}" for s, o in graph.subject_objects(p) if int(o) not in (0, 1)]
    for term in set(graph.subjects(RDF.type)):
        kinds = [kind for kind in KINDS if (term, RDF.type, kind) in graph]
        if len(kinds) > 1:
            found.append(f"{term.n3()} is at once {' and '.join(kind.n3() for kind in kinds)}")
        ours = [kind for kind in graph.objects(term, RDF.type) if (kind, RDF.type, OWL.Class) in graph]
        found += [f"{term.n3()} is at once {kinds[0].n3()} and an individual of {kind.n3()}" for kind in ours if kinds]
    for p in graph.subjects(RDF.type, OWL.DatatypeProperty):
        found += [f"{p.n3()} is a datatype property with an inverse" for _ in graph.objects(p, OWL.inverseOf)]
        if (p, RDF.type, OWL.InverseFunctionalProperty) in graph:
            found.append(f"{p.n3()} is a datatype property and inverse functional")
    return found


def test_the_ontology_is_owl_lite(ontology):
    assert breaches(ontology) == []


def test_a_breach_is_named_by_its_axiom():
    graph = Graph().add((URIRef("http://x/A"), OWL.disjointWith, URIRef("http://x/B")))
    graph.add((URIRef("http://x/R"), OWL.maxCardinality, Literal(2)))
    assert len(breaches(graph)) == 2
    assert "http://x/A" in breaches(graph)[0]


def test_a_property_that_is_an_individual_as_well_is_a_breach():
    partner, status = URIRef("http://x/partner"), URIRef("http://x/Status")
    graph = Graph().add((status, RDF.type, OWL.Class)).add((partner, RDF.type, status))
    assert breaches(graph) == []
    graph.add((partner, RDF.type, OWL.ObjectProperty))
    assert breaches(graph) == [
        f"{partner.n3()} is at once {OWL.ObjectProperty.n3()} and an individual of {status.n3()}"
    ]


def test_every_term_that_is_used_in_an_axiom_is_declared(ontology):
    ours = f"{BASE}ns#"
    used = {
        o
        for p in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf, OWL.inverseOf)
        for o in ontology.objects(None, p)
    }
    undeclared = [term for term in used if str(term).startswith(ours) and not list(ontology.objects(term, RDF.type))]
    assert undeclared == []


def test_every_term_has_one_label_in_each_language_of_the_site(ontology):
    """Pages write what a relation is, and every term of a closed list, by its label in the language of the reader."""
    terms = set(ontology.subjects(RDFS.isDefinedBy, URIRef(f"{BASE}ns")))
    assert len(terms) > 200
    wrong = {}
    for term in terms:
        found = sorted(str(label.language) for label in ontology.objects(term, RDFS.label))
        if found != sorted(LOCALES):
            wrong[str(term)] = found
    assert wrong == {}


def test_no_two_terms_of_a_closed_list_have_the_same_label(ontology):
    """A reader of any language can tell the terms of a list apart."""
    said: dict[tuple[URIRef, Literal], list[URIRef]] = {}
    for kind in ontology.subjects(RDFS.subClassOf, URIRef(f"{BASE}ns#Concept")):
        for term in ontology.subjects(RDF.type, kind):
            for label in ontology.objects(term, RDFS.label):
                said.setdefault((kind, label), []).append(term)
    assert len(said) > 300
    assert [terms for terms in said.values() if len(terms) > 1] == []


def test_the_ontology_has_a_version_and_a_version_iri(ontology):
    head = URIRef(f"{BASE}ns")
    version = str(ontology.value(head, OWL.versionInfo))
    assert str(ontology.value(head, OWL.versionIRI)) == f"{BASE}ns/{version}"


def test_no_two_prefixes_share_a_namespace():
    from depositary.namespaces import prefixes

    table = prefixes(Settings().sources, BASE, BASE)
    assert len(set(table.values())) == len(table)
