"""Entries, their classes and properties, as the Reconciliation API writes them (version 0.2, section 2)."""

from __future__ import annotations

from typing import Any

from depositary.gazetteer import Entry, Gazetteer
from depositary.web.properties import Property


def shown(prop: Property) -> dict[str, Any]:
    """Write a property."""
    return {"id": prop.id, "name": prop.name}


def type_of(gazetteer: Gazetteer, kind: str) -> dict[str, Any]:
    """Write a class with those next above it."""
    above = gazetteer.broader.get(kind, [])  # with conclusions, so that those next above have to be told
    direct = [each for each in above if not any(each in gazetteer.broader.get(other, []) for other in above)]
    broader = [{"id": each, "name": gazetteer.labels.get(each, each)} for each in direct]
    named = {"id": kind, "name": gazetteer.labels.get(kind, kind)}
    return named | ({"broader": broader} if broader else {})


def types(gazetteer: Gazetteer, entry: Entry) -> list[dict[str, Any]]:
    """Write the classes of an entry, the most special one first."""
    return [{"id": kind, "name": gazetteer.labels.get(kind, kind)} for kind in entry.kinds]


def description(gazetteer: Gazetteer, entry: Entry) -> str:
    """Say what an entry is and when it was: its most special class and its dates, as written."""
    facts = entry.facts
    born = facts.get("established") or facts.get("concludedOn") or facts.get("happenedOn") or facts.get("issued")
    ended = facts.get("dissolved") or facts.get("terminatedOn")
    kind = gazetteer.labels.get(entry.kinds[0], entry.kinds[0])
    dates = f"{born or ''} – {ended}" if ended else born or ""
    return f"{kind}, {dates}" if dates else kind
