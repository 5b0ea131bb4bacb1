"""Every URL and every IRI of the service is built here."""

from __future__ import annotations

from flask import request, url_for

from depositary.endpoint import Endpoint


def thing(endpoint: Endpoint, kind: str, slug: str) -> str:
    """IRI of a thing."""
    return f"{endpoint.base}id/{kind}/{slug}"


def asof(endpoint: Endpoint, day: str) -> str:
    """IRI of an as-of graph; `day` may end in /possible."""
    return f"{endpoint.base}asof/{day}"


def graph(endpoint: Endpoint, name: str) -> str:
    """IRI of a named graph."""
    return f"{endpoint.base}graph/{name}"


def document(kind: str, slug: str, suffix: str = "") -> str:
    """URL of the document about a thing, on the host that was asked."""
    return url_for("documents.doc", kind=kind, name=slug + (f".{suffix}" if suffix else ""))


def sparql() -> str:
    """Absolute URL of the SPARQL endpoint, as the client reached it."""
    return request.host_url + "sparql"


def root() -> str:
    """Absolute URL of the service, as the client reached it; where things are fetched, not what they are called."""
    return request.host_url


def void(endpoint: Endpoint) -> str:
    """IRI of the VoID description."""
    return f"{endpoint.base}.well-known/void"


def dataset(endpoint: Endpoint) -> str:
    """IRI of the catalogue."""
    return f"{endpoint.base}dataset"


def series(endpoint: Endpoint) -> str:
    """IRI of the series of releases."""
    return f"{endpoint.base}release"


def release(endpoint: Endpoint, version: str | None = None) -> str:
    """IRI of a release, by default the one that is served."""
    return f"{endpoint.base}release/{version or endpoint.release.version}"


def query(endpoint: Endpoint, name: str) -> str:
    """IRI of a published query."""
    return f"{endpoint.base}query/{name}"


def shape(endpoint: Endpoint, name: str) -> str:
    """IRI of a shape."""
    return f"{endpoint.base}shape/{name}"


def fragments() -> str:
    """Absolute URL of the Triple Pattern Fragments, as the client reached them."""
    return request.host_url + "fragments"
