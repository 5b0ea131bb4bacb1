"""What a release holds, counted once when it is built: the figures of its VoID description and of its catalogue.

All figures are of the merge of the graphs, in which a triple counts once, as the default graph of the endpoint does.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

FILE = "tally.json"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
STRING = "http://www.w3.org/2001/XMLSchema#string"
LANGUAGE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
SKOS = "http://www.w3.org/2004/02/skos/core#"
IDENTITY = frozenset(
    f"<{iri}>"
    for iri in (
        "http://www.w3.org/2002/07/owl#sameAs",
        *(f"{SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related")),
    )
)
"""What says that a thing of ours and one of another data set are, or nearly are, the same."""
_QUAD = re.compile(r"^(\S+) (\S+) (.+) <([^<>\s]+)> \.$")
_DAY = re.compile(r'^"(\d{4}-\d\d-\d\d)"')
_NUMBER = re.compile(r'^"(-?\d+(?:\.\d+)?)"')
Triples = set[tuple[str, str, str]]


def count(nquads: bytes, base: str) -> bytes:
    """Count the quads of a release, and write the figures as JSON; equal quads give equal bytes."""
    graphs: Counter[str] = Counter()
    triples: Triples = set()
    for line in nquads.decode().split("\n"):
        found = _QUAD.match(line)
        if found:
            graphs[found[4]] += 1
            triples.add((found[1], found[2], found[3]))
    kinds: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in triples:
        if predicate == TYPE:
            kinds[subject].add(value[1:-1])
    types = {subject: tuple(sorted(names)) for subject, names in kinds.items()}
    subjects = {subject for subject, _, _ in triples}
    figures = {
        "triples": len(triples),
        "subjects": len(subjects),
        "objects": len({value for _, _, value in triples}),
        "entities": sum(subject.startswith(f"<{base}id/") and "#" not in subject for subject in subjects),
        "graphs": graphs,
        "properties": _properties(triples),
        "classes": _classes(triples, types),
        "links": _links(triples, base),
        "period": _extremes(_DAY, _named(triples, base, "earliestStart"), _named(triples, base, "earliestEnd")),
        "latitudes": _extremes(_NUMBER, _named(triples, base, "latitude"), order=float),
        "longitudes": _extremes(_NUMBER, _named(triples, base, "longitude"), order=float),
    }
    return (json.dumps(figures, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _properties(triples: Triples) -> dict[str, dict[str, int]]:
    numbers: Counter[str] = Counter()
    subjects: dict[str, set[str]] = defaultdict(set)
    objects: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in triples:
        numbers[predicate] += 1
        subjects[predicate].add(subject)
        objects[predicate].add(value)
    return {
        name[1:-1]: {"triples": number, "subjects": len(subjects[name]), "objects": len(objects[name])}
        for name, number in numbers.items()
    }


def _classes(triples: Triples, types: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, Any]]:
    """Count the members of each class, their properties, and of what class or datatype the values are.

    Most things share their classes with many others, so statements are counted by the classes of both ends first.
    """
    members = Counter(name for names in types.values() for name in names)
    table: dict[str, dict[str, Any]] = {name: {"entities": n, "properties": {}} for name, n in members.items()}
    alike = Counter((types.get(subject, ()), predicate, _kinds(value, types)) for subject, predicate, value in triples)
    for (names, predicate, (sort, kinds)), number in alike.items():
        for name in names:
            new = {"triples": 0, "classes": {}, "datatypes": {}}
            part = table[name]["properties"].setdefault(predicate[1:-1], new)
            part["triples"] += number
            for kind in kinds:
                part[sort][kind] = part[sort].get(kind, 0) + number
    return table


def _kinds(value: str, types: Mapping[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
    """Say of what classes, or of what datatype, a value is."""
    if not value.startswith('"'):
        return "classes", types.get(value, ())
    tail = value[value.rindex('"') + 1 :]
    return "datatypes", (tail[3:-1] if tail.startswith("^^") else LANGUAGE if tail else STRING,)


def _links(triples: Triples, base: str) -> list[dict[str, Any]]:
    """Count the links of things to each outside name space, by what they say."""
    found = Counter(
        (predicate[1:-1], _space(value[1:-1]))
        for subject, predicate, value in triples
        if predicate in IDENTITY and subject.startswith(f"<{base}id/") and not value.startswith((f"<{base}", '"', "_:"))
    )
    return [{"predicate": p, "space": space, "triples": number} for (p, space), number in sorted(found.items())]


def _space(iri: str) -> str:
    """Return an IRI without its local name."""
    return iri[: max(iri.rfind("/", 0, len(iri) - 1), iri.rfind("#")) + 1]


def _named(triples: Triples, base: str, name: str) -> list[str]:
    wanted = f"<{base}ns#{name}>"
    return [value for _, predicate, value in triples if predicate == wanted]


def _extremes(form: re.Pattern[str], lows: Iterable[str], highs: Iterable[str] = (), order: Any = str) -> list[str]:
    """Return the least and the greatest of values as they are written, an empty list where there are none."""
    low = [found[1] for value in lows if (found := form.match(value))]
    high = [found[1] for value in highs if (found := form.match(value))] or low
    return [min(low, key=order), max(high, key=order)] if low else []
