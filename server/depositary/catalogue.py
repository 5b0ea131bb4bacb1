"""What the catalogue among the sources (graphs/catalog.ttl) says of the data set and of each graph."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from depositary.store import Literal, NamedNode, Quad, load_nquads

FILE = "graph/catalog.nq"
DCT = "http://purl.org/dc/terms/"


class Catalogue:
    """The statements of the catalogue, by subject and property; empty where a release has none."""

    def __init__(self, path: Path) -> None:
        """Read the catalogue from a file of N-Quads."""
        self.quads: list[Quad] = load_nquads(path) if path.is_file() else []
        self._values: dict[tuple[str, str], list[NamedNode | Literal]] = defaultdict(list)
        for quad in self.quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                self._values[quad.subject.value, quad.predicate.value].append(quad.object)

    def all(self, subject: str, predicate: str) -> list[NamedNode | Literal]:
        """Return the values of a property."""
        return self._values.get((subject, predicate), [])

    def text(self, subject: str, name: str, otherwise: str = "") -> str:
        """Return a value of a Dublin Core term as text, English before others."""
        found = self.all(subject, DCT + name)
        english = [value for value in found if isinstance(value, Literal) and value.language == "en"]
        return next((value.value for value in (*english, *found)), otherwise)

    def licence(self, subject: str, default: str) -> str:
        """Return the licence of a graph: its own, else that of the data set `default`, "" where neither says one."""
        return self.text(subject, "license") or self.text(default, "license")
