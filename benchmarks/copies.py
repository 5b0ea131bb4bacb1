"""The dump of a release cut down, or blown up by further copies under other IRIs, to a number of triples."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Set
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

BASE = "https://w3id.org/depositary/"
DUMP = "dump/depositary-with-inferences.nq"
EDGES = "dump/edges.csv"
NAMES = "dump/names.tsv"
TABBED: dict[str, Any] = {"delimiter": "\t", "quoting": csv.QUOTE_NONE, "quotechar": None}
FIRST = ("membership", "participation", "organization", "state", "treaty", "basing", "facility")
"""The kinds of things that a dump cut down keeps first: what the questions ask about."""
_THING = re.compile(rf"<({re.escape(BASE)}id/[^>]+)>")
_KIND = re.compile(rf"<{re.escape(BASE)}id/([^/]+)/")


@dataclass(frozen=True)
class Data:
    """The same triples twice: as a folder of releases, for Depositary, and as N-Triples, for its peers."""

    releases: Path
    ntriples: Path
    triples: int


def make(release: Path, size: int, target: Path) -> Data:
    """Write `size` triples into the folder `target`; those that are there already from the same release stay."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    name = f"{manifest['version']}-{size}"
    place = target / name
    data = Data(target / f"{name}-releases", place / "data.nt", size)
    if not (place / "manifest.json").is_file():
        triples = _distinct(release / DUMP)
        copies = _fill(triples, size)
        (place / "dump").mkdir(parents=True, exist_ok=True)
        with (place / DUMP).open("w", encoding="utf-8") as quads, data.ntriples.open("w", encoding="utf-8") as plain:
            for triple, graph in triples.items():
                quads.write(f"{triple} {graph} .\n")
                plain.write(f"{triple} .\n")
        _copy_table(release / EDGES, place / EDGES, copies, {"subject", "object", "relation"}, {})
        _copy_table(release / NAMES, place / NAMES, copies, {"thing"}, TABBED)
        _describe(place, manifest | {"version": name, "counts": {**manifest["counts"], "distinct triples": size}})
    data.releases.mkdir(exist_ok=True)
    link = data.releases / "current"
    link.unlink(missing_ok=True)
    link.symlink_to(place.resolve())
    return data


def _distinct(dump: Path) -> dict[str, str]:
    """Read triples in order of their kinds, each with the first of its graphs."""
    found: dict[str, str] = {}
    with dump.open(encoding="utf-8") as lines:
        for line in lines:
            triple, graph, _ = line.rsplit(" ", 2)
            found.setdefault(triple, graph)
    return dict(sorted(found.items(), key=lambda item: _rank(item[0])))


def _rank(triple: str) -> int:
    kind = _KIND.match(triple)
    return FIRST.index(kind[1]) if kind and kind[1] in FIRST else len(FIRST)


def _fill(triples: dict[str, str], size: int) -> int:
    """Cut or add whole copies, the last one cut, until there are `size` triples; return the number of copies."""
    originals = [(triple, graph) for triple, graph in triples.items() if triple.startswith(f"<{BASE}id/")]
    for number in count(1):
        if len(triples) >= size:
            break
        for triple, graph in originals:
            triples[_THING.sub(rf"<\1-copy{number}>", triple)] = graph
    for surplus in list(triples)[size:]:
        del triples[surplus]
    return number - 1


def _copy_table(source: Path, target: Path, copies: int, things: Set[str], form: dict[str, Any]) -> None:
    """Write a table of a release for the originals and for each copy; `things` are the columns with their IRIs."""
    with source.open(encoding="utf-8", newline="") as read, target.open("w", encoding="utf-8", newline="") as written:
        reader = csv.DictReader(read, **form)
        writer = csv.DictWriter(written, reader.fieldnames or [], lineterminator="\n", **form)
        writer.writeheader()
        rows = list(reader)
        writer.writerows(rows)
        for number in range(1, copies + 1):
            for row in rows:
                writer.writerow({k: f"{v}-copy{number}" if k in things and v else v for k, v in row.items()})


def _describe(place: Path, manifest: dict[str, object]) -> None:
    """Write the manifest, last of all: a folder that has one is whole."""
    listed = {}
    for name in (DUMP, EDGES, NAMES):
        content = (place / name).read_bytes()
        listed[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    text = json.dumps(manifest | {"files": listed}, indent=2, sort_keys=True)
    (place / "manifest.json").write_text(text + "\n", encoding="utf-8")
