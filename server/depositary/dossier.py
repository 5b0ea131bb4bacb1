"""A thing and all that is shown of it, for documents in RDF and for pages alike.

A dossier holds what is said of the thing, and its entries: whatever names it (relations, readings, claims, treaties,
facilities, …) with all that is said of that, in pages of PAGE entries in the order of their IRIs, which puts those of
one kind together. Of things that either of these names it holds the labels in every language, and what shows them at
a glance; of the documents cited as sources the title, publisher, date and URL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from string import Template
from typing import Any, Literal

from depositary.excerpt import PAGE, Excerpt
from depositary.ntriples import Value
from depositary.ntriples import read as read_lines
from depositary.ntriples import value as read_value

__all__ = ["PAGE", "Dossier", "Relation", "Value", "Vocabulary", "kind_of", "of", "plan_vocabulary", "read"]

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
RANGE = "http://www.w3.org/2000/01/rdf-schema#range"
LICENSE = "http://purl.org/dc/terms/license"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_VOCABULARY = Template("""PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT { ?term ?p ?o . <$dataset> dct:license ?license } WHERE {
  { ?term rdfs:isDefinedBy <$document> ; ?p ?o . FILTER(?p IN (rdfs:label, rdfs:subClassOf, rdfs:range, rdf:type)) }
  UNION { <$dataset> dct:license ?license }
}""")


def kind_of(iri: str) -> str:
    """Return the kind that the IRI of a thing names, as state in …id/state/armenia."""
    return iri.partition("/id/")[2].partition("/")[0]


def plan_vocabulary(ns: str) -> str:
    """Return the query for what `Vocabulary.of` reads."""
    document = ns.removesuffix("#")
    dataset = f"{document.removesuffix('ns')}dataset"
    return _VOCABULARY.substitute(document=document, dataset=dataset)


@dataclass(frozen=True)
class Vocabulary:
    """The terms of the ontology of a release, and the licence of the dataset.

    Of each term it has the labels by language, the classes above it, its range, and what it is (owl:Class, …).
    """

    ns: str
    labels: Mapping[str, Mapping[str, str]]
    above: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, frozenset[str]] = field(default_factory=dict)
    license: str | None = None
    _kept: dict[frozenset[str], list[str]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, ntriples: bytes, ns: str) -> Vocabulary:
        """Read the answer to `plan_vocabulary`."""
        labels: dict[str, dict[str, str]] = defaultdict(dict)
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for subject, predicate, value in read_lines(ntriples.decode()):
            if predicate == LABEL:
                labels[subject][value.language] = value.text
            else:
                found[predicate][subject].add(value.text)
        parents = found[SUBCLASS]
        return cls(
            ns,
            dict(labels),
            {term: _ancestors(term, parents) for term in labels},
            {term: min(ranges) for term, ranges in found[RANGE].items()},
            {term: frozenset(types) for term, types in found[TYPE].items()},
            next((min(each) for each in found[LICENSE].values()), None),
        )

    def specific(self, types: Iterable[str]) -> list[str]:
        """Keep of the classes of a thing our own that none of the others is a subclass of, in order."""
        key = frozenset(types)
        found = self._kept.get(key)
        if found is None:
            ours = {each for each in key if each.startswith(self.ns)}
            covered = {above for each in ours for above in self.above.get(each, ()) if above != each}
            found = self._kept[key] = sorted(ours - covered)
        return found


def _ancestors(term: str, parents: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [term]
    while waiting:
        new = parents.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return frozenset(found - {term})


class _Described:
    """Something with statements about it, by the local name of their property."""

    def __init__(self, dossier: Dossier, iri: str) -> None:
        self.dossier = dossier
        self.iri = iri
        self._values: Mapping[str, list[Value]] = dossier.statements.get(iri, {})

    @cached_property
    def types(self) -> list[str]:
        """The most specific of our classes, as IRIs in order."""
        return self.dossier.vocabulary.specific(value.text for value in self.values("type"))

    @property
    def cls(self) -> str:
        """The local name of the first of `types`; empty where there is none."""
        return self.types[0].removeprefix(self.dossier.vocabulary.ns) if self.types else ""

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
        return self._values.get(name, [])

    def one(self, name: str) -> Value | None:
        """Return a value of a property, None if it has none."""
        return next(iter(self.values(name)), None)

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
        return [name for name in self.names if any(v.text == self.dossier.iri for v in self.values(name))]

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
        return [Relation(self.dossier, iri) for iri in self.dossier.readings_of.get(self.iri, ())]

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

    @property
    def pages(self) -> int:
        """The number of pages, at least one."""
        return max(1, -(-self.total // self.size))

    @cached_property
    def thing(self) -> Relation:
        """The thing itself; it may be a relation with dates, too."""
        return Relation(self, self.iri)

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
            entry = Relation(self, iri)
            found[entry.cls].append(entry)
        return dict(found)

    def values(self, name: str) -> list[Value]:
        """Return what is said of the thing by a property, by its local name ("source" for dct:source)."""
        return self.thing.values(name)

    def about(self, iri: str) -> Relation:
        """Return what the dossier holds on anything it names: of a facility its position, of a source its title."""
        return Relation(self, iri)

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


class Statements(Mapping[str, Mapping[str, list[Value]]]):
    """What an excerpt tells, by subject and local name of the property; each subject is read when it is asked for."""

    def __init__(self, excerpt: Excerpt) -> None:
        """Read nothing yet."""
        self._excerpt = excerpt
        self._subjects = excerpt.subjects()
        self._read: dict[str, Mapping[str, list[Value]]] = {}
        self._values: dict[str, Value] = {}

    def __getitem__(self, subject: str) -> Mapping[str, list[Value]]:
        """Return what is told of a subject; raises KeyError where nothing is."""
        found = self._read.get(subject)
        if found is None:
            found = self._read[subject] = self._parse(subject)
        if not found:
            raise KeyError(subject)
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield the subjects of which something is told."""
        return (subject for subject in self._subjects if self.get(subject))

    def __len__(self) -> int:
        """Count the subjects of which something is told."""
        return sum(1 for _ in self)

    def _parse(self, subject: str) -> Mapping[str, list[Value]]:
        found: dict[str, list[str]] = {}
        for triple in self._excerpt.triples(subject):
            _, predicate, written = triple.split(" ", 2)
            found.setdefault(_local(predicate), []).append(written)
        return _Said(found, self._values)


class _Said(Mapping[str, list[Value]]):
    """What is said of one subject by local name of the property; values are read when they are asked for."""

    __slots__ = ("_known", "_read", "_written")

    def __init__(self, written: dict[str, list[str]], known: dict[str, Value]) -> None:
        self._written = written
        self._known = known
        self._read: dict[str, list[Value]] = {}

    def __getitem__(self, name: str) -> list[Value]:
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = [self._value(text) for text in self._written[name]]
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """Return the values of a property, quicker than Mapping does."""
        found = self._read.get(name)
        if found is not None:
            return found
        return self[name] if name in self._written else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)

    def _value(self, text: str) -> Value:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = read_value(text)
        return found


@lru_cache(4096)
def _local(predicate: str) -> str:
    """Return the local name of a property, between angle brackets or not."""
    return predicate.strip("<>").replace("#", "/").rpartition("/")[2]


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
        statements[subject][_local(predicate)].append(value)
    return Dossier("", "", vocabulary, {subject: dict(values) for subject, values in statements.items()})
