"""An organization: its members over time, what founded it, its operations."""

from __future__ import annotations

from depositary.web.views import facts, figures, state, years
from depositary.web.views.desk import Desk
from depositary.web.views.facts import Fact
from depositary.web.views.figures import Figure
from depositary.web.views.page import Kind


def lead(desk: Desk) -> list[Fact]:
    """Write the facts that a reader looks for first."""
    return [
        *facts.said(desk, ("established", "dissolved", "headquarters", "partOf", "precededBy")),
        *facts.named(desk, "founded-by"),
        *state.offices(desk),
        *facts.translated(desk),
        *facts.said(desk, ("altLabel", "comment", "exactMatch", "closeMatch")),
        *facts.standing(desk, desk.dossier.thing),
    ]


def pictures(desk: Desk) -> list[Figure]:
    """Draw the members on the map and by year, and the operations."""
    return [
        *figures.states(desk, "members", desk.gettext("Members on the map")),
        *years.by_year(desk, "members"),
        *figures.timeline(desk, ("led",)),
    ]


KIND = Kind(lead, pictures, ("members", "led", "memberships", "treaties", "claims"), ("members", "led", "memberships"))
