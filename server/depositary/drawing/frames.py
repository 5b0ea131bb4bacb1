"""A frame: a projection and the piece of the plane that a map shows, in units of its viewBox."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import floor, log10

from depositary.drawing.atlas import Atlas, Box, Point, atlas, clipped
from depositary.drawing.projections import Conic, EqualEarth, Projection

WORLD: Box = (-180.0, -57.0, 180.0, 84.0)
WIDE = 960
NARROW = 640
GRAIN = 3
"""Steps of a path in one unit of the viewBox."""


@dataclass(frozen=True, slots=True)
class Country:
    """What a map draws of a country: the path, the midst of its largest piece, and that piece's width and height."""

    key: str
    path: str
    middle: Point
    size: Point


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the points of the globe lie on a map of this width and height."""

    projection: Projection
    scale: float
    left: float
    top: float
    width: int
    height: int
    box: Box
    """What the map shows, at least; it is cut to this."""

    def place(self, longitude: float, latitude: float) -> Point:
        """Return the point of the map, which may lie outside; the longitude is brought near the middle."""
        middle = (self.box[0] + self.box[2]) / 2
        longitude -= 360 * floor((longitude - middle + 180) / 360)
        x, y = self.projection.project(longitude, latitude)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def shows(self, point: Point) -> bool:
        """Tell whether a point of the map lies in it."""
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height

    def path(self, points: list[Point]) -> tuple[str, Box]:
        """Return the closed path of a ring in steps, and the box around it on the map; "" where it is too small."""
        project, left, top, scale = self.projection.project, self.left, self.top, self.scale * GRAIN
        steps: list[str] = []
        xs: list[int] = []
        ys: list[int] = []
        x = y = 0
        for longitude, latitude in points:
            u, v = project(longitude, latitude)
            right = round((u - left) * scale) - x
            down = round((v - top) * scale) - y
            if right or down:
                x += right
                y += down
                steps.append(f"{right} {down}" if down >= 0 else f"{right}{down}")
                xs.append(x)
                ys.append(y)
        if len(xs) < 3:
            return "", (0.0, 0.0, 0.0, 0.0)
        box = (min(xs) / GRAIN, min(ys) / GRAIN, max(xs) / GRAIN, max(ys) / GRAIN)
        return f"M{steps[0]}l{' '.join(steps[1:]).replace(' -', '-')}z", box


@lru_cache(maxsize=256)
def world(width: int = WIDE) -> Frame:
    """Return the frame of the whole world without Antarctica."""
    projection = EqualEarth()
    east = projection.project(180, 0)[0]
    top, bottom = projection.project(0, WORLD[3])[1], projection.project(0, WORLD[1])[1]
    scale = width / (2 * east)
    return Frame(projection, scale, -east, top, width, round((bottom - top) * scale), WORLD)


@lru_cache(maxsize=256)
def part(box: Box, width: int = NARROW) -> Frame:
    """Return the frame around a box of longitudes and latitudes, between 5:3 and 8:7 in shape."""
    west, south, east, north = box
    projection = Conic.over(west, south, east, north)
    steps = [part / 12 for part in range(13)]
    border = [projection.project(west + (east - west) * a, b) for a in steps for b in (south, north)]
    border += [projection.project(a, south + (north - south) * b) for b in steps for a in (west, east)]
    left, right = min(x for x, _ in border), max(x for x, _ in border)
    top, bottom = min(y for _, y in border), max(y for _, y in border)
    shape = min(max((bottom - top) / (right - left), 0.6), 0.875)
    height = round(width * shape)
    scale = min(width / (right - left), height / (bottom - top))
    left, top = (left + right - width / scale) / 2, (top + bottom - height / scale) / 2
    rim = [projection.invert(left + width / scale * a, top + height / scale * b) for a in steps for b in (0, 1)]
    rim += [projection.invert(left + width / scale * a, top + height / scale * b) for b in steps for a in (0, 1)]
    longitudes, latitudes = [x for x, _ in rim], [y for _, y in rim]
    shown = (
        max(min(longitudes) - 0.1, projection.meridian - 179),
        max(min(latitudes) - 0.1, -89.0),
        min(max(longitudes) + 0.1, projection.meridian + 179),
        min(max(latitudes) + 0.1, 89.0),
    )
    return Frame(projection, scale, left, top, width, height, shown)


def around(points: list[Point], margin: float = 0.12, least: float = 3.0) -> Box:
    """Return the box around longitudes and latitudes with a margin, across the antimeridian where that is narrower."""
    longitudes = sorted(longitude % 360 for longitude, _ in points)
    gaps = [(b - a, b) for a, b in zip(longitudes, [*longitudes[1:], longitudes[0] + 360], strict=True)]
    gap, west = max(gaps)
    west = west - 360 * floor((west + 180) / 360)
    east = west + 360 - gap
    south, north = min(latitude for _, latitude in points), max(latitude for _, latitude in points)
    wide = max(min((east - west) * margin, 8.0), least / 2)
    high = max(min((north - south) * margin, 8.0), least / 2)
    return (
        round(west - wide, 1),
        round(max(south - high, -80.0), 1),
        round(east + wide, 1),
        round(min(north + high, 84.0), 1),
    )


@lru_cache(maxsize=128)
def countries(frame: Frame, source: Atlas | None = None) -> tuple[Country, ...]:
    """Return the paths of all countries that a frame shows; kept, since a state's map is drawn again and again."""
    source = source or atlas()
    if not source.present:
        return ()
    _, south, _, north = frame.box
    level = source.fitting(max((north - south) / frame.height * 2.2, 0.02))
    found: list[Country] = []
    for key, rings in level.countries.items():
        paths: list[str] = []
        largest: Box = (0.0, 0.0, 0.0, 0.0)
        for ring in rings:
            for points in clipped(ring, frame.box):
                path, box = frame.path(points)
                if path and (ring is rings[0] or box[2] - box[0] + box[3] - box[1] > 2.5):
                    paths.append(path)
                    largest = max(largest, box, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))
        if paths:
            found.append(_country(key, "".join(paths), largest, frame))
    return tuple(found)


def _country(key: str, path: str, box: Box, frame: Frame) -> Country:
    left, top = max(box[0], 0.0), max(box[1], 0.0)
    right, bottom = min(box[2], float(frame.width)), min(box[3], float(frame.height))
    return Country(key, path, ((left + right) / 2, (top + bottom) / 2), (right - left, bottom - top))


@lru_cache(maxsize=128)
def graticule(frame: Frame) -> str:
    """Return the path of meridians and parallels, at a step that gives about six of each."""
    west, south, east, north = frame.box
    step = _step(min(north - south, east - west) / 4)
    lines: list[list[Point]] = []
    for index in range(int(west // step) + 1, int(east // step) + 1):
        lines.append([(index * step, south + (min(north, 80.0) - south) * part / 8) for part in range(9)])
    for index in range(int(south // step) + 1, int(north // step) + 1):
        lines.append([(west + (east - west) * part / 16, index * step) for part in range(17)])
    drawn = []
    for line in lines:
        points = [frame.projection.project(*point) for point in line]
        places = [f"{(x - frame.left) * frame.scale:.1f} {(y - frame.top) * frame.scale:.1f}" for x, y in points]
        drawn.append("M" + "L".join(places))
    return "".join(drawn)


def _step(target: float) -> float:
    nice = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0)
    return min(nice, key=lambda step: abs(log10(step) - log10(max(target, 0.01))))
