"""A document: what it is, what it says, claim by claim in its own order, and what rests on it."""

from __future__ import annotations

from collections.abc import Sequence

from depositary.dossier import Relation
from depositary.web.views import facts, tables
from depositary.web.views.desk import N_, Desk
from depositary.web.views.facts import Fact
from depositary.web.views.figures import Figure
from depositary.web.views.page import Kind, Page, begin, notes
from depositary.web.views.relations import BY_ID
from depositary.web.views.specs import Column, Spec

CLAIMS = Spec(
    "claims-in-order",
    N_("What it says, in order"),
    ("Claim",),
    "statedIn",
    (
        Column(N_("Paragraph"), ("paragraph", "passage"), "text"),
        Column(N_("Claim"), ("paraphrase",), "claim"),
        Column(N_("Asserted by"), ("asserter", "asserterText"), "either"),
        Column(N_("For"), ("assertedOn",), "date"),
        Column(N_("Kind"), ("claimKind",), "term"),
        Column(N_("Verdict"), ("type",), "verdict"),
    ),
    dated=False,
    most=500,  # what a document says is read as a whole, and in order
)
RESTING = Spec(
    "rests-on-it",
    N_("What rests on it"),
    (),
    "source",
    (Column(N_("Record"), ("type",), "itself"), Column(N_("Kind"), ("type",), "kind")),
)


def lead(desk: Desk) -> list[Fact]:
    """Write who published it, when and where."""
    named = [value.text for value in desk.dossier.values("title")] == [desk.name(desk.dossier.iri)]
    return [
        *facts.said(desk, () if named else ("title",)),
        *facts.said(desk, ("creator", "publisher", "issued", "url", "altLabel", "comment")),
        *facts.sources(desk),
    ]


def pictures(desk: Desk) -> list[Figure]:
    """Draw nothing: a document has no dates but its own."""
    return []


def compose(desk: Desk) -> Page:
    """Make the page of a document: its claims by paragraph, then a page of what rests on it."""
    page = begin(desk)
    page.facts = lead(desk)
    made = [
        tables.make(desk, CLAIMS, claims(desk), tables.PART),
        tables.make(desk, RESTING, resting(desk), tables.PART),
    ]
    made += [tables.make(desk, BY_ID["text-of"])]
    page.tables = [table for table in made if table.total]
    page.notes = notes(desk)
    return page


def claims(desk: Desk) -> Sequence[Relation]:
    """List the claims that are found in it, by paragraph; the parts of one follow it."""
    return sorted(CLAIMS.of(desk), key=_place)


def _place(claim: Relation) -> tuple[int, str]:
    paragraph = claim.one("paragraph")
    at = int(paragraph.text) if paragraph and paragraph.text.isdigit() else 1_000_000
    return at, claim.iri


def resting(desk: Desk) -> Sequence[Relation]:
    """List what cites it, those of one class together."""
    iri = desk.dossier.iri
    found = [
        relation
        for relations in desk.dossier.relations.values()
        for relation in relations
        if any(value.text == iri for value in relation.values("source"))
    ]
    return sorted(found, key=lambda each: (each.cls, desk.name(each.iri)))


KIND = Kind(lead, pictures, ())
