"""What every view writes with: links, dates, terms and numbered notes, each made once a page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from datetime import date

from markupsafe import Markup, escape

from depositary.cache import Cache
from depositary.dossier import Dossier, Relation, Value
from depositary.drawing.territories import Territories
from depositary.endpoint import Endpoint
from depositary.web import languages
from depositary.web.frame import url
from depositary.web.languages import gettext as _


def N_(text: str) -> str:  # noqa: N802 - the name by which the extractor of texts knows it
    """Mark a text for the catalogues that is looked up when it is shown."""
    return text


SEEN = 2
"""Links of a cell that are seen where it has many."""


@functools.lru_cache(32_768)
def _dated(text: str, language: str) -> Markup:
    """Keep what Babel wrote, since a page has a thousand dates; `language` is that of the request."""
    return languages.show_date(text, "medium")


NOTES = 8 * 1024 * 1024
"""Bytes of notes kept: many pages of a release cite the same documents."""
_notes: Cache[Markup] = Cache(NOTES)


class Desk:
    """The place where the page of one thing is written, in one language and for one day, or none."""

    def __init__(self, dossier: Dossier, endpoint: Endpoint, language: str, day: date | None, today: date) -> None:
        """Take out the dossier; nothing is looked up beside it."""
        self.dossier = dossier
        self.endpoint = endpoint
        self.base = endpoint.base
        self.language = language
        self.day = day
        self.today = today
        self.comma = languages.COMMAS.get(language, ", ")
        self.semicolon = languages.semicolon(language)
        self.territories = Territories()
        self.notes: dict[str, int] = {}
        self.tables: dict[str, list[Relation]] = {}
        """The relations of each table, since its rows, the timeline, the map and the summary ask for them."""
        self._kept = url("/")[1:]
        self._links: dict[str, Markup] = {}
        self._terms: dict[str, str] = {}
        self._cited: dict[tuple[str, ...], Markup] = {}
        self.gettext = functools.cache(_)

    def href(self, iri: str) -> str:
        """Return the URL of the page of a thing; the URL of anything else is its IRI."""
        if iri.startswith(f"{self.base}id/"):
            return f"/doc/{iri[len(self.base) + 3 :]}{self._kept}"
        return url(iri)

    def name(self, iri: str) -> str:
        """Name a thing in the language of the page."""
        return self.dossier.label(iri, self.language)

    def link(self, iri: str) -> Markup:
        """Link to a thing by its name; the thing that the page is about is only named."""
        found = self._links.get(iri)
        if found is None:
            name = escape(self.name(iri))
            if self.language == "ar":  # a bracket at the end of a Latin name stays at its end
                name = Markup(f"<bdi>{name}</bdi>")
            here = iri == self.dossier.iri
            found = name if here else Markup(f'<a href="{escape(self.href(iri))}">{name}</a>')
            self._links[iri] = found
        return found

    def note(self, iri: str, write: Callable[[Desk, str], Markup]) -> Markup:
        """Return the note on a document that another page of the release wrote in the same language, or write it."""
        if iri == self.dossier.iri or not self.dossier.iri:  # its own page, or one that was told less of it
            return write(self, iri)
        key = (iri, self.endpoint.release.version, self.language, self._kept)
        found = _notes.get(key)
        if found is None:
            found = write(self, iri)
            _notes.put(key, found, len(found) + len(iri))
        return found

    def links(self, values: Iterable[Value]) -> Markup:
        """Link to each of some things, in the order given."""
        return Markup(self.comma.join([self.link(iri) for iri in dict.fromkeys(value.text for value in values)]))

    def few(self, values: Iterable[Value]) -> Markup:
        """Link to things; of many, as agreements each changed by the next, two are seen, the others folded away."""
        named = list(dict.fromkeys(values))
        if len(named) <= SEEN + 1:
            return self.links(named)
        more = escape(self.gettext("and %(count)s more")) % {"count": languages.number(len(named) - SEEN)}
        return Markup('{} <details class="more"><summary>{}</summary><div>{}</div></details>').format(
            self.links(named[:SEEN]), more, self.links(named[SEEN:])
        )

    def term(self, iri: str) -> str:
        """Name a term of the ontology, which has its label in every language of the site."""
        found = self._terms.get(iri)
        if found is None:
            found = self._terms[iri] = self.dossier.label(iri, self.language)
        return found

    def date(self, value: Value | str | None) -> Markup:
        """Write a date at its precision."""
        text = value.text if isinstance(value, Value) else value
        return _dated(text, self.language) if text else Markup("")

    def text(self, values: Iterable[Value]) -> Markup:
        """Write texts in the language of the page, else in English, else in whatever there is."""
        found = list(values)
        for wish in (self.language, "en"):
            chosen = [value for value in found if value.language == wish]
            if chosen:
                found = chosen
                break
        return Markup(self.semicolon.join([_marked(value, self.language) for value in found]))

    def cite(self, sources: Iterable[str]) -> Markup:
        """Give the documents cited numbers, those already cited by the number they have, and link to their notes."""
        key = tuple(dict.fromkeys(sources))
        found = self._cited.get(key)
        if found is None:
            numbers = sorted(self.notes.setdefault(iri, len(self.notes) + 1) for iri in key)
            links = [f'<a href="#n{number}">{number}</a>' for number in numbers]
            found = self._cited[key] = Markup(" ".join(links))
        return found

    def begun(self, relation: Relation) -> Markup:
        """Write when a relation began."""
        return self.date(relation.start)

    def ended(self, relation: Relation) -> Markup:
        """Write when a relation ended, or else that it is open and last seen when, or that its end is not known."""
        if relation.end:
            return self.date(relation.end)
        if relation.ongoing:
            seen = relation.observed_until
            if seen is None:
                return escape(self.gettext("ongoing"))
            return escape(self.gettext("ongoing; last attested %(date)s")) % {"date": self.date(seen)}
        return escape(self.gettext("not known")) if relation.end_unknown else Markup("")

    def standing(self, relation: Relation) -> str:
        """Say in one of our words how a relation stands on the day: certain, possible or no; empty without a day."""
        if self.day is None:
            return ""
        return relation.holds(self.day) or "no"


def _marked(value: Value, language: str) -> Markup:
    """Tell a screen reader in which language a text is written that is not that of the page (WCAG 2.2, 3.1.2)."""
    if value.language in ("", language):
        return escape(value.text)
    return Markup(f'<span lang="{escape(value.language)}" dir="auto">{escape(value.text)}</span>')


Write = Callable[[Desk, Relation, str], Markup]
