"""The questions of the home page, answered on a day: published queries, their answers in a line or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from depositary.endpoint import Endpoint
from depositary.finder import Label
from depositary.query import Query
from depositary.web import clients, languages

FIRST = "csto-members-hosting-russian-forces"
DAY = "2021-06-16"
"""The day on which questions are answered where none is asked for."""


def _(text: str) -> str:
    """Mark a text for the catalogues; it is translated when it is shown."""
    return text


@dataclass(frozen=True)
class Item:
    """A thing in an answer."""

    iri: str
    label: Label


@dataclass(frozen=True)
class Answered:
    """A question with its answer on a day: the things, or a number, and how many there are beyond those shown."""

    query: Query
    asked: str
    parameters: str
    items: Sequence[Item]
    number: int | None = None
    more: int = 0


@dataclass(frozen=True)
class Headline:
    """A published query, the question as a reader asks it, the values of its parameters, and how its rows are read."""

    name: str
    asked: str
    values: tuple[tuple[str, str], ...] = ()
    things: str = ""
    most: int = 12


HEADLINES = (
    Headline(FIRST, _("Which CSTO members hosted Russian forces?"), things="state"),
    Headline("number-of-members", _("How many members did NATO have?"), (("organization", "nato"),)),
    Headline(
        "members-of-both-organizations",
        _("Which states were members of both the CSTO and the SCO?"),
        (("organization", "csto"), ("other", "sco")),
        "member",
    ),
    Headline(
        "members-without-forces-of",
        _("Which CSTO members hosted no Russian forces?"),
        (("organization", "csto"), ("sender", "russia")),
        "state",
    ),
    Headline(
        "forces-in-host-state",
        _("Which foreign powers had forces based in Djibouti?"),
        (("host", "djibouti"),),
        "relation",
        5,
    ),
)


def answer(endpoint: Endpoint, questions: Sequence[Query], day: str) -> list[Answered]:
    """Answer the questions that are published here, on a day."""
    known = {query.name: query for query in questions}
    return [
        _answered(endpoint, headline, known[headline.name], day) for headline in HEADLINES if headline.name in known
    ]


def _answered(endpoint: Endpoint, headline: Headline, query: Query, day: str) -> Answered:
    values = {**dict(headline.values), "date": date.fromisoformat(day).isoformat()}
    found = endpoint.bindings(endpoint.ask(query.bind(values)), clients.key())
    asked, parameters = languages.gettext(headline.asked), urlencode(values)
    if not headline.things:
        count = next((int(term["value"]) for row in found for term in row.values()), 0)
        return Answered(query, asked, parameters, (), count)
    items = list(dict.fromkeys(_items(endpoint, headline, found)))
    return Answered(query, asked, parameters, items[: headline.most], None, max(0, len(items) - headline.most))


def _items(endpoint: Endpoint, headline: Headline, found: Sequence[Mapping[str, Mapping[str, str]]]) -> list[Item]:
    things = (row[headline.things]["value"] for row in found if headline.things in row)
    return [Item(thing, endpoint.finder.label(thing, languages.language())) for thing in things]
