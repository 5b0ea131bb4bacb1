"""What the record says to a claim, in words, with the relations that decided it."""

from __future__ import annotations

from markupsafe import Markup

from depositary import verdicts
from depositary.dates import bounds
from depositary.dossier import Relation
from depositary.verdicts import Verdict
from depositary.web.views.desk import N_, Desk

WORDS = {
    verdicts.SUPPORTED: N_("supported by the record"),
    verdicts.POSSIBLE: N_("possible: the record does not settle that day"),
    verdicts.OUTDATED: N_("outdated: it had ended before"),
    verdicts.PREMATURE: N_("premature: it began only later"),
    verdicts.CONTRADICTED: N_("contradicted by the record"),
    verdicts.ABSENT: N_("not in the record"),
    verdicts.UNCHECKABLE: N_("not checkable"),
}
MOST = 3
"""Relations that are named; a state that is allied with another may be so by many."""


def verdict(desk: Desk, claim: Relation) -> Verdict:
    """Judge a claim by the as-of edge that it names, on the date for which it is made."""
    subject, edge, other = (claim.one(name) for name in ("subject", "predicate", "object"))
    made = claim.one("assertedOn")
    if not (subject and edge and other and made):
        return Verdict(verdicts.UNCHECKABLE)
    name = edge.text.rpartition("#")[2]
    known = [
        each for each in desk.endpoint.calendar.of(subject.text) if each.name == name and each.object == other.text
    ]
    return verdicts.judge(known, *bounds(made.text, made.datatype), denied=claim.true("denies"))


def write(desk: Desk, claim: Relation, _: str = "") -> Markup:
    """Write the verdict on a claim, with links to what decided it."""
    found = verdict(desk, claim)
    words = Markup("<span class={}>{}</span>").format(
        "verdict-" + found.outcome.replace(" ", "-"), desk.gettext(WORDS[found.outcome])
    )
    if not found.relations:
        return words
    links = Markup(", ").join(
        Markup('<a href="{}">{}</a>').format(desk.href(iri), number)
        for number, iri in enumerate(found.relations[:MOST], 1)
    )
    return Markup("{} ({} {})").format(words, desk.gettext("record"), links)
