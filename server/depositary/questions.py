"""The published queries as data, so that SPARQL editors and people find them in the graph itself.

Each is a sh:SPARQLExecutable (SHACL, section 5; SHACL Advanced Features, section 5), as the editors of the Swiss
Institute of Bioinformatics and others read them; its parameters are declared as SHACL declares those of functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depositary.query import Parameter, Query
from depositary.store import Literal, NamedNode, Quad
from depositary.syntax import QUERY_FORMS, tokens

SH, SCHEMA = "http://www.w3.org/ns/shacl#", "https://schema.org/"
RDFS, XSD = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2001/XMLSchema#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NAME = "queries"
"""The name of the graph that holds them."""
SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"


def describe(queries: Iterable[Query], base: str) -> list[Quad]:
    """Describe queries in the graph of queries: text, prefixes, endpoint, title, description and parameters."""
    graph = NamedNode(f"{base}graph/{NAME}")
    return [
        Quad(NamedNode(subject), NamedNode(predicate) if isinstance(predicate, str) else predicate, value, graph)
        for query in queries
        for subject, predicate, value in _statements(query, base)
    ]


def form(text: str) -> str:
    """Return the form of a query in lower case: select, construct, ask or describe; "select" where there is none."""
    words = (token.upper() for kind, token, _ in tokens(text) if kind == "word")
    return next((word for word in words if word in QUERY_FORMS), "SELECT").lower()


def _statements(query: Query, base: str) -> Iterator[tuple[str, str | NamedNode, NamedNode | Literal]]:
    iri, kind = f"{base}query/{query.name}", form(query.text)
    yield iri, TYPE, NamedNode(f"{SH}SPARQLExecutable")
    yield iri, TYPE, NamedNode(f"{SH}SPARQL{kind.capitalize()}Executable")
    for told in (query, *query.others):
        yield iri, f"{RDFS}label", Literal(told.title, language=told.language)
        if told.description:
            yield iri, f"{RDFS}comment", Literal(told.description, language=told.language)
    yield iri, f"{SH}{kind}", Literal(query.text)
    yield iri, f"{SH}prefixes", NamedNode(f"{base}ns")
    yield iri, f"{SCHEMA}target", NamedNode(f"{base}sparql")
    for order, parameter in enumerate(query.parameters):
        node = f"{iri}#parameter-{parameter.name}"
        yield iri, f"{SH}parameter", NamedNode(node)
        yield from _parameter(node, parameter, f"{iri}#{parameter.name}", order)
        for told in (query, *query.others):
            yield node, f"{SH}description", Literal(told.parameters[order].meaning, language=told.language)


def _parameter(
    node: str, parameter: Parameter, path: str, order: int
) -> Iterator[tuple[str, str | NamedNode, NamedNode | Literal]]:
    """Declare a parameter; as in SHACL functions, it has the local name of its path."""
    day = parameter.kind == "asof"
    datatype = NamedNode(f"{XSD}date" if day else f"{XSD}string")
    yield node, TYPE, NamedNode(f"{SH}Parameter")
    yield node, f"{SH}path", NamedNode(path)
    yield node, f"{SH}name", Literal(parameter.name)
    yield node, f"{SH}datatype", datatype
    yield node, f"{SH}defaultValue", Literal(parameter.default, datatype=datatype)
    yield node, f"{SH}order", Literal(str(order), datatype=NamedNode(f"{XSD}integer"))
    if not day and parameter.kind != "text":
        yield node, f"{SH}pattern", Literal(SLUG)
