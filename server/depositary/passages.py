"""What is told of each subject, written in a syntax of RDF once and kept: documents are put together from it.

A document says of some hundred things what other documents say of them as well, in the same words. So a syntax is
written subject by subject, and what it needs at its head, prefixes and terms, is noted with each passage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from depositary.cache import Cache
from depositary.excerpt import Excerpt, Part
from depositary.store import convert

ROOM = 32 * 1024 * 1024
"""Bytes of passages kept of a syntax; all of a release of 175,000 statements take 20."""
NAME = 16
"""Bytes that a name takes which is noted with a passage, in a set that is shared by no other, roughly."""
_TURTLE = re.compile(rb"^[^\t\n].*\n(?:\t.*\n)*", re.MULTILINE)
_BEGUN = re.compile(r"[ \n\t^]([A-Za-z][\w.-]*):", re.ASCII)


class Passage(NamedTuple):
    """What is told of one subject in a syntax, and the prefixes or terms that the head of the document must define."""

    text: bytes
    names: frozenset[str] = frozenset()


class Shelf:
    """Passages of one syntax by what they tell, of one release; what was used longest ago goes first."""

    def __init__(self, write: Callable[[str], Sequence[Passage]], room: int = ROOM) -> None:
        """Begin empty; `write` makes a passage of each subject from lines of N-Triples in the order of subjects."""
        self._write = write
        self._kept: Cache[Passage] = Cache(room)

    def passages(self, excerpt: Excerpt, parts: Iterable[Part]) -> list[Passage]:
        """Return what is told of some subjects; those not yet kept are written in one go."""
        found = {part: self._kept.get(part) for part in parts}
        missing = {part: excerpt.triples(part) for part, passage in found.items() if passage is None}
        if missing:
            told = [part for part, triples in missing.items() if triples]
            lines = "".join([f"{triple} .\n" for part in told for triple in missing[part]])
            written = dict(zip(told, self._write(lines), strict=True))
            for part in missing:
                found[part] = passage = written.get(part, _SILENT)
                self._kept.put(part, passage, len(passage.text) + NAME * len(passage.names))
        return [passage for passage in found.values() if passage is not None and passage.text]


_SILENT = Passage(b"")


def ntriples(lines: str) -> list[Passage]:
    """Keep lines of N-Triples together that tell of one subject."""
    told = groupby(lines.encode().splitlines(keepends=True), key=lambda line: line.partition(b" ")[0])
    return [Passage(b"".join(each)) for _, each in told]


def turtle(lines: str, prefixes: Mapping[str, str]) -> list[Passage]:
    """Write lines of N-Triples as Turtle, a passage for each subject."""
    text = convert(lines.encode(), "text/turtle", prefixes)
    start = text.index(b"\n\n") + 2 if text.startswith(b"@prefix ") else 1
    return [
        Passage(each, frozenset(_BEGUN.findall(f"\n{each.decode()}")) & prefixes.keys())
        for each in _TURTLE.findall(text, start)
    ]


def turtle_document(passages: Sequence[Passage], prefixes: Mapping[str, str]) -> bytes:
    """Put Turtle together, under the prefixes that it uses, sorted."""
    used = frozenset[str]().union(*(passage.names for passage in passages))
    head = sorted(f"@prefix {name}: <{prefixes[name]}> .\n" for name in used)
    return "".join([*head, "\n"]).encode() + b"".join([passage.text for passage in passages])
