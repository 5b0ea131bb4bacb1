"""A facility: where it is, who used it and uses it, on what terms and until when."""

from __future__ import annotations

from markupsafe import Markup

from depositary.dossier import Relation
from depositary.web.views import facts, figures
from depositary.web.views.desk import Desk
from depositary.web.views.facts import Fact
from depositary.web.views.figures import Figure
from depositary.web.views.page import Kind
from depositary.web.views.relations import BY_ID


def lead(desk: Desk) -> list[Fact]:
    """Write what it is, where, and the terms that are agreed."""
    return [
        *facts.said(desk, ("facilityKind", "place", "locatedIn")),
        *position(desk),
        *terms(desk),
        *facts.said(desk, ("altLabel", "comment", "exactMatch", "closeMatch")),
        *facts.sources(desk),
    ]


def position(desk: Desk) -> list[Fact]:
    """Write the coordinates with the radius within which they are right."""
    north, east = (desk.dossier.thing.one(name) for name in ("latitude", "longitude"))
    if north is None or east is None:
        return []
    within = desk.dossier.thing.one("positionAccuracy")
    written = Markup('<span dir="ltr">{}°, {}°</span>').format(north.text, east.text)
    if within:
        written += " " + desk.gettext("within %(km)s km") % {"km": within.text}
    return [Fact(desk.gettext("Position"), [written])]


def terms(desk: Desk) -> list[Fact]:
    """Write the agreed ends of the basings that hold on the day or may, of all without a day."""
    items = [
        _term(desk, basing)
        for basing in BY_ID["uses"].of(desk)
        if basing.one("agreedUntil") and not basing.end and desk.standing(basing) != "no"
    ]
    return [Fact(desk.gettext("Term"), items)] if items else []


def _term(desk: Desk, basing: Relation) -> Markup:
    ends = sorted(basing.values("agreedUntil"))[-1]
    count = facts.countdown(ends, desk.day or desk.today)
    words = desk.text(basing.values("termText"))
    head = Markup("{}: {}, {}").format(desk.links(basing.values("sendingState")), count, desk.date(ends))
    return Markup("{}. {} {}").format(head, words, desk.cite(basing.sources))


def pictures(desk: Desk) -> list[Figure]:
    """Draw where it is, and who was there when."""
    return [*figures.place(desk), *figures.timeline(desk, ("uses",))]


KIND = Kind(lead, pictures, ("uses", "moved-here", "claims"), ("uses",))
