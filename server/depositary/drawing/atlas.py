"""Outlines of countries: read from the file that server/assets/shapes.mjs writes, cut to a frame, and made paths.

Without that file everything else is still drawn; `Atlas.present` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("shapes.json")

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east and north in degrees; east is above 180 where the box runs over the antimeridian."""


@dataclass(frozen=True, slots=True)
class Ring:
    """One closed line of longitudes and latitudes, and the box around it."""

    points: tuple[Point, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Level:
    """The outlines of all countries with details down to a size in degrees; the largest ring of each comes first."""

    tolerance: float
    countries: dict[str, tuple[Ring, ...]]


def _ring(steps: list[int], units: int) -> Ring:
    x = y = 0
    points = []
    pairs = iter(steps)
    for right, up in zip(pairs, pairs, strict=True):
        x += right
        y += up
        points.append((x / units, y / units))
    return Ring(tuple(points), box_of(points))


def box_of(points: list[Point]) -> Box:
    """Return the box around points."""
    longitudes = [point[0] for point in points]
    latitudes = [point[1] for point in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


class Atlas:
    """The levels of detail, each decoded when it is first needed."""

    def __init__(self, file: Path) -> None:
        """Read the file; an atlas without countries where there is none."""
        found: dict[str, Any] = json.loads(file.read_bytes()) if file.exists() else {}
        self.source: str = found.get("source", "")
        self._units: int = found.get("units", 1)
        self._raw: list[dict[str, Any]] = found.get("levels", [])
        self._levels: dict[int, Level] = {}

    @property
    def present(self) -> bool:
        """Tell whether there are outlines."""
        return bool(self._raw)

    def level(self, index: int) -> Level:
        """Return a level of detail, 0 the finest."""
        if index not in self._levels:
            raw = self._raw[index]
            countries = {
                key: tuple(_ring(steps, self._units) for steps in rings) for key, rings in raw["countries"].items()
            }
            self._levels[index] = Level(raw["tolerance"], countries)
        return self._levels[index]

    def fitting(self, degrees: float) -> Level:
        """Return the coarsest level that shows details of a size in degrees, or the finest."""
        fit = [index for index, raw in enumerate(self._raw) if raw["tolerance"] <= degrees]
        return self.level(fit[-1] if fit else 0)

    @property
    def keys(self) -> frozenset[str]:
        """The codes of the countries that have outlines."""
        return frozenset(self._raw[-1]["countries"]) if self._raw else frozenset()

    def box(self, key: str) -> Box | None:
        """Return the box around a country's main part: rings of less than a tenth of the largest box are left out."""
        rings = self.level(len(self._raw) - 1).countries.get(key, ()) if self._raw else ()
        if not rings:
            return None
        west, south, east, north = rings[0].box
        least = (east - west) * (north - south) / 10
        for ring in rings[1:]:
            w, s, e, n = ring.box
            if (e - w) * (n - s) >= least and abs((w + e) / 2 - (west + east) / 2) < 60:
                west, south, east, north = min(west, w), min(south, s), max(east, e), max(north, n)
        return west, south, east, north


@cache
def atlas() -> Atlas:
    """Return the atlas of the package."""
    return Atlas(FILE)


def clipped(ring: Ring, box: Box) -> Iterator[list[Point]]:
    """Yield the pieces of a ring within a box: more than one where it runs on over the edge of the world.

    I. E. Sutherland and G. W. Hodgman, "Reentrant polygon clipping", Communications of the ACM 17 (1974) 32-42.
    """
    west, south, east, north = box
    w, s, e, n = ring.box
    if s > north or n < south:
        return
    for turn in (0.0, 360.0, -360.0):
        if w + turn > east or e + turn < west:
            continue
        points = [(x + turn, y) for x, y in ring.points] if turn else list(ring.points)
        if w + turn < west:
            points = _cut(points, 0, west, 1)
        if e + turn > east:
            points = _cut(points, 0, east, -1)
        if s < south:
            points = _cut(points, 1, south, 1)
        if n > north:
            points = _cut(points, 1, north, -1)
        if len(points) > 2:
            yield points


def _cut(points: list[Point], axis: int, edge: float, side: int) -> list[Point]:
    if not points:
        return points
    kept: list[Point] = []
    before = points[-1]
    before_in = (before[axis] - edge) * side >= 0
    for point in points:
        inside = (point[axis] - edge) * side >= 0
        if inside != before_in:
            part = (edge - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + part * (point[1 - axis] - before[1 - axis])
            kept.append((edge, other) if axis == 0 else (other, edge))
        if inside:
            kept.append(point)
        before, before_in = point, inside
    return kept
