"""Properties of entries, as reconciliation compares them and as data extension gives them: one table for both.

A property is a dated name or code, an IRI elsewhere, a fact, or an edge of the as-of graph of a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from depositary.dates import DAY
from depositary.endpoint import Endpoint
from depositary.gazetteer import EVER, Entry, Gazetteer, Span, reach, words
from depositary.web import clients, urls

Value = dict[str, Any]
"""A value of a property, as the Reconciliation API writes it: {"str": …}, {"date": …}, {"float": …} or an entity."""
AS_OF = "asOf"
ELSEWHERE = {
    "wikidata": ("Wikidata", "http://www.wikidata.org/entity/"),
    "geonames": ("GeoNames", "https://sws.geonames.org/"),
    "euAuthority": ("EU authority table", "http://publications.europa.eu/resource/authority/"),
}
DCT, SCHEMA = "http://purl.org/dc/terms/", "https://schema.org/"
OUTSIDE = {"title": (f"{DCT}title", "title"), "issued": (f"{DCT}issued", "issued"), "url": (f"{SCHEMA}url", "URL")}
FACTS = {
    "PoliticalEntity": ("established", "dissolved", "capital"),
    "Organization": ("established", "dissolved", "headquarters", "partOf", "precededBy"),
    "Treaty": ("concludedOn", "concludedAt", "inForceOn", "terminatedOn", "untsNumber", "founds", "replaces", "amends"),
    "Facility": ("locatedIn", "place", "facilityKind", "latitude", "longitude"),
    "Event": ("happenedOn", "participant"),
    "Office": ("officeOf",),
    "Document": ("title", "issued", "url"),
}
EDGES = {
    "PoliticalEntity": (
        "memberOf", "observerOf", "partyTo", "signatoryTo", "alliedWith", "hostsForcesOf", "hasForcesIn",
        "hostsFacility", "usesFacility", "borders", "hasCapital", "hasRecognized", "takesPartIn",
    ),
    "Organization": ("hasMember", "memberOf", "partyTo"),
    "Office": ("officeHeldBy",),
}  # fmt: skip
NUMBERS = ("latitude", "longitude")


@dataclass(frozen=True)
class Property:
    """A property: its identifier and name, where its values come from, and the classes that have it."""

    id: str
    name: str
    source: str
    kinds: tuple[str, ...]


def table(gazetteer: Gazetteer) -> dict[str, Property]:
    """Return all properties by identifier; their names are the labels of the ontology."""
    found: dict[str, Property] = {}
    label = gazetteer.labels.get
    if "officialName" in gazetteer.labels:
        found["officialName"] = Property("officialName", label("officialName", ""), "name", ("PoliticalEntity",))
    for scheme in gazetteer.schemes:
        found[scheme] = Property(scheme, label(scheme, scheme), "code", ("PoliticalEntity",))
    for name, (shown, _) in ELSEWHERE.items():
        found[name] = Property(name, shown, "same", ("PoliticalEntity", "Place", "Organization"))
    for source, classes in (("fact", FACTS), ("edge", EDGES)):
        kinds: dict[str, list[str]] = defaultdict(list)
        for kind, names in classes.items():
            for name in names:
                kinds[name].append(kind)
        for name, having in kinds.items():
            shown = OUTSIDE[name][1] if name in OUTSIDE else label(name, "")
            if shown:
                found[name] = Property(name, shown, source, tuple(having))
    return found


def today() -> date:
    """Return the day that is meant where none is said (UTC)."""
    return datetime.now(UTC).date()


def values(
    endpoint: Endpoint, entries: Sequence[Entry], chosen: Sequence[Property], time: Span | None, *, ever: bool = False
) -> dict[tuple[str, str], list[Value]]:
    """Return the values by IRI and property.

    Of dated names and codes, those of `time`; without it those of today, or with `ever` those of any time. Of edges,
    those that certainly hold on the first or the last day of `time`; without it those that may hold today, since what
    was last observed some months ago is not certain any more.
    """
    when = time or (EVER if ever else Span(today(), today() + DAY))
    gazetteer = endpoint.gazetteer
    found: dict[tuple[str, str], list[Value]] = defaultdict(list)
    for prop in chosen:
        for entry in entries if prop.source in ("name", "code", "same") else ():
            found[entry.iri, prop.id] += [{"str": text} for text in dict.fromkeys(_kept(entry, prop, when))]
    facts = [prop for prop in chosen if prop.source == "fact"]
    edges = [prop for prop in chosen if prop.source == "edge"]
    rows = list(_rows(endpoint, entries, facts, ()))
    for day in _days(time) if edges else ():
        rows += _rows(endpoint, entries, edges, (urls.asof(endpoint, day),))
    for thing, name, text in dict.fromkeys(rows):
        found[thing, name].append(_value(gazetteer, name, text))
    return found


def _kept(entry: Entry, prop: Property, when: Span) -> Iterable[str]:
    """Yield what the gazetteer holds of a property."""
    if prop.source == "code":
        return (code for scheme, code, span in entry.codes if scheme == prop.id and span.meets(when))
    if prop.source == "name":
        names = (name for name in entry.names if name.kind == prop.id and name.span.meets(when))
        return (name.text for name in sorted(names, key=lambda name: (name.language != "en", name.text)))
    start = ELSEWHERE[prop.id][1]
    return (iri.removeprefix(start).strip("/") for iri in entry.same if iri.startswith(start))


def _days(time: Span | None) -> list[str]:
    """Return the ends of the IRIs of the as-of graphs that are asked."""
    if time is None or time.since is None or time.until is None:
        return [f"{today()}", f"{today()}/possible"]
    return sorted({f"{time.since}", f"{time.until - DAY}"})


def _rows(
    endpoint: Endpoint, entries: Sequence[Entry], chosen: Sequence[Property], graphs: tuple[str, ...]
) -> Iterable[tuple[str, str, str]]:
    if not entries or not chosen:
        return []
    iris = {OUTSIDE[prop.id][0] if prop.id in OUTSIDE else f"{endpoint.base}ns#{prop.id}": prop.id for prop in chosen}
    things = " ".join(f"<{entry.iri}>" for entry in entries)
    names = " ".join(f"<{iri}>" for iri in iris)
    text = f"SELECT ?s ?p ?o {{ VALUES ?s {{ {things} }} VALUES ?p {{ {names} }} ?s ?p ?o }} ORDER BY ?s ?p ?o"
    return [(row["s"], iris[row["p"]], row["o"]) for row in endpoint.rows(text, graphs, clients.key())]


def _value(gazetteer: Gazetteer, name: str, text: str) -> Value:
    """Write a value; a date of less than a day stays a text, since the API knows no date without a day."""
    entry = gazetteer.entries.get(text)
    if entry:
        return {"id": gazetteer.identifier(text), "name": entry.label}
    if name in NUMBERS:
        return {"float": float(text)}
    try:
        span = reach(text)
        if span.since and len(text) == 10:
            return {"date": f"{text}T00:00:00Z"}
    except ValueError:
        pass
    return {"str": gazetteer.labels.get(text.rpartition("#")[2], text)}


def agrees(gazetteer: Gazetteer, prop: Property, said: object, value: Value) -> bool:
    """Say whether what a table says of a property is a value of it: equal as a code, a date, an entity or a name."""
    if isinstance(said, dict):
        known = gazetteer.find(str(said.get("id", "")))
        return known is not None and value.get("id") == gazetteer.identifier(known.iri)
    if isinstance(said, bool | int | float):
        said = f"{said:g}" if not isinstance(said, bool) else str(said).lower()
    text = str(said).strip()
    if prop.source in ("code", "same"):
        mine = text.rstrip("/").rpartition("/")[2] if prop.source == "same" else text
        return mine.upper().lstrip("0") == str(value.get("str", "")).upper().rpartition("/")[2].lstrip("0")
    if "date" in value or prop.id in ("established", "dissolved", "issued") or prop.id.endswith("On"):
        try:
            return reach(text).meets(reach(str(value.get("date") or value.get("str"))))
        except ValueError:
            return False
    if "float" in value:
        try:
            return abs(float(text) - float(value["float"])) < 0.01
        except ValueError:
            return False
    if "id" in value:
        known = gazetteer.find(value["id"])
        named = {tuple(sorted(name.words)) for name in known.names} if known else set()
        return text == value["id"] or tuple(sorted(words(text))) in named
    return sorted(words(text)) == sorted(words(str(value.get("str", ""))))


def entries_by(gazetteer: Gazetteer, prop: Property, said: object, time: Span | None) -> list[Entry]:
    """Return the entries that a code or an IRI elsewhere leads to."""
    if isinstance(said, dict | bool):
        return []
    text = f"{said:g}" if isinstance(said, int | float) else str(said).strip()
    if prop.source == "code":
        width = 3 if text.isdigit() else 0  # M49 and ISO 3166-1 write 051, tables often 51
        spelled = dict.fromkeys((text.upper(), text.zfill(width).upper()))
        return [
            entry
            for code in spelled
            for entry, scheme, span in gazetteer.by_code.get(code, [])
            if scheme == prop.id and (time is None or span.meets(time))
        ]
    if prop.source == "same":
        iri = text if "//" in text else ELSEWHERE[prop.id][1] + text
        return [entry for form in dict.fromkeys((iri, f"{iri}/")) for entry in gazetteer.by_same.get(form, [])]
    return []
