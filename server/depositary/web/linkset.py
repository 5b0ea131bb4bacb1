"""Where machines go on from a document: signposts as links, and sets of links (RFC 8288, RFC 9264; signposting.org)."""

from __future__ import annotations

from collections.abc import Iterable

from depositary.endpoint import Endpoint
from depositary.formats import FORMATS, content_type
from depositary.release import WHOLE
from depositary.web import dcat, urls

DATASET = "https://schema.org/Dataset"
LICENCE, CITE = "license", "cite-as"


def signposts(endpoint: Endpoint) -> list[str]:
    """Return the links of a page about the data set (Signposting, level 1), and the one to all of them."""
    licence = endpoint.catalogue.text(urls.dataset(endpoint), LICENCE)
    links = [
        f'<{urls.release(endpoint)}>; rel="{CITE}"',
        f'<{DATASET}>; rel="type"',
        '</.well-known/linkset>; rel="linkset"; type="application/linkset+json"',
        '</.well-known/api-catalog>; rel="api-catalog"',
        '</dataset>; rel="collection"',
        '</.well-known/void>; rel="describedby"',
    ]
    return [*links, f'<{licence}>; rel="{LICENCE}"'] if licence else links


def of_dataset(endpoint: Endpoint, root: str, services: Iterable[str]) -> dict[str, object]:
    """List what belongs to the data set: its files, its descriptions in each syntax, its licence, how to cite it."""
    licence = endpoint.catalogue.text(urls.dataset(endpoint), LICENCE)
    descriptions = [
        {"href": f"{root}{path}.{form.suffix}", "type": form.media_type}
        for path in ("dataset", ".well-known/void", f"release/{endpoint.release.version}")
        for form in FORMATS
        if form.kind == "graph"
    ]
    items = dcat.dump(endpoint, root, [f"{WHOLE}.nq", *(name for _, _, names in dcat.PARTS for name in names)])
    context: dict[str, object] = {
        "anchor": f"{root}dataset",
        CITE: [{"href": urls.release(endpoint)}],
        "type": [{"href": DATASET}],
        "describedby": descriptions,
        "item": [
            {"href": file.url, "type": dcat.GZIP if file.packed else file.media_type, "length": str(file.bytes)}
            for file in items
        ],
        "service": [{"href": f"{root}{path}"} for path in services],
    }
    if licence:
        context[LICENCE] = [{"href": licence}]
    others = [{"anchor": file.url, "collection": [{"href": f"{root}dataset"}]} for file in items]
    return {"linkset": [context, *others]}


def of_services(endpoint: Endpoint, root: str, services: Iterable[str]) -> dict[str, object]:
    """List the services with where each is described (RFC 9727, section 4.1; RFC 8631)."""
    there = list(services)
    described = [{"href": f"{root}openapi.json", "type": "application/vnd.oai.openapi+json"}]
    contexts: list[dict[str, object]] = []
    for path in there:
        if path == "openapi.json":
            continue
        context: dict[str, object] = {"anchor": f"{root}{path}"}
        if "openapi.json" in there:
            context["service-desc"] = described
        if path == "sparql":
            context["service-meta"] = [{"href": f"{root}sparql?format=turtle", "type": content_type("text/turtle")}]
        contexts.append(context)
    items = [{"href": f"{root}{path}"} for path in there if path != "openapi.json"]
    return {"linkset": [{"anchor": f"{root}.well-known/api-catalog", "item": items}, *contexts]}
