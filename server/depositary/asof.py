"""The plain edges that hold on a day, made from the relations and their dates (design, section As-of graphs)."""

from __future__ import annotations

import csv
import io
import re
from array import array
from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations
from threading import Lock

from depositary.dates import DATATYPES, DAY, bounds
from depositary.errors import BadRequest
from depositary.store import Quad
from depositary.things import Things

FIRST = date(1900, 1, 1)
"""The first day for which there is an as-of graph."""
NEVER = date.max

DIRECT = {
    "Membership": ("member", None, "organization"),
    "TreatyParticipation": ("party", "partyTo", "treaty"),
    "OfficeHolding": ("office", "officeHeldBy", "holder"),
    "DiplomaticRecognition": ("recognizedBy", "hasRecognized", "recognizes"),
    "ProjectParticipation": ("participatingAgent", "takesPartIn", "project"),
}
"""Relation class: the property of the subject, the edge (None: what the status stands for), that of the object."""
INVERSES = {"memberOf": "hasMember", "hostsForcesOf": "hasForcesIn"}
COLUMNS = ("subject", "edge", "object", "earliestStart", "latestStart", "earliestEnd", "latestEnd", "relation")


@dataclass(frozen=True, order=True)
class Edge:
    """An edge with the bounds between which it holds, and the relation that it comes from.

    It certainly holds on day D if latest_start <= D < earliest_end, possibly if earliest_start <= D < latest_end.
    """

    subject: str
    name: str
    object: str
    earliest_start: date
    latest_start: date
    earliest_end: date
    latest_end: date
    relation: str

    def holds(self, day: date, *, possibly: bool = False) -> bool:
        """Say whether the edge certainly, or else possibly, holds on a day."""
        if possibly:
            return self.earliest_start <= day < self.latest_end
        return self.latest_start <= day < self.earliest_end

    def overlap(self, other: Edge) -> Edge | None:
        """Return the time in which both edges possibly hold, None if there is none."""
        both = replace(
            self,
            earliest_start=max(self.earliest_start, other.earliest_start),
            latest_start=max(self.latest_start, other.latest_start),
            earliest_end=min(self.earliest_end, other.earliest_end),
            latest_end=min(self.latest_end, other.latest_end),
        )
        return both if both.earliest_start < both.latest_end else None


def edges(quads: Iterable[Quad], base: str) -> list[Edge]:
    """Derive every edge from asserted, inferred and derived quads, in order."""
    things = Things(quads, base)
    plain = [*_direct(things), *_signatures(things), *_presences(things), *_borders(things), *_capitals(things)]
    plain += [*_transfers(things), *_meetings(things)]
    plain += _alliances(plain, things)
    turned = [
        replace(edge, subject=edge.object, name=INVERSES[edge.name], object=edge.subject)
        for edge in plain
        if edge.name in INVERSES
    ]
    return sorted({*plain, *turned})


def _edge(things: Things, relation: str, subject: str | None, name: str | None, value: str | None) -> Iterator[Edge]:
    if subject is None or name is None or value is None:
        return
    days = [things.one(relation, bound) for bound in COLUMNS[3:7]]
    if days[0] and days[1] and days[2]:
        first, last, end = (date.fromisoformat(day) for day in days[:3] if day)
        yield Edge(subject, name, value, first, last, end, date.fromisoformat(days[3]) if days[3] else NEVER, relation)


def _direct(things: Things) -> Iterator[Edge]:
    for kind, (subject, name, value) in DIRECT.items():
        for relation in things.of_class(kind):
            edge = name
            if edge is None:
                status = things.one(relation, "membershipStatus")
                edge = (things.one(status, "asOfEdge") or "").removeprefix(things.ns) or None if status else None
            yield from _edge(things, relation, things.one(relation, subject), edge, things.one(relation, value))


def _signatures(things: Things) -> Iterator[Edge]:
    """Yield signatures, which hold from their day to the end of the participation."""
    for relation in things.of_class("TreatyParticipation"):
        signed, ends = things.one(relation, "signedOn"), things.one(relation, "latestEnd")
        party, treaty = things.one(relation, "party"), things.one(relation, "treaty")
        if signed and party and treaty:
            first, last = _lenient(signed)
            sure = things.one(relation, "earliestEnd") if things.one(relation, "latestStart") or ends else None
            until = date.fromisoformat(ends) if ends else NEVER
            certain = max(date.fromisoformat(sure) if sure else until, last + DAY)
            yield Edge(party, "signatoryTo", treaty, first, last, certain, until, relation)


def _lenient(text: str) -> tuple[date, date]:
    """Read a date whose datatype is plain from its length; the shapes have checked it."""
    return bounds(text, DATATYPES[2 - text.count("-")])


def _presences(things: Things) -> Iterator[Edge]:
    for relation in things.of_class("ForcePresence"):
        host, sender, facility = (things.one(relation, name) for name in ("hostState", "sendingState", "facility"))
        if "Mission" in things.types[relation]:
            yield from _edge(things, relation, host, "hostsMissionOf", sender)
        else:
            yield from _edge(things, relation, host, "hostsForcesOf", sender)
            yield from _edge(things, relation, host, "hostsFacility", facility)
            yield from _edge(things, relation, sender, "usesFacility", facility)


def _borders(things: Things) -> Iterator[Edge]:
    for relation in things.of_class("LandBorder"):
        sides = things.all(relation, "borderOf")
        for side in sides:
            for other in sides:
                if side != other:
                    yield from _edge(things, relation, side, "borders", other)


def _capitals(things: Things) -> Iterator[Edge]:
    """Yield capitals, but for seats from which the entity that claims them does not govern."""
    for relation in things.of_class("CapitalSeat"):
        if f"{things.ns}claimedSeat" not in things.all(relation, "seatRole"):
            entity, place = things.one(relation, "seatOf"), things.one(relation, "seat")
            yield from _edge(things, relation, entity, "hasCapital", place)


def _transfers(things: Things) -> Iterator[Edge]:
    """Yield arms on order, by recipient and by transfer, and offers; what was called off gives no edge."""
    for relation in things.of_class("ArmsTransfer"):
        supplier, recipient, status = (
            things.one(relation, name) for name in ("supplier", "recipient", "transferStatus")
        )
        if status == f"{things.ns}offered":
            yield from _edge(things, relation, supplier, "offersArmsTo", recipient)
        elif status != f"{things.ns}cancelled":
            yield from _edge(things, relation, supplier, "suppliesArmsTo", recipient)
            yield from _edge(things, relation, supplier, "deliversUnder", relation)


def _meetings(things: Things) -> Iterator[Edge]:
    """Pair those who met, for the day of the meeting alone."""
    for event in things.of_class("Meeting"):
        day = things.one(event, "happenedOn")
        if day:
            first, last = _lenient(day)
            for one, other in permutations(things.all(event, "participant"), 2):
                yield Edge(one, "meets", other, first, last, first + DAY, last + DAY, event)


def _alliances(plain: list[Edge], things: Things) -> Iterator[Edge]:
    """Pair the members of each military alliance and the parties of each alliance treaty."""
    bonds: dict[str, list[Edge]] = defaultdict(list)
    for edge in plain:
        kind = {"memberOf": "MilitaryAlliance", "partyTo": "AllianceTreaty"}.get(edge.name)
        if kind and kind in things.types[edge.object]:
            bonds[edge.object].append(edge)
    for bond in bonds.values():
        for edge in bond:
            for other in bond:
                both = edge.overlap(other) if edge.subject != other.subject else None
                if both:
                    yield replace(both, name="alliedWith", object=other.subject)


def to_csv(table: Iterable[Edge]) -> bytes:
    """Write edges as CSV with a header; an open latestEnd is empty."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(COLUMNS)
    for edge in table:
        until = "" if edge.latest_end == NEVER else edge.latest_end
        first = (edge.subject, edge.name, edge.object, edge.earliest_start, edge.latest_start, edge.earliest_end)
        writer.writerow((*first, until, edge.relation))
    return output.getvalue().encode()


def from_csv(data: bytes) -> list[Edge]:
    """Read what `to_csv` wrote."""
    found = []
    for row in list(csv.reader(io.StringIO(data.decode())))[1:]:
        first, last, end = (date.fromisoformat(day) for day in row[3:6])
        until = date.fromisoformat(row[6]) if row[6] else NEVER
        found.append(Edge(row[0], row[1], row[2], first, last, end, until, row[7]))
    return found


class Calendar:
    """As-of graphs of a release as N-Triples, made at need and kept, the last used ones, up to a bound; thread-safe."""

    def __init__(self, table: list[Edge], base: str, size: int) -> None:
        """Keep the edges by the day on which they may begin, so that a day looks only at those that have begun."""
        self._edges = sorted(table, key=lambda edge: edge.earliest_start)
        self._starts = [edge.earliest_start for edge in self._edges]
        self._base = base
        self._size = size
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()
        self._form = re.compile(re.escape(f"{base}asof/") + r"([^/]*)(/possible)?")
        self._of: dict[str, list[Edge]] = defaultdict(list)
        for edge in self._edges:
            self._of[edge.subject].append(edge)
        triples = sorted({(edge.subject, edge.name, edge.object) for edge in self._edges})
        self._lines = [f"<{subject}> <{base}ns#{name}> <{value}> .\n" for subject, name, value in triples]
        numbers = {triple: number for number, triple in enumerate(triples)}
        self._numbers = array("I", (numbers[edge.subject, edge.name, edge.object] for edge in self._edges))
        bounds = ("earliest_start", "latest_start", "earliest_end", "latest_end")
        self._bounds = {name: array("I", (getattr(edge, name).toordinal() for edge in self._edges)) for name in bounds}

    def of(self, subject: str) -> list[Edge]:
        """List the edges that go out from a thing, on whatever day, the earliest first."""
        return self._of.get(subject, [])

    def is_asof(self, iri: str) -> bool:
        """Say whether an IRI is one of an as-of graph, well formed or not."""
        return iri.startswith(f"{self._base}asof/") and iri != f"{self._base}asof/"

    def graph(self, iri: str) -> bytes:
        """Return the graph as N-Triples; raises BadRequest where the IRI does not end in a day from 1900 on."""
        with self._lock:
            if iri in self._kept:
                self._kept.move_to_end(iri)
                return self._kept[iri]
        day, possibly = self._parse(iri)
        triples = "".join(self.lines(day, possibly=possibly)).encode()
        with self._lock:
            self._kept[iri] = triples
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return triples

    def lines(self, day: date, *, possibly: bool = False) -> list[str]:
        """Write the edges of a day as N-Triples, in order; if `possibly`, those that only possibly hold."""
        found = self._held(day, "latest_start", "earliest_end")
        if possibly:
            found = self._held(day, "earliest_start", "latest_end") - found
        return [self._lines[number] for number in sorted(found)]

    def _held(self, day: date, start: str, end: str) -> set[int]:
        """Return the numbers of the triples that hold between two bounds; numbers are compared quicker than dates."""
        begun, when = bisect_right(self._starts, day), day.toordinal()
        rows = zip(self._numbers[:begun], self._bounds[start], self._bounds[end], strict=False)
        return {number for number, first, last in rows if first <= when < last}

    def _parse(self, iri: str) -> tuple[date, bool]:
        match = self._form.fullmatch(iri)
        try:
            day = date.fromisoformat(match[1]) if match and len(match[1]) == 10 else None
        except ValueError:
            day = None
        if match is None or day is None or day < FIRST:
            example = f"{self._base}asof/2021-06-16"
            raise BadRequest(f"{iri} names no day from {FIRST} on; write it like {example} or {example}/possible.")
        return day, match[2] is not None
