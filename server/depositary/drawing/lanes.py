"""Lanes of a timeline, what many of them are counted under, and how many of their times held at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from depositary.drawing.marks import Label
from depositary.drawing.spans import Span

COLLAPSE = 12
"""A group with more lanes than this is collapsed by what its lanes lie under."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One line: an organization, a treaty, a facility, with the times it held."""

    name: Label
    spans: Sequence[Span]
    under: Label | None = None
    """What it is counted under where there are many lanes: the host, the organization."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lanes under one heading."""

    title: str
    lanes: Sequence[Lane]
    styles: Mapping[str, str] | None = None
    """What a bar that is solid, hollow or striped means, for the legend."""


@dataclass(frozen=True, slots=True)
class Many:
    """Lanes that lie under the same thing, drawn as one profile of how many held at once."""

    name: Label
    lanes: tuple[Lane, ...]


def collapsed(lanes: Sequence[Lane]) -> list[Lane | Many]:
    """Put lanes under what they share: three or more become one, at the place of the first."""
    if len(lanes) <= COLLAPSE:
        return list(lanes)
    shared: dict[tuple[str, str], list[Lane]] = {}
    for lane in lanes:
        if lane.under is not None:
            shared.setdefault((lane.under.href, lane.under.text), []).append(lane)
    found: list[Lane | Many] = []
    for lane in lanes:
        if lane.under is None:
            found.append(lane)
            continue
        together = shared[lane.under.href, lane.under.text]
        if len(together) < 3:
            found.append(lane)
        elif lane is together[0]:
            found.append(Many(lane.under, tuple(together)))
    return found


def profile(periods: Iterable[tuple[date, date]]) -> list[tuple[date, int]]:
    """Return the days on which the number of periods at once changes, with the number from that day on."""
    changes: dict[date, int] = {}
    for first, last in periods:
        changes[first] = changes.get(first, 0) + 1
        changes[last] = changes.get(last, 0) - 1
    count = 0
    steps = []
    for day in sorted(changes):
        count += changes[day]
        steps.append((day, count))
    return steps
