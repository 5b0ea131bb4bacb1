"""Quads in memory: parsing, writing, canonical form, and the evaluator that the query workers run.

The only module that imports pyoxigraph. Its parser, Dataset and serializers keep lexical forms; its Store does not
("+1"^^xsd:int comes back as 1), so what is published as a file is written from quads that never were in a Store.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from depositary.errors import BadQuery
from depositary.formats import BY_MEDIA_TYPE

__all__ = [
    "BlankNode",
    "DefaultGraph",
    "Evaluator",
    "Literal",
    "NamedNode",
    "Quad",
    "Store",
    "Triple",
    "canonical",
    "convert",
    "load_nquads",
    "parse_ntriples",
    "parse_turtle",
    "rows",
    "sorted_nquads",
    "write",
]

TIDY = 10_000
"""Triples up to which an answer in Turtle is put in order before it is written."""
_PREFIXING = ("text/turtle", "application/trig")
_PREFIXED = re.compile(r"(?<![\w<])([a-z][\w-]*):")
_BEGUN = re.compile(rb"[ \n\t^]([A-Za-z][\w.-]*):")
"""A prefix where a term begins; in a literal it may look so, too, and does no harm."""
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_PARSER_PLACE = re.compile(r"Parser error (?:at|between) [\w ]*: ")


class TurtleError(ValueError):
    """Turtle that cannot be parsed; `line` and `column` count from one."""

    def __init__(self, message: str, line: int, column: int) -> None:
        """Keep the place beside the message."""
        super().__init__(message)
        self.line = line
        self.column = column


def parse_turtle(text: str, base: str, graph: str) -> list[Quad]:
    """Parse Turtle into quads of the named graph `graph`; raises TurtleError with the place and what was expected."""
    name = NamedNode(graph)
    try:
        return [
            Quad(quad.subject, quad.predicate, quad.object, name)
            for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True)
        ]
    except SyntaxError as error:
        message = _PARSER_PLACE.sub("", str(error.args[0]))
        raise TurtleError(message, error.args[1][1], error.args[1][2]) from error


def load_nquads(path: Path) -> list[Quad]:
    """Read a file of N-Quads."""
    return list(_quads(path))


def _quads(path: Path) -> Iterator[Quad]:
    return cast(Iterator[Quad], ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))


def parse_ntriples(data: bytes) -> list[Triple]:
    """Read N-Triples that a worker wrote; blank nodes keep their labels."""
    return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES)]


def convert(ntriples: bytes, media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Write N-Triples in another syntax, the statements in their order; Turtle has the prefixes that it uses, sorted.

    What passes from the parser to the serializer at once takes a third of the time of a list of it.
    """
    form = ox.RdfFormat.from_media_type(media_type)
    text = ox.serialize(ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES), format=form, prefixes=dict(prefixes))
    if text is None or media_type not in _PREFIXING:
        return text or b""
    body = 0
    while text.startswith(b"@prefix ", body):
        body = text.index(b"\n", body) + 1
    used = set(_BEGUN.findall(text, max(body - 1, 0)))
    head = [line for line in text[:body].splitlines(keepends=True) if line.split()[1].rstrip(b":") in used]
    return b"".join(sorted(head)) + b"\n" + text[body:]


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Give blank nodes their canonical labels (RDF Dataset Canonicalization, RDFC-1.0); duplicates fall together."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


def sorted_nquads(quads: Iterable[Quad]) -> bytes:
    """Write canonical N-Quads: one line a quad, sorted by code point (RDFC-1.0, section 5)."""
    lines = write(quads, "application/n-quads").split(b"\n")[:-1]  # splitlines would also split at U+2028
    return b"".join(line + b"\n" for line in sorted(lines))


def write(statements: Iterable[Quad | Triple], media_type: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Serialize statements; quads lose their graph in a format that has none."""
    output = io.BytesIO()
    _serialize(statements, output, media_type, prefixes)
    return _tidied(output.getvalue()) if prefixes and media_type in _PREFIXING else output.getvalue()


def _tidied(text: bytes) -> bytes:
    """Sort the prefixes, which the serializer writes in another order each time, and drop those that are not used."""
    lines = text.decode().splitlines(keepends=True)
    head = [line for line in lines if line.startswith("@prefix ")]
    body = "".join(lines[len(head) :])
    used = set(_PREFIXED.findall(body))
    kept = sorted(line for line in head if line.split()[1].rstrip(":") in used)
    return ("".join(kept) + "\n" + body).encode()


def rows(store: Store, query: str, prefixes: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a trusted SELECT over the default graph of `store`, unbound as None; for the build only."""
    solutions = store.query(query, prefixes=dict(prefixes))
    for solution in solutions:  # type: ignore[union-attr]
        yield tuple(solution)


def _serialize(
    statements: Iterable[Quad | Triple], output: Any, media_type: str, prefixes: Mapping[str, str] | None
) -> None:
    form = ox.RdfFormat.from_media_type(media_type)
    if not BY_MEDIA_TYPE[media_type].quads:
        statements = (s.triple if isinstance(s, Quad) else s for s in statements)
    ox.serialize(cast("Iterable[Triple]", statements), output, format=form, prefixes=dict(prefixes or {}))


class _Writer:
    """What the serializers need of a binary file; every write goes to a function."""

    def __init__(self, sink: Callable[[bytes], Any]) -> None:
        self._sink = sink

    def write(self, data: bytes) -> int:
        self._sink(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back here."""


class Evaluator:
    """Answers queries over one release; what a worker of the engine runs.

    The argument is the path of an N-Quads file. Its quads stand in their named graphs, and all of them once more in
    the default graph, which is thus the merge of all graphs. That merge has a store of its own besides, for the
    queries that speak of no graph: what joins it passes over half of the statements, and takes half of the time.
    A job has `query`, `base`, `prefixes`, `media_type`, and `default_graphs` and `named_graphs` (None: as FROM says; or
    lists of IRIs, "" being the default graph); with `every_graph` the graphs of the file are named graphs, too.
    If the query cannot be parsed, `written`, from which it was made, is evaluated: errors have their place in that.
    Blobs are N-Triples of further named graphs, by IRI.
    """

    merged = True
    """Whether the default graph is the merge of all graphs, or only what the file has in it."""

    def __init__(self, argument: str) -> None:
        """Load the quads."""
        # Each time as a stream: a list of all quads would stay in the memory of every worker, as free as it is there.
        self._store = Store()
        self._store.bulk_extend(_quads(Path(argument)))
        if self.merged:
            merge = (Quad(quad.subject, quad.predicate, quad.object) for quad in _quads(Path(argument)))
            self._store.bulk_extend(merge)
        self._own = list(self._store.named_graphs())
        self._default = Store()
        self._default.bulk_extend(self._store.quads_for_pattern(None, None, None, DefaultGraph()))

    def run(
        self,
        job: dict[str, Any],
        blobs: dict[str, bytes],
        begin: Callable[[dict[str, Any]], None],
        write: Callable[[bytes], Any],
    ) -> None:
        """Take in the new graphs, evaluate and write; raises BadQuery with line and column where they are known."""
        for name in job["forget"]:
            self._store.remove_graph(NamedNode(name))
        for name, triples in blobs.items():
            self._store.load(triples, format=ox.RdfFormat.N_TRIPLES, to_graph=NamedNode(name))
        try:
            try:
                results = self._query(job["query"], job)
            except SyntaxError:
                if job.get("written", job["query"]) == job["query"]:
                    raise
                results = self._query(job["written"], job)
            begin({"media_type": job["media_type"]})
            _write_results(results, _Writer(write), job["media_type"], job["prefixes"])
        except SyntaxError as error:
            raise _bad_query(str(error)) from error

    def _query(self, text: str, job: Mapping[str, Any]) -> Any:
        if job["default_graphs"] == [""] and not job["named_graphs"] and not job.get("every_graph"):
            return self._default.query(text, base_iri=job["base"])
        named = _nodes(job["named_graphs"])
        if named is not None and job.get("every_graph"):
            named = [*self._own, *named]
        return self._store.query(
            text, base_iri=job["base"], default_graph=_nodes(job["default_graphs"]), named_graphs=named
        )


def _nodes(iris: list[str] | None) -> list[Any] | None:
    """Name graphs; the empty string stands for the merge of all graphs."""
    return None if iris is None else [NamedNode(iri) if iri else DefaultGraph() for iri in iris]


def _write_results(results: Any, output: Any, media_type: str, prefixes: Mapping[str, str]) -> None:
    form = BY_MEDIA_TYPE[media_type]
    if form.kind == "table":
        results.serialize(output=output, format=ox.QueryResultsFormat.from_media_type(form.media_type))
    elif form.name == "ntriples":
        results.serialize(output=output, format=ox.RdfFormat.N_TRIPLES)
    elif form.name in ("turtle", "trig"):
        _write_turtle(results, output, form.media_type, prefixes)
    else:
        results.serialize(output=output, format=ox.RdfFormat.from_media_type(form.media_type))


def _write_turtle(results: Iterable[Triple], output: Any, media_type: str, prefixes: Mapping[str, str]) -> None:
    """Write a small graph in order and with the prefixes that it uses; a large one as it comes, with full IRIs."""
    results = iter(results)
    first = sorted(set(islice(results, TIDY)), key=str)
    if len(first) == TIDY or any(isinstance(t.subject, BlankNode) for t in first):
        _serialize(chain(first, results), output, media_type, None)
        return
    output.write(write(first, media_type, prefixes))


def _bad_query(text: str) -> BadQuery:
    match = _PLACE.match(text)
    if match is None:
        return BadQuery(text)
    return BadQuery(match[3], int(match[1]), int(match[2]))
