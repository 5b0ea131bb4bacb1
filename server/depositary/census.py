"""What the graph holds and how well it is attested: figures, and a random sample of relations to verify anew."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from depositary.things import Things

RELATIONS = (
    "Membership",
    "TreatyParticipation",
    "Basing",
    "Mission",
    "OfficeHolding",
    "ArmsTransfer",
    "LandBorder",
    "CapitalSeat",
    "NameUse",
    "CodeAssignment",
    "Succession",
    "DiplomaticRecognition",
    "DiplomaticRelation",
    "TerritorialClaim",
)
THINGS = ("State", "DeFactoState", "Organization", "Treaty", "Facility", "Person", "Office", "Event", "Project")
TOLD = ("Claim", "Reading", "Document")
DAY_LENGTH = len("1992-05-15")
Row = Sequence[object]


def coverage(things: Things) -> str:
    """Write docs/coverage.md: counts by kind, organization, sending state and decade, and the quality of each kind."""
    parts = [
        "# Coverage",
        "",
        "What the graph holds, counted from its sources. This page is written by `make docs`.",
        "",
        *_table("Things", ("kind", "number"), [(kind, len(things.of_class(kind))) for kind in (*THINGS, *TOLD)]),
        *_relations(things),
        *_decades(things),
        *_organizations(things),
        *_senders(things),
        *_treaties(things),
    ]
    return "\n".join(parts)


def sample(things: Things, seed: int, size: int, kinds: Sequence[str] = RELATIONS) -> list[tuple[str, str, list[str]]]:
    """Draw relations at random, the same for the same graph and seed: IRI, name and the sources of each."""
    drawn = sorted({relation for kind in kinds for relation in things.of_class(kind)})
    chosen = random.Random(seed).sample(drawn, min(size, len(drawn)))
    return [(relation, things.names.get(relation, ""), sorted(things.all(relation, "source"))) for relation in chosen]


def _table(title: str, head: Sequence[str], rows: Iterable[Row]) -> list[str]:
    lines = [f"## {title}", "", _line(head), _line(["---"] * len(head))]
    return [*lines, *(_line(row) for row in rows), ""]


def _line(cells: Row) -> str:
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |"


def _share(found: Sequence[str], holds: Callable[[str], bool]) -> str:
    return f"{100 * sum(map(holds, found)) / len(found):.0f}%" if found else "-"


def _precise(things: Things, relation: str) -> bool:
    """Say whether every date that is written is known to the day."""
    dates = [date for name in ("start", "end", "signedOn", "accededOn") for date in things.all(relation, name)]
    return bool(dates) and all(len(date) == DAY_LENGTH for date in dates)


def _quality(things: Things, kind: str) -> Row:
    found = things.of_class(kind)
    seen = sorted(date for relation in found for date in things.all(relation, "observedUntil"))
    return (
        kind,
        len(found),
        _share(found, lambda relation: _precise(things, relation)),
        _share(found, lambda relation: len(things.all(relation, "source")) > 1),
        sum(bool(things.all(relation, "ongoing")) for relation in found),
        sum(bool(things.all(relation, "endUnknown")) for relation in found),
        sum("true" in things.all(relation, "contested") for relation in found),
        sum(bool(things.all(relation, "confidence")) for relation in found),
        seen[0] if seen else "-",
    )


def _relations(things: Things) -> list[str]:
    head = (
        "kind",
        "number",
        "dates to the day",
        "two or more sources",
        "open",
        "end unknown",
        "contested",
        "less than certain",
        "oldest `observedUntil`",
    )
    kinds = (*RELATIONS, "TimedRelation")
    return _table("Relations", head, (_quality(things, kind) for kind in kinds if things.of_class(kind)))


def _decade(things: Things, relation: str) -> str:
    dates = [date for name in ("start", "signedOn", "accededOn") for date in things.all(relation, name)]
    return f"{min(dates)[:3]}0s" if dates else "undated"


def _decades(things: Things) -> list[str]:
    kinds = [kind for kind in RELATIONS if things.of_class(kind)]
    counts = {kind: Counter(_decade(things, relation) for relation in things.of_class(kind)) for kind in kinds}
    decades = sorted({decade for found in counts.values() for decade in found})
    rows = [(decade, *(counts[kind][decade] for kind in kinds)) for decade in decades]
    return _table("Relations by the decade in which they begin", ("decade", *kinds), rows)


def _name(things: Things, iri: str) -> str:
    return things.names.get(iri, iri.rpartition("/")[2])


def _organizations(things: Things) -> list[str]:
    """Count for each organization its memberships, the full ones, and the members that are open."""
    found: dict[str, list[str]] = defaultdict(list)
    for relation in things.of_class("Membership"):
        found[things.one(relation, "organization") or ""].append(relation)
    rows = []
    for organization, relations in sorted(found.items(), key=lambda item: _name(things, item[0])):
        full = [r for r in relations if (things.one(r, "membershipStatus") or "").endswith("#fullMember")]
        still = [r for r in full if things.all(r, "ongoing")]
        seen = sorted(date for r in relations for date in things.all(r, "observedUntil"))
        rows.append((_name(things, organization), len(relations), len(full), len(still), seen[0] if seen else "-"))
    head = ("organization", "memberships", "as full member", "of them open", "oldest `observedUntil`")
    return _table("Memberships by organization", head, rows)


def _senders(things: Things) -> list[str]:
    """Count for each sending state its basings, missions, facilities and host states."""
    found: dict[str, list[str]] = defaultdict(list)
    for relation in things.of_class("ForcePresence"):
        found[things.one(relation, "sendingState") or ""].append(relation)
    rows = []
    for sender, relations in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        missions = sum("Mission" in things.types[relation] for relation in relations)
        facilities = {facility for relation in relations for facility in things.all(relation, "facility")}
        hosts = {host for relation in relations for host in things.all(relation, "hostState")}
        still = sum(bool(things.all(relation, "ongoing")) for relation in relations)
        basings = len(relations) - missions
        rows.append((_name(things, sender), basings, missions, len(facilities), len(hosts), still))
    head = ("sending state", "basings", "missions", "facilities", "host states", "open")
    return _table("Forces abroad by sending state", head, rows)


def _treaties(things: Things) -> list[str]:
    kinds = Counter(kind for treaty in things.of_class("Treaty") for kind in things.types[treaty])
    rows = [
        (
            kind,
            number,
            _share(found, lambda t: bool(things.all(t, "inForceOn"))),
            sum(map(len, map(_parties(things), found))),
        )
        for kind, number in sorted(kinds.items())
        for found in [things.of_class(kind)]
        if kind.endswith(("Treaty", "Agreement"))
    ]
    head = ("kind", "treaties", "with entry into force", "participations")
    return _table("Treaties by kind", head, rows)


def _parties(things: Things) -> Callable[[str], list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for relation in things.of_class("TreatyParticipation"):
        found[things.one(relation, "treaty") or ""].append(relation)
    return lambda treaty: found.get(treaty, [])
