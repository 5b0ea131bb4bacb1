"""Lists of all things of a kind: alphabetical, in pages, filtered by words, by class and by first letter."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from dataclasses import dataclass

from flask import Blueprint, Response, request

from depositary.endpoint import Endpoint
from depositary.errors import BadRequest
from depositary.finder import Label
from depositary.folding import fold
from depositary.textmatch import LONGEST
from depositary.web import clients, dossiers, exchange, languages
from depositary.web.frame import render
from depositary.web.keeping import once
from depositary.web.kinds import LISTINGS, Listing, class_name

blueprint = Blueprint("browse", __name__)
PAGE = 100
MOST_LETTERS = 50
"""Beyond, as in Chinese, a row of first letters helps nobody."""
_SHOWN = """SELECT ?thing ?property ?value WHERE {{
  VALUES ?property {{ {properties} }}
  VALUES ?thing {{ {things} }}
  ?thing ?property ?value .
}}"""


@dataclass(frozen=True)
class Entry:
    """A line of a list."""

    iri: str
    label: Label
    kind: str
    key: str

    @property
    def letter(self) -> str:
        """The first letter, by which the line is filed; # for none."""
        return self.key[:1].upper() if self.key[:1].isalpha() else "#"


def register_all() -> None:
    """Give each list its URL."""
    for listing in LISTINGS:
        view = functools.partial(browse, listing)
        blueprint.add_url_rule(f"/{listing.path}", listing.path, view, methods=["GET"])


def browse(listing: Listing) -> Response:
    """Show a page of a list; BadRequest for a page that is no number, or more words than are read."""
    endpoint = exchange.endpoint()
    words, wish, letter = (request.args.get(name, "").strip() for name in ("q", "type", "letter"))
    if len(words) > LONGEST:
        raise BadRequest(f"q is {len(words)} characters long; {LONGEST} are read.")
    parts = fold(words).split()
    every = _entries(endpoint, f"{endpoint.base}id/{listing.kind}/", languages.language())
    named = [entry for entry in every if all(part in entry.key for part in parts)]
    typed = [entry for entry in named if wish in ("", entry.kind)]
    letters = sorted({entry.letter for entry in typed})
    chosen = [entry for entry in typed if letter in ("", entry.letter)]
    pages = max(1, -(-len(chosen) // PAGE))
    page = _page(pages)
    shown = chosen[(page - 1) * PAGE : page * PAGE]
    return render(
        "browse.html",
        listing=listing,
        shown=shown,
        count=len(chosen),
        every=len(every),
        page=page,
        pages=pages,
        words=words,
        wish=wish,
        letter=letter,
        letters=letters if len(letters) <= MOST_LETTERS else [],
        types=sorted(((name, class_name(name)) for name in {entry.kind for entry in every}), key=lambda pair: pair[1]),
        details=_details(endpoint, listing, shown),
        class_name=class_name,
    )


def _page(last: int) -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 1 <= int(text) <= last):
        raise BadRequest(f"page is {text[:20]!r}; it must be a number from 1 to {last}.")
    return int(text)


@once
def _entries(endpoint: Endpoint, beginning: str, language: str) -> tuple[Entry, ...]:
    """List the things of a kind as they are filed in a language; kept, since a release does not change."""
    found, finder = [], endpoint.finder
    for thing, kind in finder.things(beginning):
        label = finder.label(thing, language)
        found.append(Entry(thing, label, kind, " ".join(re.findall(r"\w+", fold(label.text)))))
    return tuple(sorted(found, key=lambda entry: (not entry.key[:1].isalpha(), entry.key, entry.iri)))


def _details(endpoint: Endpoint, listing: Listing, shown: list[Entry]) -> dict[str, dict[str, list[Label]]]:
    """Look up what the list shows of its things: thing to property to values, names in the language of the page."""
    found: dict[str, dict[str, list[Label]]] = defaultdict(lambda: defaultdict(list))
    if not listing.columns or not shown:
        return found
    properties = " ".join(f"<{endpoint.base}ns#{name}>" for name, _ in listing.columns)
    things = " ".join(f"<{entry.iri}>" for entry in shown)
    asked = endpoint.ask(_SHOWN.format(properties=properties, things=things))
    for row in endpoint.bindings(asked, clients.key()):
        value = _value(endpoint, row["value"])
        values = found[row["thing"]["value"]][row["property"]["value"].rpartition("#")[2]]
        if value not in values:
            values.append(value)
    return found


def _value(endpoint: Endpoint, term: dict[str, str]) -> Label:
    """Write a value; a thing, or a term of the ontology, by its name in the language of the page, else in English."""
    text, language = term["value"], languages.language()
    if term["type"] != "uri":
        return Label(text, term.get("xml:lang", ""))
    terms = dossiers.vocabulary(endpoint).labels.get(text, {})
    known = next((name for name in (language, "en") if name in terms), None)
    return Label(terms[known], known) if known else endpoint.finder.label(text, language)


register_all()
