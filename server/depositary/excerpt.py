"""What of a release belongs into a page of the dossier of a thing, taken from the file of the release itself.

These are all statements on the thing, on its geometry, on the entries of the page (whatever names the thing) and on
the readings of these; what shows at a glance whatever they name; and what cites the documents that are their sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from depositary.concordance import TYPE, Concordance

PAGE = 100
"""Entries on a page."""
WITH_OFFICES = ("state", "organization")
"""Kinds whose offices are shown with those who held them."""
RDFS, SKOS = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2004/02/skos/core#"
DCT, DC, ORG = "http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/", "http://www.w3.org/ns/org#"
NO_ENTRIES = {f"{DCT}isReplacedBy", f"{ORG}member", f"{ORG}organization", f"{ORG}subOrganizationOf"}
"""What makes no entry: a withdrawal, and what only says once more what a property of ours says."""
SOURCE = f"{DCT}source"
CITING = frozenset(
    f"<{name}>"
    for name in (
        f"{RDFS}label",
        f"{DCT}title",
        f"{DCT}issued",
        f"{DC}publisher",
        f"{DC}creator",
        "https://schema.org/url",
    )
)
"""What is told of a document cited as a source."""
GLANCE = (
    "latitude",
    "longitude",
    "positionAccuracy",
    "place",
    "locatedIn",
    "facilityKind",
    "officeOf",
    "concludedOn",
    "inForceOn",
    "terminatedOn",
    "termEnds",
    "happenedOn",
)
"""The properties of ours that show at a glance what is named, beside its labels and its classes of ours."""


WHOLE, NAMED, CITED, BOTH = range(4)
"""How much is told of a subject: everything, what shows it at a glance, what cites it, or both of these."""


class Part(NamedTuple):
    """What is told of a subject, by its number; equal parts of one release say the same, whatever they belong to."""

    number: int
    extent: int


@dataclass(frozen=True)
class Excerpt:
    """Part of a release about one thing: the entries on a page, in order, and how many there are on all pages.

    `others` counts the statements that name the thing, by the IRI of their property, on whatever page they are;
    `graphs` are those that say something of the thing itself.
    """

    iri: str
    entries: Sequence[str]
    graphs: Sequence[str]
    others: Mapping[str, int]
    total: int
    readings: Mapping[str, Sequence[str]]
    """The readings of the thing and of the entries, in order."""
    concordance: Concordance
    whole: frozenset[int]
    """Subjects of which everything is told."""
    named: frozenset[int]
    """Subjects of which is told what shows them at a glance."""
    cited: frozenset[int]
    """Subjects of which is told what cites them."""

    def parts(self) -> list[Part]:
        """List what is told of each subject, in the order of the file."""
        extents = dict.fromkeys(self.named, NAMED) | dict.fromkeys(self.cited, CITED)
        extents |= dict.fromkeys(self.named & self.cited, BOTH) | dict.fromkeys(self.whole, WHOLE)
        return [Part(number, extents[number]) for number in sorted(extents)]

    def part(self, subject: str) -> Part | None:
        """Return what is told of a subject; None where nothing is."""
        number = self.concordance.numbers.get(subject, -1)
        if number in self.whole:
            return Part(number, WHOLE)
        named, cited = number in self.named, number in self.cited
        return Part(number, BOTH if named and cited else NAMED if named else CITED) if named or cited else None

    def triples(self, part: Part) -> list[str]:
        """List the statements of a part, each as it is written, without the full stop, in order."""
        number, extent = part
        triples = self.concordance.triples(number)
        if extent == WHOLE:
            return triples
        subject = self.concordance.names[number]
        names = (self._glance if extent != CITED else frozenset()) | (CITING if extent != NAMED else frozenset())
        start = len(subject) + 1 if subject.startswith("_:") else len(subject) + 3
        ours = self._ours if extent != CITED else "\n"
        return [
            triple
            for triple in triples
            if triple[start : triple.index(" ", start)] in names or triple.startswith(ours, start)
        ]

    @cached_property
    def _glance(self) -> frozenset[str]:
        return frozenset({f"<{RDFS}label>", *(f"<{_ns(self.iri)}{name}>" for name in GLANCE)})

    @cached_property
    def _ours(self) -> str:
        return f"<{TYPE}> <{_ns(self.iri)}"


def count(concordance: Concordance, iri: str) -> int:
    """Count the entries of a thing on all pages."""
    return len(_entries(concordance, iri, list(concordance.naming(concordance.numbers[iri]))))


def take(concordance: Concordance, iri: str, page: int = 1, size: int | None = PAGE) -> Excerpt:
    """Take what belongs to a page of a thing that is published, or to all of them where `size` is None."""
    names, thing = concordance.names, concordance.numbers[iri]
    naming = list(concordance.naming(thing))
    entries = sorted(_entries(concordance, iri, naming), key=concordance.rank)
    shown = entries if size is None else entries[(page - 1) * size : page * size]
    own = {thing, *shown}
    reading = _code(concordance, f"{_ns(iri)}readingOf")
    read = {number: [other for other, code in concordance.naming(number) if code == reading] for number in own}
    readings = {other for found in read.values() for other in found}
    named, cited = _linked(concordance, iri, own, readings)
    whole = own | readings | {concordance.numbers.get(f"{iri}#geometry", thing)}
    return Excerpt(
        iri,
        [names[number] for number in shown],
        concordance.graphs(thing),
        {concordance.properties[code]: times for code, times in Counter(code for _, code in naming).items()},
        len(entries),
        {names[number]: [names[other] for other in found] for number, found in read.items() if found},
        concordance,
        frozenset(whole),
        frozenset(named - whole),
        frozenset(cited - whole),
    )


def _entries(concordance: Concordance, iri: str, naming: Sequence[tuple[int, int]]) -> set[int]:
    """Find what names a thing, and who held the offices of a state or an organization."""
    left_out = {_code(concordance, name) for name in NO_ENTRIES}
    found = {number for number, code in naming if code not in left_out}
    if iri.partition("/id/")[2].partition("/")[0] in WITH_OFFICES:
        office, office_of = (_code(concordance, _ns(iri) + name) for name in ("office", "officeOf"))
        posts = [number for number, code in naming if code == office_of]
        found |= {other for post in posts for other, code in concordance.naming(post) if code == office}
    return found


def _linked(concordance: Concordance, iri: str, own: set[int], readings: set[int]) -> tuple[set[int], set[int]]:
    """Find what is named, and what is cited as a source, by what is told whole."""
    source, held_by = _code(concordance, SOURCE), _code(concordance, f"{_ns(iri)}heldBy")
    links = [link for number in own for link in concordance.links(number)]
    more = [link for number in readings for link in concordance.links(number) if link[1] in (source, held_by)]
    links += more
    return {other for other, code in links if code != source}, {other for other, code in links if code == source}


def _code(concordance: Concordance, name: str) -> int:
    return concordance.codes.get(name, -1)


def _ns(iri: str) -> str:
    return f"{iri.partition('id/')[0]}ns#"
