"""Which outlines of the atlas belong to a state: by the codes that the graph assigns to it, or to its successors.

The atlas knows countries of today by their number in ISO 3166-1, which is that of UN M49. A state has one IRI and may
have had several numbers, of which at most one is in the atlas. A state of the past that has none is drawn as the
union of the states that the graph calls its successors by dissolution, separation or continuation after the day,
for these hold parts of it; what took it in, or united with others, is larger than it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from depositary.drawing.atlas import atlas

NUMBERS = """\
PREFIX dep: <{ns}>
SELECT ?state ?code WHERE { ?assignment dep:codeScheme dep:m49 ; dep:coded ?state ; dep:code ?code }
"""
"""What `Territories` needs to know of codes, where {ns} is the namespace of the ontology."""

SUCCESSIONS = """\
PREFIX dep: <{ns}>
SELECT ?predecessor ?successor ?day WHERE {
  ?succession a dep:Succession ; dep:predecessor ?predecessor ; dep:successor ?successor ;
    dep:successionKind ?kind ; dep:earliestStart ?day .
  VALUES ?kind { dep:dissolution dep:separation dep:continuation }
}
"""
"""What it needs to know of successions; ?day is an xsd:date."""

_UNCODED = frozenset({"kosovo", "northern-cyprus", "somaliland"})


@dataclass(frozen=True, slots=True)
class Territory:
    """The outlines of a state: its own, or those of its successors."""

    keys: tuple[str, ...] = ()
    successors: bool = False


@dataclass(frozen=True)
class Territories:
    """Codes by state and successors by predecessor, read once from a release."""

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    successions: Mapping[str, tuple[tuple[str, date], ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, codes: Iterable[tuple[str, str]], successions: Iterable[tuple[str, str, date]]) -> Territories:
        """Take the rows of the two queries: state and code; predecessor, successor and day."""
        numbers: dict[str, set[str]] = {}
        for state, code in codes:
            numbers.setdefault(state, set()).add(code.zfill(3))
        after: dict[str, set[tuple[str, date]]] = {}
        for predecessor, successor, day in successions:
            after.setdefault(predecessor, set()).add((successor, day))
        return cls(
            {state: frozenset(found) for state, found in numbers.items()},
            {state: tuple(sorted(found)) for state, found in after.items()},
        )

    def of(self, state: str, day: date | None = None) -> Territory:
        """Return the outlines of a state, as of a day where successors stand for it; none where there are none."""
        own = self._own(state)
        if own:
            return Territory(own)
        found: dict[str, None] = {}
        seen = {state}
        ahead = [state]
        while ahead:
            for successor, since in self.successions.get(ahead.pop(), ()):
                if successor in seen or (day is not None and since <= day):
                    continue
                seen.add(successor)
                keys = self._own(successor)
                found.update(dict.fromkeys(keys))
                if not keys:
                    ahead.append(successor)
        return Territory(tuple(sorted(found)), bool(found))

    def _own(self, state: str) -> tuple[str, ...]:
        keys = atlas().keys
        last = state.rsplit("/", 1)[-1]
        if last in _UNCODED and last in keys:
            return (last,)
        return tuple(sorted(self.codes.get(state, frozenset()) & keys))
