"""Lists of all things of a kind: alphabetical, in pages, filtered by words, by class and by first letter."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, request

from depositary.endpoint import Endpoint
from depositary.errors import BadRequest
from depositary.finder import Label
from depositary.folding import fold
from depositary.textmatch import LONGEST
from depositary.web import clients, dossiers, exchange, languages
from depositary.web.frame import as_of, render
from depositary.web.keeping import once
from depositary.web.kinds import LISTINGS, Listing, class_name
from depositary.web.lifetimes import LIFETIMES, stage

blueprint = Blueprint("browse", __name__)
PAGE = 100
MOST_LETTERS = 50
"""Beyond, as in Chinese, a row of first letters helps nobody."""
_SHOWN = """SELECT ?thing ?property ?value WHERE {{
  VALUES ?property {{ {properties} }}
  VALUES ?thing {{ {things} }}
  ?thing ?property ?value .
}}"""
_LIVED = """SELECT ?thing ?property ?value WHERE {{
  VALUES ?property {{ <{base}ns#{began}> <{base}ns#{ended}> }}
  ?thing ?property ?value . FILTER(STRSTARTS(STR(?thing), "{base}id/{kind}/"))
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
    there = _there(endpoint, listing, every)
    named = [entry for entry in there if all(part in entry.key for part in parts)]
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
        timed=listing.kind in LIFETIMES,
        undated=_undated(endpoint, listing, there),
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


def _there(endpoint: Endpoint, listing: Listing, every: Sequence[Entry]) -> Sequence[Entry]:
    """Keep what may have been there on the day of the request; all of it without a day, or where it has no lifetime."""
    day = as_of()
    if day is None or listing.kind not in LIFETIMES:
        return every
    lived = _lifetimes(endpoint, listing.kind)
    asked = date.fromisoformat(day)
    return [each for each in every if each.iri not in lived or stage(*lived[each.iri], asked) == "within"]


def _undated(endpoint: Endpoint, listing: Listing, there: Sequence[Entry]) -> int:
    """Count those that are listed for a day though no date of their beginning is on record."""
    if listing.kind not in LIFETIMES:
        return 0
    lived = _lifetimes(endpoint, listing.kind)
    return sum(not lived.get(each.iri, ((), ()))[0] for each in there)


@once
def _lifetimes(endpoint: Endpoint, kind: str) -> dict[str, tuple[list[str], list[str]]]:
    """Look up when the things of a kind began and ended; kept, since a release does not change."""
    began, ended = LIFETIMES[kind]
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    query = _LIVED.format(base=endpoint.base, kind=kind, began=began, ended=ended)
    for row in endpoint.rows(query, client=clients.key()):
        found[row["thing"]][row["property"].endswith(f"#{ended}")].append(row["value"])
    return dict(found)


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
