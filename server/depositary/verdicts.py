"""What the record says to a claim, on the date for which the claim is made; computed, never typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from depositary.asof import Edge
from depositary.dates import DAY

SUPPORTED = "supported"
POSSIBLE = "possible"
OUTDATED = "outdated"
PREMATURE = "premature"
CONTRADICTED = "contradicted"
ABSENT = "absent"
UNCHECKABLE = "not checkable"


@dataclass(frozen=True)
class Verdict:
    """How a claim stands to the record, and the relations that decided it."""

    outcome: str
    relations: tuple[str, ...] = ()


def judge(edges: Iterable[Edge], first: date, last: date, *, denied: bool = False) -> Verdict:
    """Judge a claim that one of `edges` holds on some day from `first` to `last`, or, if `denied`, that none does.

    Nothing in the record is no proof that something was not so: such a claim is `absent`, not contradicted.
    """
    known = list(edges)
    sure = [edge for edge in known if _meets(edge.latest_start, edge.earliest_end, first, last)]
    perhaps = [edge for edge in known if _meets(edge.earliest_start, edge.latest_end, first, last)]
    if sure:
        return _verdict(CONTRADICTED if denied else SUPPORTED, sure)
    if perhaps:
        return _verdict(POSSIBLE, perhaps)
    if denied:
        return _verdict(SUPPORTED, known)
    before = [edge for edge in known if edge.latest_end <= first]
    if before:
        return _verdict(OUTDATED, before)
    return _verdict(PREMATURE if known else ABSENT, known)


def _meets(start: date, end: date, first: date, last: date) -> bool:
    """Say whether there is a day from `start` to before `end` that is also one from `first` to `last`."""
    return max(start, first) <= min(end - DAY, last)


def _verdict(outcome: str, edges: Sequence[Edge]) -> Verdict:
    return Verdict(outcome, tuple(dict.fromkeys(edge.relation for edge in edges)))
