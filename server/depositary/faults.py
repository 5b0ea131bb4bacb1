"""A fault of the data: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in the sources.

    `line` and `column` count from one; zero means that the place is not known. `kind` is the check that found it:
    syntax, style, shape, reasoning or hygiene.
    """

    path: Path
    line: int
    column: int
    kind: str
    message: str

    def __str__(self) -> str:
        """Write it as compilers do, so that editors can jump to the place."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.kind}: {self.message}"
