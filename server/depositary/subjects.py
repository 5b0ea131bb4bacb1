"""What an excerpt tells of its subjects, read when it is asked for and kept for the next excerpt.

A relation is shown by both of its sides, and the name of an organization by each of its members: most of what a page
needs has been read for another one. What a release says of a subject never changes, so that it is kept until others
need the room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from depositary.cache import Cache
from depositary.concordance import Concordance
from depositary.excerpt import Excerpt
from depositary.ntriples import Value
from depositary.ntriples import value as read_value

ROOM = 48 * 1024 * 1024
"""Bytes of subjects kept, about one for each character of what is said of them."""


Said = Mapping[str, list[Value]]
"""What is said of one subject, by the local name of the property."""


class Statements(Mapping[str, Said]):
    """What an excerpt tells, by subject and local name of the property; each subject is read when it is asked for."""

    def __init__(self, excerpt: Excerpt) -> None:
        """Read nothing yet."""
        self._excerpt = excerpt
        self._read: dict[str, Said] = {}
        self._kept = _kept(excerpt.concordance)

    def __getitem__(self, subject: str) -> Said:
        """Return what is told of a subject; raises KeyError where nothing is."""
        found: Said | None = self.get(subject)
        if not found:
            raise KeyError(subject)
        return found

    def get(self, subject: str, default: Any = None) -> Any:
        """Return what is told of a subject, quicker than Mapping does."""
        found = self._read.get(subject)
        if found is None:
            found = self._read[subject] = self._find(subject)
        return found or default

    def __iter__(self) -> Iterator[str]:
        """Yield the subjects of which something is told."""
        names = self._excerpt.concordance.names
        return (names[part.number] for part in self._excerpt.parts() if self.get(names[part.number]))

    def __len__(self) -> int:
        """Count the subjects of which something is told."""
        return sum(1 for _ in self)

    def _find(self, subject: str) -> Said:
        part = self._excerpt.part(subject)
        if part is None:
            return _NOTHING
        found = self._kept.get(part)
        if found is None:
            triples = self._excerpt.triples(part)
            found = _read(triples)
            self._kept.put(part, found, sum(map(len, triples)))
        return found


def _read(triples: list[str]) -> Said:
    """Sort what is said of one subject, as it is written but without the full stop, by property."""
    said: dict[str, list[Value]] = {}
    for triple in triples:
        _, predicate, written = triple.split(" ", 2)
        name = local(predicate)
        if name in said:
            said[name].append(_value(written))
        else:
            said[name] = [_value(written)]
    return said


_NOTHING: Said = {}
_value = lru_cache(32_768)(read_value)


@lru_cache(4096)
def local(predicate: str) -> str:
    """Return the local name of a property, between angle brackets or not."""
    return predicate.strip("<>").replace("#", "/").rpartition("/")[2]


@lru_cache(2)
def _kept(concordance: Concordance) -> Cache[Said]:
    return Cache(ROOM)
