"""Turtle files to quads: each file one named graph, each fault with file and line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from depositary.faults import Fault
from depositary.namespaces import moved, prefixes
from depositary.settings import BASE, Settings
from depositary.sources import FOLDERS, Source, Sources
from depositary.store import TurtleError, parse_turtle


def load(settings: Settings, paths: Sequence[Path] = ()) -> tuple[Sources, list[Fault]]:
    """Read the sources, and as further graphs what `paths` add to them; all syntax faults come back together."""
    faults: list[Fault] = []
    files: list[Source] = []
    for folder in FOLDERS:
        root = settings.sources / folder
        found = sorted(root.rglob("*.ttl"))
        if folder == "graphs":
            found += _turtle_files(paths, settings)
        for path in found:
            read = _read(path, folder, _graph_iri(path, root, folder), settings)
            if isinstance(read, Fault):
                faults.append(read)
            else:
                files.append(read)
    return Sources(tuple(files)), faults


def _turtle_files(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """List the files among or below `paths` that are not among the sources anyway."""
    files = sorted(chain.from_iterable(path.rglob("*.ttl") if path.is_dir() else [path] for path in paths))
    roots = [(settings.sources / folder).resolve() for folder in FOLDERS]
    return [file for file in files if not any(file.resolve().is_relative_to(root) for root in roots)]


def _graph_iri(path: Path, root: Path, folder: str) -> str:
    """Name the graph of a file after its path; ontology and shapes have a name of their own in front."""
    within = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    name = within.with_suffix("").as_posix()
    return f"{BASE}graph/{name if folder == 'graphs' else f'{folder}/{name}'}"


def _read(path: Path, folder: str, graph: str, settings: Settings) -> Source | Fault:
    try:
        text = moved(path.read_text(encoding="utf-8"), settings.base, BASE)
    except UnicodeDecodeError as error:
        return Fault(path, 0, 0, "syntax", f"byte {error.start} is not UTF-8; save the file as UTF-8.")
    except OSError as error:
        return Fault(path, 0, 0, "syntax", f"cannot be read: {error.strerror}.")
    graph = moved(graph, settings.base, BASE)
    try:
        quads = parse_turtle(text, graph, graph)
    except TurtleError as error:
        return Fault(path, error.line, error.column, "syntax", _remedy(str(error), text, settings))
    return Source(path, folder, graph, text, tuple(quads))


def _remedy(message: str, text: str, settings: Settings) -> str:
    """Add what a curator most often has to do to mend it."""
    undeclared = re.search(r"[Tt]he prefix ([\w-]*):? (?:has not been|is not) declared", message)
    if undeclared:
        namespace = prefixes(settings.sources, settings.base, BASE).get(undeclared[1])
        remedy = f"@prefix {undeclared[1]}: <{namespace}> ." if namespace else "a line of ontology/prefixes.ttl"
        return f"{message}; add {remedy}"
    if "not a valid RDF object" in message or "valid predicate" in message:
        return f"{message}; expected an IRI, a prefixed name or a literal, then one of  ,  ;  ."
    return f"{message}; look for a missing  ;  or  .  at the end of the line before."
