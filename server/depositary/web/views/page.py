"""What a page shows of a thing: facts, what held on the day, figures, tables, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from depositary.web import languages
from depositary.web.lifetimes import LIFETIMES, stage
from depositary.web.views import summary, tables, years
from depositary.web.views.desk import N_, Desk
from depositary.web.views.facts import Fact
from depositary.web.views.figures import Figure
from depositary.web.views.relations import BY_ID, SPECS
from depositary.web.views.tables import Table


@dataclass(frozen=True)
class Kind:
    """How the things of a kind are shown: facts, figures, tables, and those of these that the summary names."""

    facts: Callable[[Desk], list[Fact]]
    figures: Callable[[Desk], list[Figure]]
    tables: Sequence[str]
    summary: Sequence[str] = ()


@dataclass
class Page:
    """A page, ready to be put into a template."""

    title: str
    kind: str
    absent: str = ""
    """That the thing was not there on the day, where the record says so."""
    facts: list[Fact] = field(default_factory=list)
    summary: list[summary.Group] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[Markup] = field(default_factory=list)


def compose(desk: Desk, kind: Kind) -> Page:
    """Make the page of a thing: first what its kind names, then every other table that has a row."""
    page = begin(desk)
    page.absent = absent(desk)
    page.facts = kind.facts(desk)
    page.summary = summary.of(desk, kind.summary)
    page.figures = kind.figures(desk)
    shown = [BY_ID[name] for name in kind.tables]
    shown += [spec for spec in SPECS if spec not in shown and spec.id not in IN_FACTS]
    page.tables = [tables.make(desk, spec) for spec in shown if spec.of(desk)]
    page.notes = notes(desk)
    return page


IN_FACTS = ("names", "capitals", "codes", "offices")
"""Tables that are shown as facts."""


def begin(desk: Desk) -> Page:
    """Begin a page with the name of its thing and of its class."""
    return Page(desk.name(desk.dossier.iri), ", ".join(desk.term(iri) for iri in desk.dossier.types))


def absent(desk: Desk) -> str:
    """Say that a thing was not yet, or no longer, there on the day of the page; nothing where it may have been."""
    if desk.day is None or desk.dossier.kind not in LIFETIMES:
        return ""
    began, ended = ([value.text for value in desk.dossier.values(name)] for name in LIFETIMES[desk.dossier.kind])
    treaty = desk.dossier.kind == "treaty"
    match stage(began, ended, desk.day):
        case "before":
            said = N_("Not yet concluded on %(day)s.") if treaty else N_("Not yet established on %(day)s.")
        case "after":
            said = N_("Already ended on %(day)s.") if treaty else N_("Already dissolved on %(day)s.")
        case "within":
            return ""
    return escape(desk.gettext(said)) % {"day": languages.show_date(desk.day.isoformat())}


def alone(desk: Desk, name: str, start: int = 0) -> Page:
    """Make the page of one table, a part of it from row `start` on."""
    page = begin(desk)
    spec = BY_ID[name]
    relations = spec.of(desk)
    table = tables.make(desk, spec, relations[start : start + tables.PART], tables.PART)
    page.tables = [table]
    if name == "members" and start == 0:
        page.figures = years.each_year(desk, name)
    page.notes = notes(desk)
    return page


def notes(desk: Desk) -> list[Markup]:
    """Describe the documents cited so far, in the order of their numbers: name, publisher, date and address."""
    return [desk.note(iri, _note) for iri in desk.notes]


def _note(desk: Desk, iri: str) -> Markup:
    document = desk.dossier.about(iri)
    publisher, issued, address = (document.one(name) for name in ("publisher", "issued", "url"))
    words = [f"<bdi>{desk.link(iri)}</bdi>"]
    if publisher:
        words.append(f". <bdi>{escape(publisher.text)}</bdi>")
    if issued:
        words.append(f"{desk.comma}{desk.date(issued)}")
    if address:
        host = address.text.split("/", 3)[2].removeprefix("www.") if "://" in address.text else ""
        words.append(f'. <a href="{escape(address.text)}" rel="external" dir="ltr">{escape(host)}</a>')
    return Markup("".join(words))
