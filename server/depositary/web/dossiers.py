"""Dossiers of things over the release that is served, for documents and pages."""

from __future__ import annotations

from depositary import dossier
from depositary.dossier import Dossier
from depositary.endpoint import Endpoint
from depositary.excerpt import Excerpt, count, take
from depositary.vocabulary import Vocabulary, plan_vocabulary
from depositary.web import clients
from depositary.web.keeping import once

NTRIPLES = "application/n-triples"


def fetch(endpoint: Endpoint, iri: str, page: int = 1) -> Dossier:
    """Return a page of the dossier of a thing that is published."""
    return dossier.of(excerpt(endpoint, iri, page), vocabulary(endpoint), page)


def whole(endpoint: Endpoint, iri: str) -> Dossier:
    """Return all pages of a dossier as one."""
    return dossier.of(take(endpoint.concordance, iri, size=None), vocabulary(endpoint), size=None)


def total(endpoint: Endpoint, iri: str) -> int:
    """Count the entries of a thing on all pages of its dossier."""
    return count(endpoint.concordance, iri)


def excerpt(endpoint: Endpoint, iri: str, page: int) -> Excerpt:
    """Take what belongs to a page of a dossier; one beyond the last has no entries."""
    return take(endpoint.concordance, iri, page)


@once
def vocabulary(endpoint: Endpoint) -> Vocabulary:
    """Return the terms of the ontology of the release, read when they are first needed."""
    ns = f"{endpoint.base}ns#"
    return Vocabulary.of(answer(endpoint, plan_vocabulary(ns)), ns)


def answer(endpoint: Endpoint, query: str) -> bytes:
    """Answer one of our own CONSTRUCTs as N-Triples; it is written as it is best evaluated, and so not planned."""
    return b"".join(endpoint.answer(endpoint.ask(query, planned=False), NTRIPLES, clients.key()))
