"""The rows that answer a query, for pages: a mapping from variable to value each."""

from __future__ import annotations

from dataclasses import dataclass

from depositary.endpoint import Endpoint
from depositary.web import clients


@dataclass(frozen=True)
class Cell:
    """A value: its text, whether it is an IRI, and its language where it has one."""

    text: str
    is_iri: bool
    language: str = ""


Row = dict[str, Cell]


def rows(endpoint: Endpoint, text: str) -> list[Row]:
    """Answer a SELECT query; unbound variables are left out of a row. Raises what `Endpoint.answer` raises."""
    found = endpoint.bindings(endpoint.ask(text), clients.key())
    return [{name: _cell(value) for name, value in row.items()} for row in found]


def _cell(value: dict[str, str]) -> Cell:
    return Cell(value["value"], value["type"] == "uri", value.get("xml:lang", ""))
