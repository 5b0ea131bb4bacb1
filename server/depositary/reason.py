"""What follows from the ontology: RDFS and the OWL Lite terms that it uses, into a graph of its own.

The rules are those of RDF 1.1 Semantics (section 9.2.1) and OWL 2 RL (section 4.3) for the terms in use; the tests
hold them against owlrl. Derived dates and geometries go into a second graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from depositary.dates import DAY, XSD, bounds
from depositary.faults import Fault
from depositary.geometry import geometries
from depositary.settings import Settings
from depositary.sources import Sources
from depositary.store import DefaultGraph, Literal, NamedNode, Quad, Store, rows

_PREFIXES = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
RULES = {
    "rdfs11": "?c rdfs:subClassOf ?e } WHERE { ?c rdfs:subClassOf ?d . ?d rdfs:subClassOf ?e",
    "rdfs5": "?p rdfs:subPropertyOf ?r } WHERE { ?p rdfs:subPropertyOf ?q . ?q rdfs:subPropertyOf ?r",
    "rdfs7": "?s ?q ?o } WHERE { ?p rdfs:subPropertyOf ?q . ?s ?p ?o FILTER(isIRI(?q))",
    "rdfs2": "?s a ?c } WHERE { ?p rdfs:domain ?c . ?s ?p ?o",
    "rdfs3": "?o a ?c } WHERE { ?p rdfs:range ?c . ?s ?p ?o FILTER(isIRI(?o))",
    "rdfs9": "?s a ?d } WHERE { ?c rdfs:subClassOf ?d . ?s a ?c",
    "cax-eqc": "?s a ?d } WHERE { { ?c owl:equivalentClass ?d } UNION { ?d owl:equivalentClass ?c } ?s a ?c",
    "prp-eqp": "?s ?q ?o } WHERE { { ?p owl:equivalentProperty ?q } UNION { ?q owl:equivalentProperty ?p } ?s ?p ?o",
    "prp-inv": "?o ?q ?s } WHERE { { ?p owl:inverseOf ?q } UNION { ?q owl:inverseOf ?p } ?s ?p ?o FILTER(isIRI(?o))",
    "prp-symp": "?o ?p ?s } WHERE { ?p a owl:SymmetricProperty . ?s ?p ?o FILTER(isIRI(?o))",
    "prp-trp": "?s ?p ?e } WHERE { ?p a owl:TransitiveProperty . ?s ?p ?o . ?o ?p ?e",
}
"""Rule names of the two specifications, with the triple that each adds and the pattern that it needs."""

_CLASHES = """SELECT ?s ?p ?a ?b WHERE {
  ?p a owl:FunctionalProperty . ?s ?p ?a, ?b FILTER(str(?a) < str(?b) || (sameTerm(?a, ?b) = false && str(?a) = str(?b)
  && str(datatype(?a)) < str(datatype(?b)))) }"""
_DATED = ("start", "end", "observedUntil", "readingStart", "readingEnd")


@dataclass(frozen=True)
class Conclusions:
    """Two lists of quads: what was inferred, and the dates and geometries derived; each in a graph of its own."""

    inferred: tuple[Quad, ...]
    derived: tuple[Quad, ...]


def reason(sources: Sources, settings: Settings) -> tuple[Conclusions, list[Fault]]:
    """Close the sources under the rules; each inconsistency is a fault that names the axiom and both values."""
    store = Store()
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in sources.quads())
    asserted = set(store)  # as the store has rewritten them: 10.50 is 10.5 in it, and that is no conclusion
    size = -1
    while size != len(store):
        size = len(store)
        for rule in RULES.values():
            store.update(f"INSERT {{ {rule} }}", prefixes=_PREFIXES)
    graph = NamedNode(f"{settings.base}graph/inferred")
    inferred = [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in store if quad not in asserted]
    faults = _clashes(store, sources)
    derived = (*_derive_dates(sources, settings), *geometries(sources.quads("graphs"), settings.base))
    return Conclusions(tuple(inferred), derived), faults


def _clashes(store: Store, sources: Sources) -> list[Fault]:
    """Find functional properties with two values; names are unique here, so two IRIs are two things."""
    faults = []
    for subject, predicate, first, second in rows(store, _CLASHES, _PREFIXES):
        place = sources.find(subject.value, predicate.value)
        if place is not None:
            name = predicate.value.rpartition("#")[2]
            message = (
                f"{subject.value} has two values of {name}, {first} and {second}, "
                f"but {name} is an owl:FunctionalProperty; keep one, and the other as a reading."
            )
            faults.append(Fault(place[0], place[1], 0, "reasoning", message))
    return faults


def _derive_dates(sources: Sources, settings: Settings) -> Iterable[Quad]:
    """Yield the bounds of the start and the end of every relation (design, section Dates)."""
    ns, graph = f"{settings.base}ns#", NamedNode(f"{settings.base}graph/derived")
    written: dict[str, dict[str, list[Literal]]] = defaultdict(lambda: defaultdict(list))
    readings: dict[str, list[str]] = defaultdict(list)
    for quad in sources.quads("graphs"):
        name = quad.predicate.value.removeprefix(ns)
        if name in _DATED and isinstance(quad.object, Literal):
            written[quad.subject.value][name].append(quad.object)  # type: ignore[union-attr]
        elif name == "readingOf":
            readings[quad.object.value].append(quad.subject.value)  # type: ignore[union-attr]
        elif name == "rank" and quad.object.value == f"{ns}deprecatedRank":  # type: ignore[union-attr]
            written[quad.subject.value]["deprecated"].append(Literal(""))  # type: ignore[union-attr]
    for subject, dates in written.items():
        if not dates.get("readingStart") and not dates.get("readingEnd"):
            others = [
                written.get(reading, {})
                for reading in readings.get(subject, ())
                if "deprecated" not in written.get(reading, {})
            ]
            for name, day in _bounds(dates, others).items():
                value = Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))
                yield Quad(NamedNode(subject), NamedNode(ns + name), value, graph)


def _bounds(dates: dict[str, list[Literal]], readings: list[dict[str, list[Literal]]]) -> dict[str, date]:
    """Return earliest and latest start and end; the other readings widen the outer bounds only.

    An open end is certain up to the last observation, and only possible after it.
    """
    found: dict[str, date] = {}
    starts, ends, seen = (_days(dates.get(name, [])) for name in ("start", "end", "observedUntil"))
    other_starts = [day for reading in readings for day in _days(reading.get("readingStart", []))]
    other_ends = [day for reading in readings for day in _days(reading.get("readingEnd", []))]
    if starts:
        found["latestStart"] = starts[0][1]
        found["earliestStart"] = min([starts[0][0], *(first for first, _ in other_starts)])
    if ends:
        found["earliestEnd"] = ends[0][0]
        found["latestEnd"] = max([ends[0][1], *(last for _, last in other_ends)])
    elif seen:
        found["earliestEnd"] = seen[0][0] + DAY
    elif starts:
        found["earliestEnd"] = starts[0][1]
    return found


def _days(literals: list[Literal]) -> list[tuple[date, date]]:
    """Read the dates that are well formed; the shapes report the others."""
    found = []
    for literal in literals:
        try:
            found.append(bounds(literal.value, literal.datatype.value))
        except ValueError:
            continue
    return found
