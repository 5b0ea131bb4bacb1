"""Hygiene queries: each row of one is an error in the data that a shape cannot well express."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from depositary.faults import Fault
from depositary.namespaces import prefixes, shorten
from depositary.settings import BASE, Settings
from depositary.sources import Sources
from depositary.store import NamedNode, Quad, Store, rows


def check(
    sources: Sources, further: Iterable[Quad], queries: Sequence[tuple[str, str]], settings: Settings
) -> list[Fault]:
    """Run queries, each a title and a text, over the merge of all graphs; the first column is the thing at fault."""
    store = Store()
    for quad in (*sources.quads(), *further):
        store.add(Quad(quad.subject, quad.predicate, quad.object))
    table = prefixes(settings.sources, settings.base, BASE)
    faults = []
    for title, text in queries:
        for row in rows(store, text, table):
            place = sources.find(row[0].value)
            if place is not None:
                shown = ", ".join(_show(term, table) for term in row)
                faults.append(Fault(place[0], place[1], 0, "hygiene", f"{title}: {shown}"))
    return faults


def _show(term: object, table: dict[str, str]) -> str:
    return shorten(term.value, table) if isinstance(term, NamedNode) else str(getattr(term, "value", "-"))
