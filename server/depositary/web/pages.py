"""What a person sees first: the home page; plain HTML that needs no script."""

from __future__ import annotations

from flask import Blueprint, Response

from depositary.news import since
from depositary.web import exchange, headlines, languages, schema, urls
from depositary.web.frame import as_of, render
from depositary.web.kinds import LISTINGS, class_name
from depositary.web.questions import told

blueprint = Blueprint("pages", __name__)


def _(text: str) -> str:
    """Mark a text for the catalogues; it is translated when it is shown."""
    return text


NUMBERS = (
    ("State", _("States")),
    ("Organization", _("Organizations")),
    ("Membership", _("Memberships")),
    ("Treaty", _("Treaties")),
    ("TreatyParticipation", _("Participations in treaties")),
    ("Facility", _("Facilities")),
    ("Basing", _("Basings")),
    ("Person", _("Persons")),
    ("Document", _("Documents")),
    ("Claim", _("Claims")),
)
"""The classes that the home page counts."""


@blueprint.get("/")
def home() -> Response:
    """Show a search box, the headline questions with their answers on a day, what is new, and what there is."""
    endpoint = exchange.endpoint()
    questions = told(endpoint)
    shown_day = as_of() or headlines.DAY
    counts = endpoint.release.manifest["counts"]
    news = since(endpoint.release.path, endpoint.settings.releases)
    return render(
        "home.html",
        shown_day=shown_day,
        answers=headlines.answer(endpoint, questions, shown_day),
        questions=questions,
        counts=counts,
        numbers=[(languages.gettext(title), counts[name]) for name, title in NUMBERS if counts.get(name)],
        news=news,
        came=[(class_name(name), number) for name, number in news.came] if news else [],
        some=[(iri, endpoint.finder.label(iri, languages.language())) for iri in news.some] if news else [],
        listings=LISTINGS,
        described=schema.dataset(endpoint, urls.root()),
    )
