"""Results of our own SELECT queries as rows of terms, for pages."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import groupby

from depositary.endpoint import Endpoint
from depositary.web import clients, dossiers, languages
from depositary.web.keeping import once
from depositary.web.languages import gettext

BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
OWL = "http://www.w3.org/2002/07/owl#"
RESULTS = "application/sparql-results+json"


@dataclass(frozen=True)
class Cell:
    """A term: `kind` is uri, literal or bnode; `shown` is what a page writes, the name of a thing or a short form."""

    value: str
    kind: str = "literal"
    language: str = ""
    datatype: str = ""
    shown: str = ""


@dataclass(frozen=True)
class Table:
    """Rows with None for what is unbound; `more` tells that there were others beyond the limit."""

    columns: list[str]
    rows: list[list[Cell | None]] = field(default_factory=list)
    more: bool = False


def select(endpoint: Endpoint, text: str, limit: int | None = None, *, planned: bool = False) -> Table:
    """Answer a SELECT, the first `limit` rows of it; raises what `Endpoint.answer` raises."""
    if limit is not None and not planned:
        text = f"{text} LIMIT {limit + 1}"
    answer = endpoint.answer(endpoint.ask(text, planned=None if planned else False), RESULTS, clients.key())
    return read(endpoint, b"".join(answer), limit)


def read(endpoint: Endpoint, body: bytes, limit: int | None = None) -> Table:
    """Read results in JSON; those of ASK become a table of one cell."""
    found = json.loads(body)
    if "boolean" in found:
        return Table(["result"], [[Cell(str(found["boolean"]).lower(), shown=str(found["boolean"]).lower())]])
    columns = list(found["head"]["vars"])
    bindings = found["results"]["bindings"]
    kept = bindings if limit is None else bindings[:limit]
    rows = [[_cell(endpoint, row[name]) if name in row else None for name in columns] for row in kept]
    return Table(columns, _named(endpoint, rows), len(bindings) > len(kept))


def _named(endpoint: Endpoint, rows: list[list[Cell | None]]) -> list[list[Cell | None]]:
    """Write things by their names, but where the name stands in the same row already."""
    start = f"{endpoint.base}id/"
    things = {
        cell.value for row in rows for cell in row if cell and cell.kind == "uri" and cell.value.startswith(start)
    }
    names = {thing: endpoint.finder.label(thing, languages.language()) for thing in things}

    def named(cell: Cell | None, row: list[Cell | None]) -> Cell | None:
        name = names.get(cell.value) if cell else None
        if cell is None or name is None or name.text == cell.value:
            return cell
        if any(each and each.value == name.text for each in row):
            return cell
        return replace(cell, shown=name.text, language=name.language)

    return [[named(cell, row) for cell in row] for row in rows]


def spoken(endpoint: Endpoint, table: Table) -> Table:
    """Write yes and no, and English names of things and terms that rows give, in the language of the page."""
    language = languages.language()
    names = _names(endpoint, language)

    def said(cell: Cell | None) -> Cell | None:
        if cell is not None and cell.datatype == BOOLEAN:
            return replace(cell, shown=gettext("yes") if cell.value in ("true", "1") else gettext("no"))
        if cell is None or cell.language != "en" or cell.value not in names:
            return cell
        return replace(cell, shown=names[cell.value], language=language)

    return replace(table, rows=[[said(cell) for cell in row] for row in table.rows])


@once
def _names(endpoint: Endpoint, language: str) -> dict[str, str]:
    """Map English labels of things, and of terms of the closed lists, to those in a language."""
    vocabulary = dossiers.vocabulary(endpoint)
    found: dict[str, set[str]] = defaultdict(set)
    for term, labels in vocabulary.labels.items():
        if "en" in labels and not any(kind.startswith(OWL) for kind in vocabulary.types.get(term, ())):
            found[labels["en"]].add(labels.get(language, labels["en"]))
    return endpoint.finder.names(language) | {text: min(said) for text, said in found.items() if len(said) == 1}


def grouped(table: Table) -> list[tuple[Cell, list[list[Cell | None]]]]:
    """Gather rows by their first cell, which is bound in all, in the order in which they stand."""
    found = groupby(table.rows, key=lambda row: row[0])
    return [(cell, [row[1:] for row in rows]) for cell, rows in found if cell is not None]


def short(endpoint: Endpoint, iri: str) -> str:
    """Write an IRI as short as the prefixes allow."""
    for prefix, namespace in endpoint.prefixes.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri.removeprefix(endpoint.base)


def _cell(endpoint: Endpoint, term: dict[str, str]) -> Cell:
    value, kind = term["value"], term["type"]
    shown = short(endpoint, value) if kind == "uri" else value
    return Cell(value, kind, term.get("xml:lang", ""), term.get("datatype", ""), shown)
