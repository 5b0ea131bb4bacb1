"""Every format that is read or written: one table of media type, suffix and what it carries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A format: `name` as the user writes it, `kind` is "graph" or "table", `aliases` are further media types."""

    name: str
    media_type: str
    suffix: str
    kind: str
    aliases: tuple[str, ...] = ()
    quads: bool = False


FORMATS = (
    Format("turtle", "text/turtle", "ttl", "graph", ("application/x-turtle", "text/n3")),
    Format("ntriples", "application/n-triples", "nt", "graph", ("text/plain",)),
    Format("rdfxml", "application/rdf+xml", "rdf", "graph"),
    Format("jsonld", "application/ld+json", "jsonld", "graph", quads=True),
    Format("trig", "application/trig", "trig", "graph", quads=True),
    Format("nquads", "application/n-quads", "nq", "graph", quads=True),
    Format("json", "application/sparql-results+json", "srj", "table", ("application/json",)),
    Format("xml", "application/sparql-results+xml", "srx", "table", ("application/xml", "text/xml")),
    Format("csv", "text/csv", "csv", "table"),
    Format("tsv", "text/tab-separated-values", "tsv", "table"),
)

BY_NAME = {form.name: form for form in FORMATS} | {form.suffix: form for form in FORMATS}
BY_MEDIA_TYPE = {media: form for form in FORMATS for media in (form.media_type, *form.aliases)}


def offers(kind: str) -> list[str]:
    """List the media types of a kind, the preferred one first, aliases last."""
    chosen = [form for form in FORMATS if form.kind == kind]
    return [form.media_type for form in chosen] + [alias for form in chosen for alias in form.aliases]


def content_type(media_type: str) -> str:
    """Add the charset that a text format needs to be read rightly (RFC 9110, section 8.3.2)."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
