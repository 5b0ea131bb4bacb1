"""Which outlines of the atlas belong to which state, for every drawing of a release."""

from __future__ import annotations

from datetime import date

from depositary.drawing.territories import NUMBERS, SUCCESSIONS, Territories
from depositary.endpoint import Endpoint
from depositary.web import clients
from depositary.web.keeping import once


@once
def territories(endpoint: Endpoint) -> Territories:
    """Read the codes and successions of states; raises what `Endpoint.answer` raises."""
    ns = f"{endpoint.base}ns#"
    codes, successions = (
        endpoint.rows(query.replace("{ns}", ns), client=clients.key()) for query in (NUMBERS, SUCCESSIONS)
    )
    return Territories.read(
        [(row["state"], row["code"]) for row in codes],
        [(row["predecessor"], row["successor"], date.fromisoformat(row["day"])) for row in successions],
    )
