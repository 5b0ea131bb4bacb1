"""A state or de facto state: names, capitals, codes, and all that binds it to others."""

from __future__ import annotations

from depositary.web.views import facts, figures
from depositary.web.views.desk import Desk
from depositary.web.views.facts import Fact
from depositary.web.views.figures import Figure
from depositary.web.views.page import Kind


def lead(desk: Desk) -> list[Fact]:
    """Write the facts that a reader looks for first."""
    return [
        *facts.dated(desk, "names"),
        *facts.said(desk, ("established", "dissolved")),
        *(facts.dated(desk, "capitals") or facts.said(desk, ("capital",))),
        *offices(desk),
        *facts.translated(desk),
        *facts.said(desk, ("altLabel", "comment")),
        *facts.dated(desk, "codes"),
        *facts.said(desk, ("exactMatch", "closeMatch")),
        *facts.standing(desk, desk.dossier.thing),
    ]


def offices(desk: Desk) -> list[Fact]:
    """Write under each office of a state or an organization who held it."""
    found = []
    held = desk.dossier.relations.get("OfficeHolding", [])
    for office in desk.dossier.relations.get("Office", []):
        holders = [each for each in held if any(value.text == office.iri for value in each.values("office"))]
        found.append(facts.listed(desk, office, holders, "holder"))
    return found


def pictures(desk: Desk) -> list[Figure]:
    """Draw the facilities on its soil and its own abroad, and its bonds over time."""
    return [
        *figures.map_of(desk, ("hosted", "sent")),
        *figures.timeline(desk, ("memberships", "hosted", "sent", "treaties")),
    ]


KIND = Kind(
    lead,
    pictures,
    (
        "memberships",
        "treaties",
        "hosted",
        "sent",
        "administered",
        "borders",
        "predecessors",
        "successors",
        "recognized-by",
        "recognizes",
        "diplomacy",
        "arms-supplied",
        "arms-received",
        "territory-claimed",
        "territory-disputed",
        "claims",
    ),
    ("memberships", "hosted", "sent", "treaties", "recognizes", "recognized-by", "diplomacy"),
)
