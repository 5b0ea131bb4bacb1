"""Small charts of counts by year: bars of what is certain, and hatched above it what is only possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from depositary.drawing import marks
from depositary.drawing.marks import clean, number, percent
from depositary.drawing.words import ENGLISH, Words

HEIGHT = 150.0
_TOP, _FOOT = 8.0, 18.0


@dataclass(frozen=True, slots=True)
class Count:
    """How many there were in a year for certain, and how many more possibly."""

    year: int
    certain: int
    possible: int = 0


def bars(
    title: str,
    counts: Sequence[Count],
    as_of: date | None = None,
    name: str = "chart",
    words: Words = ENGLISH,
) -> Markup:
    """Draw a bar a year over the room there is, with the same figures as a table that opens below."""
    if not counts:
        return Markup(f'<p class="dw-note">{clean(words.nothing)}</p>')
    identity = marks.identifier(name)
    counts = sorted(counts, key=lambda count: count.year)
    first, last = counts[0].year, counts[-1].year
    top, step = _grid(max(count.certain + count.possible for count in counts))
    high = (HEIGHT - _TOP - _FOOT) / top
    wide = _EXTENT / (last - first + 1)
    drawn = [_rules(top, step, high), *(_bar(count, first, wide, high, identity) for count in counts)]
    if as_of is not None and first <= as_of.year <= last:
        x = percent(_LEFT + (as_of.year - first + 0.5) * wide)
        drawn.append(f'<line class="dw-asof" x1="{x}" x2="{x}" y1="0" y2="{number(HEIGHT - _FOOT)}"/>')
    return Markup(
        f'<figure class="dw-figure dw-chart" id="{identity}"><svg width="100%" height="{number(HEIGHT)}" '
        f'direction="ltr" role="img" aria-labelledby="{identity}-title"><title id="{identity}-title">{clean(title)}'
        f"</title><defs>{marks.hatching(identity)}</defs>{''.join(drawn)}{_years(first, last, wide)}</svg>"
        f"<figcaption>{_legend(identity, counts, words)}{_table(title, counts, words)}</figcaption></figure>"
    )


_LEFT, _EXTENT = 6.0, 93.0


def _grid(most: int) -> tuple[int, int]:
    """Return the count at the top of the scale and the step of its rules: four rules at most."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * 4 >= max(most, 1):
                return -(-max(most, 1) // step) * step, step
        size *= 10


def _rules(top: int, step: int, high: float) -> str:
    found = []
    for count in range(0, top + 1, step):
        y = number(HEIGHT - _FOOT - count * high)
        found.append(f'<line class="dw-tick" x1="{percent(_LEFT)}" x2="99%" y1="{y}" y2="{y}"/>')
        found.append(f'<text x="{percent(_LEFT - 1)}" y="{y}" dy="4" text-anchor="end">{count}</text>')
    return "".join(found)


def _bar(count: Count, first: int, wide: float, high: float, name: str) -> str:
    x, width = percent(_LEFT + (count.year - first + 0.1) * wide), percent(wide * 0.8)
    base = HEIGHT - _FOOT
    certain, possible = max(count.certain, 0) * high, max(count.possible, 0) * high
    said = f"{count.year}: {count.certain}" + (f" + {count.possible}?" if count.possible else "")
    parts = [f"<g><title>{said}</title>"]
    if certain:
        parts.append(
            f'<rect class="dw-count-certain" x="{x}" y="{number(base - certain)}" width="{width}" '
            f'height="{number(certain)}"/>'
        )
    if possible:
        parts.append(
            f'<rect class="dw-possible" fill="url(#{name}-possible)" x="{x}" y="{number(base - certain - possible)}" '
            f'width="{width}" height="{number(possible)}"/>'
        )
    return "".join([*parts, "</g>"])


def _years(first: int, last: int, wide: float) -> str:
    count = last - first + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 500, 10000) if count / step <= 8)
    return "".join(
        f'<text x="{percent(_LEFT + (year - first + 0.5) * wide)}" y="{number(HEIGHT - 4)}" text-anchor="middle">{year}'
        "</text>"
        for year in range(-(-first // step) * step, last + 1, step)
        if (year - first + 0.5) / count < 0.97
    )


def _legend(name: str, counts: Sequence[Count], words: Words) -> str:
    if not any(count.possible for count in counts):
        return ""
    solid = '<rect class="dw-count-certain" x="8" y="3" width="12" height="12"/>'
    hatch = f'<rect class="dw-possible" fill="url(#{name}-possible)" x="8" y="3" width="12" height="12"/>'
    return f'<ul class="dw-legend">{marks.key(solid, words.certain)}{marks.key(hatch, words.possible)}</ul>'


def _table(title: str, counts: Sequence[Count], words: Words) -> str:
    heads = "".join(f'<th scope="col">{clean(text)}</th>' for text in (words.year, words.sure, words.perhaps))
    rows = "".join(
        f'<tr><th scope="row">{count.year}</th><td>{count.certain}</td><td>{count.possible}</td></tr>'
        for count in counts
    )
    return (
        f'<details><summary>{clean(words.figures)}</summary><table class="dw-figures"><caption>{clean(title)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>"
    )
