"""Turtle in the one pinned format, for the sources and for the dumps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import diffable_rdf
import rdflib

from depositary.store import Quad, write


def turtle(quads: Iterable[Quad], table: Mapping[str, str]) -> str:
    """Write Turtle in the pinned format: the same graph gives the same bytes."""
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in table.items():
        graph.bind(prefix, namespace)
    graph.parse(data=write(quads, "application/n-triples"), format="nt")
    return diffable_rdf.deterministic_turtle(graph)
