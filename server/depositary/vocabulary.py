"""The terms of the ontology of a release: their labels, what is above them, and what they take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from string import Template

from depositary.ntriples import read

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
        for subject, predicate, value in read(ntriples.decode()):
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
