"""A thing of any other kind: all that is said of it, and whatever names it."""

from __future__ import annotations

from depositary.web.views import facts
from depositary.web.views.desk import Desk
from depositary.web.views.facts import Fact
from depositary.web.views.figures import Figure
from depositary.web.views.page import Kind


def lead(desk: Desk) -> list[Fact]:
    """Write all that is said of it."""
    return [*facts.everything(desk), *facts.judged(desk)]


def pictures(desk: Desk) -> list[Figure]:
    """Draw nothing."""
    return []


KIND = Kind(lead, pictures, ("holders", "partners", "capital-of", "parts", "claims"), ("holders", "partners"))
