"""Answers for a person: the rows with labels and links, on a map, and on a line of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import current_app

from depositary import plots
from depositary.cache import Cache
from depositary.endpoint import Asked, Endpoint
from depositary.errors import BadRequest
from depositary.namespaces import shorten
from depositary.plots import Place, Position, Span
from depositary.table import NTRIPLES, TSV, Table, read
from depositary.things import LABEL
from depositary.web import clients, results, validators

MOST_ROWS = 1000
"""Rows that are shown; the others are counted, and are in the downloads."""
MOST_NAMED = 2000
"""IRIs whose labels and positions are looked up."""
SHORT = 80
"""Characters of a text that may name a row."""
VIEWS = ("table", "map", "timeline")
GRAPH_FORMATS = (("turtle", "Turtle"), ("jsonld", "JSON-LD"), ("ntriples", "N-Triples"), ("rdfxml", "RDF/XML"))
TABLE_FORMATS = (("csv", "CSV"), ("json", "JSON"), ("xml", "XML"), ("tsv", "TSV"))
_OVERHEAD = 120  # bytes of a term beside its text


@dataclass(frozen=True)
class Known:
    """What is known of the IRIs in an answer: labels by language, and where the things are."""

    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    """Local names of the kinds of facilities."""


@dataclass(frozen=True)
class Shown:
    """An answer as a page shows it, in one of its `views`."""

    table: Table
    view: str
    views: Sequence[str]
    known: Known
    language: str
    prefixes: dict[str, str]
    places: Sequence[Place]
    states: dict[str, list[int]]
    spans: Sequence[Span]

    @property
    def formats(self) -> tuple[tuple[str, str], ...]:
        """The formats in which all of the answer is to be had, each with its name."""
        if self.table.truth is not None:
            return TABLE_FORMATS[1:3]
        return GRAPH_FORMATS if self.table.graph else TABLE_FORMATS

    @property
    def graded(self) -> bool:
        """Tell whether states are filled by a number."""
        numbers = any(cell.number is not None for row in self.table.rows for cell in row if cell is not None)
        return self.view == "map" and not self.places and numbers

    def label(self, iri: str) -> tuple[str, str]:
        """Return what a thing is called, in the language of the page or else in English, and in which; "" for none."""
        names = self.known.labels.get(iri, {})
        for language in (self.language, "en"):
            if language in names:
                return names[language], language
        return "", ""

    def short(self, iri: str) -> str:
        """Write an IRI with its prefix, or as it is."""
        return shorten(iri, self.prefixes).removeprefix("<").removesuffix(">")

    def name(self, row: int) -> str:
        """Say what a row is about: its first two short texts that are no dates, or else its first thing."""
        cells = [cell for cell in self.table.rows[row] if cell is not None]
        texts = [
            cell.text for cell in cells if cell.kind == "literal" and not cell.datatype and len(cell.text) <= SHORT
        ]
        if texts:
            return ", ".join(list(dict.fromkeys(texts))[:2])
        for cell in cells:
            if cell.kind == "iri":
                return self.label(cell.text)[0] or self.short(cell.text)
        return str(row + 1)


def show(endpoint: Endpoint, asked: Asked, view: str | None, language: str) -> Shown:
    """Answer a query for a person; `view` None stands for the table.

    Raises BadRequest for a view that there is none of, and what `Endpoint.answer` raises.
    """
    if view is not None and view not in VIEWS:
        raise BadRequest(f"view is {view[:40]!r}; it must be one of: {', '.join(VIEWS)}.")
    table = _table(endpoint, asked)
    known = _known(endpoint, table.iris()[:MOST_NAMED], language)
    places, spans = plots.places(table, known.positions), plots.spans(table)
    states = plots.states(table, endpoint.base)
    views = ["table", *(["map"] if places or states else []), *(["timeline"] if spans else [])]
    chosen = view if view in views else "table"
    return Shown(table, chosen, views, known, language, endpoint.prefixes, places, states, spans)


def _table(endpoint: Endpoint, asked: Asked) -> Table:
    """Evaluate a query, or take its rows from the cache: the views of an answer are asked for one after the other."""
    media_type = NTRIPLES if asked.outline.kind == "graph" else TSV
    cache: Cache[object] = current_app.extensions[results.CACHE]
    key = validators.of(endpoint, asked, f"table of {media_type}")
    kept = cache.get(key) if key else None
    if isinstance(kept, Table):
        return kept
    version = endpoint.release.version
    answer = endpoint.answer(asked, media_type, clients.key())
    try:
        table = read(answer, media_type, MOST_ROWS)
    finally:
        answer.close()
    if key and endpoint.release.version == version:
        cache.put(key, table, sum(len(cell.text) + _OVERHEAD for row in table.rows for cell in row if cell is not None))
    return table


def _known(endpoint: Endpoint, iris: Sequence[str], language: str) -> Known:
    """Look up the labels and the positions of things, all in one query."""
    ours = [iri for iri in iris if iri.startswith(endpoint.base) and "#geometry" not in iri]
    if not ours:
        return Known()
    values = f"VALUES ?thing {{ {' '.join(f'<{iri}>' for iri in ours)} }}"
    text = f"""SELECT ?thing ?label ?point ?kind WHERE {{
      {{ {values} ?thing <{LABEL}> ?label FILTER(LANG(?label) IN ("{language}", "en")) }}
      UNION {{ {values} ?thing <{plots.GEO}hasGeometry>/<{plots.GEO}asWKT> ?point }}
      UNION {{ {values} ?thing <{endpoint.base}ns#facilityKind> ?kind }} }}"""
    answer = endpoint.answer(endpoint.ask(text, planned=False), TSV, clients.key())
    known = Known()
    for thing, label, point, kind in read(answer, TSV, len(ours) * 8).rows:
        if thing is not None and label is not None:
            known.labels.setdefault(thing.text, {}).setdefault(label.language, label.text)
        if thing is not None and point is not None and (found := plots.position(point.text)) is not None:
            known.positions.setdefault(thing.text, found)
        if thing is not None and kind is not None:
            known.kinds.setdefault(thing.text, kind.text.removeprefix(f"{endpoint.base}ns#"))
    return known
