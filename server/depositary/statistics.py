"""Statistics of a release that tell how many statements a triple pattern may match."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

_LINE = re.compile(r"^\S+ <([^>]*)> (?:<([^>]*)>)?", re.MULTILINE)
FEW = 16
"""Pairs of predicate and object seen less often than this are not kept."""
_TYPICAL = 3  # statements that a subject has of one predicate, at most, in the middle of a join


@dataclass(frozen=True)
class Statistics:
    """Statements by predicate, and by predicate and object where there are many; distinct objects by predicate."""

    total: int = 0
    predicates: dict[str, int] = field(default_factory=dict)
    pairs: dict[tuple[str, str], int] = field(default_factory=dict)
    objects: dict[str, int] = field(default_factory=dict)

    def estimate(self, subject: bool, predicate: str | None, value: str | None, bound: bool) -> float:
        """Estimate the matches of a pattern.

        `subject` says that its subject is known; `predicate` and `value` are IRIs, or None; `bound` says that the
        object is known, as a `value` is. An object that is no IRI counts as a middling one.
        """
        if predicate is None:
            return _TYPICAL * 4 if subject or bound else self.total
        count = self.predicates.get(predicate, 0)
        if bound and subject:
            return min(1, count)
        if subject:
            return min(_TYPICAL, count)
        if value is not None:
            return self.pairs.get((predicate, value), min(FEW - 1, count))
        return count / max(1, self.objects.get(predicate, 1)) if bound else count


def measure(nquads: str) -> Statistics:
    """Count the statements of canonical N-Quads."""
    pairs: Counter[tuple[str, str]] = Counter((match[1], match[2] or "") for match in _LINE.finditer(nquads))
    predicates: Counter[str] = Counter()
    objects: Counter[str] = Counter()
    for (predicate, value), count in pairs.items():
        predicates[predicate] += count
        objects[predicate] += bool(value)
    kept = {pair: count for pair, count in pairs.items() if count >= FEW and pair[1]}
    return Statistics(predicates.total(), dict(predicates), kept, dict(objects))
