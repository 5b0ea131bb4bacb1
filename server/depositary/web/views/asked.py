"""The query in SPARQL that gives the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from urllib.parse import quote_plus

from depositary.web.frame import url
from depositary.web.views.specs import Spec


def query(spec: Spec, iri: str, ns: str, day: date | None = None) -> str:
    """Write the query; with a day, for the relations that certainly hold on it."""
    return "\n".join(
        [
            f"PREFIX dep: <{ns}>",
            "PREFIX dct: <http://purl.org/dc/terms/>",
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>",
            "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>",
            "",
            "SELECT * WHERE {",
            *_classes(spec),
            f"  ?relation {_property(spec.role)} <{iri}> .",
            *_day(spec, day),
            *_columns(spec),
            "}",
            "ORDER BY ?relation",
        ]
    )


def address(spec: Spec, iri: str, ns: str, day: date | None = None) -> str:
    """Return the URL at which the query is open in the editor."""
    head = url("/sparql", asOf=None)
    asked = _quoted(spec, ns, day).replace(_QUOTED_IRI, quote_plus(iri))
    return f"{head}{'&' if '?' in head else '?'}query={asked}"


_IRI = "urn:x"
_QUOTED_IRI = quote_plus(_IRI)


@lru_cache(1024)
def _quoted(spec: Spec, ns: str, day: date | None) -> str:
    """Keep the query about any thing as it stands in a URL; only its IRI differs from page to page."""
    return quote_plus(query(spec, _IRI, ns, day))


def _property(name: str) -> str:
    return "dct:source" if name == "source" else f"dep:{name}"


def _classes(spec: Spec) -> Iterator[str]:
    if len(spec.classes) == 1:
        yield f"  ?relation a dep:{spec.classes[0]} ."
    elif spec.classes:
        yield f"  VALUES ?class {{ {' '.join(f'dep:{name}' for name in spec.classes)} }} ?relation a ?class ."


def _day(spec: Spec, day: date | None) -> Iterator[str]:
    if spec.dated and day:
        yield "  ?relation dep:latestStart ?latestStart ; dep:earliestEnd ?earliestEnd ."
        yield f'  FILTER(?latestStart <= "{day}"^^xsd:date && "{day}"^^xsd:date < ?earliestEnd)'


def _columns(spec: Spec) -> Iterator[str]:
    """Ask for what each column shows, with the names of things, and for the dates as they are written."""
    names = dict.fromkeys(name for column in spec.columns for name in column.names if name not in ("type", "label"))
    for name in names:
        label = f' OPTIONAL {{ ?{name} rdfs:label ?{name}Name FILTER(LANG(?{name}Name) = "en") }}'
        things = any(
            name in column.names and column.form in ("thing", "other", "term", "either") for column in spec.columns
        )
        yield f"  OPTIONAL {{ ?relation dep:{name} ?{name} .{label if things else ''} }}"
    for name in ("start", "end", "observedUntil") if spec.dated else ():
        yield f"  OPTIONAL {{ ?relation dep:{name} ?{name} }}"
