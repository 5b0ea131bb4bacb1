"""Terms of basing that end: those agreed for a basing, and those of agreements, the soonest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from depositary.dates import bounds
from depositary.dossier import Relation, Value
from depositary.web.views import facts
from depositary.web.views.desk import Desk

QUERY = """PREFIX dep: <{ns}>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX dc: <http://purl.org/dc/elements/1.1/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
CONSTRUCT {{ ?s ?p ?o . ?near ?q ?label }} WHERE {{
  {{ ?s dep:agreedUntil ?until . ?s ?p ?o }}
  UNION {{ ?s a dep:BasingAgreement ; dep:termEnds ?ends . ?s ?p ?o }}
  UNION {{ ?s a dep:BasingAgreement . ?s ?p ?o FILTER(?p IN (dep:prolongs, dep:replaces, dep:concludedOn)) }}
  UNION {{
    {{ SELECT DISTINCT ?near {{
      {{ ?b dep:agreedUntil ?until ; dep:hostState|dep:sendingState|dep:facility|dep:agreement|dct:source ?near }}
      UNION {{ ?t a dep:BasingAgreement ; dep:termEnds ?ends ; dct:source ?near }}
      UNION {{ ?t a dep:BasingAgreement ; dep:termEnds ?ends . ?part dep:treaty ?t ; dep:party ?near }}
    }} }}
    ?near ?q ?label FILTER(?q IN (rdfs:label, dct:title, dct:issued, dc:publisher, schema:url))
  }}
  UNION {{ ?t a dep:BasingAgreement ; dep:termEnds ?ends . ?s dep:treaty ?t .
    ?s ?p ?o FILTER(?p IN (dep:treaty, dep:party)) }}
}}"""
"""What the page needs: the relations and agreements with terms, what came after them, the names of what they name."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term: when it ends, how far off that is, of what, between whom, on what conditions."""

    ends: Markup
    count: str
    subject: Markup
    parties: Markup
    agreement: Markup
    words: Markup
    notes: Markup
    order: tuple[date, str]
    past: bool


def basings(desk: Desk, day: date) -> list[Term]:
    """List the agreed ends of the basings that hold or may hold on the day."""
    found = []
    for relation in _all(desk):
        ends = relation.values("agreedUntil")
        if ends and relation.holds(day):
            parties = desk.links([*relation.values("sendingState"), *relation.values("hostState")])
            subject = desk.links(relation.values("facility")) or desk.link(relation.iri)
            found.append(_term(desk, relation, max(ends), day, subject, parties))
    return sorted(found, key=lambda term: term.order)


def agreements(desk: Desk, day: date) -> list[Term]:
    """List the ends of agreements that were concluded by the day and neither prolonged nor replaced by it."""
    concluded = [each for each in _all(desk) if _by(each.one("concludedOn"), day)]
    followed = {value.text for each in concluded for name in ("prolongs", "replaces") for value in each.values(name)}
    parties: dict[str, list[Value]] = {}
    for relation in _all(desk):
        for value in relation.values("treaty"):
            parties.setdefault(value.text, []).extend(relation.values("party"))
    found = []
    for treaty in concluded:
        ends = treaty.values("termEnds")
        if ends and treaty.iri not in followed and not _by(treaty.one("terminatedOn"), day):
            between = desk.links(dict.fromkeys(parties.get(treaty.iri, [])))
            found.append(_term(desk, treaty, max(ends), day, desk.link(treaty.iri), between))
    return sorted(found, key=lambda term: term.order)


def _all(desk: Desk) -> Sequence[Relation]:
    return [desk.dossier.about(iri) for iri in desk.dossier.statements]


def _by(written: Value | None, day: date) -> bool:
    return written is not None and bounds(written.text, written.datatype)[0] <= day


def _term(desk: Desk, of: Relation, ends: Value, day: date, subject: Markup, parties: Markup) -> Term:
    last = bounds(ends.text, ends.datatype)[1]
    words = desk.text(of.values("termText") or of.values("durationText"))
    return Term(
        desk.date(ends),
        facts.countdown(ends, day),
        subject,
        parties,
        desk.few(of.values("agreement")),
        words,
        desk.cite(of.sources),
        (last, of.iri),
        last < day,
    )
