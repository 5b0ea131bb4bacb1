"""What of a table can be drawn: the rows that have a place, the states in it, and the rows that have a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from depositary.dates import DATATYPES
from depositary.table import Row, Table, Term

GEO = "http://www.opengis.net/ont/geosparql#"
POINT = re.compile(r"(?:<[^<>]*>\s*)?POINT\s*(?:Z\s*)?\(\s*(-?[\d.]+)\s+(-?[\d.]+)(?:\s+-?[\d.]+)?\s*\)", re.IGNORECASE)
_LATITUDE = re.compile(r"lat(?:itude)?", re.IGNORECASE)
_LONGITUDE = re.compile(r"lon(?:g|gitude)?|lng", re.IGNORECASE)
_UNTIL = re.compile(r"(?:.*[a-z_])?(?:end|ended|until|till|to|last|left|withdrew|terminated)(?:On)?", re.IGNORECASE)

Position = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True)
class Place:
    """A row with a position: `iri` is the thing that stands there, "" where the row gives only coordinates."""

    row: int
    iri: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Span:
    """A row with a time: its beginning and end as they were written, None where unbound; a day has no `until`."""

    row: int
    since: Term | None
    until: Term | None
    moment: bool = False


def position(text: str) -> Position | None:
    """Read a point in Well-Known Text, in degrees (OGC 06-103r4, section 7); None for what is none on the globe."""
    found = POINT.fullmatch(text.strip())
    if found is None:
        return None
    try:
        longitude, latitude = float(found[1]), float(found[2])
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def places(table: Table, known: Mapping[str, Position]) -> list[Place]:
    """List the rows that have a position: a point in WKT, two columns of degrees, or a thing that `known` places.

    Coordinates that the rows carry go before those that are known of the things in them.
    """
    columns = _degrees(table)
    found = []
    for number, row in enumerate(table.rows):
        things = [cell.text for cell in row if cell is not None and cell.kind == "iri"]
        points = [
            point for cell in row if cell is not None and cell.kind == "literal" and (point := position(cell.text))
        ]
        if not points and columns:
            points = [point for point in [_pair(row, columns)] if point]
        placed = [thing for thing in things if thing in known]
        if points:
            found += [
                Place(number, (placed[place] if place < len(placed) else ""), *point)
                for place, point in enumerate(points)
            ]
        else:
            found += [Place(number, thing, *known[thing]) for thing in placed]
    return found


def states(table: Table, base: str) -> dict[str, list[int]]:
    """Map each state in the table to the rows in which it stands."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(table.rows):
        for cell in row:
            if cell is not None and cell.kind == "iri" and cell.text.startswith(f"{base}id/state/"):
                rows = found.setdefault(cell.text, [])
                if number not in rows:
                    rows.append(number)
    return found


def spans(table: Table) -> list[Span]:
    """List the rows that have a time, from the first column of dates and the first after it that tells an end."""
    columns = [place for place in range(len(table.columns)) if _dated(table, place)]
    if not columns:
        return []
    ends = [place for place in columns if _UNTIL.fullmatch(table.columns[place])]
    begins = [place for place in columns if place not in ends]
    since = begins[0] if begins else None
    until = next((place for place in ends if since is None or place > since), ends[0] if ends else None)
    found = []
    for number, row in enumerate(table.rows):
        first = None if since is None else row[since]
        last = None if until is None else row[until]
        if first is not None or last is not None:
            found.append(Span(number, first, last, moment=until is None or since is None))
    return found


def is_date(term: Term) -> bool:
    """Tell whether a term is a day, a month or a year."""
    return term.kind == "literal" and term.datatype in DATATYPES


def _dated(table: Table, place: int) -> bool:
    cells = table.column(place)
    return bool(cells) and all(is_date(cell) for cell in cells)


def _degrees(table: Table) -> tuple[int, int] | None:
    """Find the columns of latitude and longitude by their names, and numbers in them."""
    names = {
        form: [place for place, name in enumerate(table.columns) if form.fullmatch(name)]
        for form in (_LATITUDE, _LONGITUDE)
    }
    if not all(names.values()):
        return None
    return names[_LATITUDE][0], names[_LONGITUDE][0]


def _pair(row: Row, columns: tuple[int, int]) -> Position | None:
    values = [cell.number if (cell := row[place]) is not None else None for place in columns]
    latitude, longitude = values
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return latitude, longitude
