"""Results of our own SELECT queries as rows of terms, for pages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from itertools import groupby

from depositary.endpoint import Endpoint
from depositary.things import LABEL
from depositary.web import clients

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
    names = labels(endpoint, sorted(things)) if things else {}

    def named(cell: Cell | None, row: list[Cell | None]) -> Cell | None:
        if cell is None or cell.value not in names or any(each and each.value == names[cell.value] for each in row):
            return cell
        return replace(cell, shown=names[cell.value])

    return [[named(cell, row) for cell in row] for row in rows]


def labels(endpoint: Endpoint, things: list[str]) -> dict[str, str]:
    """Return the English names of things, of those that have one."""
    values = " ".join(f"<{thing}>" for thing in things)
    text = (
        f"SELECT ?thing ?label FROM <{endpoint.base}graph/labels> WHERE {{ VALUES ?thing {{ {values} }} "
        f"?thing <{LABEL}> ?label }}"
    )
    found = endpoint.bindings(endpoint.ask(text, planned=False), clients.key())
    return {row["thing"]["value"]: row["label"]["value"] for row in found}


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
