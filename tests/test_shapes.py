"""Each file of tests/shapes holds faulty data and, as a sh:ValidationResult, what must be found in it.

All cases are validated in one run: each is moved to IRIs of its own first, so that none sees another.
"""

import functools
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SH, Graph, URIRef
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from depositary.load import load
from depositary.settings import BASE, Settings
from depositary.store import parse_turtle
from depositary.validate import bulk, check, read_result, shapes, to_rdflib

CASES = sorted(Path(__file__).parent.joinpath("shapes").glob("*.ttl"))
THING = re.compile(rf"^{re.escape(BASE)}(id/|ns#x$)")


@pytest.fixture(scope="module")
def sources():
    read, faults = load(Settings())
    assert faults == []
    return read


@functools.cache
def prepared(text, base, *names):
    return translateQuery(parseQuery(text), base, dict(names))


def moved(node, case):
    return URIRef(f"{node}-{case}") if isinstance(node, URIRef) and THING.match(node) else node


def read_case(path):
    """Return the data, and the focus node and shape that must be reported."""
    graph = Graph(bind_namespaces="none").parse(path)
    result = graph.value(predicate=RDF.type, object=SH.ValidationResult)
    expected = moved(graph.value(result, SH.focusNode), path.stem), graph.value(result, SH.sourceShape)
    data = [tuple(moved(node, path.stem) for node in triple) for triple in graph if triple[0] != result]
    return data, expected


@pytest.fixture(scope="module")
def data(sources):
    """All cases in one graph, with the types that follow from the ontology."""
    ontology = to_rdflib(sources.quads("ontology"))
    graph = ontology + Graph()
    for path in CASES:
        for triple in read_case(path)[0]:
            graph.add(triple)
    for kind, _, above in ontology.triples((None, rdflib.RDFS.subClassOf, None)):
        for kept in ontology.transitive_objects(above, rdflib.RDFS.subClassOf):
            for thing in list(graph.subjects(RDF.type, kind)):
                graph.add((thing, RDF.type, kept))
    return graph


@pytest.fixture(scope="module")
def reported(data, sources):
    """What pySHACL, the reference, reports, the shapes themselves checked first.

    It has rdflib parse the query of a SPARQL constraint anew for each thing; here that is done once.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processor, "parseQuery", lambda text: text)
        patch.setattr(processor, "translateQuery", lambda text, base, names: prepared(text, base, *names.items()))
        report = check(data, to_rdflib(shapes(sources)), meta=True)
    return [read_result(report, node) for node in report.subjects(RDF.type, SH.ValidationResult)]


@pytest.fixture(scope="module")
def messages(reported):
    return {(result.focus, result.shape): result.message for result in reported}


def test_shacl_rust_reports_what_pyshacl_reports(data, reported, sources):
    quads = parse_turtle(data.serialize(format="nt"), BASE, BASE)
    found = bulk(quads, shapes(sources))
    assert sorted({(r.focus, r.shape, r.path, r.message) for r in found}) == sorted(
        {(r.focus, r.shape, r.path, r.message) for r in reported}
    )


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_faulty_data_is_reported_with_a_message_for_curators(path, messages):
    _, (focus, shape) = read_case(path)
    assert len(messages[str(focus), str(shape)].split()) >= 3


def test_every_shape_that_reports_has_a_failing_case(sources):
    graph = to_rdflib(shapes(sources))
    reporting = {shape for shape in graph.subjects(SH.message) if (shape, RDF.type, SH.SPARQLConstraint) not in graph}
    reporting |= set(graph.subjects(SH.sparql))
    assert reporting - {read_case(path)[1][1] for path in CASES} == set()


def test_every_shape_that_reports_has_a_message(sources):
    graph = to_rdflib(shapes(sources))
    silent = [shape for shape in graph.subjects(RDF.type, SH.PropertyShape) if not graph.value(shape, SH.message)]
    assert silent == []
