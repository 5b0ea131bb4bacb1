"""A time in which something held, as far as it is known, and its place along a scale of years.

The four bounds are those of docs/architecture.md: on a day D the thing certainly held if latest start <= D < earliest
end, and possibly if earliest start <= D < latest end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Ending = Literal["ended", "ongoing", "unknown"]
Style = Literal["solid", "hollow", "striped"]
STYLES: tuple[Style, ...] = ("solid", "hollow", "striped")


@dataclass(frozen=True, slots=True)
class Span:
    """A dated relation: bounds of its start and end, how it ends, and how to draw it."""

    earliest_start: date | None
    """None: it is not known when it began."""
    latest_start: date | None
    earliest_end: date | None
    """None: nothing says that it ever ended, nor until when it was observed."""
    latest_end: date | None
    """None: it may hold to this day."""
    ending: Ending = "ended"
    label: str = ""
    href: str = ""
    detail: str = ""
    """Dates, status and sources as the page shows them; the tooltip and the text for screen readers."""
    style: Style = "solid"
    contested: bool = False

    def certain(self) -> tuple[date, date] | None:
        """Return the first day and the day after the last on which it certainly held."""
        if self.latest_start is None or self.earliest_end is None or self.earliest_end <= self.latest_start:
            return None
        return self.latest_start, self.earliest_end

    def possible(self) -> tuple[date, date]:
        """Return the first day and the day after the last on which it possibly held; the ends of time where open."""
        first = self.earliest_start or self.latest_start or date.min
        last = date.max if self.ending != "ended" else (self.latest_end or self.earliest_end or date.max)
        return first, max(first, last)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days from the first to the day after the last, over a part of a line from 0 to 97 percent."""

    first: date
    last: date

    EXTENT = 97.0

    @classmethod
    def over(cls, first: date, last: date) -> Scale:
        """Make a scale of at least one year, whichever of the days is the earlier."""
        low, high = min(first, last), max(first, last)
        if (high - low).days < 366:
            low = date(max(low.year, 1), 1, 1)
            high = date(low.year + 1, 1, 1) if low.year < 9999 else date.max
        return cls(low, high)

    def at(self, day: date) -> float:
        """Return the percentage at which a day begins; days beyond the ends lie at the ends."""
        part = (day - self.first).days / max((self.last - self.first).days, 1)
        return min(max(part, 0.0), 1.0) * self.EXTENT

    def ticks(self, most: int = 8) -> list[int]:
        """Return the years to write at the axis: round ones, at most so many."""
        years = self.last.year - self.first.year + 1
        for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000):
            first = -(-(self.first.year + (self.first > date(self.first.year, 1, 1))) // step) * step
            found = [year for year in range(first, self.last.year + 1, step) if 1 <= year <= 9999]
            if len(found) <= most or years // step <= most:
                return found[:most] if len(found) > most else found
        return []


def reach(spans: Iterable[Span], today: date) -> tuple[date, date]:
    """Return first and last day for a scale: from a few years before nearly all starts to today.

    One in ten may have begun before, so that a few treaties of long ago do not press the rest into a corner; what
    begins before the scale is drawn with a mark at its left end.
    """
    starts = sorted(start for span in spans if (start := span.earliest_start or span.latest_start))
    first = starts[len(starts) // 10] if starts else today
    year = first.year - first.year % 5
    return date(max(year, 1), 1, 1), max(today, first)


def ordered(spans: Iterable[Span]) -> list[Span]:
    """Return spans by their start, those that began at an unknown time first."""
    return sorted(spans, key=lambda span: (span.earliest_start or span.latest_start or date.min, span.possible()[1]))


def years(span: Span) -> str:
    """Say the years of a span shortly: 1994–2001, 1994– where it had not ended, 1994–? where that is not known."""
    start = _year(span.earliest_start, span.latest_start)
    if span.ending == "ongoing":
        return f"{start}–"
    if span.ending == "unknown":
        return f"{start}–?"
    end = _year(span.earliest_end, span.latest_end)
    return start if start == end else f"{start}–{end}"


def _year(early: date | None, late: date | None) -> str:
    if early is None and late is None:
        return "?"
    first, last = (early or late), (late or early)
    if first is not None and last is not None and first.year != last.year:
        return f"{first.year}/{last.year}"
    return str(first.year) if first else "?"
