"""Descriptions by schema.org in JSON-LD, for the pages that search engines read.

A template writes one as {{ script }} of `embed`: JSON-LD is data, which a policy of 'self' lets stand in a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from depositary.dossier import Dossier
from depositary.endpoint import Endpoint
from depositary.release import WHOLE
from depositary.web import dcat, urls
from depositary.web.linkset import LICENCE

SCHEMA = "https://schema.org/"
CONTEXT = {"@vocab": SCHEMA}
"""All that our descriptions need of schema.org's own context, so that a reader need not fetch that."""
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def dataset(endpoint: Endpoint, root: str) -> dict[str, Any]:
    """Describe the data set as Google's and others' data set searches read it (schema.org/Dataset)."""
    catalogue, catalog, tally = endpoint.catalogue, urls.dataset(endpoint), endpoint.tally
    settings = endpoint.settings
    files = dcat.dump(endpoint, root, [f"{WHOLE}.nq", *(name for _, _, names in dcat.PARTS for name in names)])
    facts = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": urls.release(endpoint),
        "name": catalogue.text(catalog, "title"),
        "description": catalogue.text(catalog, "description"),
        "url": f"{root}dataset",
        "identifier": urls.release(endpoint),
        "version": endpoint.release.version,
        "datePublished": endpoint.release.manifest["released"],
        "license": catalogue.text(catalog, LICENCE),
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "temporalCoverage": "/".join(tally["period"]),
        "spatialCoverage": _box(tally),
        "creator": _agent(catalogue.text(catalog, "creator") or settings.publisher),
        "publisher": _agent(settings.publisher),
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": catalog, "url": f"{root}dataset"},
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": file.url,
                "encodingFormat": dcat.GZIP if file.packed else file.media_type,
                "contentSize": f"{file.bytes} B",
                "sha256": file.sha256,
            }
            for file in files
        ],
    }
    return _said(facts)


def graph(endpoint: Endpoint, root: str, iri: str) -> dict[str, Any]:
    """Describe one graph of the data set."""
    catalogue = endpoint.catalogue
    facts = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": iri,
        "name": catalogue.text(iri, "title") or iri,
        "url": root + iri.removeprefix(endpoint.base),
        "license": catalogue.licence(iri, urls.dataset(endpoint)),
        "isPartOf": {"@type": "Dataset", "@id": urls.release(endpoint), "url": f"{root}dataset"},
        "datePublished": endpoint.release.manifest["released"],
    }
    return _said(facts)


def thing(endpoint: Endpoint, root: str, found: Dossier, language: str = "en") -> dict[str, Any]:
    """Describe a thing by the classes of schema.org that the ontology aligns its classes with.

    Where there are none, it is a Place if it has a position, else a Thing.
    """
    types = sorted({v.text.removeprefix(SCHEMA) for v in found.values("type") if v.text.startswith(SCHEMA)})
    latitude, longitude = (found.values(name) for name in ("latitude", "longitude"))
    position = {"latitude": latitude[0].text, "longitude": longitude[0].text} if latitude and longitude else None
    types = types or ["Place" if position else "Thing"]
    facts = {
        "@context": CONTEXT,
        "@type": types[0] if len(types) == 1 else types,
        "@id": found.iri,
        "name": found.label(found.iri, language),
        "alternateName": sorted(set(found.labels.values()) - {found.label(found.iri, language)}),
        "url": root + found.iri.removeprefix(endpoint.base).replace("id/", "doc/", 1),
        "sameAs": [value.text for value in found.values("exactMatch")],
        "geo": {"@type": "GeoCoordinates", **position} if position else None,
        "isPartOf": {"@type": "Dataset", "@id": urls.release(endpoint), "url": f"{root}dataset"},
    }
    return _said(facts)


def embed(facts: Mapping[str, Any]) -> Markup:
    """Return a description as an element of a page; nothing in its texts can end the element."""
    text = json.dumps(facts, ensure_ascii=False)
    for character, escape in _UNSAFE.items():
        text = text.replace(character, escape)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {name: value for name, value in facts.items() if value not in ("", None, [], {})}


def _agent(name: str) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None


def _box(tally: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the box around all positions: south, west, north, east."""
    if not tally["latitudes"] or not tally["longitudes"]:
        return None
    (south, north), (west, east) = tally["latitudes"], tally["longitudes"]
    return {"@type": "Place", "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}}
