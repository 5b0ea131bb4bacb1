"""Whether a thing was there on a day, by the dates on record of its beginning and its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from depositary.dates import XSD, bounds

LIFETIMES = {
    "state": ("established", "dissolved"),
    "organization": ("established", "dissolved"),
    "treaty": ("concludedOn", "terminatedOn"),
}
"""By the kind in an IRI, the properties that say when a thing of it began and when it ended."""
Stage = Literal["before", "within", "after"]
_DATATYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def stage(began: Iterable[str], ended: Iterable[str], day: date) -> Stage:
    """Say whether a day lies certainly before the beginning of a thing, certainly after its end, or else within.

    The dates are texts like 1992-05-15, 1992-05 or 1992. What has no date, or one that leaves it open, counts as
    within: a gap in the record is no absence. The day of the end is the first on which the thing is no more.
    """
    starts, ends = [_bounds(text) for text in began], [_bounds(text) for text in ended]
    if starts and all(first > day for first, _ in starts):
        return "before"
    if ends and all(last <= day for _, last in ends):
        return "after"
    return "within"


def _bounds(text: str) -> tuple[date, date]:
    return bounds(text, XSD + _DATATYPES.get(len(text), ""))
