"""What clients of reconciliation send, read and checked: each fault is told with its place (Reconciliation API 0.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from depositary.errors import BadRequest, TooLarge
from depositary.gazetteer import Gazetteer, Span, reach
from depositary.reconciler import Wanted
from depositary.web.properties import AS_OF, Property, entries_by

BATCH = 200
"""Queries, and entities to extend, of one request."""
CANDIDATES, MOST = 10, 100
STRICT = ("any", "should", "all")
FIELDS = ("query", "type", "limit", "properties", "type_strict")
Said = Sequence[tuple[Property, Sequence[object]]]


@dataclass(frozen=True)
class Question:
    """One reconciliation query (section 4.1): what is wanted, what is said of its properties, how many may come."""

    wanted: Wanted
    said: Said
    limit: int


def questions(text: str, gazetteer: Gazetteer, table: Mapping[str, Property], time: Span | None) -> dict[str, Question]:
    """Read a batch of queries; raises BadRequest with the place, or TooLarge."""
    batch = _object(parse(text, "queries"), "queries")
    if len(batch) > BATCH:
        raise TooLarge(f"queries holds {len(batch)} queries; send {BATCH} at most, as batchSize says.")
    return {key: _question(value, f"queries.{key}", gazetteer, table, time) for key, value in batch.items()}


def extension(
    text: str, gazetteer: Gazetteer, table: Mapping[str, Property], time: Span | None
) -> tuple[list[str], list[tuple[Property, Span | None]]]:
    """Read a data extension query: the identifiers, and the properties with their times; raises as `questions` does."""
    given = _object(parse(text, "extend"), "extend")
    ids, wanted = given.get("ids"), given.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise BadRequest("extend.ids must be an array of identifiers.")
    if len(ids) > BATCH:
        raise TooLarge(f"extend.ids holds {len(ids)} identifiers; send {BATCH} at most.")
    if not isinstance(wanted, list):
        raise BadRequest("extend.properties must be an array of objects with an id.")
    chosen = []
    for number, each in enumerate(wanted):
        place = f"extend.properties[{number}]"
        prop = _property(_object(each, place).get("id"), f"{place}.id", table)
        settings = _object(each.get("settings") or {}, f"{place}.settings")
        chosen.append((prop, moment(settings[AS_OF], f"{place}.settings.{AS_OF}") if settings.get(AS_OF) else time))
    return ids, chosen


def moment(value: object, place: str) -> Span:
    """Read a date of any precision; raises BadRequest with the place."""
    try:
        return reach(f"{value:g}" if isinstance(value, float) else str(value))
    except ValueError as error:
        raise BadRequest(f"{place}: {error}.") from error


def parse(text: str, place: str) -> Any:
    """Parse JSON; raises BadRequest with line and column."""
    try:
        return json.loads(text)
    except ValueError as error:
        at = (
            f"line {error.lineno}, column {error.colno}: {error.msg}"
            if isinstance(error, json.JSONDecodeError)
            else error
        )
        raise BadRequest(f"{place} is not JSON: {at}.") from error
    except RecursionError as error:
        raise BadRequest(f"{place} is nested too deeply.") from error


def _question(
    value: object, place: str, gazetteer: Gazetteer, table: Mapping[str, Property], time: Span | None
) -> Question:
    given = _object(value, place)
    unknown = [name for name in given if name not in FIELDS]
    if unknown:
        raise BadRequest(f"{place}.{unknown[0][:40]} is no field of a query; there are: {', '.join(FIELDS)}.")
    text = given.get("query", "")
    if not isinstance(text, str):
        raise BadRequest(f"{place}.query must be a string.")
    strict = given.get("type_strict", "any")
    if strict not in STRICT:
        raise BadRequest(f"{place}.type_strict must be one of: {', '.join(STRICT)}.")
    said, when = _said(given.get("properties", []), f"{place}.properties", table, time)
    if "query" not in given and not said:  # a blank one is of an empty cell, which finds nothing and harms no other
        raise BadRequest(f"{place} needs a query or properties.")
    identifying = [(prop, each) for prop, values in said if prop.source in ("code", "same") for each in values]
    found = {entry.iri: entry for prop, each in identifying for entry in entries_by(gazetteer, prop, each, when)}
    wanted = Wanted(
        text[:500],
        _kinds(given.get("type") or [], f"{place}.type", gazetteer),
        strict == "all",
        when,
        tuple(found.values()),
        frozenset(prop.id for prop, _ in identifying),
    )
    return Question(wanted, said, _limit(given.get("limit", CANDIDATES), f"{place}.limit"))


def _said(given: object, place: str, table: Mapping[str, Property], time: Span | None) -> tuple[Said, Span | None]:
    if not isinstance(given, list):
        raise BadRequest(f"{place} must be an array of objects with pid and v.")
    said: list[tuple[Property, Sequence[object]]] = []
    for number, each in enumerate(given):
        here = f"{place}[{number}]"
        pair = _object(each, here)
        if "v" not in pair:
            raise BadRequest(f"{here}.v is missing.")
        values = pair["v"] if isinstance(pair["v"], list) else [pair["v"]]
        values = [value for value in values if value is not None and value != ""]
        if any(not isinstance(value, str | int | float | dict) for value in values):
            raise BadRequest(
                f"{here}.v must be a string, a number, a boolean, an entity with an id, or an array of these."
            )
        if pair.get("pid") == AS_OF:
            time = moment(values[0], f"{here}.v") if values else time
        elif values:
            said.append((_property(pair.get("pid"), f"{here}.pid", table), values))
    return said, time


def _property(name: object, place: str, table: Mapping[str, Property]) -> Property:
    if not isinstance(name, str) or name.rpartition("#")[2] not in table:
        known = ", ".join((AS_OF, *sorted(table)))
        raise BadRequest(f"{place} is {str(name)[:60]!r}, which is no property of this service; there are: {known}.")
    return table[name.rpartition("#")[2]]


def _kinds(given: object, place: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    found = []
    for each in given if isinstance(given, list) else [given]:
        name = each.get("id") if isinstance(each, dict) else each
        kind = gazetteer.kind(name) if isinstance(name, str) else None
        if kind is None:
            raise BadRequest(f"{place} is {str(name)[:60]!r}; there are: {', '.join(gazetteer.kinds)}.")
        found.append(kind)
    return tuple(found)


def _limit(value: object, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < 1:
        raise BadRequest(f"{place} must be a whole number from 1 on.")
    return min(int(value), MOST)


def _object(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadRequest(f"{place} must be a JSON object.")
    return value
