"""An answer as a table of terms, from SPARQL 1.1 TSV or from N-Triples, read no further than it is shown.

Both formats have one row a line, with newlines in values escaped, so that rows can be counted without being read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

XSD = "http://www.w3.org/2001/XMLSchema#"
TSV, NTRIPLES = "text/tab-separated-values", "application/n-triples"
TRIPLE = ("subject", "predicate", "object")
MOST_BYTES = 32 * 1024 * 1024
"""Bytes after which rows are no longer counted."""
_TERM = re.compile(
    r"""<(?P<iri>[^<>"\s]*)>|_:(?P<blank>[^\s<>"]+)
    |"(?P<text>(?:[^"\\]|\\.)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^<>\s]*)>)?""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_INTEGER, _DECIMAL = re.compile(r"[+-]?\d+"), re.compile(r"[+-]?\d*\.\d+")
_DOUBLE = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+")
_SHORT = ((_INTEGER, "integer"), (_DECIMAL, "decimal"), (_DOUBLE, "double"), (re.compile("true|false"), "boolean"))


@dataclass(frozen=True)
class Term:
    """An RDF term: `kind` is "iri", "blank" or "literal"; `text` the IRI, the label or the lexical form."""

    kind: str
    text: str
    datatype: str = ""
    language: str = ""

    @property
    def number(self) -> float | None:
        """The value of a number, None for any other term."""
        if self.datatype.removeprefix(XSD) not in ("integer", "decimal", "double", "float", "int", "long"):
            return None
        try:
            return float(self.text)
        except ValueError:
            return None


Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Table:
    """The first `rows` of an answer, how many there are in all, and whether even more were not counted.

    `truth` is the answer to ASK, and None for rows; `graph` tells that the rows are the triples of a graph.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int
    uncounted: bool = False
    truth: bool | None = None
    graph: bool = False

    def column(self, place: int) -> list[Term]:
        """List what stands in a column, without what is unbound."""
        return [cell for row in self.rows if (cell := row[place]) is not None]

    def iris(self) -> list[str]:
        """List the IRIs in the rows, each once, in order."""
        cells = chain.from_iterable(self.rows)
        return list(dict.fromkeys(cell.text for cell in cells if cell is not None and cell.kind == "iri"))


def read(chunks: Iterable[bytes], media_type: str, most: int) -> Table:
    """Read an answer in TSV or N-Triples; keep `most` rows and count the others, up to MOST_BYTES."""
    graph = media_type == NTRIPLES
    lines: list[bytes] = []
    rest, count, size = b"", 0, 0
    wanted = most + (not graph)
    uncounted = False
    for chunk in chunks:
        size += len(chunk)
        if len(lines) < wanted:
            *whole, rest = (rest + chunk).split(b"\n")
            count += len(whole)
            lines += whole[: wanted - len(lines)]
        else:
            count += chunk.count(b"\n")
        if size > MOST_BYTES:
            uncounted = True
            break
    if rest and not uncounted and len(lines) < wanted:
        lines.append(rest)
        count += 1
    if graph:
        return Table(TRIPLE, tuple(_triple(line.decode()) for line in lines), count, uncounted, graph=True)
    return _solutions([line.decode() for line in lines], count, uncounted=uncounted)


def _solutions(lines: Sequence[str], count: int, *, uncounted: bool) -> Table:
    head = lines[0] if lines else ""
    if head in ("true", "false"):
        return Table((), (), 1, truth=head == "true")
    columns = tuple(name.removeprefix("?") for name in head.split("\t")) if head else ()
    rows = tuple(_row(line, len(columns)) for line in lines[1:])
    return Table(columns, rows, max(0, count - 1), uncounted)


def _row(line: str, width: int) -> Row:
    cells = [_cell(text) for text in line.split("\t")] if width else []
    return tuple((cells + [None] * width)[:width])


def _cell(text: str) -> Term | None:
    if not text:
        return None
    found = _TERM.fullmatch(text)
    if found is not None:
        return _term(found)
    for form, name in _SHORT:
        if form.fullmatch(text):
            return Term("literal", text, XSD + name)
    return Term("literal", text)


def _triple(line: str) -> Row:
    terms: Iterator[Term] = (_term(found) for found in _TERM.finditer(line.removesuffix(" .")))
    return tuple((*terms, None, None, None)[:3])


def _term(found: re.Match[str]) -> Term:
    if found["iri"] is not None:
        return Term("iri", _unescaped(found["iri"]))
    if found["blank"] is not None:
        return Term("blank", found["blank"])
    return Term("literal", _unescaped(found["text"]), found["datatype"] or "", found["language"] or "")


def _unescaped(text: str) -> str:
    def replace(found: re.Match[str]) -> str:
        number = found[1] or found[2]
        return chr(int(number, 16)) if number else _LETTERS.get(found[3], found[3])

    return _ESCAPE.sub(replace, text) if "\\" in text else text
