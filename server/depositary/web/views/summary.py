"""What held on a day: by table, the things on the other side that certainly, and those that only possibly, stood so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from depositary.dossier import Relation
from depositary.web.views.desk import N_, Desk
from depositary.web.views.relations import in_order
from depositary.web.views.specs import Spec
from depositary.web.views.tables import cell

MOST = 60
"""Names given for one heading; the table has them all."""


@dataclass(frozen=True, slots=True)
class Group:
    """Names under a heading, with how many there are."""

    id: str
    heading: str
    certain: Sequence[Markup]
    possible: Sequence[Markup]
    certain_count: int
    possible_count: int


def of(desk: Desk, names: Iterable[str]) -> list[Group]:
    """Sum up the tables of these names for the day of the page; nothing without a day."""
    if desk.day is None:
        return []
    found: list[Group] = []
    for spec in in_order(tuple(names)):
        relations = spec.of(desk)
        if spec.classes == ("Membership",):
            full = [each for each in relations if inside(each)]
            others = [each for each in relations if not inside(each)]
            if spec.role == "organization":
                heading, rest = N_("Members"), N_("Another standing")
            else:
                heading, rest = N_("Member of"), N_("Another standing in")
            found += _group(desk, spec, heading, full)
            found += _group(desk, spec, rest, others)
        else:
            found += _group(desk, spec, spec.title, relations)
    return found


def inside(relation: Relation) -> bool:
    """Say whether a standing is counted as membership (ontology, as-of edge memberOf)."""
    status = relation.one("membershipStatus")
    return status is not None and status.text.rpartition("#")[2] in MEMBERS


MEMBERS = ("fullMember", "provisionalMember", "participationFrozen")


def _group(desk: Desk, spec: Spec, heading: str, relations: Sequence[Relation]) -> list[Group]:
    certain = _names(desk, spec, relations, "certain")
    possible = [name for name in _names(desk, spec, relations, "possible") if name not in certain]
    if not relations:
        return []
    return [Group(spec.id, desk.gettext(heading), certain[:MOST], possible[:MOST], len(certain), len(possible))]


def _names(desk: Desk, spec: Spec, relations: Sequence[Relation], standing: str) -> list[Markup]:
    """Name the other sides in the order of their names; a standing that is not the usual one is added."""
    found = {_name(desk, spec, relation) for relation in relations if desk.standing(relation) == standing}
    return sorted(found, key=lambda name: name.striptags())


def _name(desk: Desk, spec: Spec, relation: Relation) -> Markup:
    name = cell(desk, relation, spec.columns[0])
    status = relation.one("membershipStatus")
    if status is None or status.text.endswith("#fullMember"):
        return name
    return Markup("{} ({})").format(name, desk.term(status.text))
