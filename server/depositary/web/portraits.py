"""Pages of things: what a dossier holds, in the frame, for a reader; and its tables as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date

from flask import Response, request

from depositary.dossier import Dossier, kind_of
from depositary.endpoint import Endpoint
from depositary.errors import BadRequest, NotFound
from depositary.web import dossiers, frame, languages, results, schema, urls
from depositary.web.outlines import territories
from depositary.web.shortcut import today
from depositary.web.views import document, facility, organization, person, state, thing, treaty
from depositary.web.views import page as pages
from depositary.web.views.desk import Desk
from depositary.web.views.download import rows
from depositary.web.views.relations import BY_ID
from depositary.web.views.tables import PART

KINDS = {
    "state": state.KIND,
    "organization": organization.KIND,
    "treaty": treaty.KIND,
    "facility": facility.KIND,
    "person": person.KIND,
}
"""How things of a kind are shown; the others are shown by all that is said of them."""
READABLE = 500
"""Entries up to which a document is one page: its claims are read in order."""


def page(endpoint: Endpoint, iri: str) -> Response:
    """Show the page of a thing, or one table of it alone; raises BadRequest for a table or a page that is none."""
    start = _number("page")
    name = request.args.get("table")
    if name is not None and name not in BY_ID:
        raise BadRequest(f"table is {name[:40]!r}; it must be one of: {', '.join(BY_ID)}.")
    found = _dossier(endpoint, iri, start)
    desk = desk_of(endpoint, found)
    if name:
        shown, parts = pages.alone(desk, name, (start - 1) * PART), -(-len(BY_ID[name].of(desk)) // PART)
    elif found.kind == "document":
        shown, parts = document.compose(desk), found.pages
    else:
        shown, parts = pages.compose(desk, KINDS.get(found.kind, thing.KIND)), 1
    if start > max(parts, 1):
        raise NotFound(f"This page has {parts} parts.")
    described = schema.thing(endpoint, urls.root(), found, desk.language)
    return frame.render(
        "portrait.html", page=shown, dossier=found, number_of=start, parts=parts, alone=name, described=described
    )


def table(endpoint: Endpoint, iri: str) -> Response:
    """Give the relations of a thing as CSV, one a row (RFC 4180)."""
    output = io.StringIO()
    csv.writer(output, lineterminator="\r\n").writerows(rows(desk_of(endpoint, dossiers.whole(endpoint, iri))))
    return results.whole(output.getvalue().encode(), "text/csv")


def desk_of(endpoint: Endpoint, found: Dossier) -> Desk:
    """Prepare what a view writes with, in the language and on the day of the request."""
    day = frame.as_of()
    now = date.fromisoformat(today())
    desk = Desk(found, endpoint, languages.language(), date.fromisoformat(day) if day else None, now)
    desk.territories = territories(endpoint)
    return desk


def _dossier(endpoint: Endpoint, iri: str, start: int) -> Dossier:
    """Take the whole of a thing; of a document on which more rests than can be read, a page."""
    if kind_of(iri) == "document" and not request.args.get("table") and dossiers.total(endpoint, iri) > READABLE:
        return dossiers.fetch(endpoint, iri, start)
    return dossiers.whole(endpoint, iri)


def _number(name: str) -> int:
    text = request.args.get(name, "1")
    if not (text.isascii() and text.isdigit() and int(text[:6]) > 0 and len(text) < 6):
        raise BadRequest(f"{name} is {text[:20]!r}; it must be a number from 1 on.")
    return int(text)
