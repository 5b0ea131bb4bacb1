"""The service description, made from what is loaded (SPARQL 1.1 Service Description, section 3)."""

from __future__ import annotations

from depositary.endpoint import Endpoint
from depositary.formats import FORMATS
from depositary.geometry import FUNCTIONS
from depositary.store import BlankNode, Literal, NamedNode, Triple, write
from depositary.textmatch import NAME
from depositary.web import urls

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
MEDIA_TYPES = tuple(form.media_type for form in FORMATS if form.kind == "graph")
FORMAT_NAMES = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "trig": "TriG",
    "nquads": "N-Quads",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}
"""Local names under http://www.w3.org/ns/formats/ ."""


def service(endpoint: Endpoint, media_type: str) -> bytes:
    """Describe the endpoint at the URL by which the client reached it."""
    here = NamedNode(urls.sparql())
    dataset, default = BlankNode("dataset"), BlankNode("default")
    triples = [
        Triple(here, TYPE, NamedNode(SD + "Service")),
        Triple(here, NamedNode(SD + "endpoint"), here),
        Triple(here, NamedNode(SD + "supportedLanguage"), NamedNode(SD + "SPARQL11Query")),
        Triple(here, NamedNode(SD + "propertyFeature"), NamedNode(f"{endpoint.base}ns#{NAME}")),
        Triple(here, NamedNode(SD + "defaultDataset"), dataset),
        Triple(dataset, TYPE, NamedNode(SD + "Dataset")),
        Triple(dataset, NamedNode(SD + "defaultGraph"), default),
        Triple(default, TYPE, NamedNode(SD + "Graph")),
    ]
    triples += [Triple(here, NamedNode(SD + "extensionFunction"), NamedNode(iri)) for iri in FUNCTIONS]
    triples += [Triple(NamedNode(iri), TYPE, NamedNode(SD + "Function")) for iri in FUNCTIONS]
    for form in FORMATS:
        name = NamedNode(f"http://www.w3.org/ns/formats/{FORMAT_NAMES[form.name]}")
        triples.append(Triple(here, NamedNode(SD + "resultFormat"), name))
    for number, iri in enumerate(endpoint.graphs):
        node = BlankNode(f"graph{number}")
        triples += [
            Triple(dataset, NamedNode(SD + "namedGraph"), node),
            Triple(node, TYPE, NamedNode(SD + "NamedGraph")),
            Triple(node, NamedNode(SD + "name"), NamedNode(iri)),
        ]
    total = Literal(str(endpoint.release.manifest["counts"]["distinct triples"]), datatype=INTEGER)
    triples.append(Triple(default, NamedNode(VOID + "triples"), total))
    return write(triples, media_type, {"sd": SD, "void": VOID})
