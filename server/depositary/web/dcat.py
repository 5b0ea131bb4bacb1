"""The catalogue: data set, graphs, files, services and the series of releases (DCAT 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from depositary.endpoint import Endpoint
from depositary.release import WHOLE, Release
from depositary.store import Literal, NamedNode
from depositary.web import files, urls
from depositary.web.sheet import Sheet, english, iri, media

GZIP = "application/gzip"
PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
FRAGMENTS = "https://linkeddatafragments.org/specification/triple-pattern-fragments/"
RECONCILIATION = "https://reconciliation-api.github.io/specs/0.2/"


def _(text: str) -> str:
    """Mark a text for the catalogues; it is translated when it is shown."""
    return text


SERVICES = (
    ("sparql", _("SPARQL endpoint"), PROTOCOL),
    ("fragments", _("Triple Pattern Fragments"), FRAGMENTS),
    ("reconcile", _("Reconciliation of names"), RECONCILIATION),
)
"""Path, title and what it conforms to; a service is described where the application has it."""
PARTS = (
    ("asserted", _("Statements as they were asserted, without inferences"), ("depositary.nq", "depositary.trig")),
    ("edges", _("Edges of the as-of graphs with the days between which they hold"), ("edges.csv",)),
    ("names", _("Names of things as they are searched"), ("names.tsv",)),
)
"""What the files of a release hold beside the whole: name, title and files."""


@dataclass(frozen=True)
class File:
    """A file of a release: its path, where it is fetched, and what the manifest says of it."""

    path: str
    url: str
    bytes: int
    sha256: str

    @property
    def media_type(self) -> str:
        """The media type of what is in the file when it is unpacked."""
        plain = PurePosixPath(self.path.removesuffix(".gz"))
        return files.MEDIA_TYPES.get(plain.suffix, "text/plain")

    @property
    def packed(self) -> bool:
        """Whether the file is compressed."""
        return self.path.endswith(".gz")


def dump(endpoint: Endpoint, root: str, names: Iterable[str]) -> list[File]:
    """List files of the dump by name, and what is packed of them, as far as the release has them."""
    listed = endpoint.release.manifest["files"]
    place = f"{root}release/{endpoint.release.version}"
    found = []
    for name in names:
        for path in (f"dump/{name}", f"dump/{name}.gz"):
            if path in listed:
                found.append(File(path, f"{place}/{path}", listed[path]["bytes"], listed[path]["sha256"]))
    return found


def describe(endpoint: Endpoint, root: str, services: Iterable[str], releases: Iterable[Release]) -> Sheet:
    """Describe all that is published; `services` are the paths of those that there are."""
    sheet = Sheet(endpoint.prefixes)
    catalog, release = urls.dataset(endpoint), urls.release(endpoint)
    sheet.take(quad.triple for quad in endpoint.catalogue.quads)
    sheet.say(
        catalog,
        {
            "foaf:homepage": NamedNode(root),
            "dct:modified": _released(sheet, endpoint.release),
            "dcat:dataset": [NamedNode(name) for name in (release, *(each for each, _, _ in _parts(endpoint)))],
            "dcat:service": [NamedNode(f"{endpoint.base}{path}") for path, _, _ in SERVICES if path in services],
            "dcat:record": NamedNode(urls.void(endpoint)),
            **_responsible(endpoint),
        },
        "dcat:Catalog",
    )
    describe_release(sheet, endpoint, root)
    _series(sheet, endpoint, releases)
    for name, title, listed in _parts(endpoint):
        sheet.say(name, {"dct:title": english(title), "dct:isPartOf": NamedNode(release)}, "dcat:Dataset")
        _distribute(sheet, endpoint, name, dump(endpoint, root, listed))
    for graph in endpoint.graphs:
        _graph(sheet, endpoint, root, graph)
    _services(sheet, endpoint, root, services)
    return sheet


def _released(sheet: Sheet, release: Release) -> Literal:
    return sheet.typed(str(release.manifest["released"]), "xsd:date")


def _responsible(endpoint: Endpoint) -> dict[str, Any]:
    """Name who publishes and whom to write to, as the settings say."""
    settings = endpoint.settings
    here = urls.dataset(endpoint)
    return {
        "dct:publisher": NamedNode(f"{here}#publisher") if settings.publisher else None,
        "dcat:contactPoint": NamedNode(f"{here}#contact") if settings.contact else None,
    }


def responsible(sheet: Sheet, endpoint: Endpoint) -> None:
    """Describe the publisher and the contact, where the settings name them."""
    here, settings = urls.dataset(endpoint), endpoint.settings
    if settings.publisher:
        sheet.say(f"{here}#publisher", {"foaf:name": Literal(settings.publisher)}, "foaf:Agent", "prov:Agent")
    if settings.contact:
        way = "vcard:hasEmail" if settings.contact.startswith("mailto:") else "vcard:hasURL"
        name = Literal(settings.publisher or settings.contact)
        sheet.say(f"{here}#contact", {"vcard:fn": name, way: NamedNode(settings.contact)}, "vcard:Kind")


def _parts(endpoint: Endpoint) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name, title, listed in PARTS:
        yield f"{urls.release(endpoint)}#{name}", title, listed


def describe_release(sheet: Sheet, endpoint: Endpoint, root: str) -> None:
    """Describe the release that is served: sizes, coverage and files."""
    name, catalog, catalogue = urls.release(endpoint), urls.dataset(endpoint), endpoint.catalogue
    tally = endpoint.tally
    title = catalogue.text(catalog, "title")
    sheet.say(
        name,
        {
            "dct:title": english(f"{title} {endpoint.release.version}".strip()),
            "dct:description": english(catalogue.text(catalog, "description")),
            "dct:license": iri(catalogue.text(catalog, "license")),
            "dct:issued": _released(sheet, endpoint.release),
            "dct:identifier": Literal(endpoint.release.version),
            "dcat:version": Literal(endpoint.release.version),
            "dcat:inSeries": NamedNode(urls.series(endpoint)),
            "dcat:landingPage": NamedNode(root),
            "dct:conformsTo": NamedNode(f"{endpoint.base}ns"),
            "prov:wasGeneratedBy": NamedNode(f"{name}#build"),
            "void:triples": tally["triples"],
            "dct:temporal": NamedNode(f"{name}#period") if tally["period"] else None,
            "dct:spatial": NamedNode(f"{name}#extent") if tally["latitudes"] else None,
            "dct:hasPart": [NamedNode(each) for each, _, _ in _parts(endpoint)],
            **_responsible(endpoint),
        },
        "dcat:Dataset",
        "void:Dataset",
        "prov:Entity",
    )
    responsible(sheet, endpoint)
    _coverage(sheet, name, tally)
    _distribute(sheet, endpoint, name, dump(endpoint, root, [f"{WHOLE}.nq"]))


def _coverage(sheet: Sheet, name: str, tally: dict[str, Any]) -> None:
    """State from when to when the relations reach, and the box around all positions."""
    if tally["period"]:
        first, last = (sheet.typed(day, "xsd:date") for day in tally["period"])
        sheet.say(f"{name}#period", {"dcat:startDate": first, "dcat:endDate": last}, "dct:PeriodOfTime")
    if tally["latitudes"] and tally["longitudes"]:
        (south, north), (west, east) = tally["latitudes"], tally["longitudes"]
        corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
        ring = ", ".join(f"{x} {y}" for x, y in corners)
        sheet.say(f"{name}#extent", {"dcat:bbox": sheet.typed(f"POLYGON(({ring}))", "geo:wktLiteral")}, "dct:Location")


def describe_series(endpoint: Endpoint, releases: Iterable[Release]) -> Sheet:
    """Describe the series of releases."""
    sheet = Sheet(endpoint.prefixes)
    _series(sheet, endpoint, releases)
    return sheet


def _series(sheet: Sheet, endpoint: Endpoint, releases: Iterable[Release]) -> None:
    series, catalogue = urls.series(endpoint), endpoint.catalogue
    members = [(urls.release(endpoint, each.version), each) for each in releases]
    title = catalogue.text(urls.dataset(endpoint), "title")
    sheet.say(
        series,
        {
            "dct:title": english(f"Releases of {title}" if title else "Releases"),
            "dcat:hasCurrentVersion": NamedNode(urls.release(endpoint)),
            "dcat:seriesMember": [NamedNode(name) for name, _ in members],
        },
        "dcat:DatasetSeries",
    )
    sheet.say(urls.dataset(endpoint), {"dcat:dataset": NamedNode(series)})
    for name, each in members:
        sheet.say(
            name,
            {
                "dct:issued": _released(sheet, each),
                "dcat:version": Literal(each.version),
                "dcat:inSeries": NamedNode(series),
            },
            "dcat:Dataset",
        )


def _graph(sheet: Sheet, endpoint: Endpoint, root: str, graph: str) -> None:
    short = graph.removeprefix(f"{endpoint.base}graph/")
    listed = [name for name in (f"graph/{short}.ttl", f"graph/{short}.nq", f"{short}.nq") if _has(endpoint, name)]
    sheet.say(
        graph,
        {
            "dct:isPartOf": NamedNode(urls.release(endpoint)),
            "dct:license": iri(endpoint.catalogue.licence(graph, urls.dataset(endpoint))),
            "void:triples": endpoint.tally["graphs"][graph],
        },
        "dcat:Dataset",
    )
    _distribute(sheet, endpoint, graph, [file for file in dump(endpoint, root, listed) if not file.packed])


def _has(endpoint: Endpoint, name: str) -> bool:
    return f"dump/{name}" in endpoint.release.manifest["files"]


def _distribute(sheet: Sheet, endpoint: Endpoint, subject: str, found: Iterable[File]) -> None:
    """Describe files as distributions; a packed one holds the media type of what is in it."""
    licence = iri(endpoint.catalogue.licence(subject, urls.dataset(endpoint)))
    for file in found:
        name = f"{urls.release(endpoint)}/{file.path}"
        sheet.say(subject, {"dcat:distribution": NamedNode(name)})
        sheet.say(
            name,
            {
                "dcat:downloadURL": NamedNode(file.url),
                "dcat:accessURL": NamedNode(file.url),
                "dcat:mediaType": media(file.media_type),
                "dcat:compressFormat": media(GZIP) if file.packed else None,
                "dcat:byteSize": sheet.typed(str(file.bytes), "xsd:nonNegativeInteger"),
                "dct:license": licence,
                "dct:issued": _released(sheet, endpoint.release),
                "spdx:checksum": NamedNode(f"{name}#checksum"),
            },
            "dcat:Distribution",
        )
        sheet.say(
            f"{name}#checksum",
            {
                "spdx:algorithm": sheet.name("spdx:checksumAlgorithm_sha256"),
                "spdx:checksumValue": sheet.typed(file.sha256, "xsd:hexBinary"),
            },
            "spdx:Checksum",
        )


def _services(sheet: Sheet, endpoint: Endpoint, root: str, services: Iterable[str]) -> None:
    licence = iri(endpoint.catalogue.text(urls.dataset(endpoint), "license"))
    described = next((path for path in services if path == "openapi.json"), "sparql")
    for path, title, standard in SERVICES:
        if path in services:
            sheet.say(
                f"{endpoint.base}{path}",
                {
                    "dct:title": english(title),
                    "dct:license": licence,
                    "dct:conformsTo": NamedNode(standard),
                    "dcat:endpointURL": NamedNode(f"{root}{path}"),
                    "dcat:endpointDescription": NamedNode(root + (path if path == "sparql" else described)),
                    "dcat:servesDataset": NamedNode(urls.release(endpoint)),
                },
                "dcat:DataService",
            )
