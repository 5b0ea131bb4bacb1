"""A treaty: its life, its parties, what it founded or replaced."""

from __future__ import annotations

from markupsafe import Markup

from depositary.web.views import facts, figures
from depositary.web.views.desk import Desk
from depositary.web.views.facts import Fact
from depositary.web.views.figures import Figure
from depositary.web.views.page import Kind


def lead(desk: Desk) -> list[Fact]:
    """Write its life from conclusion to end, then what it is and what it did to others."""
    return [
        *facts.said(desk, ("concludedOn", "concludedAt", "inForceOn", "durationText")),
        *term(desk),
        *facts.said(desk, ("suspendedOn", "terminatedOn", "bindingForce", "depositary", "untsNumber", "text")),
        *facts.said(desk, ("founds", "replaces", "amends", "prolongs", "implements", "terminates")),
        *facts.said(desk, ("altLabel", "comment", "exactMatch")),
        *facts.standing(desk, desk.dossier.thing),
    ]


def term(desk: Desk) -> list[Fact]:
    """Write when the agreed term ends, and how far that is from the day of the page or from today."""
    ends = desk.dossier.values("termEnds")
    if not ends:
        return []
    day = desk.day or desk.today
    items = [Markup("{} ({})").format(desk.date(end), facts.countdown(end, day)) for end in sorted(ends)]
    return [Fact(facts.heading(desk, "termEnds"), items)]


def pictures(desk: Desk) -> list[Figure]:
    """Draw the parties on the map and over time."""
    return [
        *figures.states(desk, "parties", desk.gettext("Parties on the map")),
        *figures.timeline(desk, ("parties", "under")),
    ]


KIND = Kind(
    lead,
    pictures,
    ("parties", "under", "amended-by", "prolonged-by", "replaced-by", "terminated-by", "implemented-by", "claims"),
    ("parties", "under"),
)
