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
    return url_for("resources.doc", kind=kind, name=slug + (f".{suffix}" if suffix else ""))


def sparql() -> str:
    """Absolute URL of the SPARQL endpoint, as the client reached it."""
    return request.host_url + "sparql"
