"""The index of names: made when a release is built, carried in it as names.tsv, and searched in memory.

Each line is a name of a thing with its folded words, so that equal sources give equal bytes and searching need not
fold again. Names are labels, alternative labels, notations, and what name uses and code assignments say of a thing.
"""

from __future__ import annotations

import csv
import heapq
import io
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from depositary.folding import Word, index_words, letters, query_words
from depositary.store import Literal, NamedNode, Quad

FILE = "names.tsv"
RDFS, SKOS = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2004/02/skos/core#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BEST = 1000
"""The score of a state whose whole label is what was asked for."""
_COLUMNS = ("thing", "type", "property", "language", "weight", "letters", "name", "words")
_PROPERTIES = {"label": 1.0, "altLabel": 0.97, "officialName": 0.97, "notation": 0.9, "code": 0.9}
_CLASSES = {"PoliticalEntity": 1.0, "Document": 0.5, "TimedRelation": 0.4, "Claim": 0.3, "Reading": 0.3}
_OTHER_CLASS = 0.95


@dataclass(frozen=True)
class Match:
    """A thing that was found: its `name` is the one that matched best, `label` what it is called in English."""

    iri: str
    label: str
    kind: str
    name: str
    score: int


@dataclass(frozen=True)
class Label:
    """What a thing is called, and in which language; "" where that is not known."""

    text: str
    language: str


def index(asserted: Iterable[Quad], inferred: Iterable[Quad], base: str) -> bytes:
    """Write the index of the things under `base`: tab-separated, a line a name, sorted by code point."""
    quads = [quad for quad in asserted if isinstance(quad.subject, NamedNode)]
    ns = f"{base}ns#"
    own = _classes(quads, ns)
    weights = _weights(own, _classes(inferred, ns))
    lines = {
        (thing, min(own[thing]), name, language, str(round(weights[thing] * _PROPERTIES[name])), text)
        for thing, name, language, text in _names(quads, base)
        if thing in own
    }
    output = io.StringIO()
    writer = csv.writer(output, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    writer.writerow(_COLUMNS)
    for *facts, text in sorted(lines):
        words = " ".join(dict.fromkeys(index_words(text)))
        if words:
            writer.writerow([*facts, letters(text), text, words])
    return output.getvalue().encode()


def _classes(quads: Iterable[Quad], ns: str) -> dict[str, set[str]]:
    """Map each thing to the local names of its classes that are ours."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value == TYPE and str(quad.object.value).startswith(ns):  # type: ignore[union-attr]
            found[quad.subject.value].add(quad.object.value.removeprefix(ns))  # type: ignore[union-attr]
    return found


def _weights(own: dict[str, set[str]], inherited: dict[str, set[str]]) -> dict[str, float]:
    """Weigh things by their classes: states first, what is said of things after the things themselves."""
    return {
        thing: BEST
        * min((_CLASSES[name] for name in names | inherited[thing] if name in _CLASSES), default=_OTHER_CLASS)
        for thing, names in own.items()
    }


def _names(quads: list[Quad], base: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield (thing, property, language, text); official names and codes are those of the thing that bears them."""
    ns = f"{base}ns#"
    bearers = {
        quad.subject.value: quad.object.value  # type: ignore[union-attr]
        for quad in quads
        if quad.predicate.value in (f"{ns}named", f"{ns}coded")
    }
    for quad in quads:
        namespace, mark, name = quad.predicate.value.rpartition("#")
        subject, value = quad.subject.value, quad.object  # type: ignore[union-attr]
        if name not in _PROPERTIES or not isinstance(value, Literal) or not subject.startswith(f"{base}id/"):
            continue
        if namespace + mark == ns:
            subject = bearers.get(subject, subject)
        elif namespace + mark not in (RDFS, SKOS):
            continue
        yield subject, name, value.language or "", " ".join(value.value.split())


class Finder:
    """Finds things by their names; made from the bytes of an index."""

    def __init__(self, data: bytes) -> None:
        """Read the index into memory."""
        self._entries: list[tuple[str, int, int, str]] = []
        self._labels: dict[str, tuple[str, str]] = {}
        self._called: dict[tuple[str, str], str] = {}
        postings: dict[str, list[int]] = defaultdict(list)
        for line in data.decode().split("\n")[1:-1]:
            thing, kind, name, language, weight, size, text, words = line.split("\t")
            if thing not in self._labels or (name == "label" and language == "en"):
                self._labels[thing] = (text, kind)
            if name == "label":
                self._called[thing, language] = text
            for word in words.split(" "):
                postings[word].append(len(self._entries))
            self._entries.append((thing, int(weight), int(size), text))
        self._postings = dict(postings)
        self._words = sorted(postings)

    def find(self, text: str, limit: int) -> list[Match]:
        """Return the things of which one name has all words of `text`, at most `limit`, the best first.

        The score is BEST times the weight of the thing and the name, times the part of the name's letters that was
        asked for. Equal scores are ordered by IRI.
        """
        asked = letters(text)
        best: dict[str, tuple[int, str]] = {}
        for number in self._having(query_words(text)):
            thing, weight, size, name = self._entries[number]
            score = max(1, round(weight * min(1.0, asked / size)))
            if thing not in best or (score, name) > best[thing]:
                best[thing] = (score, name)
        chosen = heapq.nsmallest(limit, best.items(), key=lambda item: (-item[1][0], item[0]))
        return [Match(thing, *self._labels[thing], name, score) for thing, (score, name) in chosen]

    def label(self, thing: str, language: str = "en") -> Label:
        """Return what a thing is called in a language, else in English, else in any; its IRI where it has no name."""
        for wish in (language, "en"):
            if (thing, wish) in self._called:
                return Label(self._called[thing, wish], wish)
        return Label(self._labels[thing][0] if thing in self._labels else thing, "")

    def names(self, language: str) -> dict[str, str]:
        """Map English labels to what their things are called in a language, where all things of that label agree."""
        found: dict[str, set[str]] = defaultdict(set)
        for (thing, spoken), text in self._called.items():
            if spoken == "en":
                found[text].add(self._called.get((thing, language), text))
        return {text: min(names) for text, names in found.items() if len(names) == 1 and text not in names}

    def things(self, beginning: str) -> Iterator[tuple[str, str]]:
        """Yield the things whose IRI begins so, each with its class."""
        return ((thing, kind) for thing, (_, kind) in self._labels.items() if thing.startswith(beginning))

    def _having(self, words: list[Word]) -> set[int]:
        """Return the numbers of the names that have all words."""
        found: set[int] | None = None
        for word in sorted(words, key=lambda word: word.prefix):
            having = self._prefixed(word.text) if word.prefix else set(self._postings.get(word.text, ()))
            found = having if found is None else found & having
            if not found:
                return set()
        return found or set()

    def _prefixed(self, beginning: str) -> set[int]:
        start = bisect_left(self._words, beginning)
        end = bisect_left(self._words, beginning + "\U0010ffff")
        return {number for word in self._words[start:end] for number in self._postings[word]}
