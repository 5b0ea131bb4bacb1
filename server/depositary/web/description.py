"""The service description, made from what is loaded (SPARQL 1.1 Service Description, section 3)."""

from __future__ import annotations

from collections.abc import Iterator

from depositary.endpoint import MOST_DAYS, Endpoint
from depositary.formats import FORMATS
from depositary.geometry import FUNCTIONS
from depositary.store import Literal, NamedNode
from depositary.textmatch import NAME, USAGE
from depositary.web import dcat, urls, void
from depositary.web.sheet import Sheet, english, iri

MEDIA_TYPES = tuple(form.media_type for form in FORMATS if form.kind == "graph")
SIMPLE = "http://www.w3.org/ns/entailment/Simple"
AS_OF = (
    "Graphs of the plain edges that hold on a day, made when a query names them by FROM, FROM NAMED, GRAPH or a "
    "parameter of the protocol; those that end in /possible hold the edges that possibly hold."
)


def service(endpoint: Endpoint, root: str) -> Sheet:
    """Describe the endpoint at the URL by which the client reached it."""
    sheet = Sheet(endpoint.prefixes)
    here = f"{root}sparql"
    dataset = f"{urls.dataset(endpoint)}#graphs"
    search = f"{endpoint.base}ns#{NAME}"
    limits = list(_limits(endpoint))
    sheet.say(
        here,
        {
            "sd:endpoint": NamedNode(here),
            "sd:supportedLanguage": sheet.name("sd:SPARQL11Query"),
            "sd:feature": sheet.name("sd:UnionDefaultGraph"),
            "sd:propertyFeature": NamedNode(search),
            "sd:extensionFunction": [NamedNode(function) for function in FUNCTIONS],
            "sd:resultFormat": [sheet.name(f"formats:{void.FORMAT_NAMES[form.name]}") for form in FORMATS],
            "sd:defaultEntailmentRegime": NamedNode(SIMPLE),
            "sd:defaultDataset": NamedNode(dataset),
            "sd:availableGraphs": NamedNode(f"{dataset}-as-of"),
            "dct:license": iri(endpoint.catalogue.text(urls.dataset(endpoint), "license")),
            "dct:conformsTo": NamedNode(dcat.PROTOCOL),
            "schema:additionalProperty": [NamedNode(f"{here}#limit-{name}") for name, *_ in limits],
        },
        "sd:Service",
    )
    for function in FUNCTIONS:
        sheet.say(function, {}, "sd:Function")
    sheet.say(search, {"rdfs:comment": english(USAGE)}, "sd:Feature")
    for name, value, unit, meaning in limits:
        sheet.say(
            f"{here}#limit-{name}",
            {
                "schema:name": Literal(name),
                "schema:maxValue": sheet.typed(f"{value:g}", "xsd:decimal"),
                "schema:unitCode": Literal(unit) if unit else None,
                "schema:description": english(meaning),
            },
            "schema:PropertyValue",
        )
    _dataset(sheet, endpoint, dataset)
    _prefixes(sheet, endpoint)
    return sheet


def _dataset(sheet: Sheet, endpoint: Endpoint, dataset: str) -> None:
    """Describe the default graph, the merge of all, with its classes and properties; each graph; the as-of graphs."""
    default, graphs = f"{dataset}-default", endpoint.tally["graphs"]
    sheet.say(dataset, {"sd:defaultGraph": NamedNode(default)}, "sd:Dataset")
    sheet.say(default, {}, "sd:Graph", "void:Dataset")
    void.figures(sheet, endpoint, default)
    void.partitions(sheet, endpoint, default, ranges=False)
    for graph in endpoint.graphs:
        name = graph.removeprefix(f"{endpoint.base}graph/").replace("/", "-")
        named, content = f"{dataset}-{name}", f"{dataset}-{name}-content"
        sheet.say(dataset, {"sd:namedGraph": NamedNode(named)})
        title = english(endpoint.catalogue.text(graph, "title"))
        sheet.say(
            named,
            {"sd:name": NamedNode(graph), "sd:graph": NamedNode(content), "rdfs:label": title},
            "sd:NamedGraph",
        )
        sheet.say(content, {"void:triples": graphs[graph]}, "sd:Graph")
    collection, day = f"{dataset}-as-of", str(endpoint.release.manifest["released"])
    sheet.say(
        collection,
        {
            "rdfs:comment": english(AS_OF),
            "void:uriRegexPattern": Literal(rf"^{endpoint.base}asof/\d{{4}}-\d\d-\d\d(/possible)?$"),
        },
        "sd:GraphCollection",
    )
    for name in (day, f"{day}/possible"):
        node = f"{collection}-{name.replace('/', '-')}"
        sheet.say(collection, {"sd:namedGraph": NamedNode(node)})
        sheet.say(node, {"sd:name": NamedNode(urls.asof(endpoint, name))}, "sd:NamedGraph")


def _prefixes(sheet: Sheet, endpoint: Endpoint) -> None:
    """Declare the prefixes as the ontology does, for editors that read only this description (SHACL, section 5.2.1)."""
    for prefix, namespace in endpoint.prefixes.items():
        node = f"{endpoint.base}prefix/{prefix}"
        sheet.say(f"{endpoint.base}ns", {"sh:declare": NamedNode(node)})
        sheet.say(
            node,
            {"sh:prefix": Literal(prefix), "sh:namespace": sheet.typed(namespace, "xsd:anyURI")},
            "sh:PrefixDeclaration",
        )


def _limits(endpoint: Endpoint) -> Iterator[tuple[str, float, str, str]]:
    """Yield name, value, unit code (UN/CEFACT Recommendation 20) and meaning of what a client may not exceed."""
    settings = endpoint.settings
    yield "deadline", settings.deadline, "SEC", "Time after which a query is ended."
    yield "query_length", settings.query_length, "2P", "Length of a query."  # 2P: kilobyte
    yield "answer_length", settings.answer_length, "4L", "Length of an answer as it is sent."  # 4L: megabyte
    yield "nesting", settings.nesting, "", "Depth of brackets in a query."
    yield "as_of_graphs", MOST_DAYS, "", "As-of graphs that one query may name."
    yield "matches", settings.matches, "", f"Things that {NAME} finds at most."
    yield "memory", settings.memory, "4L", "Memory that a query may use beside the data."
    yield "queue", settings.queue, "", "Queries that may wait before others are refused."
