"""Tables of relations: which there are, from what each cell comes, and how a row is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from depositary.dossier import Relation
from depositary.web.frame import url
from depositary.web.views import asked, claims
from depositary.web.views.desk import N_, Desk
from depositary.web.views.specs import Column, Spec

PART = 500
"""Rows on a page of one table alone."""
LONG = 160
"""Characters of markup from which on a cell is given more width."""


@dataclass(frozen=True, slots=True)
class Row:
    """A relation as it is shown."""

    href: str
    cells: Sequence[Markup]
    standing: str
    remarks: Markup
    notes: Markup


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is shown; `rest` is the URL of the whole where only a part is."""

    id: str
    title: str
    headings: Sequence[str]
    body: Markup
    total: int
    rest: str = ""
    query: str = ""


def make(desk: Desk, spec: Spec, relations: Sequence[Relation] | None = None, most: int = 0) -> Table:
    """Make a table of up to `most` rows; by default whole, or only of the latest rows where it is long."""
    found = spec.of(desk) if relations is None else relations
    if spec.dated and desk.day:  # what held on the day stands first
        found = sorted(found, key=lambda each: desk.standing(each) == "no")
    shown = found[: most or spec.shown(desk, len(found))]
    columns = [column for column in spec.columns if column is spec.columns[0] or _tells(desk, shown, column)]
    headings = [desk.gettext(column.heading) for column in columns]
    if spec.dated:
        headings += [desk.gettext(heading) for heading in spec.span]
    rest = url(None, table=spec.id) if len(shown) < len(found) else ""
    rows = [row(desk, spec, relation, columns) for relation in shown]
    remarked, cited = any(each.remarks for each in rows), any(each.notes for each in rows)
    asides = ((spec.dated and desk.day, N_("On the day")), (remarked, N_("Remarks")), (cited, N_("Sources")))
    headings += [desk.gettext(heading) for wanted, heading in asides if wanted]
    query = asked.address(spec, desk.dossier.iri, f"{desk.base}ns#", desk.day) if found else ""
    body = _body(desk, rows, remarked=remarked, cited=cited)
    return Table(spec.id, desk.gettext(spec.title), headings, body, len(found), rest, query)


def _body(desk: Desk, rows: Iterable[Row], *, remarked: bool, cited: bool) -> Markup:
    """Write rows as HTML; a template would look at each of a thousand cells again for what has to be escaped."""
    record = escape(desk.gettext("record"))
    standings = {name: escape(desk.gettext(name)) for name in ("certain", "possible", "no")}
    return Markup("".join([_line(row, standings, record, remarked=remarked, cited=cited) for row in rows]))


def _line(row: Row, standings: Mapping[str, Markup], record: Markup, *, remarked: bool, cited: bool) -> str:
    past = ' class="past"' if row.standing == "no" else ""
    head, *cells = row.cells
    written = [f'<tr{past}><th scope="row">{head}</th>']
    written += [f'<td class="long">{each}</td>' if len(each) > LONG else f"<td>{each}</td>" for each in cells]
    if row.standing:
        kind = "ended" if row.standing == "no" else row.standing
        written.append(f'<td><span class="chip {kind}">{standings[row.standing]}</span></td>')
    if remarked:
        written.append(f"<td>{row.remarks}</td>")
    if cited:
        written.append(f'<td class="cites">{row.notes}</td>')
    written.append(f'<td class="no-print"><a href="{escape(row.href)}">{record}</a></td></tr>\n')
    return "".join(written)


def _tells(desk: Desk, relations: Sequence[Relation], column: Column) -> bool:
    """Tell whether a column says anything: not where it is empty, nor where each row repeats where a facility is."""
    if column.names == ("hostState",):
        place = [value.text for value in desk.dossier.values("locatedIn")]
        return any([value.text for value in each.values("hostState")] != place for each in relations)
    return any(relation.values(name) for relation in relations for name in column.names)


def row(desk: Desk, spec: Spec, relation: Relation, columns: Sequence[Column]) -> Row:
    """Make the row of a relation."""
    cells = [cell(desk, relation, column) for column in columns]
    if spec.dated:
        cells += (desk.begun(relation), desk.ended(relation))
    standing = desk.standing(relation) if spec.dated else ""
    return Row(desk.href(relation.iri), cells, standing, remarks(desk, relation), desk.cite(relation.sources))


def cell(desk: Desk, relation: Relation, column: Column) -> Markup:
    """Write a cell."""
    write = FORMS[column.form]
    for name in column.names:
        if relation.values(name):
            return write(desk, relation, name)
    return Markup("")


def _thing(desk: Desk, relation: Relation, name: str) -> Markup:
    return desk.few(relation.values(name))


def _other(desk: Desk, relation: Relation, name: str) -> Markup:
    """Name the other side of a relation of two equal ones."""
    return desk.links(value for value in relation.values(name) if value.text != desk.dossier.iri)


def _term(desk: Desk, relation: Relation, name: str) -> Markup:
    return Markup(desk.comma).join(sorted(desk.term(value.text) for value in relation.values(name)))


def _date(desk: Desk, relation: Relation, name: str) -> Markup:
    return Markup(desk.comma).join(desk.date(value) for value in sorted(relation.values(name)))


def _text(desk: Desk, relation: Relation, name: str) -> Markup:
    return desk.text(relation.values(name))


def _flag(desk: Desk, relation: Relation, name: str) -> Markup:
    return escape(desk.gettext("yes")) if relation.true(name) else Markup("")


def _kind(desk: Desk, relation: Relation, name: str) -> Markup:
    """Name the class of the relation itself."""
    return Markup(desk.comma).join(desk.term(iri) for iri in relation.types)


def _itself(desk: Desk, relation: Relation, name: str) -> Markup:
    """Link to the relation, or the thing, itself."""
    return desk.link(relation.iri)


def _either(desk: Desk, relation: Relation, name: str) -> Markup:
    """Link to who is named, or write who is described in words."""
    values = relation.values(name)
    return desk.links(values) if values[0].is_iri else desk.text(values)


def _claim(desk: Desk, relation: Relation, name: str) -> Markup:
    """Write what is claimed, with its number as the link to it."""
    number = relation.one("notation")
    href, head = escape(desk.href(relation.iri)), escape(number.text if number else "§")
    return Markup(f'<a href="{href}">{head}</a> ') + desk.text(relation.values(name))


FORMS: dict[str, Callable[[Desk, Relation, str], Markup]] = {
    "thing": _thing,
    "other": _other,
    "term": _term,
    "date": _date,
    "text": _text,
    "flag": _flag,
    "kind": _kind,
    "itself": _itself,
    "either": _either,
    "claim": _claim,
    "verdict": claims.write,
}


def remarks(desk: Desk, relation: Relation) -> Markup:
    """Fold away what a reader should know beside the dates: doubts, readings, reservations, comments."""
    said = [desk.gettext("Contested")] if relation.contested else []
    if relation.confidence:
        said.append(desk.term(relation.confidence.text))
    body = [_paragraph(desk, relation, name) for name in _REMARKS if relation.values(name)]
    readings = relation.readings
    if readings:
        body.append(_readings(desk, readings))
    if not body:
        return Markup('<span class="remark">{}</span>').format(desk.comma.join(said)) if said else Markup("")
    head = desk.comma.join(said) or desk.gettext("Note")
    return Markup(f'<details class="remark"><summary>{escape(head)}</summary>{"".join(body)}</details>')


_REMARKS = ("departure", "reservation", "suspensionText", "termText", "missionMandate", "personnel", "comment")


def _paragraph(desk: Desk, relation: Relation, name: str) -> Markup:
    return Markup(f"<p>{desk.text(relation.values(name))}</p>")


def _readings(desk: Desk, readings: Iterable[Relation]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(_reading(desk, reading) for reading in readings))


def _reading(desk: Desk, reading: Relation) -> Markup:
    """Write who says what, from when to when, and how the curators rank it and why."""
    text = desk.text(reading.values("readingText") or reading.values("label"))
    parts = (
        [Markup("<strong>{}</strong>: ").format(desk.links(reading.values("heldBy")))] if reading.one("heldBy") else []
    )
    parts.append(text)
    for name, words in (
        ("readingStart", desk.gettext("from %(date)s")),
        ("readingEnd", desk.gettext("ended %(date)s")),
    ):
        if reading.one(name):
            parts.append(Markup(desk.semicolon) + escape(words) % {"date": desk.date(reading.one(name))})
    rank = reading.one("rank")
    if rank:
        parts.append(Markup(" ({})").format(_because(desk, rank.text, reading)))
    parts.append(Markup(" {}").format(desk.cite(reading.sources)))
    return Markup("<li>{}</li>").format(Markup("").join(parts))


def _because(desk: Desk, rank: str, reading: Relation) -> Markup:
    reason = desk.text(reading.values("rankReason"))
    return escape(desk.term(rank)) + (Markup(": ") + reason if reason else Markup(""))
