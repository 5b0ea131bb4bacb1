"""Members of an organization by year: how many there were, and which."""

from __future__ import annotations

from depositary.drawing import charts, matrix
from depositary.drawing.marks import Label
from depositary.drawing.spans import Span, reach
from depositary.web.views import figures, summary
from depositary.web.views.desk import Desk
from depositary.web.views.relations import BY_ID

MOST_ROWS = 400
"""Rows of a matrix on a page of its table alone."""
FEW_ROWS = 80
"""Rows of a matrix that stands on a page of several figures and tables."""


def by_year(desk: Desk, name: str) -> list[figures.Figure]:
    """Draw how many members there were in each year and, unless they are many, which."""
    rows, years = _rows(desk, name)
    if not rows:
        return []
    counted = [charts.Count(*each) for each in matrix.counts(_inside(desk, name), *years)]
    title = desk.gettext("Number of members by year")
    number = figures.Figure("number", title, charts.bars(title, counted, desk.day, words=figures.spoken(desk)))
    return [number, *(each_year(desk, name) if len(rows) <= FEW_ROWS else [])]


def each_year(desk: Desk, name: str) -> list[figures.Figure]:
    """Draw which members there were in each year."""
    rows, years = _rows(desk, name)
    if not rows:
        return []
    styles = figures.lanes_of(desk, BY_ID[name], MOST_ROWS).styles
    drawing = matrix.draw(rows, *years, desk.day, styles, words=figures.spoken(desk))
    return [figures.Figure("years", desk.gettext("Members by year"), drawing)]


def _inside(desk: Desk, name: str) -> list[matrix.Row]:
    """Make a row of each that was ever a member, as the as-of edges count members: whoever is suspended is none."""
    spec = BY_ID[name]
    spans: dict[str, list[Span]] = {}
    for relation in spec.of(desk):
        if relation.earliest_start and (relation.cls != "Membership" or summary.inside(relation)):
            spans.setdefault(figures.name_of(spec, relation), []).append(figures.span_of(relation))
    return [matrix.Row(Label(desk.name(iri)), found) for iri, found in spans.items()]


def _rows(desk: Desk, name: str) -> tuple[list[matrix.Row], tuple[int, int]]:
    """Make a row of each member, none where they are few, with the first year and the last."""
    lanes = figures.lanes_of(desk, BY_ID[name], MOST_ROWS).lanes
    if len(lanes) < figures.FEW:
        return [], (0, 0)
    first, last = reach([span for lane in lanes for span in lane.spans], desk.day or desk.today)
    return [matrix.Row(lane.name, lane.spans) for lane in lanes], (first.year, last.year)
