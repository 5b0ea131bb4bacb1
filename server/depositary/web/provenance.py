"""How a release came to be: the activity that made it, from what, by which software (PROV-O)."""

from __future__ import annotations

from depositary.endpoint import Endpoint
from depositary.store import Literal, NamedNode
from depositary.web import dcat, urls
from depositary.web.sheet import Sheet, english


def describe(endpoint: Endpoint, root: str) -> Sheet:
    """Describe the release that is served; a graph is a source where it has a file of Turtle, else a conclusion."""
    sheet = Sheet(endpoint.prefixes)
    manifest = endpoint.release.manifest
    release = urls.release(endpoint)
    build, sources = NamedNode(f"{release}#build"), NamedNode(f"{release}#sources")
    asserted = [graph for graph in endpoint.graphs if is_source(endpoint, graph)]
    agents = {f"{release}#software-{name}": (name, version) for name, version in manifest.get("software", {}).items()}
    dcat.describe_release(sheet, endpoint, root)
    sheet.say(release, {"prov:wasDerivedFrom": sources, "prov:hadMember": [NamedNode(g) for g in endpoint.graphs]})
    sheet.say(release, {}, "prov:Collection")
    sheet.say(
        build.value,
        {
            "rdfs:label": english(f"Making of release {endpoint.release.version}"),
            "dct:date": sheet.typed(str(manifest["released"]), "xsd:date"),
            "prov:used": [sources, *map(NamedNode, asserted)],
            "prov:generated": NamedNode(release),
            "prov:wasAssociatedWith": [NamedNode(agent) for agent in agents],
        },
        "prov:Activity",
    )
    sheet.say(
        sources.value,
        {
            "rdfs:label": english("The source files"),
            "dct:identifier": Literal(manifest["source_revision"]) if manifest.get("source_revision") else None,
            "prov:hadMember": [NamedNode(graph) for graph in asserted],
            "spdx:checksum": NamedNode(f"{sources.value}-checksum"),
        },
        "prov:Collection",
    )
    sheet.say(
        f"{sources.value}-checksum",
        {
            "spdx:algorithm": sheet.name("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": sheet.typed(str(manifest["sources_sha256"]), "xsd:hexBinary"),
        },
        "spdx:Checksum",
    )
    for agent, (name, version) in agents.items():
        sheet.say(agent, {"rdfs:label": Literal(name), "dcat:version": Literal(version)}, "prov:SoftwareAgent")
    for graph in endpoint.graphs:
        if graph in asserted:
            sheet.say(graph, {}, "prov:Entity")
        else:
            sheet.say(graph, {"prov:wasGeneratedBy": build, "prov:wasDerivedFrom": sources}, "prov:Entity")
    return sheet


def is_source(endpoint: Endpoint, graph: str) -> bool:
    """Tell whether a graph was read from a file, not concluded from others."""
    name = graph.removeprefix(f"{endpoint.base}graph/")
    return f"dump/graph/{name}.ttl" in endpoint.release.manifest["files"]
