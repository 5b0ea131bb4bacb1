"""The relations of a thing as rows: dates as written and as bounds, status, sources; the same in every language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depositary.dossier import Relation
from depositary.web.views.desk import Desk
from depositary.web.views.relations import SPECS

HEADER = (
    "class", "relation", "label", "subject", "subjectLabel", "role", "property", "object", "objectLabel", "status",
    "start", "end", "ongoing", "observedUntil", "endUnknown", "earliestStart", "latestStart", "earliestEnd",
    "latestEnd", "standing", "confidence", "contested", "sources", "sourceLabels",
)  # fmt: skip
STATUS = ("membershipStatus", "hostConsent", "transferStatus", "successionKind", "claimKind", "seatRole", "codeScheme")


def rows(desk: Desk) -> Iterator[Sequence[str]]:
    """Yield the header, then a row a relation: the tables in their order, in each the latest first.

    `subject` is the thing, `role` the property by which the relation names it, `object` what stands on the other
    side by `property`; `standing` is certain, possible or no on the day that is asked about, and empty without one.
    """
    yield HEADER
    seen = set()
    for spec in SPECS:
        for relation in spec.of(desk):
            if (relation.iri, spec.role) not in seen:
                seen.add((relation.iri, spec.role))
                yield _row(desk, relation, spec.role, _other(desk, relation, spec.columns[0].names))


def _other(desk: Desk, relation: Relation, names: Sequence[str]) -> tuple[str, str]:
    """Return the property and the value on the other side."""
    for name in names:
        for value in relation.values(name):
            if value.text != desk.dossier.iri and name != "type":
                return name, value.text
    return "", ""


def _row(desk: Desk, relation: Relation, role: str, other: tuple[str, str]) -> Sequence[str]:
    iri = desk.dossier.iri
    name, value = other
    status = next((each.text for key in STATUS for each in relation.values(key)), "")
    bounds = [_one(relation, bound) for bound in ("earliestStart", "latestStart", "earliestEnd", "latestEnd")]
    confidence = relation.confidence
    return (
        relation.cls,
        relation.iri,
        _label(desk, relation.iri),
        iri,
        _label(desk, iri),
        role,
        name,
        value,
        _label(desk, value) if value.startswith(desk.base) else "",
        _label(desk, status) if status else "",
        *(_one(relation, key) for key in ("start", "end", "ongoing", "observedUntil", "endUnknown")),
        *bounds,
        desk.standing(relation) if relation.earliest_start else "",
        _label(desk, confidence.text) if confidence else "",
        "true" if relation.contested else "",
        " ".join(relation.sources),
        "; ".join(_label(desk, source) for source in relation.sources),
    )


def _label(desk: Desk, iri: str) -> str:
    """Name a thing in English; a cell that a spreadsheet would take for a formula is marked as text."""
    text = desk.dossier.label(iri, "en")
    return f"'{text}" if text[:1] in "=+-@\t\r" and text[:1] else text


def _one(relation: Relation, name: str) -> str:
    value = relation.one(name)
    return value.text if value else ""
