"""Let every parser that is installed read documents of a running server, and compare what they understood.

    python benchmarks/parsers.py http://127.0.0.1:8000 state/russia organization/csto …

Each thing is fetched in six syntaxes. Oxigraph, rdflib and PyLD read them, and so do rapper (Debian: raptor2-utils) and
riot (Apache Jena) where they are on the PATH. Prints a line a thing and a parser; exits with 1 where two differ.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph as ox
import rdflib
from pyld import jsonld

TYPES = {
    "nt": "application/n-triples",
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
RAPPER = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "trig": "trig", "nq": "nquads"}
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "trig": "trig", "nq": "nquads"}
BASE = "https://w3id.org/depositary/"
Statements = frozenset[str]
Reader = Callable[[bytes, str], Statements]


def canonical(body: bytes, media_type: str) -> Statements:
    """Read statements without their graph, blank nodes named canonically."""
    quads = ox.parse(body, format=ox.RdfFormat.from_media_type(media_type), base_iri=BASE)
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(str, dataset))


def by_oxigraph(body: bytes, suffix: str) -> Statements:
    """Read by Oxigraph."""
    return canonical(body, TYPES[suffix])


def by_rdflib(body: bytes, suffix: str) -> Statements:
    """Read by rdflib."""
    several = suffix in ("jsonld", "trig", "nq")
    graph = rdflib.Dataset(default_union=True) if several else rdflib.Graph()
    graph.parse(data=body, format=RDFLIB[suffix])
    plain = rdflib.Graph()
    for triple in graph.triples((None, None, None)):
        plain.add(triple)
    return canonical(plain.serialize(format="nt").encode(), TYPES["nt"])


def by_pyld(body: bytes, suffix: str) -> Statements:
    """Read JSON-LD by PyLD, which fetches nothing here: the context must be in the document."""
    expanded = jsonld.to_rdf(json.loads(body), {"format": TYPES["nq"], "documentLoader": None})
    return canonical(expanded.encode(), TYPES["nq"])


def by_rapper(body: bytes, suffix: str) -> Statements:
    """Read by rapper of Raptor."""
    command = ["rapper", "-q", "-i", RAPPER[suffix], "-o", "ntriples", "-", BASE]
    return canonical(subprocess.run(command, input=body, capture_output=True, check=True).stdout, TYPES["nt"])


def by_riot(body: bytes, suffix: str) -> Statements:
    """Read by riot of Apache Jena, whose warnings are faults."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"document.{suffix}"
        file.write_bytes(body)
        done = subprocess.run(["riot", "--output=nquads", file], capture_output=True)
        if suffix == "jsonld" and done.returncode:  # Debian's Jena lacks what JSON-LD 1.1 needs, and reads 1.0 only
            done = subprocess.run(["riot", "--syntax=jsonld10", "--output=nquads", file], capture_output=True)
        done.check_returncode()
    told = [line for line in done.stderr.decode().splitlines() if "WARN" in line or "ERROR" in line]
    if told:
        raise ValueError(told[0])
    return canonical(done.stdout, TYPES["nq"])


READERS: Mapping[str, tuple[Reader, tuple[str, ...]]] = {
    "oxigraph": (by_oxigraph, tuple(TYPES)),
    "rdflib": (by_rdflib, tuple(RDFLIB)),
    "pyld": (by_pyld, ("jsonld",)),
    "rapper": (by_rapper, tuple(RAPPER)),
    "riot": (by_riot, tuple(TYPES)),
}


def compare(root: str, thing: str, readers: Mapping[str, tuple[Reader, tuple[str, ...]]]) -> int:
    """Print what each parser makes of a thing in each syntax; return in how many they differ from N-Triples."""
    bodies = {}
    for suffix in TYPES:
        with urllib.request.urlopen(f"{root}/doc/{thing}.{suffix}", timeout=60) as response:
            bodies[suffix] = response.read()
    said, differ = canonical(bodies["nt"], TYPES["nt"]), 0
    for name, (read, suffixes) in readers.items():
        told = []
        for suffix in suffixes:
            try:
                same = read(bodies[suffix], suffix) == said
                told.append(suffix if same else f"{suffix} DIFFERS")
            except (ValueError, SyntaxError, subprocess.CalledProcessError, jsonld.JsonLdError) as error:
                same = False
                told.append(f"{suffix} FAILS ({type(error).__name__}: {str(error)[:120]})")
            differ += not same
        print(f"{thing}: {len(said)} statements by {name} in {', '.join(told)}", flush=True)
    return differ


def main() -> None:
    """Compare the things of the command line."""
    if len(sys.argv) < 3:
        sys.exit("usage: parsers.py ROOT KIND/SLUG…")
    installed = {name: value for name, value in READERS.items() if name not in ("rapper", "riot") or shutil.which(name)}
    for name in READERS.keys() - installed.keys():
        print(f"{name} is not on the PATH", flush=True)
    differ = sum(compare(sys.argv[1].rstrip("/"), thing, installed) for thing in sys.argv[2:])
    print(f"{differ} readings differ")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
