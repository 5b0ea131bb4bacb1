"""A thing and all that is shown of it, for documents in RDF and for pages alike.

A dossier holds what is said of the thing, and its entries: whatever names it (relations, readings, claims, treaties,
facilities, …) with all that is said of that, in pages of PAGE entries in the order of their IRIs, which puts those of
one kind together. Of things that either of these names it holds the labels in every language, and what shows them at
a glance; of the documents cited as sources the title, publisher, date and URL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

from depositary.excerpt import PAGE, Excerpt
from depositary.ntriples import Value
from depositary.ntriples import read as read_lines
from depositary.subjects import Statements, local
from depositary.vocabulary import Vocabulary

__all__ = ["PAGE", "Dossier", "Relation", "Value", "kind_of", "of", "read"]


def kind_of(iri: str) -> str:
    """Return the kind that the IRI of a thing names, as state in …id/state/armenia."""
    return iri.partition("/id/")[2].partition("/")[0]


@dataclass(frozen=True)
class _Told:
    """What the parts of a dossier know of the whole.

    They do not hold the dossier, which holds them: it goes when its page is written, and waits for no collector.
    """

    iri: str
    vocabulary: Vocabulary
    statements: Mapping[str, Mapping[str, list[Value]]]
    readings_of: Mapping[str, Sequence[str]]


class _Described:
    """Something with statements about it, by the local name of their property."""

    def __init__(self, told: _Told, iri: str) -> None:
        self.iri = iri
        self._told = told
        self._values: Mapping[str, list[Value]] = told.statements.get(iri, _NOTHING)

    @cached_property
    def types(self) -> list[str]:
        """The most specific of our classes, as IRIs in order."""
        return self._told.vocabulary.specific(value.text for value in self.values("type"))

    @property
    def cls(self) -> str:
        """The local name of the first of `types`; empty where there is none."""
        return self.types[0].removeprefix(self._told.vocabulary.ns) if self.types else ""

    @property
    def names(self) -> list[str]:
        """The local names of the properties that there are values of."""
        return list(self._values)

    @property
    def sources(self) -> list[str]:
        """The IRIs of the documents cited."""
        return [value.text for value in self.values("source")]

    def values(self, name: str) -> list[Value]:
        """Return the values of a property, by its local name ("source" for dct:source)."""
        return self._values.get(name) or []

    def one(self, name: str) -> Value | None:
        """Return a value of a property, None if it has none."""
        found = self._values.get(name)
        return found[0] if found else None

    def true(self, name: str) -> bool:
        """Say whether a property is said to be true."""
        return any(value.text in ("true", "1") for value in self.values(name))


class Relation(_Described):
    """An entry of a dossier: what names the thing, most often a dated relation.

    `roles` are the local names of the properties by which it names the thing, such as member or hostState.
    """

    @cached_property
    def roles(self) -> list[str]:
        """The properties by which this names the thing of the dossier; none where it does so by an office."""
        return [name for name in self.names if any(v.text == self._told.iri for v in self.values(name))]

    @property
    def start(self) -> Value | None:
        """The start as it is written, at the precision that is known."""
        return self.one("start")

    @property
    def end(self) -> Value | None:
        """The end (exclusive) as it is written; None where it is open or unknown."""
        return self.one("end")

    @property
    def ongoing(self) -> bool:
        """Whether the relation was still open when it was last observed."""
        return self.true("ongoing")

    @property
    def observed_until(self) -> Value | None:
        """The latest date for which a source shows that the relation held."""
        return self.one("observedUntil")

    @property
    def end_unknown(self) -> bool:
        """Whether it is unknown when the relation ended, or that it did."""
        return self.true("endUnknown")

    @property
    def earliest_start(self) -> date | None:
        """The earliest day on which the relation may have begun."""
        return self._day("earliestStart")

    @property
    def latest_start(self) -> date | None:
        """The latest day on which the relation may have begun."""
        return self._day("latestStart")

    @property
    def earliest_end(self) -> date | None:
        """The first day on which the relation may no longer have held."""
        return self._day("earliestEnd")

    @property
    def latest_end(self) -> date | None:
        """The first day on which the relation certainly no longer held; None where the end is open or unknown."""
        return self._day("latestEnd")

    @property
    def contested(self) -> bool:
        """Whether sources or governments differ; then there are readings."""
        return self.true("contested")

    @property
    def confidence(self) -> Value | None:
        """The grade of confidence, where it is less than high."""
        return self.one("confidence")

    @property
    def readings(self) -> list[Relation]:
        """The readings of the relation, in order of their IRIs."""
        return [Relation(self._told, iri) for iri in self._told.readings_of.get(self.iri, ())]

    def holds(self, day: date) -> Literal["certain", "possible"] | None:
        """Say whether the relation holds on a day (design, section Dates); None also where it has no dates."""
        first, last, end, until = self.earliest_start, self.latest_start, self.earliest_end, self.latest_end
        if first is None or last is None or end is None:
            return None
        if last <= day < end:
            return "certain"
        return "possible" if first <= day and (until is None or day < until) else None

    def _day(self, name: str) -> date | None:
        value = self.one(name)
        return _day(value.text) if value else None


_NOTHING: Mapping[str, list[Value]] = {}
_day = lru_cache(8192)(date.fromisoformat)


@dataclass
class Dossier:
    """A page of what is known of a thing; `statements` are those on every subject, by local name of the property.

    `entries` are the IRIs of the entries on this page, `graphs` those of the named graphs that say something of the
    thing itself, `others` counts the statements that name the thing, by the IRI
    of their property, on whatever page they are, and `total` counts the entries on all pages together.
    """

    iri: str
    kind: str
    vocabulary: Vocabulary
    statements: Mapping[str, Mapping[str, list[Value]]]
    entries: Sequence[str] = ()
    graphs: Sequence[str] = ()
    others: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    page: int = 1
    size: int = PAGE
    readings_of: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Tell the parts what they need to know."""
        self._told = _Told(self.iri, self.vocabulary, self.statements, self.readings_of)

    @property
    def pages(self) -> int:
        """The number of pages, at least one."""
        return max(1, -(-self.total // self.size))

    @cached_property
    def thing(self) -> Relation:
        """The thing itself; it may be a relation with dates, too."""
        return Relation(self._told, self.iri)

    @property
    def types(self) -> list[str]:
        """The most specific of our classes of the thing."""
        return self.thing.types

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the thing, by language."""
        return self.labels_of(self.iri)

    @cached_property
    def relations(self) -> dict[str, list[Relation]]:
        """The entries on this page by the local name of their most specific class, each in the order of its IRI.

        Most are timed relations; claims are under Claim, facilities that lie in a state under Facility, and so on.
        """
        found: dict[str, list[Relation]] = defaultdict(list)
        for iri in self.entries:
            entry = Relation(self._told, iri)
            found[entry.cls].append(entry)
        return dict(found)

    def values(self, name: str) -> list[Value]:
        """Return what is said of the thing by a property, by its local name ("source" for dct:source)."""
        return self.thing.values(name)

    def about(self, iri: str) -> Relation:
        """Return what the dossier holds on anything it names: of a facility its position, of a source its title."""
        return Relation(self._told, iri)

    def labels_of(self, iri: str) -> dict[str, str]:
        """Return the labels of whatever the dossier names, by language."""
        found = {value.language: value.text for value in self.statements.get(iri, {}).get("label", ())}
        return found or dict(self.vocabulary.labels.get(iri, {}))

    def label(self, iri: str, language: str = "en") -> str:
        """Name whatever the dossier names: in the language, in English, by its title, or by the end of its IRI."""
        labels = self.labels_of(iri)
        if labels:
            return labels.get(language) or labels.get("en") or next(iter(labels.values()))
        title = next(iter(self.statements.get(iri, {}).get("title", ())), None)
        return title.text if title else iri.rstrip("/").rpartition("/")[2].rpartition("#")[2] or iri


def of(excerpt: Excerpt, vocabulary: Vocabulary, page: int = 1, size: int | None = PAGE) -> Dossier:
    """Make the dossier of what was taken of a thing: a page of it, or all where `size` is None."""
    return Dossier(
        excerpt.iri,
        kind_of(excerpt.iri),
        vocabulary,
        Statements(excerpt),
        excerpt.entries,
        excerpt.graphs,
        excerpt.others,
        excerpt.total,
        page,
        size or max(1, excerpt.total),
        excerpt.readings,
    )


def read(ntriples: bytes, vocabulary: Vocabulary) -> Dossier:
    """Read the answer to any CONSTRUCT as a dossier of no thing; raises ValueError where it is no N-Triples."""
    statements: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in read_lines("\n".join(dict.fromkeys(ntriples.decode().split("\n")))):
        statements[subject][local(predicate)].append(value)
    return Dossier("", "", vocabulary, {subject: dict(values) for subject, values in statements.items()})
