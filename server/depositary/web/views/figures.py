"""Drawings of a page, maps and timelines, each beside a table that says the same."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from markupsafe import Markup

from depositary.dossier import Relation
from depositary.drawing import maps, marks, timelines
from depositary.drawing.maps import Area, Map, Spot
from depositary.drawing.marks import Label
from depositary.drawing.spans import Ending, Span, Style, reach
from depositary.drawing.timelines import Group, Lane
from depositary.drawing.words import ENGLISH, Words
from depositary.web.languages import gettext
from depositary.web.views import summary
from depositary.web.views.desk import N_, Desk
from depositary.web.views.relations import BY_ID
from depositary.web.views.specs import CROWDED, Spec

UNDER = {"hosted": "sendingState", "sent": "hostState", "uses": "sendingState", "led": "sendingState"}
"""By what the lanes of a table are counted together where there are many."""
NAMED = {"hosted": "facility", "sent": "facility", "led": "hostState", "under": "facility"}
"""What names a lane, where that is not the first column of its table."""
STYLES: dict[str, Style] = {"fullMember": "solid", "suspended": "striped", "participationFrozen": "striped"}
KINDS = {
    "air": N_("air base"),
    "naval": N_("naval base"),
    "ground": N_("ground base"),
    "sensor": N_("radar, signals or space surveillance"),
    "missile": N_("missiles, launches or tests"),
    "post": N_("border or observation post"),
    "support": N_("command, depot or training"),
}
NESTED = 15
"""Lanes that are folded away under others, none on a crowded page; the tables have them all."""
FEW = 3
"""States below which a map of the world would show nothing that a line of text does not."""
MOST = 160
"""Lanes without anything to count them under, above which a timeline would be longer than the table beside it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its heading and its place on the page."""

    id: str
    title: str
    drawing: Markup
    beside: bool = False
    """Whether it is small enough to stand beside the facts."""


@functools.lru_cache(8)
def words(language: str) -> Words:
    """Return what drawings say, in the language of the request, which is `language`."""
    return Words(**{each.name: gettext(getattr(ENGLISH, each.name)) for each in fields(Words)})


def spoken(desk: Desk) -> Words:
    """Return what drawings say, with the day of the page written as its language writes it."""
    said = words(desk.language)
    if desk.day is None:
        return said
    day = desk.date(desk.day.isoformat()).striptags()
    return replace(said, as_of=said.as_of.format(day=day), today=said.today.format(day=day))


def timeline(desk: Desk, names: Iterable[str]) -> list[Figure]:
    """Draw when the relations of some tables held."""
    groups = [group for name in names if (group := _begun(desk, lanes_of(desk, BY_ID[name]))).lanes]
    spans = [span for group in groups for lane in group.lanes for span in lane.spans]
    if not spans:
        return []
    first, last = reach(spans, desk.day or desk.today)
    nested = NESTED if desk.dossier.total <= CROWDED else 0
    drawing = timelines.draw(groups, max(first, date(1815, 1, 1)), last, desk.day, words=spoken(desk), nested=nested)
    return [Figure("timeline", desk.gettext("Timeline"), drawing)]


def _begun(desk: Desk, group: Group) -> Group:
    """Leave out on a page for a day what began after it, for the drawing ends there."""
    day = desk.day
    if day is None:
        return group
    return replace(group, lanes=[lane for lane in group.lanes if any(_by(span, day) for span in lane.spans)])


def _by(span: Span, day: date) -> bool:
    first = span.earliest_start or span.latest_start
    return first is None or first <= day


def lanes_of(desk: Desk, spec: Spec, most: int = 0) -> Group:
    """Make a lane of all that one thing names, in the order of the first start."""
    lanes: dict[str, list[Relation]] = {}
    for relation in reversed(spec.of(desk)):
        if relation.earliest_start:
            lanes.setdefault(name_of(spec, relation), []).append(relation)
    made = [_lane(desk, spec, iri, relations) for iri, relations in lanes.items()]
    if len(made) > (most or MOST) and all(lane.under is None for lane in made):
        made = []
    styles = {
        "solid": desk.gettext("member"),
        "hollow": desk.gettext("another standing"),
        "striped": desk.gettext("suspended or frozen"),
    }
    return Group(desk.gettext(spec.title), made, styles if spec.classes == ("Membership",) else None)


def name_of(spec: Spec, relation: Relation) -> str:
    """Return what a lane is named by: the thing in the column that says it, else the relation itself."""
    names = (NAMED[spec.id],) if spec.id in NAMED else spec.columns[0].names
    found = next((value.text for name in names for value in relation.values(name) if value.is_iri), None)
    return found or relation.iri


def _lane(desk: Desk, spec: Spec, iri: str, relations: Sequence[Relation]) -> Lane:
    under = relations[0].one(UNDER.get(spec.id, ""))
    label = Label(desk.name(under.text), desk.href(under.text)) if under else _class(desk, spec, iri)
    return Lane(Label(desk.name(iri), desk.href(iri)), [span_of(relation) for relation in relations], label)


def _class(desk: Desk, spec: Spec, iri: str) -> Label | None:
    """Count treaties together by their class."""
    types = desk.dossier.about(iri).types if spec.id == "treaties" else []
    return Label(desk.term(types[0])) if types else None


def span_of(relation: Relation) -> Span:
    """Make the bar of a relation: its bounds, how it ends, and the style of its status."""
    ending: Ending = "ended" if relation.end else "ongoing" if relation.ongoing else "unknown"
    status = relation.one("membershipStatus")
    style = STYLES.get(status.text.rpartition("#")[2], "hollow") if status else "solid"
    return Span(
        relation.earliest_start,
        relation.latest_start,
        relation.earliest_end,
        relation.latest_end,
        ending,
        style=style,
        contested=relation.contested,
    )


def map_of(desk: Desk, names: Sequence[str]) -> list[Figure]:
    """Draw where the facilities of some tables are: those of the day, or all there ever were without one."""
    relations = [each for name in names for each in BY_ID[name].of(desk) if desk.standing(each) != "no"]
    spots = _spots(desk, relations)
    if not spots:
        return []
    title = desk.gettext("Facilities on its territory, and abroad where its forces are")
    listing = next((name for name in names if BY_ID[name].of(desk)), "")
    drawn = replace(_map(desk, title, spots), years=_reach(desk, relations), listing=listing)
    drawing = maps.extent(drawn, desk.territories, spoken(desk))
    return [Figure("map", desk.gettext("Map"), drawing, beside="dw-world" not in drawing)]


def place(desk: Desk) -> list[Figure]:
    """Draw where a facility is."""
    spot = _spot(desk, desk.dossier.iri, "", "")
    if spot is None:
        return []
    host = desk.dossier.thing.one("locatedIn")
    drawn = replace(_map(desk, desk.name(desk.dossier.iri), [spot], (host.text,) if host else ()), listing="uses")
    return [Figure("map", desk.gettext("Map"), maps.extent(drawn, desk.territories, spoken(desk)), beside=True)]


def states(desk: Desk, name: str, title: str) -> list[Figure]:
    """Fill the states of a table by how they stand: on the day, or, without one, whether the last of them is open."""
    found: dict[str, int] = {}
    order = (0, 1, 2) if desk.day else (0, 2, 1)  # without a day, another standing that is open beats what has ended
    times: dict[str, list[Relation]] = {}
    for relation in BY_ID[name].of(desk):
        iri = name_of(BY_ID[name], relation)
        value = _value(desk, relation)
        if value is not None and "/state/" in iri and (desk.day or not desk.territories.of(iri).successors):
            found[iri] = min(value, found.get(iri, value), key=order.index)
            times.setdefault(iri, []).append(relation)
    areas = [
        Area(iri, value, desk.name(iri), desk.href(iri), held=_held(desk, times[iri])) for iri, value in found.items()
    ]
    if len(areas) < FEW:
        return []
    classes = DAY_CLASSES if desk.day else CLASSES
    named = [desk.gettext(each) for each in classes]
    drawn = Map("members", title, areas=areas, classes=named, as_of=desk.day, listing=name)
    drawn = replace(drawn, years=_reach(desk, [each for some in times.values() for each in some]))
    drawing = maps.extent(drawn, desk.territories, spoken(desk))
    return [Figure("map", title, drawing, beside="dw-world" not in drawing)]


DAY_CLASSES = (N_("certain"), N_("possible"), N_("another standing"))
CLASSES = (N_("ongoing"), N_("ended"), N_("another standing"))


def _value(desk: Desk, relation: Relation) -> int | None:
    """Choose the class of an area; None where it is not filled at all."""
    outside = relation.cls == "Membership" and not summary.inside(relation)
    if desk.day:
        standing = {"certain": 0, "possible": 1}.get(desk.standing(relation))
        return 2 if outside and standing is not None else standing
    if relation.earliest_start is None:
        return None
    return 1 if relation.end else 2 if outside else 0


def _map(desk: Desk, title: str, spots: Sequence[Spot], focus: Sequence[str] = ()) -> Map:
    kinds = {symbol: desk.gettext(name) for symbol, name in KINDS.items()}
    used = {marks.KINDS.get(spot.kind, "support") for spot in spots}
    shown = {symbol: name for symbol, name in kinds.items() if symbol in used}
    focus = focus or ((desk.dossier.iri,) if desk.dossier.kind == "state" else ())
    names = {iri: Label(desk.name(iri), desk.href(iri)) for iri in (*focus, *_neighbours(desk))}
    return Map("facilities", title, spots=spots, focus=focus, names=names, kinds=shown, as_of=desk.day)


def _neighbours(desk: Desk) -> list[str]:
    """List the states with which the state of the page has had a border, to be named on its map."""
    borders = BY_ID["borders"].of(desk)
    return [value.text for border in borders if desk.standing(border) != "no" for value in border.values("borderOf")]


def _spots(desk: Desk, relations: Iterable[Relation]) -> list[Spot]:
    found: dict[tuple[str, str], Spot] = {}
    times: dict[tuple[str, str], list[Relation]] = {}
    for relation in relations:
        sender = relation.one("sendingState")
        name = desk.name(sender.text) if sender else ""
        for facility in relation.values("facility"):
            key = facility.text, name
            times.setdefault(key, []).append(relation)
            spot = None if key in found else _spot(desk, *key, "")
            if spot:
                found[key] = spot
    return [replace(spot, detail=_said(times[key]), held=_held(desk, times[key])) for key, spot in found.items()]


def _said(relations: Iterable[Relation]) -> str:
    """Write the years of each use, the earliest first, once each."""
    return ", ".join(
        dict.fromkeys(_years(each) for each in sorted(relations, key=lambda each: str(each.earliest_start or "")))
    )


def _held(desk: Desk, relations: Iterable[Relation]) -> tuple[tuple[str, str], ...]:
    """Give the slider of years each time that may have held; on a page for a day there is none, and no need of them."""
    if desk.day:
        return ()
    bounds = ((each.earliest_start, each.latest_end) for each in relations)
    return tuple(sorted((str(first or ""), str(last or "")) for first, last in bounds))


def _reach(desk: Desk, relations: Iterable[Relation]) -> tuple[int, int] | None:
    """Return the years from the first start until today, for a map of what held at any time."""
    starts = [each.earliest_start.year for each in relations if each.earliest_start]
    return (min(starts), desk.today.year) if starts and not desk.day else None


def _years(relation: Relation) -> str:
    start = relation.start.text[:4] if relation.start else "?"
    end = relation.end.text[:4] if relation.end else "?" if relation.end_unknown else ""
    return f"{start}–{end}"


def _spot(desk: Desk, iri: str, sender: str, detail: str) -> Spot | None:
    facility = desk.dossier.about(iri)
    north, east = facility.one("latitude"), facility.one("longitude")
    if north is None or east is None:
        return None
    kind = facility.one("facilityKind")
    within = facility.one("positionAccuracy")
    return Spot(
        float(north.text),
        float(east.text),
        desk.name(iri),
        desk.href(iri),
        kind.text.rpartition("#")[2] if kind else "",
        sender,
        detail,
        float(within.text) if within else 0.0,
    )
