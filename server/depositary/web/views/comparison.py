"""Two states, or two days of one, side by side: what both have, and what only one has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from depositary.asof import Calendar
from depositary.web.views.desk import N_

OTHER = ("observerOf", "associateOf", "partnerOf", "candidateFor", "participantIn", "suspendedFrom")
TOPICS = (
    (N_("Member of"), ("memberOf",)),
    (N_("Another standing in"), OTHER),
    (N_("Party to"), ("partyTo",)),
    (N_("Hosts forces of"), ("hostsForcesOf",)),
    (N_("Has forces in"), ("hasForcesIn",)),
    (N_("Allied with"), ("alliedWith",)),
)  # fmt: skip
"""Headings, each with the as-of edges that it stands for."""


@dataclass(frozen=True)
class Side:
    """A thing on a day, or, without one, at any time on record."""

    iri: str
    day: date | None


@dataclass(frozen=True)
class Topic:
    """What stands under a heading: things both have, and what only the first and only the second has.

    A thing is in `possible` of a side where it only possibly holds on the day of that side.
    """

    heading: str
    both: Sequence[str]
    first: Sequence[str]
    second: Sequence[str]
    possible: tuple[frozenset[str], frozenset[str]]


def compare(calendar: Calendar, first: Side, second: Side) -> list[Topic]:
    """Compare two sides, topic by topic; topics of which neither has anything are left out."""
    found = []
    for heading, names in TOPICS:
        one, other = _has(calendar, first, names), _has(calendar, second, names)
        if one or other:
            both = sorted(set(one) & set(other))
            possible = (
                frozenset(k for k, sure in one.items() if not sure),
                frozenset(k for k, sure in other.items() if not sure),
            )
            found.append(Topic(heading, both, sorted(set(one) - set(other)), sorted(set(other) - set(one)), possible))
    return found


def _has(calendar: Calendar, side: Side, names: Iterable[str]) -> Mapping[str, bool]:
    """Map what a side has to whether that is certain."""
    found: dict[str, bool] = {}
    for edge in calendar.of(side.iri):
        if edge.name in names and (side.day is None or edge.holds(side.day, possibly=True) or edge.holds(side.day)):
            sure = side.day is None or edge.holds(side.day)
            found[edge.object] = found.get(edge.object, False) or sure
    return found
