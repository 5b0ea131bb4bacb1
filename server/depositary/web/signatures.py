"""The signature of an operation: its parameters, media types and statuses, for `operations` to describe routes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from depositary.formats import FORMATS, offers

HTML, JSON, TEXT, CSV = "text/html", "application/json", "text/plain", "text/csv"
FORM, SPARQL = "application/x-www-form-urlencoded", "application/sparql-query"
XML, JSONLD, LINKSET = "application/xml", "application/ld+json", "application/linkset+json"
GRAPH, TABLE = tuple(offers("graph")), tuple(offers("table"))
SYNTAXES = tuple(form.media_type for form in FORMATS if form.kind == "graph")
NAMES = ", ".join(form.name for form in FORMATS if form.kind == "graph")
TAGS = {
    "data": "Things, graphs and the ontology as linked data.",
    "query": "SPARQL, published questions, Triple Pattern Fragments and names.",
    "reconcile": "Names, codes and dates in a table to things, for OpenRefine: W3C Reconciliation Service API 0.2.",
    "release": "Files of a release, with their checksums.",
    "pages": "Pages for people, and what browsers need for them.",
    "service": "For programs that watch over the service or describe it.",
}
"""Groups of operations, in the order in which they are shown."""


@dataclass(frozen=True)
class Parameter:
    """A parameter: where it stands (path, query, or form), what it says, an example, and a value that is refused."""

    name: str
    about: str
    example: str = ""
    wrong: str | None = None
    where: str = "query"
    required: bool = False
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True)
class Operation:
    """What one method of a route does: its group, parameters, media types, and the statuses by which it can fail.

    `status` is that of success, `named` says that its answers have entity tags (so that 304 happens), `queues` that it
    asks the query workers, who can be busy (429, 503, 504).
    """

    tag: str
    parameters: tuple[Parameter, ...] = ()
    gives: tuple[str, ...] = (JSON,)
    fails: tuple[int, ...] = ()
    status: int = 200
    named: bool = False
    queues: bool = False
    takes: tuple[str, ...] = ()
    method: str = "get"


def path(name: str, about: str, example: str) -> Parameter:
    """Describe a part of the path."""
    return Parameter(name, about, example, where="path", required=True)


def query(name: str, about: str, example: str = "", wrong: str | None = None, *, required: bool = False) -> Parameter:
    """Describe a parameter of the query string."""
    return Parameter(name, about, example, wrong, required=required)


def form(name: str, about: str, example: str = "", wrong: str | None = None) -> Parameter:
    """Describe a field of a form."""
    return Parameter(name, about, example, wrong, where="form")


def get(
    tag: str,
    *parameters: Parameter,
    gives: Sequence[str] = (JSON,),
    fails: Sequence[int] = (),
    status: int = 200,
    named: bool = False,
    queues: bool = False,
) -> tuple[Operation, ...]:
    """Describe a route that is only read."""
    return (Operation(tag, parameters, tuple(gives), tuple(fails), status, named, queues),)


def post(
    tag: str, *parameters: Parameter, gives: Sequence[str], fails: Sequence[int], takes: Sequence[str] = (FORM,)
) -> tuple[Operation, ...]:
    """Describe what is sent to a route by POST."""
    return (Operation(tag, parameters, tuple(gives), tuple(fails), queues=True, takes=tuple(takes), method="post"),)
