"""Two releases, one the twin of the other with other labels, and what each must answer, evaluated in this process.

The second has " bis" at the end of every English label. Nothing of the engine, the web server or the cache takes part
in what is expected: the queries run in this process, one after the other.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from behind_granian import InProcess

from depositary import endpoint, publish, query, release
from depositary.settings import Settings

JSON, NTRIPLES = "application/sparql-results+json", "application/n-triples"
LOOKUPS = 100
NS, LABEL = "https://w3id.org/depositary/ns#", "<http://www.w3.org/2000/01/rdf-schema#label>"
CANARY = f"SELECT ?l {{ ?s a <{NS}State> ; {LABEL} ?l }}"
_LABEL = re.compile(rf'(> {LABEL} "[^"\\]*)"@en(?= )')
ROOT = Path(__file__).resolve().parent.parent
STATES = f"SELECT DISTINCT ?s {{ ?s a <{NS}State> }} ORDER BY ?s"


@dataclass(frozen=True)
class Right:
    """A query that has an answer: its kind for the report, and the digest of the answer of each release."""

    kind: str
    text: str
    accept: str
    digests: Mapping[str, str] = field(default_factory=dict, compare=False)


def digest(body: bytes, accept: str) -> str:
    """Return the same for the same rows or triples in any order; ValueError where the body is not whole."""
    if accept == JSON:
        found = json.loads(body)
        rows = found["results"]["bindings"] if "results" in found else [found["boolean"]]
        lines = sorted(json.dumps(row, sort_keys=True) for row in rows)
    else:
        lines = sorted(set(body.decode().splitlines()))
        if any(not line.endswith(" .") for line in lines):
            raise ValueError("the last line is cut")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def build(source: Path, folder: Path) -> tuple[Settings, list[str]]:
    """Copy a release, and make its twin beside it; return the settings that serve them and their names."""
    shutil.rmtree(folder, ignore_errors=True)
    first = release.open_release(source.resolve())
    names = [first.version, f"{first.version}-bis"]
    for name in names:
        shutil.copytree(first.path, folder / name)
    manifest = json.loads((folder / names[1] / release.MANIFEST).read_text(encoding="utf-8"))
    dump = first.dataset.relative_to(first.path)
    lines = (first.dataset.read_text(encoding="utf-8")).split("\n")
    text = "\n".join(_LABEL.sub(r'\1 bis"@en', line) for line in lines).encode()
    if text == first.dataset.read_bytes():
        raise RuntimeError("both releases are the same: there is no English label in the graphs")
    for name, content in ((str(dump), text), (f"{dump}.gz", gzip.compress(text, 1, mtime=0))):
        (folder / names[1] / name).write_bytes(content)
        manifest["files"][name] |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    manifest["version"] = names[1]
    (folder / names[1] / release.MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return Settings(releases=folder), names


def small_world(folder: Path) -> Path:
    """Build a release of the small world of the tests; return its folder."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / "sources" / name)
    shutil.copytree(ROOT / "tests/world/graphs", folder / "sources/graphs")
    return publish.build(Settings(sources=folder / "sources", releases=folder / "releases")).path


def expect(settings: Settings, names: list[str]) -> tuple[list[Right], list[str]]:
    """Answer all queries from each release; return them, and the titles of those whose answer is not always the same.

    A query may leave open what it answers (LIMIT over ties, SAMPLE); it cannot tell a right answer from a wrong one.
    """
    vars(endpoint)["Pool"] = InProcess
    known: dict[Right, dict[str, str]] = {}
    vague: set[Right] = set()
    for name in names:
        for _ in range(2):  # loaded twice, as tables that are hashed differ between two stores
            at = endpoint.Endpoint(settings, release.open_release(settings.releases / name))
            for one in known or dict.fromkeys(_queries(settings, at)):
                body = b"".join(at.answer(at.ask(one.text), one.accept))
                found = digest(body, one.accept)
                if known.setdefault(one, {}).setdefault(name, found) != found:
                    vague.add(one)
            at.close()
    exact = [Right(one.kind, one.text, one.accept, found) for one, found in known.items() if one not in vague]
    return exact, sorted(one.kind for one in vague)


def _queries(settings: Settings, at: endpoint.Endpoint) -> Iterator[Right]:
    for one in query.published(settings):
        graph = at.ask(one.text).outline.kind == "graph"
        yield Right(f"published: {one.name}", one.text, NTRIPLES if graph else JSON)
    body = b"".join(at.answer(at.ask(STATES), JSON))
    for row in json.loads(body)["results"]["bindings"][:LOOKUPS]:
        state = row["s"]["value"]
        yield Right("lookup", f"SELECT ?p ?o {{ <{state}> ?p ?o }}", JSON)
        yield Right("incoming", f"SELECT ?s ?p {{ ?s ?p <{state}> }}", JSON)
        yield Right("describe", f"DESCRIBE <{state}>", NTRIPLES)
    yield Right("canary", CANARY, JSON)
    yield Right("construct, labels", f"CONSTRUCT WHERE {{ ?s {LABEL} ?l }}", NTRIPLES)
    yield Right("construct, dates", f"CONSTRUCT WHERE {{ ?s <{NS}latestStart> ?d ; {LABEL} ?l }}", NTRIPLES)
