"""What crawlers ask for: /robots.txt (RFC 9309) and /sitemap.xml (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from depositary.endpoint import Endpoint
from depositary.errors import NotFound
from depositary.query import published
from depositary.web import exchange, results, urls
from depositary.web.keeping import once

blueprint = Blueprint("crawlers", __name__)
XML = "application/xml"
MOST = 50_000
"""Pages that one part of a sitemap may list."""
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
CLOSED = (
    *("/sparql?query=", "/fragments?*", "/reconcile?*", "/search?*"),
    *("/asof/", "/metrics", "/*?*asOf=", "/*?*format="),
)
"""What crawlers would go through without an end, each answer computed; the data are to be had as a whole."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Let crawlers everywhere but where answers are computed."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "Allow: /", ""]
    lines += [f"Sitemap: {urls.root()}sitemap.xml", ""]
    return results.whole("\n".join(lines).encode(), "text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the parts of the sitemap."""
    endpoint = exchange.endpoint()
    number = -(-len(_paths(endpoint)) // MOST)
    parts = [f"{urls.root()}sitemap-{part}.xml" for part in range(1, number + 1)]
    return results.whole(_xml("sitemapindex", "sitemap", parts, endpoint), XML)


@blueprint.get("/sitemap-<int:part>.xml")
def part_of_sitemap(part: int) -> Response:
    """List the pages of a part; raises NotFound beyond the last."""
    endpoint = exchange.endpoint()
    paths = _paths(endpoint)[(part - 1) * MOST : part * MOST] if part else ()
    if not paths:
        raise NotFound(f"The sitemap has no part {part}; /sitemap.xml lists its parts.")
    return results.whole(_xml("urlset", "url", [urls.root() + path for path in paths], endpoint), XML)


@once
def _paths(endpoint: Endpoint) -> tuple[str, ...]:
    """List the pages of the release: those about it, of its graphs, questions and things."""
    about = ["", "dataset", "release", f"release/{endpoint.release.version}", "ns", "query", ".well-known/void"]
    graphs = [iri.removeprefix(endpoint.base) for iri in endpoint.graphs]
    questions = [f"query/{query.name}" for query in published(endpoint.settings)]
    start = f"{endpoint.base}id/"
    things = [f"doc/{iri.removeprefix(start)}" for iri in endpoint.things if iri.startswith(start) and "#" not in iri]
    return tuple(quote(path) for path in (*about, *graphs, *questions, *sorted(things)))


def _xml(root: str, entry: str, places: list[str], endpoint: Endpoint) -> bytes:
    day = str(endpoint.release.manifest["released"])
    lines = [f"<{entry}><loc>{escape(place)}</loc><lastmod>{day}</lastmod></{entry}>" for place in places]
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{SITEMAP}">', *lines, f"</{root}>", ""]
    ).encode()
