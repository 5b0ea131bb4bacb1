"""Timelines: a list of lanes, each with its name in HTML and a line of dated bars in SVG as wide as there is room.

The names are text of the page and not of a picture, so that they wrap on a phone, can be searched and selected, and
run from right to left where the language does; time runs from left to right everywhere. The list is its own text
alternative: each lane says its years, and each bar its dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from depositary.drawing import marks
from depositary.drawing.lanes import Group, Lane, Many, collapsed, profile
from depositary.drawing.marks import anchor, clean, percent
from depositary.drawing.spans import STYLES, Scale, Span, ordered, years
from depositary.drawing.words import ENGLISH, Words

__all__ = ["Group", "Lane", "draw"]

SHOWN = 24
"""Of a group with more entries than this the later ones are folded away."""
LATE = 91
"""Percent of the width from which on there is no room for a year, on a phone."""
NESTED = 60
"""So many lanes of a drawing are folded away; beyond that the tables of the page hold them."""


def draw(
    groups: Sequence[Group],
    first: date,
    last: date,
    as_of: date | None = None,
    name: str = "timeline",
    words: Words = ENGLISH,
    nested: int = NESTED,
) -> Markup:
    """Draw groups of lanes over the time between two days, with a line at the as-of day."""
    drawing = _Drawing(Scale.over(first, last), as_of, marks.identifier(name), words)
    drawing.nested = nested
    return drawing.figure([group for group in groups if group.lanes])


class _Drawing:
    """One timeline in the making."""

    def __init__(self, scale: Scale, as_of: date | None, name: str, words: Words) -> None:
        self.scale = scale
        self.as_of = as_of if as_of is not None and scale.first <= as_of <= scale.last else None
        self.name = name
        self.words = words
        self.nested = NESTED
        self.seen: set[str] = set()

    def figure(self, groups: Sequence[Group]) -> Markup:
        if not groups:
            return Markup(f'<p class="dw-note">{clean(self.words.nothing)}</p>')
        parts = [f'<figure class="dw-figure dw-timeline" id="{self.name}">', self._defs()]
        for index, group in enumerate(groups):
            heading = f"{self.name}-group{index}"
            parts.append(f'<p class="dw-heading" id="{heading}">{clean(group.title)}</p>{self._axis()}')
            entries = collapsed(group.lanes)
            parts.append(f'<ol class="dw-lanes" aria-labelledby="{heading}">')
            parts += [self._many(entry) if isinstance(entry, Many) else self._lane(entry) for entry in entries[:SHOWN]]
            parts.append("</ol>")
            if entries[SHOWN:]:
                parts.append(self._rest(entries[SHOWN:]))
        parts.append(f"<figcaption>{self._legend(groups)}</figcaption></figure>")
        return Markup("".join(parts))

    def _defs(self) -> str:
        lines: list[str] = []
        for year in self.scale.ticks():
            x = percent(self.scale.at(date(year, 1, 1)))
            lines.append(f'<line class="dw-tick" x1="{x}" x2="{x}" y1="0" y2="100%"/>')
        if self.as_of is not None:
            x = percent(self.scale.at(self.as_of))
            lines.append(f'<line class="dw-asof" x1="{x}" x2="{x}" y1="0" y2="100%"/>')
        return (
            '<svg class="dw-defs" width="0" height="0" aria-hidden="true"><defs>'
            f'{marks.hatching(self.name)}<g id="{self.name}-grid">{"".join(lines)}</g>'
            f'<path id="{self.name}-arrow" d="M0-5L7 0 0 5Z"/></defs></svg>'
        )

    def _axis(self) -> str:
        ticks = [self._year(year) for year in self.scale.ticks()]
        return (
            f'<div class="dw-axis" aria-hidden="true"><svg width="100%" height="16" direction="ltr">{"".join(ticks)}'
            "</svg></div>"
        )

    def _year(self, year: int) -> str:
        """Write a year from its tick on, or up to its tick where the drawing ends so soon that it would be cut."""
        at = self.scale.at(date(year, 1, 1))
        end = ' text-anchor="end"' if at > LATE else ""
        return f'<text x="{percent(at)}" y="12"{end}>{year}</text>'

    def _lane(self, lane: Lane) -> str:
        said = ", ".join(years(span) for span in ordered(lane.spans))
        contested = any(span.contested for span in lane.spans)
        return (
            f'<li class="dw-lane"><span class="dw-name">{anchor(lane.name)} '
            f'<bdo dir="ltr" class="dw-years">{clean(said)}</bdo>{self._contested(contested)}</span>'
            f"{self._bars(lane)}</li>"
        )

    def _contested(self, contested: bool) -> str:
        if not contested:
            return ""
        self.seen.add("contested")
        return f' <abbr class="dw-contested" title="{clean(self.words.contested)}">≠</abbr>'

    def _bars(self, lane: Lane) -> str:
        bars = "".join(self._bar(span, lane) for span in ordered(lane.spans))
        return (
            '<svg class="dw-bars" width="100%" height="18" direction="ltr">'
            f'<use href="#{self.name}-grid"/><svg y="50%" overflow="visible">{bars}</svg></svg>'
        )

    def _bar(self, span: Span, lane: Lane) -> str:
        """Draw the possible time, hatched, under the certain time, and the mark of how it ends."""
        self.seen.add(span.style)
        first, last = span.possible()
        certain = span.certain()
        left, right = self.scale.at(first), self.scale.at(last)
        core = (self.scale.at(certain[0]), self.scale.at(certain[1])) if certain else None
        parts = [f"<title>{clean(f'{span.label or lane.name.text}: {span.detail or years(span)}')}</title>"]
        start = core[0] if core else self.scale.at(span.latest_start or first)
        until = core[1] if core else start
        if span.ending == "ended":
            hatched = [(left, core[0]), (core[1], right)] if core else [(left, right)]
        else:
            hatched = [(left, start)]
        for a, b in hatched:
            if b - a > 0.05 or not core:
                self.seen.add("possible") if b - a > 0.05 else None
                parts.append(self._rect("dw-possible", a, b, f' fill="url(#{self.name}-possible)"'))
        if core:
            fill = f' fill="url(#{self.name}-striped)"' if span.style == "striped" else ""
            parts.append(self._rect(f"dw-certain dw-{span.style}", core[0], core[1], fill))
        if first < self.scale.first:
            self.seen.add("earlier")
            parts.append(f'<use class="dw-earlier" href="#{self.name}-arrow" transform="rotate(180) translate(-7)"/>')
        parts.append(self._end(span, until))
        return marks.linked(span.href, "".join(parts), ' class="dw-bar"')

    @staticmethod
    def _rect(kind: str, left: float, right: float, more: str = "") -> str:
        """Draw a bar of at least half a percent, within the line."""
        wide = max(right - left, 0.5)
        x = percent(min(left, 100 - wide))
        return f'<rect class="{kind}"{more} x="{x}" y="-5" width="{percent(wide)}" height="10"/>'

    def _end(self, span: Span, until: float) -> str:
        if span.ending == "ended":
            return ""
        x = percent(until)
        rest = ""
        if until < self.scale.EXTENT:
            rest = f'<line class="dw-rest" x1="{x}" x2="{percent(self.scale.EXTENT)}" y1="0" y2="0"/>'
        self.seen.add(span.ending)
        if span.ending == "unknown":
            return f'{rest}<svg x="{x}" overflow="visible"><text class="dw-unknown" x="5" y="5">?</text></svg>'
        return f'{rest}<svg x="{x}" overflow="visible"><use class="dw-arrow" href="#{self.name}-arrow"/></svg>'

    def _many(self, many: Many) -> str:
        spans = [span for lane in many.lanes for span in lane.spans]
        most = max((count for _, count in profile(filter(None, (span.certain() for span in spans)))), default=0)
        said = f"{len(many.lanes)}; {self.words.at_once.format(count=most)}" if most else str(len(many.lanes))
        first, last = min(span.possible()[0] for span in spans), max(span.possible()[1] for span in spans)
        when = f"{first.year if first > date.min else '?'}–{last.year if last < date.max else ''}"
        head = (
            f'<span class="dw-name"><bdi>{clean(many.name.text)}</bdi> <span class="dw-count">({clean(said)})</span> '
            f'<bdo dir="ltr" class="dw-years">{when}</bdo></span>{self._profile(spans, many)}'
        )
        return (
            f'<li class="dw-many"><details><summary class="dw-lane">{head}</summary>'
            f'<p class="dw-note">{anchor(many.name)}</p>{self._folded(many.lanes)}</details></li>'
        )

    def _rest(self, entries: Sequence[Lane | Many]) -> str:
        """Fold away what a long group has besides its first entries."""
        lanes = [lane for entry in entries for lane in (entry.lanes if isinstance(entry, Many) else (entry,))]
        said = clean(self.words.more.format(count=len(lanes)))
        return f'<details class="dw-more"><summary>{said}</summary>{self._folded(lanes)}</details>'

    def _folded(self, lanes: Sequence[Lane]) -> str:
        """Draw lanes that are seen only when unfolded, and count those for which there is no room."""
        inner = lanes[: self.nested]
        self.nested -= len(inner)
        left = len(lanes) - len(inner)
        more = f'<p class="dw-note">{clean(self.words.more.format(count=left))}</p>' if left else ""
        items = "".join(self._lane(lane) for lane in inner)
        return f'<ol class="dw-lanes">{items}</ol>{more}' if inner else more

    def _profile(self, spans: Sequence[Span], many: Many) -> str:
        """Draw how many held at once: the possible as an outline, the certain filled."""
        self.seen.add("profile")
        possible = profile(span.possible() for span in spans)
        certain = profile(filter(None, (span.certain() for span in spans)))
        most = max(max((count for _, count in steps), default=1) for steps in (possible, certain)) or 1
        said = f"{many.name.text}: {self.words.at_once.format(count=max((c for _, c in certain), default=0))}"
        paths = "".join(
            f'<path class="{kind}" d="{self._steps(steps, most)}"/>'
            for kind, steps in (("dw-maybe", possible), ("dw-many-certain", certain))
        )
        return (
            '<svg class="dw-bars dw-profile" width="100%" height="26" direction="ltr" role="img" '
            f'aria-label="{clean(said)}">'
            f'<use href="#{self.name}-grid"/><svg width="100%" height="100%" viewBox="0 0 1000 26" '
            f'preserveAspectRatio="none">{paths}</svg></svg>'
        )

    def _steps(self, steps: Sequence[tuple[date, int]], most: int) -> str:
        if not steps:
            return ""
        path = [f"M{self.scale.at(steps[0][0]) * 10:.0f} 24"]
        for day, count in steps:
            path.append(f"H{self.scale.at(day) * 10:.0f}V{24 - 22 * count / most:.1f}")
        if steps[-1][1]:
            path.append(f"H{self.scale.EXTENT * 10:.0f}")
        return "".join([*path, "V24Z"])

    def _legend(self, groups: Sequence[Group]) -> str:
        meaning: dict[str, list[str]] = {}
        for group in groups:
            for style, text in (group.styles or {}).items():
                if text not in meaning.setdefault(style, []):
                    meaning[style].append(text)
        items = []
        for style in STYLES:
            said = meaning.get(style)
            if style in self.seen and (said or style == "solid"):
                fill = f' fill="url(#{self.name}-striped)"' if style == "striped" else ""
                mark = f'<rect class="dw-certain dw-{style}"{fill} x="1" y="4" width="26" height="10"/>'
                items.append(marks.key(mark, ", ".join(said) if said else self.words.certain))
        hatch = f'<rect class="dw-possible" fill="url(#{self.name}-possible)" x="1" y="4" width="26" height="10"/>'
        profiled = '<path class="dw-maybe" d="M2 16V4H14V2H26V16Z"/><path class="dw-many-certain" d="M4 16V7H20V16Z"/>'
        rest = '<line class="dw-rest" x1="12" x2="28" y1="9" y2="9"/>'
        arrow = f'<use class="dw-arrow" href="#{self.name}-arrow" x="3" y="9"/>'
        others = {
            "possible": (hatch, self.words.possible),
            "profile": (profiled, self.words.outlined),
            "ongoing": (arrow + rest, self.words.ongoing),
            "earlier": (
                f'<use class="dw-earlier" href="#{self.name}-arrow" transform="rotate(180) translate(-18 -9)"/>',
                self.words.earlier,
            ),
            "unknown": (f'<text class="dw-unknown" x="3" y="14">?</text>{rest}', self.words.unknown),
        }
        items += [marks.key(mark, said) for kind, (mark, said) in others.items() if kind in self.seen]
        if self.as_of is not None:
            mark = '<line class="dw-asof" x1="14" x2="14" y1="0" y2="18"/>'
            items.append(marks.key(mark, self.words.as_of.format(day=self.as_of.isoformat())))
        if "contested" in self.seen:
            items.append(f"<li>≠ {clean(self.words.contested)}</li>")
        return f'<ul class="dw-legend">{"".join(items)}</ul>'
