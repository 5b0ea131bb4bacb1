"""The one prefix table, read from ontology/prefixes.ttl (SHACL, section 5.2.1)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rdflib import RDF, SH, Graph

from depositary.errors import DataError


@cache
def prefixes(sources: Path, base: str, written: str) -> dict[str, str]:
    """Map each prefix to its namespace, those under `written` moved to `base`; raises DataError on a doubled one."""
    path = sources / "ontology" / "prefixes.ttl"
    graph = Graph().parse(path, format="turtle")
    table: dict[str, str] = {}
    for node in graph.subjects(RDF.type, SH.PrefixDeclaration):
        prefix, namespace = str(graph.value(node, SH.prefix)), str(graph.value(node, SH.namespace))
        if prefix in table or namespace in table.values():
            raise DataError(f"{path}: the prefix {prefix}: or its namespace {namespace} is declared twice.")
        table[prefix] = namespace
    return {prefix: moved(namespace, base, written) for prefix, namespace in sorted(table.items())}


def moved(text: str, base: str, written: str) -> str:
    """Move every IRI in `text` from the base under which it is written to the one under which it is published."""
    return text if base == written else text.replace(written, base)


def shorten(iri: str, table: dict[str, str]) -> str:
    """Write an IRI with a prefix where the rest is a plain local name, else in angle brackets."""
    for prefix, namespace in table.items():
        if iri.startswith(namespace) and iri[len(namespace) :].replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"
