"""House rules that are about the text of a Turtle file, and not about what it says."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import rdflib

from depositary.dates import DATATYPES, XSD, bounds
from depositary.faults import Fault
from depositary.namespaces import prefixes
from depositary.settings import BASE, Settings
from depositary.sources import Source, Sources
from depositary.store import Literal, NamedNode, parse_turtle
from depositary.turtle import turtle

LONGEST = 2000
MANY = 100
"""Files from which formatting on all cores saves more than new processes cost."""
CATALOGUE = "catalog.ttl"


def check(sources: Sources, settings: Settings) -> list[Fault]:
    """Find files that are too long or not in the pinned format, and blank nodes in graphs/."""
    faults = []
    wanted = _formatted(sources.files, settings) if settings.base == BASE else []
    for file in sources.files:
        lines = file.text.count("\n")
        if lines > LONGEST:
            faults.append(
                Fault(file.path, LONGEST, 0, "style", f"{lines} lines; split it by topic at about {LONGEST}.")
            )
        faults += _ill_typed(file)
        if file.folder == "graphs":
            faults += _blank(file)
    for file, text in zip(sources.files, wanted, strict=False):
        faults += _unformatted(file, text)
    return faults + _uncatalogued(sources)


def _uncatalogued(sources: Sources) -> list[Fault]:
    """Find graphs that the catalogue, where it is among the sources, does not describe."""
    catalogue = next((file for file in sources.files if file.path.name == CATALOGUE), None)
    if catalogue is None:
        return []
    described = {quad.subject.value for quad in catalogue.quads if isinstance(quad.subject, NamedNode)}
    message = f"this graph is not in {CATALOGUE}; add a dcat:Dataset with its title and licence there."
    return [
        Fault(file.path, 1, 0, "style", message)
        for file in sources.files
        if file.path.is_relative_to(catalogue.path.parent) and file is not catalogue and file.graph not in described
    ]


def rewrite(sources: Sources, paths: Sequence[Path], settings: Settings) -> list[Path]:
    """Put the files among or below `paths` into the pinned format; return those that changed. Comments are lost."""
    table = prefixes(settings.sources, settings.base, BASE)
    changed = []
    for file in sources.files:
        chosen = any(file.path.resolve().is_relative_to(path.resolve()) for path in paths)
        text = turtle(file.quads, table)
        if chosen and text != file.text:
            file.path.write_text(text, encoding="utf-8")
            changed.append(file.path)
    return changed


def _formatted(files: Sequence[Source], settings: Settings) -> list[str]:
    """Format every file; many at once, on all cores, since this takes longer than all other checks together."""
    table = prefixes(settings.sources, settings.base, BASE)
    texts, graphs = [file.text for file in files], [file.graph for file in files]
    if len(files) < MANY:
        return list(map(_format_text, texts, graphs, repeat(table)))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return list(pool.map(_format_text, texts, graphs, repeat(table), chunksize=4))


def _format_text(text: str, graph: str, table: dict[str, str]) -> str:
    return turtle(parse_turtle(text, graph, graph), table)


def _unformatted(file: Source, text: str) -> list[Fault]:
    wanted = text.splitlines()
    found = file.text.splitlines()
    if wanted == found:
        return []
    both = zip(found, wanted, strict=False)
    line = next((n for n, (a, b) in enumerate(both, 1) if a != b), min(len(found), len(wanted)) + 1)
    return [Fault(file.path, line, 0, "style", "not in the pinned format from here on; run: depositary format")]


def _ill_typed(file: Source) -> list[Fault]:
    """Find literals that are none of their datatype, such as month 13; shacl-rust looks at the datatype only."""
    faults = []
    for quad in file.quads:
        literal = quad.object
        if not isinstance(literal, Literal) or not literal.datatype.value.startswith(XSD):
            continue
        datatype = literal.datatype.value
        if datatype in DATATYPES:
            wrong = not _is_date(literal.value, datatype)
        else:
            with warnings.catch_warnings(action="ignore"):  # rdflib warns of what becomes a fault here
                wrong = bool(rdflib.Literal(literal.value, datatype=rdflib.URIRef(datatype)).ill_typed)
        if wrong:
            line = file.line(str(getattr(quad.subject, "value", "")), quad.predicate.value)
            message = f'"{literal.value}" is no xsd:{datatype.removeprefix(XSD)}; mend the value or its datatype.'
            faults.append(Fault(file.path, line, 0, "datatype", message))
    return faults


def _is_date(value: str, datatype: str) -> bool:
    try:
        bounds(value, datatype)
    except ValueError:
        return False
    return True


def _blank(file: Source) -> list[Fault]:
    subjects = (str(quad.subject) for quad in file.quads)
    if any(subject.startswith("_:") for subject in subjects):
        line = next((n for n, text in enumerate(file.text.splitlines(), 1) if "[" in text or "_:" in text), 0)
        return [Fault(file.path, line, 0, "style", "a blank node; give the thing an IRI of its own.")]
    return []
