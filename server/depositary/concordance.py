"""Where each subject stands in the N-Quads of a release, and what names it: lookups without any query.

The lines of a release are sorted, so that those of a subject stand together. They stay in the file, which is mapped
into memory and shared by all processes; only their places, and which subject names which, are kept here.
"""

from __future__ import annotations

import mmap
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TYPE = TYPE.encode()
_BLOCK = re.compile(rb"^(\S+) [^\n]*\n(?:\1 [^\n]*\n)*", re.MULTILINE)
_LINK = re.compile(rb"^(\S+) <([^>]*)> (<[^>]*>) <[^>]*> \.$", re.MULTILINE)
_GRAPH = re.compile(r" <([^>]*)> \.$", re.MULTILINE)


class Concordance:
    """Subjects of a file of sorted N-Quads by number, in the order of the file; links between them but for rdf:type."""

    def __init__(self, path: Path) -> None:
        """Find the subjects, and the links between them; an empty file, which cannot be mapped, has none."""
        self._text: bytes | mmap.mmap = b""
        if path.stat().st_size:
            with path.open("rb") as file:
                self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._starts = array("Q")
        terms: list[bytes] = []
        for block in _BLOCK.finditer(self._text):
            self._starts.append(block.start())
            terms.append(block[1])
        self._starts.append(len(self._text))
        self.names = [(term[1:-1] if term[:1] == b"<" else term).decode() for term in terms]
        """The subjects as IRIs, or as labels of blank nodes."""
        self.numbers: Mapping[str, int] = {name: number for number, name in enumerate(self.names)}
        links, properties = self._found({term: number for number, term in enumerate(terms)})
        self.properties = [name.decode() for name in properties]
        """The properties of links, by number."""
        self.codes: Mapping[str, int] = {name: code for code, name in enumerate(self.properties)}
        ranks = self._ranks = array("I", bytes(4 * len(terms)))
        for rank, number in enumerate(sorted(range(len(terms)), key=self.names.__getitem__)):
            ranks[number] = rank
        self._links = _Pairs(len(terms), sorted((subject, value, code) for subject, code, value in links))
        turned = sorted((value, ranks[subject], code, subject) for subject, code, value in links)
        self._naming = _Pairs(len(terms), [(value, subject, code) for value, _, code, subject in turned])

    def _found(self, numbers: Mapping[bytes, int]) -> tuple[list[tuple[int, int, int]], list[bytes]]:
        """List each link once, whatever graphs say it, with the names of the properties; equal ones stand together."""
        codes: dict[bytes, int] = {}
        found: list[tuple[int, int, int]] = []
        last: tuple[bytes | Any, ...] = ()
        for match in _LINK.finditer(self._text):
            link = match.groups()
            if link != last:
                last = link
                subject, name, value = link
                number = numbers.get(value)
                if number is not None and name != _TYPE:
                    found.append((numbers[subject], codes.setdefault(name, len(codes)), number))
        return found, list(codes)

    def triples(self, number: int) -> list[str]:
        """List what is said of a subject, each statement once and as it is written, without the full stop, in order."""
        lines = self._text[self._starts[number] : self._starts[number + 1] - 1].decode().split("\n")
        return list(dict.fromkeys([line.rpartition(" <")[0] for line in lines]))

    def graphs(self, number: int) -> list[str]:
        """List the named graphs that say something of a subject, in order."""
        return sorted(set(_GRAPH.findall(self._text[self._starts[number] : self._starts[number + 1]].decode())))

    def rank(self, number: int) -> int:
        """Return the place of a subject in the order of IRIs."""
        return self._ranks[number]

    def links(self, number: int) -> Iterator[tuple[int, int]]:
        """Yield what a subject links to, and the number of the property by which it does."""
        return self._links.of(number)

    def naming(self, number: int) -> Iterator[tuple[int, int]]:
        """Yield what links to a subject, in the order of IRIs, and the number of the property by which it does."""
        return self._naming.of(number)


class _Pairs:
    """Pairs of a subject and a property by the subject that they belong to, in little memory."""

    def __init__(self, owners: int, rows: Sequence[tuple[int, int, int]]) -> None:
        """Keep rows of the owner and the pair, which must be sorted by the owner."""
        counts = Counter(owner for owner, _, _ in rows)
        self._starts = array("I", accumulate((counts[owner] for owner in range(owners)), initial=0))
        self._others = array("I", (other for _, other, _ in rows))
        self._codes = array("H", (code for _, _, code in rows))

    def of(self, owner: int) -> Iterator[tuple[int, int]]:
        """Yield the pairs of an owner."""
        start, end = self._starts[owner], self._starts[owner + 1]
        return zip(self._others[start:end], self._codes[start:end], strict=True)
