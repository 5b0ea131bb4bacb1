"""The things that have names of their own, for reconciliation: each name and code with the time in which it was used.

Made from four queries over a release. Relations (memberships, basings and the like) are no entries: their labels are
sentences, which no table of a researcher holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from depositary.dates import DATATYPES, DAY, bounds
from depositary.folding import index_words

Rows = Callable[[str], list[dict[str, str]]]
"""Answers a SELECT with one mapping a row, from variable to the value of its term."""
TOPS = ("Agent", "Treaty", "Facility", "Document", "Event", "Project", "Place", "Office")
"""The classes whose members are entries, the most general ones."""
_KINDS = """SELECT ?thing ?value { VALUES ?top { %s } ?thing a ?top ; a ?value FILTER(STRSTARTS(STR(?value), "%s")) }"""
_NAMES = """SELECT ?thing ?name ?value ?language { VALUES ?top { %s } ?thing a ?top ; ?name ?value
  FILTER(?name IN (rdfs:label, skos:altLabel)) BIND(LANG(?value) AS ?language) }"""
_DATED = """SELECT ?thing ?name ?value ?language ?since ?until {
  { ?use dep:named ?thing ; dep:officialName ?value BIND(dep:officialName AS ?name) }
  UNION { ?use dep:coded ?thing ; dep:code ?value ; dep:codeScheme ?name }
  BIND(LANG(?value) AS ?language)
  OPTIONAL { ?use dep:earliestStart ?since } OPTIONAL { ?use dep:latestEnd ?until } }"""
_FACTS = """SELECT ?thing ?name ?value { VALUES ?name { %s } ?thing ?name ?value }"""
_LIFE = ("established", "dissolved", "concludedOn", "terminatedOn", "happenedOn")
_SHORT = re.compile(r"\d{4}(-\d\d){0,2}")
SYSTEMS = ("cowCode", "gwCode")
"""Schemes whose codes stand for a state as a member of the state system, so that they tell when it was one."""


@dataclass(frozen=True)
class Span:
    """Days within which something possibly held: from `since` until before `until`; None is not known to end."""

    since: date | None = None
    until: date | None = None

    def meets(self, other: Span) -> bool:
        """Say whether both may have held on one day."""
        return (self.since is None or other.until is None or self.since < other.until) and (
            other.since is None or self.until is None or other.since < self.until
        )


EVER = Span()


@dataclass(frozen=True)
class Name:
    """A name of an entry: a label, an altLabel or an officialName, its folded words, and when it was in use."""

    text: str
    kind: str
    language: str
    words: tuple[str, ...]
    span: Span = EVER


@dataclass
class Entry:
    """A thing with its names, codes (scheme, code, span), kinds from special to general, and equal things elsewhere."""

    iri: str
    label: str = ""
    kinds: list[str] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    codes: list[tuple[str, str, Span]] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    successors: list[str] = field(default_factory=list)
    predecessors: list[str] = field(default_factory=list)

    @property
    def is_state(self) -> bool:
        """Whether it is a political entity, whose names follow the forms of states."""
        return "PoliticalEntity" in self.kinds

    @property
    def life(self) -> Span:
        """When it possibly existed: its dates, else those of its numbers in the lists of states."""
        born = self.facts.get("established") or self.facts.get("concludedOn") or self.facts.get("happenedOn")
        since = reach(born).since if born else None
        ended = self.facts.get("dissolved") or self.facts.get("terminatedOn")
        if since is None:
            since = min(
                (span.since for scheme, _, span in self.codes if scheme in SYSTEMS and span.since), default=None
            )
        return Span(since, bounds_end(ended) if ended else None)


class Gazetteer:
    """The entries by IRI, by the words of their names, by code and by their IRIs elsewhere."""

    def __init__(self, rows: Rows, base: str) -> None:
        """Read the entries of a release by queries."""
        self.base, self._ns = base, f"{base}ns#"
        self.entries: dict[str, Entry] = {}
        self.labels: dict[str, str] = {}
        self.broader: dict[str, list[str]] = defaultdict(list)
        self._terms(rows)
        self._read(rows)
        self.by_words: dict[tuple[str, ...], list[tuple[Entry, Name]]] = defaultdict(list)
        self.by_word: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self.by_code: dict[str, list[tuple[Entry, str, Span]]] = defaultdict(list)
        self.by_same: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            self._index(entry)
        self.spellings = {" ".join(words): words for words in self.by_words}

    def find(self, identifier: str) -> Entry | None:
        """Return the entry of an identifier: its IRI, or the part of it after id/."""
        if identifier in self.entries:
            return self.entries[identifier]
        return self.entries.get(f"{self.base}id/{identifier}")

    def identifier(self, iri: str) -> str:
        """Return the identifier of an entry: its IRI without the part that all have in common."""
        return iri.removeprefix(f"{self.base}id/")

    def kind(self, identifier: str) -> str | None:
        """Return the class of an identifier, a local name or an IRI; None where no entry is of such a class."""
        name = identifier.removeprefix(self._ns)
        return name if name in self.kinds else None

    def _terms(self, rows: Rows) -> None:
        """Read the labels of our terms, the classes above each class, and the schemes of codes."""
        text = """SELECT ?thing ?name ?value { VALUES ?name { rdfs:label rdfs:subClassOf rdf:type }
          ?thing ?name ?value FILTER(STRSTARTS(STR(?thing), "%s") && (ISIRI(?value) || LANG(?value) = "en")) }"""
        self.schemes: list[str] = []
        for row in rows(text % self._ns):
            term, value = row["thing"].removeprefix(self._ns), row["value"]
            if row["name"].endswith("#label"):
                self.labels[term] = value
            elif row["name"].endswith("#subClassOf") and value.startswith(self._ns):
                self.broader[term].append(value.removeprefix(self._ns))
            elif value == f"{self._ns}CodeScheme":
                self.schemes.append(term)
        self.schemes.sort()

    def _read(self, rows: Rows) -> None:
        tops = " ".join(f"dep:{name}" for name in TOPS)
        for row in rows(_KINDS % (tops, self._ns)):
            entry = self.entries.setdefault(row["thing"], Entry(row["thing"]))
            entry.kinds.append(row["value"].removeprefix(self._ns))
        for row in rows(_NAMES % tops):
            entry = self.entries[row["thing"]]
            _add_name(entry, row)
            if row["name"].endswith("#label") and (row["language"] == "en" or not entry.label):
                entry.label = row["value"]
        for row in rows(_DATED):
            if row["thing"] in self.entries:
                self._add_dated(self.entries[row["thing"]], row)
        names = " ".join(f"dep:{name}" for name in _LIFE)
        for row in rows(_FACTS % f"{names} dct:issued skos:exactMatch"):
            if row["thing"] in self.entries:
                _add_fact(self.entries[row["thing"]], row)
        for row in rows("SELECT ?thing ?value { ?change dep:predecessor ?thing ; dep:successor ?value }"):
            before, after = self.entries.get(row["thing"]), self.entries.get(row["value"])
            if before and after:
                before.successors.append(after.iri)
                after.predecessors.append(before.iri)
        for entry in self.entries.values():
            entry.kinds = sorted(set(entry.kinds), key=lambda kind: (-len(self._above(kind)), kind))
        self.kinds = sorted({kind for entry in self.entries.values() for kind in entry.kinds})

    def _above(self, kind: str) -> set[str]:
        """Return the classes above a class, itself among them."""
        found, open_ = set(), [kind]
        while open_:
            name = open_.pop()
            if name not in found:
                found.add(name)
                open_ += self.broader.get(name, [])
        return found

    def _add_dated(self, entry: Entry, row: dict[str, str]) -> None:
        span = Span(_day(row.get("since")), _day(row.get("until")))
        term = row["name"].removeprefix(self._ns)
        if term == "officialName":
            entry.names.append(Name(row["value"], term, row["language"], words(row["value"]), span))
        else:
            entry.codes.append((term, row["value"], span))

    def _index(self, entry: Entry) -> None:
        for name in entry.names:
            key = tuple(sorted(name.words))
            self.by_words[key].append((entry, name))
            for word in key:
                self.by_word[word].add(key)
        for scheme, code, span in entry.codes:
            self.by_code[code.upper()].append((entry, scheme, span))
        for iri in entry.same:
            self.by_same[iri].append(entry)

    def containing(self, wanted: Iterable[str]) -> set[tuple[str, ...]]:
        """Return the sorted words of the names that have all words of `wanted`."""
        found: set[tuple[str, ...]] | None = None
        for word in wanted:
            having = self.by_word.get(word, set())
            found = set(having) if found is None else found & having
        return found or set()


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name, without the article that some tables write and others do not."""
    found = [word for word in index_words(text) if word != "the"]
    return tuple(found or index_words(text))


def reach(text: str) -> Span:
    """Return the days that a date like 1992-05-15, 1992-05 or 1992 may mean; ValueError where it is none."""
    value = text.strip()
    value = value[:10] if re.match(r"\d{4}-\d\d-\d\dT", value) else value
    if not _SHORT.fullmatch(value):
        raise ValueError(f"{text[:40]!r} is no date like 1992-05-15, 1992-05 or 1992")
    first, last = bounds(value, DATATYPES[2 - value.count("-")])
    return Span(first, last + DAY)


def bounds_end(text: str) -> date | None:
    """Return the day before which what ended on a date had possibly ended, as of relations: an end is exclusive."""
    until = reach(text).until
    return until - DAY if until else None


def _add_name(entry: Entry, row: dict[str, str]) -> None:
    kind = re.split("[#/]", row["name"])[-1]
    entry.names.append(Name(row["value"], kind, row["language"], words(row["value"])))


def _add_fact(entry: Entry, row: dict[str, str]) -> None:
    term = re.split("[#/]", row["name"])[-1]
    if term == "exactMatch":
        entry.same.append(row["value"])
    else:
        entry.facts.setdefault(term, row["value"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def spans(entry: Entry, name: Name) -> Iterator[Span]:
    """Yield the times in which a name was in use: its own, else those of the official names that it is or is short for.

    "Republic of Macedonia" is one, so that it does not get the time of "Republic of North Macedonia" as well.
    """
    if name.span != EVER or not entry.is_state:
        yield name.span
        return
    short = set(name.words)
    official = [(set(other.words), other.span) for other in entry.names if other.span != EVER]
    same = [span for words, span in official if words == short]
    yield from same or [span for words, span in official if short < words] or [EVER]
