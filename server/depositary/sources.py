"""The sources as they were read: each file with its text, its named graph and its quads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from depositary.store import Quad

_SUBJECT = re.compile(r"^(?:<([^>\s]+)>|([\w.-]*):([\w.%-]*))(?=\s)", re.MULTILINE)
_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)

FOLDERS = ("ontology", "shapes", "graphs")
"""The folders of Turtle, in the order in which they are read."""


@dataclass(frozen=True)
class Source:
    """One Turtle file: its text as published, its named graph and the quads in it.

    `folder` is one of FOLDERS; a file from elsewhere counts for graphs.
    """

    path: Path
    folder: str
    graph: str
    text: str
    quads: tuple[Quad, ...]

    @cached_property
    def _blocks(self) -> dict[str, tuple[int, int]]:
        """Offsets of the block of each subject; the pinned format begins each at the first column."""
        table = dict(_PREFIX.findall(self.text))
        found = [
            (match[1] if match[1] is not None else table.get(match[2], "") + match[3], match.start())
            for match in _SUBJECT.finditer(self.text)
        ]
        ends = [offset for _, offset in found[1:]] + [len(self.text)]
        return {iri: (offset, end) for (iri, offset), end in reversed(list(zip(found, ends, strict=True)))}

    def line(self, subject: str, predicate: str | None = None) -> int:
        """Return the line, from one, of a subject or of its first statement with `predicate`; 0 if it is not here."""
        block = self._blocks.get(subject)
        if block is None:
            return 0
        offset = block[0]
        if predicate is not None:
            local = re.split(r"[#/]", predicate)[-1]
            match = re.compile(rf"[:/#]{re.escape(local)}[\s>]").search(self.text, offset, block[1])
            offset = match.start() if match else offset
        return self.text.count("\n", 0, offset) + 1


@dataclass(frozen=True)
class Sources:
    """All files that were read."""

    files: tuple[Source, ...]

    def quads(self, folder: str | None = None) -> Iterable[Quad]:
        """Chain the quads of all files, or of those under one of the folders."""
        return chain.from_iterable(file.quads for file in self.files if folder is None or file.folder == folder)

    def find(self, subject: str, predicate: str | None = None) -> tuple[Path, int] | None:
        """Return the file and line where a subject, or its statement with `predicate`, is written."""
        for file in self.files:
            if line := file.line(subject, predicate):
                return file.path, line
        return None
