"""SHACL over what was asserted and inferred; the only module that imports pyshacl and shacl_rust.

Each result becomes a fault at the file and line of the statement that has to change.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import rdflib
import shacl_rust
from rdflib import RDF, SH, Graph, URIRef

from depositary.faults import Fault
from depositary.namespaces import prefixes, shorten
from depositary.settings import BASE, Settings
from depositary.sources import Sources
from depositary.store import Quad, write


@dataclass(frozen=True, order=True)
class Result:
    """One result of a validation: IRIs without brackets, `value` as N-Triples has it, "" for what there is none of."""

    focus: str
    shape: str
    path: str
    value: str
    message: str


def validate(
    sources: Sources, further: Iterable[Quad], settings: Settings, *, reference: bool = False, partial: bool = False
) -> list[Fault]:
    """Check the sources, with the `further` quads that were concluded, against shapes/; returns all faults.

    By shacl-rust, which took 1.2 s on 48,000 statements where pySHACL took 190 s; with `reference`, by pySHACL.
    The tests hold the two to the same results. Where the sources are `partial`, because a file could not be read,
    results about a thing that is named and not described are left out.
    """
    data = [*sources.quads(), *further]
    found = _pyshacl(data, shapes(sources)) if reference else bulk(data, shapes(sources))
    if partial:
        found = [result for result in found if not _undescribed(result.value, sources, settings.base)]
    table = prefixes(settings.sources, settings.base, BASE)
    return sorted({_fault(result, sources, table) for result in found})


def _undescribed(value: str, sources: Sources, base: str) -> bool:
    return value.startswith(f"<{base}id/") and sources.find(value.strip("<>")) is None


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
    from pyshacl import validate as pyshacl_validate  # a quarter of the start of every command, which few need

    logging.getLogger("pyshacl").setLevel(logging.ERROR)
    _, report, _ = pyshacl_validate(
        data, shacl_graph=shapes, advanced=False, meta_shacl=meta, inference="none", allow_warnings=False
    )
    if not isinstance(report, Graph):
        raise report if isinstance(report, Exception) else ValueError(str(report))
    return report


def bulk(data: Iterable[Quad], shapes_graph: Iterable[Quad]) -> list[Result]:
    """Run shacl-rust with its index, which gave the same results as pySHACL, and faster."""
    texts = [write(quads, "application/n-triples").decode() for quads in (data, shapes_graph)]
    report = shacl_rust.validate(*texts, data_format="nt", shapes_format="nt", experimental_index=True)
    return [
        Result(
            found["focusNode"].strip("<>"),
            found["sourceShape"].strip("<>"),
            found.get("resultPath", "").strip("<>"),
            found.get("value", ""),
            found["messages"][-1],
        )
        for found in report["results"]
    ]


def _pyshacl(data: Iterable[Quad], shapes_graph: Iterable[Quad]) -> list[Result]:
    report = check(to_rdflib(data), to_rdflib(shapes_graph))
    return [read_result(report, node) for node in report.subjects(RDF.type, SH.ValidationResult)]


def read_result(report: Graph, node: rdflib.term.Node) -> Result:
    """Read one result of a SHACL report."""
    value = report.value(node, SH.value)
    path = report.value(node, SH.resultPath)
    return Result(
        str(report.value(node, SH.focusNode)),
        str(report.value(node, SH.sourceShape)),
        str(path) if isinstance(path, URIRef) else "",
        "" if value is None else value.n3(),
        str(report.value(node, SH.resultMessage)),
    )


def _fault(result: Result, sources: Sources, table: dict[str, str]) -> Fault:
    value = result.value.strip("<>")
    place = sources.find(result.focus, result.path or None) or sources.find(value)
    found, line = place or (sources.files[0].path.parent, 0)
    shown = shorten(value, table) if result.value.startswith("<") else result.value
    note = f" (it is {shown})" if value and value != result.focus else ""
    return Fault(found, line, 0, "shape", f"{shorten(result.focus, table)}: {result.message}{note}")
