"""The VoID description of the release, made from its tally (Describing Linked Datasets with the VoID Vocabulary)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from depositary.endpoint import Endpoint
from depositary.formats import FORMATS
from depositary.release import WHOLE
from depositary.store import Literal, NamedNode
from depositary.web import urls
from depositary.web.sheet import Sheet, english, fragment, iri

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
EXAMPLES = 12


def describe(endpoint: Endpoint, root: str) -> Sheet:
    """Describe the release: what it holds, where it is, and by what it is linked to others."""
    sheet = Sheet(endpoint.prefixes)
    here, release = urls.void(endpoint), urls.release(endpoint)
    catalogue, catalog = endpoint.catalogue, urls.dataset(endpoint)
    title, licence = catalogue.text(catalog, "title"), catalogue.text(catalog, "license")
    released = sheet.typed(str(endpoint.release.manifest["released"]), "xsd:date")
    sheet.say(
        here,
        {
            "dct:title": english(f"VoID description of {title or release}"),
            "foaf:primaryTopic": NamedNode(release),
            "dct:issued": released,
        },
        "void:DatasetDescription",
    )
    sheet.say(
        release,
        {
            "dct:title": english(title),
            "dct:description": english(catalogue.text(catalog, "description")),
            "dct:license": iri(licence),
            "dct:issued": released,
            "dcat:version": Literal(endpoint.release.version),
            "foaf:homepage": NamedNode(root),
            "void:rootResource": NamedNode(catalog),
            "void:sparqlEndpoint": NamedNode(f"{root}sparql"),
            "void:dataDump": [NamedNode(f"{root}dump/{WHOLE}.{suffix}") for suffix in ("nq.gz", "nq")],
            "void:feature": [
                sheet.name(f"formats:{FORMAT_NAMES[form.name]}") for form in FORMATS if form.kind == "graph"
            ],
            "void:uriSpace": Literal(f"{endpoint.base}id/"),
            "void:uriRegexPattern": Literal(f"^{re.escape(endpoint.base)}id/"),
            "void:exampleResource": [NamedNode(thing) for thing in examples(endpoint)],
            "void:vocabulary": [NamedNode(name) for name in vocabularies(endpoint)],
            "void:subset": [NamedNode(f"{here}#{name}") for name, _ in _linksets(endpoint)],
        },
        "void:Dataset",
        "dcat:Dataset",
    )
    sheet.say(  # what documents about things name as their data set, whatever the release
        catalog,
        {
            "dct:title": english(title),
            "dct:license": iri(licence),
            "dcat:hasCurrentVersion": NamedNode(release),
            "void:sparqlEndpoint": NamedNode(f"{root}sparql"),
            "void:uriSpace": Literal(f"{endpoint.base}id/"),
        },
        "void:Dataset",
    )
    figures(sheet, endpoint, release)
    partitions(sheet, endpoint, release, ranges=True)
    _links(sheet, endpoint, here)
    return sheet


def figures(sheet: Sheet, endpoint: Endpoint, subject: str) -> None:
    """State the sizes of the data set; there is a document for each thing that is not withdrawn."""
    tally, start = endpoint.tally, f"{endpoint.base}id/"
    sheet.say(
        subject,
        {
            "void:triples": tally["triples"],
            "void:entities": tally["entities"],
            "void:documents": sum(thing.startswith(start) and "#" not in thing for thing in endpoint.things),
            "void:distinctSubjects": tally["subjects"],
            "void:distinctObjects": tally["objects"],
            "void:classes": len(tally["classes"]),
            "void:properties": len(tally["properties"]),
        },
    )


def partitions(sheet: Sheet, endpoint: Endpoint, subject: str, *, ranges: bool) -> None:
    """State the classes with their properties, and the properties; with `ranges`, what the values are as well."""
    here, tally = urls.void(endpoint), endpoint.tally
    for name, facts in sorted(tally["classes"].items()):
        part = f"{here}#class-{fragment(name, endpoint.prefixes)}"
        sheet.say(subject, {"void:classPartition": NamedNode(part)})
        sheet.say(part, {"void:class": NamedNode(name), "void:entities": facts["entities"]})
        for predicate, use in sorted(facts["properties"].items()):
            node = f"{part}-{fragment(predicate, endpoint.prefixes)}"
            sheet.say(part, {"void:propertyPartition": NamedNode(node)})
            sheet.say(node, {"void:property": NamedNode(predicate), "void:triples": use["triples"]})
            if ranges:
                _ranges(sheet, endpoint, node, use)
    for predicate, use in sorted(tally["properties"].items()):
        node = f"{here}#property-{fragment(predicate, endpoint.prefixes)}"
        sheet.say(subject, {"void:propertyPartition": NamedNode(node)})
        sheet.say(
            node,
            {
                "void:property": NamedNode(predicate),
                "void:triples": use["triples"],
                "void:distinctSubjects": use["subjects"],
                "void:distinctObjects": use["objects"],
            },
        )


def _ranges(sheet: Sheet, endpoint: Endpoint, node: str, use: dict[str, dict[str, int]]) -> None:
    for link, name, sort in (
        ("void:classPartition", "void:class", "classes"),
        ("void-ext:datatypePartition", "void-ext:datatype", "datatypes"),
    ):
        for kind, number in sorted(use[sort].items()):
            part = f"{node}-to-{fragment(kind, endpoint.prefixes)}"
            sheet.say(node, {link: NamedNode(part)})
            sheet.say(part, {name: NamedNode(kind), "void:triples": number})


def _linksets(endpoint: Endpoint) -> Iterable[tuple[str, dict[str, Any]]]:
    for link in endpoint.tally["links"]:
        ends = fragment(link["predicate"], endpoint.prefixes), target(link["space"])
        yield f"links-{ends[0]}-{ends[1]}", link


def _links(sheet: Sheet, endpoint: Endpoint, here: str) -> None:
    for name, link in _linksets(endpoint):
        other = f"{here}#{target(link['space'])}"
        sheet.say(
            f"{here}#{name}",
            {
                "void:linkPredicate": NamedNode(link["predicate"]),
                "void:subjectsTarget": NamedNode(urls.release(endpoint)),
                "void:objectsTarget": NamedNode(other),
                "void:triples": link["triples"],
            },
            "void:Linkset",
        )
        sheet.say(other, {"void:uriSpace": Literal(link["space"])}, "void:Dataset")


def target(space: str) -> str:
    """Make a name for the data set of a name space."""
    return re.sub(r"\W+", "-", space.partition("://")[2]).strip("-")


def vocabularies(endpoint: Endpoint) -> list[str]:
    """List the name spaces of the classes and properties in use."""
    used = {*endpoint.tally["classes"], *endpoint.tally["properties"]}
    return sorted({name[: max(name.rfind("#"), name.rfind("/")) + 1] for name in used})


def examples(endpoint: Endpoint) -> list[str]:
    """Choose a thing of each kind, of the most frequent kinds first."""
    kinds: dict[str, list[str]] = {}
    for thing in sorted(endpoint.things):
        found = re.fullmatch(rf"{re.escape(endpoint.base)}id/([\w-]+)/[\w-]+", thing)
        if found:
            kinds.setdefault(found[1], []).append(thing)
    return [things[0] for things in sorted(kinds.values(), key=len, reverse=True)[:EXAMPLES]]
