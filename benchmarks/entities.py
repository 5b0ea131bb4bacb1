"""The things whose pages are asked for, chosen from the triples that all servers hold."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from copies import BASE

BIGGEST = 48
"""More than any server keeps of what it has read to make a page, so that one after the other asks anew."""
SAMPLE = 8
"""Things of a group whose answers are looked at."""
_NAMED = re.compile(rf"<{re.escape(BASE)}id/((?:state|organization|treaty)/[a-z0-9-]+)>")
_LABEL = re.compile(rf'<{re.escape(BASE)}id/([^>]+)> <http://www\.w3\.org/2000/01/rdf-schema#label> "([^"\\]+)"@en')


@dataclass(frozen=True)
class Entity:
    """A thing: what its IRI ends with (as state/armenia), its English label, and in how many triples it is."""

    name: str
    label: str
    triples: int

    def described_in(self, body: bytes) -> bool:
        """Say whether an answer has its label."""
        return self.label in html.unescape(body.decode(errors="replace"))


@dataclass(frozen=True)
class Group:
    """Things that are asked for in turn, or one that is asked for again and again."""

    name: str
    entities: tuple[Entity, ...]
    repeated: bool = False

    def sample(self) -> tuple[Entity, ...]:
        """Return a few from the whole of it, whose answers are looked at."""
        return self.entities[:: max(1, len(self.entities) // SAMPLE)][:SAMPLE]


def choose(ntriples: Path) -> tuple[Group, Group, Group]:
    """Return all states, the biggest things, and the state of middling size alone."""
    named: Counter[str] = Counter()
    labels: dict[str, str] = {}
    with ntriples.open(encoding="utf-8") as lines:
        for line in lines:
            named.update(set(_NAMED.findall(line)))
            if label := _LABEL.match(line):
                labels[label[1]] = label[2]
    found = [Entity(name, labels[name], number) for name, number in named.most_common() if name in labels]
    states = [one for one in found if one.name.startswith("state/")]
    middle = states[len(states) // 2]
    return (
        Group("all states", tuple(_shuffled(states))),
        Group("the biggest", tuple(_shuffled(found[:BIGGEST]))),
        Group("one state again and again", (middle,), repeated=True),
    )


def _shuffled(entities: Iterable[Entity]) -> list[Entity]:
    """Put them into an order that has nothing to do with their size, as a slow server does not come to the end."""
    return sorted(entities, key=lambda one: one.name[::-1])
