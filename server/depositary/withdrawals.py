"""IRIs that were published once and are withdrawn: what is said of them, and what replaced them.

A withdrawn IRI is `owl:deprecated true`, says by `dct:isReplacedBy` what is to be used instead, if anything is, and
why by `rdfs:comment` (docs/curating.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DEPRECATED = re.compile(
    r'^<([^>]+)> <http://www\.w3\.org/2002/07/owl#deprecated> "(?:true|1)"'
    r"\^\^<http://www\.w3\.org/2001/XMLSchema#boolean> ",
    re.MULTILINE,
)
_REPLACED = re.compile(r"^<([^>]+)> <http://purl\.org/dc/terms/isReplacedBy> <([^>]+)> ", re.MULTILINE)


@dataclass(frozen=True)
class Withdrawal:
    """A withdrawn IRI and those that replaced it, in order; the list may be empty."""

    iri: str
    replacements: tuple[str, ...]


def withdrawn(nquads: str, base: str) -> dict[str, Withdrawal]:
    """Find the withdrawn things under `base` among N-Quads."""
    replaced: dict[str, set[str]] = {}
    for iri, other in _REPLACED.findall(nquads):
        replaced.setdefault(iri, set()).add(other)
    gone = sorted({iri for iri in _DEPRECATED.findall(nquads) if iri.startswith(f"{base}id/")})
    return {iri: Withdrawal(iri, tuple(sorted(replaced.get(iri, ())))) for iri in gone}
