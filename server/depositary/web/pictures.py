"""An answer on a map and along a line of time, drawn on the server like the pictures of other pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import pairwise

from markupsafe import Markup

from depositary.dates import bounds
from depositary.drawing import maps, spans, timelines
from depositary.drawing.marks import Label
from depositary.drawing.words import ENGLISH, Words
from depositary.endpoint import Endpoint
from depositary.plots import Span
from depositary.table import Term
from depositary.web import frame
from depositary.web.answers import Shown
from depositary.web.languages import gettext as _
from depositary.web.languages import number, show_date
from depositary.web.outlines import territories

CLASSES = 5
"""Shades at most into which states are parted by a number."""
MOST_LANES = 400
"""Rows that a timeline shows; more could not be told apart."""
DAY = timedelta(days=1)


def draw(endpoint: Endpoint, shown: Shown, day: str | None) -> Markup:
    """Draw the view that was chosen; nothing for the table."""
    if shown.view == "map":
        return _map(endpoint, shown, day)
    return _timeline(shown, day) if shown.view == "timeline" else Markup("")


def words() -> Words:
    """Give the sentences of drawings in the language of the request."""
    return Words(**{name: _(text) for name, text in asdict(ENGLISH).items()})


def _map(endpoint: Endpoint, shown: Shown, day: str | None) -> Markup:
    symbols = {
        "air": _("Air base"),
        "naval": _("Naval base"),
        "ground": _("Ground base"),
        "sensor": _("Radar, signals or space site"),
        "missile": _("Missile or test site"),
        "post": _("Post"),
        "support": _("Other"),
    }
    drawn = maps.Map(
        "answer-map",
        _("The answer on a map"),
        spots=[_spot(shown, place.row, place.iri, place.latitude, place.longitude) for place in shown.places],
        kinds=symbols if any(shown.known.kinds.get(place.iri) for place in shown.places) else {},
        as_of=date.fromisoformat(day) if day else None,
    )
    if not shown.places:
        areas, classes = _areas(shown)
        drawn = replace(drawn, areas=areas, classes=classes, focus=list(shown.states), names=_names(shown))
    return maps.extent(drawn, territories(endpoint), words())


def _spot(shown: Shown, row: int, iri: str, latitude: float, longitude: float) -> maps.Spot:
    label = shown.label(iri)[0] if iri else ""
    said = shown.name(row)
    return maps.Spot(
        latitude,
        longitude,
        label or said,
        frame.url(iri) if iri else "",
        shown.known.kinds.get(iri, ""),
        detail="" if said == (label or said) else said,
    )


def _names(shown: Shown) -> dict[str, Label]:
    return {state: Label(shown.label(state)[0] or shown.short(state), frame.url(state)) for state in shown.states}


def _areas(shown: Shown) -> tuple[list[maps.Area], list[str]]:
    """Fill the states of an answer, by the first column of numbers where there is one."""
    values = {state: _value(shown, rows) for state, rows in shown.states.items()}
    numbers = sorted({value for value in values.values() if value is not None})
    steps = _steps(numbers)
    classes = [number(low) if low == high else f"{number(low)}–{number(high)}" for low, high in steps] or [
        _("In the answer")
    ]
    areas = []
    for state, value in values.items():
        place = next((at for at, (low, high) in enumerate(steps) if value is not None and low <= value <= high), 0)
        if value is None and steps:
            continue
        detail = number(value) if value is not None else ""
        areas.append(maps.Area(state, place, shown.label(state)[0] or shown.short(state), frame.url(state), detail))
    return areas, classes


def _value(shown: Shown, rows: Sequence[int]) -> float | None:
    for cell in shown.table.rows[rows[0]]:
        if cell is not None and cell.number is not None:
            return cell.number
    return None


def _steps(numbers: Sequence[float]) -> list[tuple[float, float]]:
    """Part distinct numbers, in order, into classes of about as many each."""
    count = min(CLASSES, len(numbers))
    cuts = [round(place * len(numbers) / count) for place in range(count + 1)] if count else []
    return [(numbers[low], numbers[high - 1]) for low, high in pairwise(cuts)]


def _timeline(shown: Shown, day: str | None) -> Markup:
    lanes: dict[str, list[tuple[Span, spans.Span]]] = {}
    for span in shown.spans:
        drawn = _span(shown, span)
        lane = lanes.setdefault(shown.name(span.row), [])
        if drawn is not None and drawn not in (bar for _row, bar in lane):
            lane.append((span, drawn))
    days = [limit for drawn in lanes.values() for _row, bar in drawn for limit in _limits(bar)]
    if not days:
        return Markup("")
    made = [
        timelines.Lane(Label(name, _address(shown, pairs[0][0].row)), [bar for _row, bar in pairs])
        for name, pairs in list(lanes.items())[:MOST_LANES]
        if pairs
    ]
    said = replace(words(), unknown=_("the answer gives no end"))
    as_of = date.fromisoformat(day) if day else None
    return timelines.draw(
        [timelines.Group(_("The rows of the answer"), made)], min(days), max(days) + DAY, as_of, "answer-timeline", said
    )


def _span(shown: Shown, span: Span) -> spans.Span | None:
    """Turn what a row says into bounds; None where a date is in no calendar."""
    try:
        since = bounds(span.since.text, span.since.datatype) if span.since else None
        until = bounds(span.until.text, span.until.datatype) if span.until else None
    except ValueError:
        return None
    detail = " – ".join(str(show_date(term.text).striptags()) if term else "…" for term in (span.since, span.until))
    if span.moment:
        only = since or until
        if only is None:
            return None
        text = str(show_date((span.since or span.until or Term("literal", "")).text).striptags())
        return spans.Span(only[0], only[1], only[1] + DAY, only[1] + DAY, detail=text)
    return spans.Span(
        since[0] if since else None,
        since[1] if since else None,
        until[0] if until else None,
        until[1] if until else None,
        "ended" if until else "unknown",
        detail=detail,
    )


def _limits(span: spans.Span) -> list[date]:
    return [day for day in (span.earliest_start, span.latest_start, span.earliest_end, span.latest_end) if day]


def _address(shown: Shown, row: int) -> str:
    iri = next((cell.text for cell in shown.table.rows[row] if cell is not None and cell.kind == "iri"), "")
    return frame.url(iri) if iri.startswith(("http://", "https://")) else ""
