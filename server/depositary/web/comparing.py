"""/compare: two states, or two days of one, side by side; and /expiring: terms of basing that end."""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, Response, request

from depositary import dossier
from depositary.dossier import Dossier
from depositary.endpoint import Endpoint
from depositary.errors import BadRequest, NotFound
from depositary.web import dossiers, exchange, frame, portraits
from depositary.web.views import comparison, expiring
from depositary.web.views import page as pages
from depositary.web.views.comparison import Side

blueprint = Blueprint("comparing", __name__)
LABELS = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT {{ ?s rdfs:label ?label }} WHERE {{ VALUES ?s {{ {iris} }} ?s rdfs:label ?label }}"""
CHOICES = """PREFIX dep: <{ns}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
CONSTRUCT {{ ?s rdfs:label ?label }} WHERE {{ ?s a dep:PoliticalEntity ; rdfs:label ?label }}"""
_NAME = re.compile(r"[a-z-]+/[a-z0-9-]+")


@blueprint.get("/compare")
def compare() -> Response:
    """Compare two things that a and b name, as kind/slug; or a on two days, asOf and asOf2."""
    endpoint = exchange.endpoint()
    first, second = _side(endpoint, "a", "asOf"), _side(endpoint, "b", "asOf")
    other = _day("asOf2")
    if first and other:
        second = Side(second.iri if second else first.iri, other)
    if first is None or second is None:
        return _form(endpoint)
    topics = comparison.compare(endpoint.calendar, first, second)
    named = {iri for topic in topics for part in (topic.both, topic.first, topic.second) for iri in part}
    desk = portraits.desk_of(endpoint, _named(endpoint, sorted({first.iri, second.iri, *named})))
    return frame.render("compare.html", desk=desk, topics=topics, first=first, second=second)


@blueprint.get("/expiring")
def terms() -> Response:
    """List terms of basing by their end, counted from the as-of day or from today."""
    endpoint = exchange.endpoint()
    ns = f"{endpoint.base}ns#"
    answer = dossiers.answer(endpoint, expiring.QUERY.format(ns=ns))
    desk = portraits.desk_of(endpoint, dossier.read(answer, dossiers.vocabulary(endpoint)))
    day = desk.day or desk.today
    lists = (expiring.basings(desk, day), expiring.agreements(desk, day))
    return frame.render("expiring.html", basings=lists[0], agreements=lists[1], counted=day, notes=pages.notes(desk))


def _form(endpoint: Endpoint) -> Response:
    """Ask for what is to be compared."""
    answer = dossiers.answer(endpoint, CHOICES.format(ns=f"{endpoint.base}ns#"))
    found = dossier.read(answer, dossiers.vocabulary(endpoint))
    desk = portraits.desk_of(endpoint, found)
    choices = sorted((desk.name(iri), iri.removeprefix(f"{endpoint.base}id/")) for iri in found.statements)
    return frame.render("compare.html", choices=choices, topics=None)


def _side(endpoint: Endpoint, name: str, day: str) -> Side | None:
    """Read what a parameter names; BadRequest where it is no name, NotFound where there is no such thing."""
    given = request.args.get(name)
    if not given:
        return None
    if not _NAME.fullmatch(given):
        raise BadRequest(f"{name} is {str(given)[:40]!r}; it must be a kind and a slug, like state/armenia.")
    iri = f"{endpoint.base}id/{given}"
    if iri not in endpoint.things:
        raise NotFound(f"Nothing is published as {iri}; try a search for its name.")
    return Side(iri, _day(day))


def _day(name: str) -> date | None:
    given = request.args.get(name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise BadRequest(f"{name} is {str(given)[:40]!r}; it must be a day like 2021-06-16.") from error


def _named(endpoint: Endpoint, iris: list[str]) -> Dossier:
    """Fetch the names of some things; `iris` are IRIs of the release."""
    answer = dossiers.answer(endpoint, LABELS.format(iris=" ".join(f"<{iri}>" for iri in iris)))
    return dossier.read(answer, dossiers.vocabulary(endpoint))
