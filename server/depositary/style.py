"""House rules that are about the text of a Turtle file, and not about what it says."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import rdflib

from depositary.dates import DATATYPES, XSD, bounds
from depositary.faults import Fault
from depositary.namespaces import prefixes
from depositary.settings import BASE, Settings
from depositary.sources import Source, Sources
from depositary.store import Literal, NamedNode
from depositary.turtle import turtle

LONGEST = 2000
CATALOGUE = "catalog.ttl"


def check(sources: Sources, settings: Settings) -> list[Fault]:
    """Find files that are too long or not in the pinned format, and blank nodes in graphs/."""
    faults = []
    table = prefixes(settings.sources, settings.base, BASE)
    for file in sources.files:
        lines = file.text.count("\n")
        if lines > LONGEST:
            faults.append(
                Fault(file.path, LONGEST, 0, "style", f"{lines} lines; split it by topic at about {LONGEST}.")
            )
        faults += _ill_typed(file)
        if file.folder == "graphs":
            faults += _blank(file)
        if settings.base == BASE:
            faults += _unformatted(file, table)
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


def formatted(file: Source, table: dict[str, str]) -> str:
    """Return the text of a file in the pinned format."""
    return turtle(file.quads, table)


def rewrite(sources: Sources, paths: Sequence[Path], settings: Settings) -> list[Path]:
    """Put the files among or below `paths` into the pinned format; return those that changed. Comments are lost."""
    table = prefixes(settings.sources, settings.base, BASE)
    changed = []
    for file in sources.files:
        chosen = any(file.path.resolve().is_relative_to(path.resolve()) for path in paths)
        text = formatted(file, table)
        if chosen and text != file.text:
            file.path.write_text(text, encoding="utf-8")
            changed.append(file.path)
    return changed


def _unformatted(file: Source, table: dict[str, str]) -> list[Fault]:
    wanted = formatted(file, table).splitlines()
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
