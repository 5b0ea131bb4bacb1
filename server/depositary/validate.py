"""SHACL over what was asserted and inferred; the only module that imports pyshacl.

Each result becomes a fault at the file and line of the statement that has to change.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from itertools import chain

import rdflib
from pyshacl import validate as pyshacl_validate
from rdflib import RDF, SH, Graph, URIRef

from depositary.faults import Fault
from depositary.namespaces import prefixes, shorten
from depositary.settings import BASE, Settings
from depositary.sources import Sources
from depositary.store import Quad, write


def validate(sources: Sources, further: Iterable[Quad], settings: Settings) -> list[Fault]:
    """Check the sources, with the `further` quads that were concluded, against shapes/; returns all faults."""
    data = to_rdflib([*sources.quads(), *further])
    report = check(data, to_rdflib(shapes(sources)))
    table = prefixes(settings.sources, settings.base, BASE)
    return sorted({_fault(report, result, sources, table) for result in report.subjects(RDF.type, SH.ValidationResult)})


def shapes(sources: Sources) -> Iterable[Quad]:
    """Return the shapes, with the prefix table that their SPARQL constraints name (SHACL, section 5.2.1)."""
    table = (file.quads for file in sources.files if file.path.name == "prefixes.ttl")
    return chain(sources.quads("shapes"), *table)


def to_rdflib(quads: Iterable[Quad]) -> Graph:
    """Copy quads into one rdflib graph; pySHACL takes 10.50 for no decimal unless rdflib may write it as 10.5."""
    rdflib.NORMALIZE_LITERALS = True
    return Graph(bind_namespaces="none").parse(data=write(quads, "application/n-triples"), format="nt")


def check(data: Graph, shapes: Graph, *, meta: bool = False) -> Graph:
    """Run pySHACL and return its report (SHACL, section 3.6); `meta` checks the shapes themselves first."""
    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    _, report, _ = pyshacl_validate(
        data, shacl_graph=shapes, advanced=False, meta_shacl=meta, inference="none", allow_warnings=False
    )
    if not isinstance(report, Graph):
        raise report if isinstance(report, Exception) else ValueError(str(report))
    return report


def _fault(report: Graph, result: rdflib.term.Node, sources: Sources, table: dict[str, str]) -> Fault:
    focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    message = str(report.value(result, SH.resultMessage))
    predicate = str(path) if isinstance(path, URIRef) else None
    place = sources.find(str(focus), predicate)
    if place is None and value is not None:
        place = sources.find(str(value))
    found, line = place or (sources.files[0].path.parent, 0)
    subject = shorten(str(focus), table)
    shown = f" (it is {_show(value, table)})" if value is not None and str(value) != str(focus) else ""
    return Fault(found, line, 0, "shape", f"{subject}: {message}{shown}")


def _show(value: rdflib.term.Node, table: dict[str, str]) -> str:
    return shorten(str(value), table) if isinstance(value, URIRef) else str(value.n3())
