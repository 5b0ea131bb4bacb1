"""What is said of a thing itself, as pairs of a heading and what stands under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from depositary.dates import bounds
from depositary.dossier import Relation, Value
from depositary.web.languages import ngettext, number
from depositary.web.views import claims
from depositary.web.views.desk import N_, Desk
from depositary.web.views.relations import BY_ID
from depositary.web.views.tables import cell, remarks

XSD = "http://www.w3.org/2001/XMLSchema#"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
DATES = (f"{XSD}date", f"{XSD}gYearMonth", f"{XSD}gYear")
OUTSIDE = {
    "altLabel": N_("Also called"),
    "comment": N_("Note"),
    "creator": N_("Author"),
    "definition": N_("Definition"),
    "exactMatch": N_("The same elsewhere"),
    "closeMatch": N_("Nearly the same elsewhere"),
    "issued": N_("Date"),
    "notation": N_("Number"),
    "object": N_("Object"),
    "predicate": N_("Predicate"),
    "publisher": N_("Publisher"),
    "scopeNote": N_("Scope"),
    "source": N_("Sources"),
    "subject": N_("Subject"),
    "title": N_("Title"),
    "url": N_("Address"),
}
"""Headings of properties of other vocabularies; what has none is not shown."""
HIDDEN = {
    "type", "label", "lat", "long", "hasGeometry", "subOrganizationOf", "earliestStart", "latestStart", "earliestEnd",
    "latestEnd", "totalItems", "contested", "ongoing", "observedUntil", "endUnknown", "source", "isDefinedBy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A heading with what stands under it, one item a paragraph."""

    heading: str
    items: Sequence[Markup]
    most: int = 3
    """Items that are shown; the others are folded away."""
    folded: str = ""
    """What the fold is called, where that is not how many more there are."""


def said(desk: Desk, names: Iterable[str]) -> list[Fact]:
    """Write what the thing is said to be by some properties, those that it has."""
    found = []
    for name in names:
        values = desk.dossier.values(name)
        if values:
            found.append(
                Fact(
                    heading(desk, name),
                    [Markup(desk.semicolon).join(value(desk, each) for each in _chosen(desk, values))],
                )
            )
    return found


def everything(desk: Desk) -> list[Fact]:
    """Write all that is said of a thing of whatever kind, its dates and doubts last."""
    thing = desk.dossier.thing
    names = [name for name in thing.names if name not in HIDDEN and (name in OUTSIDE or _ours(desk, name))]
    return [*translated(desk), *said(desk, names), *standing(desk, thing)]


def judged(desk: Desk) -> list[Fact]:
    """Write the verdict, where the thing is a claim."""
    thing = desk.dossier.thing
    return [Fact(desk.gettext("Verdict"), [claims.write(desk, thing)])] if thing.cls == "Claim" else []


def standing(desk: Desk, thing: Relation) -> list[Fact]:
    """Write the end, the doubts, the readings and the sources of a thing that is itself a relation."""
    found = []
    if not thing.end and (thing.ongoing or thing.end_unknown):
        found.append(Fact(desk.gettext("Ended"), [desk.ended(thing)]))
    found += between(desk, thing)
    doubts = remarks(desk, thing) if thing.contested or thing.readings else Markup("")
    if doubts:
        found.append(Fact(desk.gettext("Readings"), [doubts]))
    if desk.day and thing.earliest_start:
        found.append(Fact(desk.gettext("On the day"), [escape(desk.gettext(STANDINGS[desk.standing(thing)]))]))
    return found + sources(desk)


def between(desk: Desk, thing: Relation) -> list[Fact]:
    """Write the first and the last day on which a relation may have begun or ended, where no day is on record."""
    found = []
    for title, names in _BOUNDS:
        days = [thing.one(name) for name in names]
        first, last = ("" if day is None else day.text for day in days)
        if first and last and first != last:
            span = escape(desk.gettext("%(first)s to %(last)s")) % {"first": desk.date(first), "last": desk.date(last)}
            found.append(Fact(desk.gettext(title), [span]))
    return found


_BOUNDS = (
    (N_("Began on a day of"), ("earliestStart", "latestStart")),
    (N_("Ended on a day of"), ("earliestEnd", "latestEnd")),
)


def translated(desk: Desk) -> list[Fact]:
    """Write the names of a thing in the languages that have another than its page shows."""
    title = desk.name(desk.dossier.iri)
    labels = sorted((language, text) for language, text in desk.dossier.labels.items() if text != title)
    others = [each for each in desk.dossier.values("altLabel") if each.language not in ("", "en", desk.language)]
    values: dict[str, Value] = {}
    for each in (*(Value(text, LANG_STRING, language) for language, text in labels), *others):
        values.setdefault(each.text, each)  # one name that two languages share is written once
    names = [desk.text([each]) for each in values.values()]
    return [Fact(desk.gettext("In other languages"), [Markup(desk.semicolon).join(names)])] if names else []


STANDINGS = {"certain": N_("certain"), "possible": N_("possible"), "no": N_("no")}


def sources(desk: Desk) -> list[Fact]:
    """Cite the documents on which the thing itself rests."""
    cited = desk.dossier.thing.sources
    return [Fact(desk.gettext("Sources"), [desk.cite(cited)])] if cited else []


def heading(desk: Desk, name: str) -> str:
    """Return the heading of a property: its label, translated, its first letter a capital."""
    text = desk.gettext(OUTSIDE[name]) if name in OUTSIDE else desk.term(f"{desk.base}ns#{name}")
    return text[:1].upper() + text[1:]


def value(desk: Desk, found: Value) -> Markup:
    """Write a value by what it is: a thing, an address, a date, a text, yes or no."""
    if found.is_iri:
        if found.text.startswith(f"{desk.base}id/"):
            return desk.link(found.text)
        if found.text.startswith(desk.base):
            return escape(desk.term(found.text))
        return outside(found.text)
    if found.datatype in DATES:
        return desk.date(found)
    if found.datatype == f"{XSD}boolean":
        return escape(desk.gettext("yes") if found.text in ("true", "1") else desk.gettext("no"))
    return desk.text([found])


def outside(address: str) -> Markup:
    """Link to a page elsewhere by the host and the end of its address; what is no web address is only written."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return escape(address)
    name = f"{parts.netloc.removeprefix('www.')} {parts.path.rstrip('/').rpartition('/')[2]}".strip()
    return Markup('<a href="{}" rel="external" dir="ltr">{}</a>').format(address, name[:80])


def dated(desk: Desk, name: str) -> list[Fact]:
    """Write the relations of a table as facts, the latest first: each with its dates, remarks and sources."""
    spec = BY_ID[name]
    relations = spec.of(desk)
    if not relations:
        return []
    said = []
    for relation in relations:
        cells = [written for column in spec.columns if (written := cell(desk, relation, column))]
        said.append(Markup(desk.comma.join([f"<bdi>{each}</bdi>" for each in cells])))
    return [_timed(desk, desk.gettext(spec.title), relations, said)]


def listed(desk: Desk, head: Relation, relations: Iterable[Relation], name: str) -> Fact:
    """Write under the name of a thing the relations that it has with others, the latest first."""
    ordered = sorted(relations, key=lambda each: (each.earliest_start or date.min, each.iri), reverse=True)
    return _timed(desk, desk.link(head.iri), ordered, [desk.links(each.values(name)) for each in ordered], 1)


def _timed(desk: Desk, title: str, relations: Sequence[Relation], said: Sequence[Markup], most: int = 3) -> Fact:
    """Write what relations say with their dates; on a page for a day what held on it, and fold away the rest."""
    standings = [desk.standing(each) for each in relations]
    items = [_item(desk, *each) for each in zip(relations, said, standings, strict=True)]
    if desk.day is None:
        return Fact(title, items, most)
    held = [item for item, standing in zip(items, standings, strict=True) if standing != "no"]
    others = [item for item, standing in zip(items, standings, strict=True) if standing == "no"]
    if not held:
        held = [Markup('<span class="soft">{}</span>').format(desk.gettext("none on record for this day"))]
    folded = escape(desk.gettext("at other times: %(count)s")) % {"count": number(len(others))}
    return Fact(title, [*held, *others], len(held), folded)


def _item(desk: Desk, relation: Relation, said: Markup, standing: str) -> Markup:
    """Write a relation: what it says, which is escaped, its dates, remarks and sources."""
    parts = [said, f'<span class="when">{span(desk, relation)}</span>']
    if standing == "possible":
        parts.append(f'<span class="chip possible">{escape(desk.gettext("possible"))}</span>')
    return Markup(" ".join(filter(None, [*parts, remarks(desk, relation), desk.cite(relation.sources)])))


def named(desk: Desk, name: str) -> list[Fact]:
    """Link to the things of a table."""
    spec = BY_ID[name]
    found = spec.of(desk)
    return [Fact(desk.gettext(spec.title), [desk.link(each.iri) for each in found])] if found else []


def span(desk: Desk, relation: Relation) -> Markup:
    """Write from when to when in a few words."""
    words = [escape(desk.gettext("from %(date)s")) % {"date": desk.begun(relation)}] if relation.start else []
    if relation.end:
        words.append(escape(desk.gettext("ended %(date)s")) % {"date": desk.ended(relation)})
    elif relation.end_unknown:
        words.append(escape(desk.gettext("end not known")))
    elif relation.ongoing:
        words.append(desk.ended(relation))
    return Markup(desk.semicolon).join(words)


def countdown(written: Value, day: date) -> str:
    """Say how many days there are to the end of a term, or how many it is past; "" where it is no date."""
    try:
        first, last = bounds(written.text, written.datatype)
    except ValueError:
        return ""
    low, high = sorted((abs((first - day).days), abs((last - day).days)))
    if first <= day <= last:
        left = (last - day).days
        said = ngettext("ends in %(high)s day at the latest", "ends in %(high)s days at the latest", left)
        return said % {"high": number(left)}
    values = {"low": number(low), "high": number(high)}
    if low == high:
        if first > day:
            return ngettext("ends in %(high)s day", "ends in %(high)s days", high) % values
        return ngettext("ended %(high)s day ago", "ended %(high)s days ago", high) % values
    if first > day:
        return ngettext("ends in %(low)s to %(high)s day", "ends in %(low)s to %(high)s days", high) % values
    return ngettext("ended %(low)s to %(high)s day ago", "ended %(low)s to %(high)s days ago", high) % values


def _ours(desk: Desk, name: str) -> bool:
    return f"{desk.base}ns#{name}" in desk.dossier.vocabulary.labels


def _chosen(desk: Desk, values: Sequence[Value]) -> Sequence[Value]:
    """Keep of texts those in the language of the page, else those in English, and of repeated values one."""
    for wish in (desk.language, "en"):
        found = [value for value in values if value.language == wish]
        if found:
            return found
    return list(dict.fromkeys(values))
