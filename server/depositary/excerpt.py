"""What of a release belongs into a page of the dossier of a thing, taken from the file of the release itself.

These are all statements on the thing, on its geometry, on the entries of the page (whatever names the thing) and on
the readings of these; what shows at a glance whatever they name; and what cites the documents that are their sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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
CITED = frozenset(
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

    def subjects(self) -> list[str]:
        """List the subjects of which something may be told, in the order of the file."""
        names = self.concordance.names
        return [names[number] for number in sorted(self.whole | self.named | self.cited)]

    def triples(self, subject: str) -> list[str]:
        """List what is told of a subject, each statement as it is written, without the full stop, in order."""
        number = self.concordance.numbers.get(subject, -1)
        if number in self.whole:
            return self.concordance.triples(number)
        named, cited = number in self.named, number in self.cited
        if not named and not cited:
            return []
        names = (self._glance if named else frozenset()) | (CITED if cited else frozenset())
        start = len(subject) + 1 if subject.startswith("_:") else len(subject) + 3
        ours = self._ours if named else "\n"
        return [
            triple
            for triple in self.concordance.triples(number)
            if triple[start : triple.index(" ", start)] in names or triple.startswith(ours, start)
        ]

    @cached_property
    def _glance(self) -> frozenset[str]:
        ns = f"{self.iri.partition('id/')[0]}ns#"
        return frozenset({f"<{RDFS}label>", *(f"<{ns}{name}>" for name in GLANCE)})

    @cached_property
    def _ours(self) -> str:
        return f"<{TYPE}> <{self.iri.partition('id/')[0]}ns#"


def take(concordance: Concordance, iri: str, page: int = 1, size: int | None = PAGE) -> Excerpt:
    """Take what belongs to a page of a thing that is published, or to all of them where `size` is None."""
    ns = f"{iri.partition('id/')[0]}ns#"
    codes = {name: code for code, name in enumerate(concordance.properties)}
    reading, office, office_of, held_by = (
        codes.get(ns + name, -1) for name in ("readingOf", "office", "officeOf", "heldBy")
    )
    thing = concordance.numbers[iri]
    naming = list(concordance.naming(thing))
    found = _entries(concordance, naming, {codes.get(name) for name in NO_ENTRIES})
    if iri.partition("/id/")[2].partition("/")[0] in WITH_OFFICES:
        posts = [number for number, code in naming if code == office_of]
        found |= {other for post in posts for other, code in concordance.naming(post) if code == office}
    names = concordance.names
    entries = sorted(found, key=names.__getitem__)
    shown = entries if size is None else entries[(page - 1) * size : page * size]
    own = {thing, *shown}
    read = {number: [other for other, code in concordance.naming(number) if code == reading] for number in own}
    readings = {other for found in read.values() for other in found}
    named: set[int] = set()
    cited: set[int] = set()
    source = codes.get(SOURCE, -1)
    for number in own:
        for other, code in concordance.links(number):
            (cited if code == source else named).add(other)
    for number in readings:
        named |= {other for other, code in concordance.links(number) if code == held_by}
        cited |= {other for other, code in concordance.links(number) if code == source}
    geometry = concordance.numbers.get(f"{iri}#geometry")
    whole = own | readings | ({geometry} if geometry is not None else set())
    counted = Counter(concordance.properties[code] for _, code in naming)
    return Excerpt(
        iri,
        [names[number] for number in shown],
        concordance.graphs(thing),
        dict(counted),
        len(entries),
        {names[number]: [names[other] for other in found] for number, found in read.items() if found},
        concordance,
        frozenset(whole),
        frozenset(named - whole),
        frozenset(cited - whole),
    )


def _entries(concordance: Concordance, naming: Sequence[tuple[int, int]], left_out: set[int | None]) -> set[int]:
    return {number for number, code in naming if code not in left_out}
