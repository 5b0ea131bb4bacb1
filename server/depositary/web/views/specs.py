"""What a table is made of: which relations, in which role the thing stands in them, which columns."""

from __future__ import annotations

from dataclasses import dataclass

from depositary.dossier import Relation
from depositary.web.views.desk import Desk

FOLD = 40
"""Rows up to which a page of several tables shows one whole."""
LATEST = 15
"""Rows that it shows of a longer one, the latest; the rest is a link away."""
CROWDED = 400
"""Entries of a thing from which on its page shows less of each table: of a great power there are 700 and more."""
CROWDED_FOLD = 10
CROWDED_LATEST = 6
MAIN = 60
"""Rows of the table for which a page is there: the members of an organization, the parties to a treaty."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, the properties it is made from, the first that has a value, and how they are written."""

    heading: str
    names: tuple[str, ...]
    form: str = "thing"


@dataclass(frozen=True)
class Spec:
    """A table of the relations of some classes that name a thing by a property, its role in them."""

    id: str
    title: str
    classes: tuple[str, ...]
    role: str
    columns: tuple[Column, ...]
    dated: bool = True
    span: tuple[str, str] = ("From", "Ended")
    most: int = FOLD

    def shown(self, desk: Desk, found: int) -> int:
        """Return how many of the rows found a page of several tables shows."""
        if self.most != FOLD:
            return self.most
        crowded = desk.dossier.total > CROWDED
        whole, latest = (CROWDED_FOLD, CROWDED_LATEST) if crowded else (FOLD, LATEST)
        return found if found <= whole else latest

    def of(self, desk: Desk) -> list[Relation]:
        """List the relations of the table, the latest first."""
        kept = desk.tables.get(self.id)
        if kept is None:
            iri = desk.dossier.iri
            found = [
                relation
                for cls in self.classes
                for relation in desk.dossier.relations.get(cls, ())
                if any(value.text == iri for value in relation.values(self.role))
            ]
            kept = desk.tables[self.id] = sorted(found, key=_begun, reverse=True)
        return kept


def _begun(relation: Relation) -> tuple[str, str]:
    """Sort by the start as it is written, signatures that never came into force by their day."""
    for name in ("start", "signedOn", "concludedOn", "happenedOn", "assertedOn", "readingStart"):
        found = relation.one(name)
        if found:
            return found.text, relation.iri
    return "", relation.iri
