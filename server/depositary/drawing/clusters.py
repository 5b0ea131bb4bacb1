"""Points that lie too near to each other for their symbols become one; labels go where there is room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot
from unicodedata import east_asian_width

Point = tuple[float, float]
Area = tuple[float, float, float, float]


def radius(count: int) -> float:
    """Return the radius of the symbol of a group of so many points."""
    return 7.0 if count == 1 else 8.0 + min(8.0, count**0.5)


def clusters(points: Sequence[Point]) -> list[list[int]]:
    """Group the indexes of points until no symbol hides the midst of another, nor two counts each other.

    Points are taken from left to right, so that the same points give the same groups in whatever order they come.
    """
    order = sorted(range(len(points)), key=lambda index: (points[index], index))
    groups = _near(points, order, 2 * radius(1))
    while True:
        centres = [middle(points[index] for index in group) for group in groups]
        found = _nearest(groups, centres)
        if found is None:
            return [sorted(group) for group in groups]
        one, other = found
        groups[one] += groups.pop(other)


def _near(points: Sequence[Point], order: Iterable[int], apart: float) -> list[list[int]]:
    """Put each point to the first of a group that is nearer than a distance, by cells of that size."""
    cells: dict[tuple[int, int], list[list[int]]] = {}
    found: list[list[int]] = []
    for index in order:
        x, y = points[index]
        column, row = int(x // apart), int(y // apart)
        near = [
            (distance, number, group)
            for a in (column - 1, column, column + 1)
            for b in (row - 1, row, row + 1)
            for number, group in enumerate(cells.get((a, b), ()))
            if (distance := hypot(points[group[0]][0] - x, points[group[0]][1] - y)) < apart
        ]
        if near:
            min(near)[2].append(index)
        else:
            group = [index]
            cells.setdefault((column, row), []).append(group)
            found.append(group)
    return found


def _nearest(groups: Sequence[Sequence[int]], centres: Sequence[Point]) -> tuple[int, int] | None:
    """Return the first two groups, in order from left to right, whose symbols overlap."""
    sizes = [radius(len(group)) for group in groups]
    order = sorted(range(len(groups)), key=lambda index: centres[index])
    for place, one in enumerate(order):
        x, y = centres[one]
        for other in order[place + 1 :]:
            if centres[other][0] - x > 32:
                break
            if hypot(centres[other][0] - x, centres[other][1] - y) < (sizes[one] + sizes[other]) * 0.95:
                return min(one, other), max(one, other)
    return None


def middle(points: Iterable[Point]) -> Point:
    """Return the mean of points."""
    every = list(points)
    return sum(x for x, _ in every) / len(every), sum(y for _, y in every) / len(every)


def parting(points: Sequence[Point], apart: float) -> float:
    """Return how many times a map must be enlarged until points no longer hide each other, at most 32."""
    spread = max((hypot(x - points[0][0], y - points[0][1]) for x, y in points), default=0.0)
    return min(32.0, max(2.0, apart * len(points) ** 0.5 / spread)) if spread > 0.01 else 32.0


def width(text: str, size: float) -> float:
    """Estimate the width of text in a sans-serif face of this size."""
    return sum(size if east_asian_width(letter) in "WF" else size * 0.56 for letter in text)


class Room:
    """What is taken on a map of this width and height."""

    def __init__(self, wide: float, high: float) -> None:
        """Begin with all free."""
        self._wide, self._high = wide, high
        self._taken: list[Area] = []

    def take(self, area: Area) -> None:
        """Keep others out of an area."""
        self._taken.append(area)

    def free(self, area: Area) -> bool:
        """Tell whether an area lies within the map and meets nothing that is taken."""
        left, top, right, bottom = area
        if left < 2 or top < 2 or right > self._wide - 2 or bottom > self._high - 2:
            return False
        return not any(left < r0 and l0 < right and top < b0 and t0 < bottom for l0, t0, r0, b0 in self._taken)

    def label(self, point: Point, wide: float, size: float, gap: float) -> tuple[float, float, str] | None:
        """Take room for a label beside, above or under a point; None where there is none.

        Returns the place of the text and its text-anchor.
        """
        x, y = point
        half = size / 2
        for left, base, anchor in (
            (x + gap, y, "start"),
            (x - gap - wide, y, "end"),
            (x - wide / 2, y - gap - half, "middle"),
            (x - wide / 2, y + gap + half, "middle"),
        ):
            area = (left, base - half, left + wide, base + half)
            if self.free(area):
                self.take(area)
                at = {"start": left, "end": left + wide, "middle": x}[anchor]
                return at, base + size * 0.35, anchor
        return None
