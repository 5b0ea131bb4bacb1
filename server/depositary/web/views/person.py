"""A person: offices held, statements made."""

from __future__ import annotations

from depositary.web.views import facts, figures
from depositary.web.views.desk import Desk
from depositary.web.views.facts import Fact
from depositary.web.views.figures import Figure
from depositary.web.views.page import Kind


def lead(desk: Desk) -> list[Fact]:
    """Write other names and notes; the offices have a table."""
    return [*facts.said(desk, ("altLabel", "comment", "exactMatch", "closeMatch")), *facts.sources(desk)]


def pictures(desk: Desk) -> list[Figure]:
    """Draw the offices over time."""
    return figures.timeline(desk, ("offices-held",))


KIND = Kind(lead, pictures, ("offices-held", "statements", "claims"), ("offices-held",))
