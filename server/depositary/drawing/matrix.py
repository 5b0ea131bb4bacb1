"""Members by year: an HTML table with a row a member, whose years are drawn as cells in SVG.

A table, because it has headers that stay in view, can be read row by row, sorted, copied into a spreadsheet and
printed; cells as one drawing a row, because 193 members over 80 years would be 15,000 elements.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from depositary.drawing import marks
from depositary.drawing.marks import Label, anchor, clean, percent
from depositary.drawing.spans import STYLES, Span, ordered, years
from depositary.drawing.words import ENGLISH, Words


@dataclass(frozen=True, slots=True)
class Row:
    """A member and the times of its membership."""

    name: Label
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Run:
    """Years in sequence of one kind: certain or possible."""

    first: int
    last: int
    kind: str
    style: str


def draw(
    rows: Iterable[Row],
    first: int,
    last: int,
    as_of: date | None = None,
    styles: Mapping[str, str] | None = None,
    name: str = "matrix",
    words: Words = ENGLISH,
) -> Markup:
    """Draw the members from one year to another, the earliest to join first; styles says what a style means."""
    first, last = min(first, last), max(first, last)
    identity = marks.identifier(name)
    body = "".join(_row(row, first, last, identity) for row in sorted(rows, key=_accession))
    head = "".join(f'<th scope="col">{clean(text)}</th>' for text in (words.member, words.from_, words.until))
    return Markup(
        f'<figure class="dw-figure dw-matrix" id="{identity}">{_defs(identity, first, last, as_of)}'
        f'<table class="dw-table"><thead><tr>{head}<th scope="col" class="dw-cells"><span class="dw-hidden">'
        f"{clean(words.years)}</span>{_axis(first, last)}</th></tr></thead><tbody>{body}</tbody></table>"
        f"<figcaption>{_legend(identity, styles or {}, words)}</figcaption></figure>"
    )


def runs(spans: Sequence[Span], first: int, last: int) -> list[Run]:
    """Return the years in which membership certainly held on at least one day, and those in which it possibly did."""
    found: dict[int, tuple[str, str]] = {}
    for kind in ("certain", "possible"):
        for span in spans:
            period = span.certain() if kind == "certain" else span.possible()
            if period is None or (kind == "possible" and period[1] <= period[0]):
                continue
            until = last if period[1] == date.max else _last_year(period[1])
            for year in range(max(period[0].year, first), min(until, last) + 1):
                found.setdefault(year, (kind, span.style))
    joined: list[Run] = []
    for year in sorted(found):
        kind, style = found[year]
        if joined and joined[-1].last == year - 1 and (joined[-1].kind, joined[-1].style) == (kind, style):
            joined[-1] = Run(joined[-1].first, year, kind, style)
        else:
            joined.append(Run(year, year, kind, style))
    return joined


def counts(
    rows: Iterable[Row], first: int, last: int, styles: Collection[str] = ("solid", "striped")
) -> list[tuple[int, int, int]]:
    """Return for each year how many certainly were members on at least one day, and how many more possibly were.

    Only spans of these styles count: by default full members, whose rights may be suspended, but not observers.
    """
    certain = dict.fromkeys(range(first, last + 1), 0)
    possible = dict(certain)
    for row in rows:
        for run in runs([span for span in row.spans if span.style in styles], first, last):
            for year in range(run.first, run.last + 1):
                (certain if run.kind == "certain" else possible)[year] += 1
    return [(year, certain[year], possible[year]) for year in certain]


def _last_year(end: date) -> int:
    """Return the year of the last day before an end, which is exclusive."""
    return end.year - 1 if (end.month, end.day) == (1, 1) else end.year


def _full(row: Row) -> list[Span]:
    """Return the full memberships of a row in order, or all where there is none."""
    return ordered([span for span in row.spans if span.style == "solid"] or row.spans)


def _accession(row: Row) -> tuple[date, str]:
    first = next(iter(_full(row)), None)
    return (first.earliest_start or first.latest_start or date.min) if first else date.max, row.name.text


def _row(row: Row, first: int, last: int, name: str) -> str:
    said = [years(span) for span in ordered(row.spans)]
    full = [years(span) for span in _full(row)]
    starts = full[0].split("–")[0] if full else ""
    ends = "" if not full or any(text.endswith("–") for text in said) else said[-1].split("–")[-1]
    wide = 100 / (last - first + 1)
    cells = []
    for run in runs(row.spans, first, last):
        kind = f"dw-certain dw-{run.style}" if run.kind == "certain" else "dw-possible"
        pattern = "possible" if run.kind == "possible" else "striped" if run.style == "striped" else ""
        fill = f' fill="url(#{name}-{pattern})"' if pattern else ""
        cells.append(
            f'<rect class="{kind}"{fill} x="{percent((run.first - first) * wide)}" y="3" '
            f'width="{percent((run.last - run.first + 1) * wide)}" height="12"/>'
        )
    title = clean(f"{row.name.text}: {', '.join(said)}")
    return (
        f'<tr><th scope="row">{anchor(row.name)}</th><td>{clean(starts)}</td><td>{clean(ends)}</td>'
        f'<td class="dw-cells"><svg width="100%" height="18" direction="ltr" role="img"><title>{title}</title>'
        f'{"".join(cells)}<use href="#{name}-grid"/></svg></td></tr>'
    )


def _defs(name: str, first: int, last: int, as_of: date | None) -> str:
    count = last - first + 1
    wide = 100 / count
    lines = [
        f'<line class="dw-gap" x1="{percent(index * wide)}" x2="{percent(index * wide)}" y1="3" y2="15"/>'
        for index in range(1, count if count <= 150 else 0)
    ]
    if as_of is not None and first <= as_of.year <= last:
        x = percent((as_of.year - first + as_of.timetuple().tm_yday / 366) * wide)
        lines.append(f'<line class="dw-asof" x1="{x}" x2="{x}" y1="0" y2="100%"/>')
    return (
        '<svg class="dw-defs" width="0" height="0" aria-hidden="true"><defs>'
        f'{marks.hatching(name)}<g id="{name}-grid">{"".join(lines)}</g></defs></svg>'
    )


def _axis(first: int, last: int) -> str:
    count = last - first + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 500, 10000) if count / step <= 8)
    texts = [
        f'<text x="{percent((year - first) * 100 / count)}" y="12">{year}</text>'
        for year in range(-(-first // step) * step, last + 1, step)
        if (year - first) / count < 0.94
    ]
    return f'<svg width="100%" height="16" direction="ltr" aria-hidden="true">{"".join(texts)}</svg>'


def _legend(name: str, styles: Mapping[str, str], words: Words) -> str:
    keys = []
    for style in STYLES:
        if style in styles or style == "solid":
            fill = f' fill="url(#{name}-striped)"' if style == "striped" else ""
            mark = f'<rect class="dw-certain dw-{style}"{fill} x="1" y="3" width="26" height="12"/>'
            keys.append(marks.key(mark, styles.get(style, words.certain)))
    hatch = f'<rect class="dw-possible" fill="url(#{name}-possible)" x="1" y="3" width="26" height="12"/>'
    return (
        f'<ul class="dw-legend">{"".join(keys)}{marks.key(hatch, words.possible)}</ul>'
        f'<p class="dw-note">{clean(words.counted)}</p>'
    )
