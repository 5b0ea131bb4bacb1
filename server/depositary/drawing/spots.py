"""Facilities on a map: symbols by kind, fills by sending state, groups where they are dense, labels where room is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from depositary.drawing import clusters, marks
from depositary.drawing.clusters import Room
from depositary.drawing.frames import Frame
from depositary.drawing.marks import clean, held, moved, number
from depositary.drawing.words import Words

MEMBERS = 80
"""So many spots of groups are in the drawing, to be seen when it is enlarged; the list beside it has all."""
LABELS = 14
"""With more symbols than this none is labelled on the map: the list beside it says their names."""

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A facility on a map."""

    latitude: float
    longitude: float
    label: str
    href: str = ""
    kind: str = ""
    """Local name of its facility kind, such as airBase; it decides the symbol."""
    sender: str = ""
    """Name of the state whose forces use it, in the reader's language; it decides the fill."""
    detail: str = ""
    """What else the tooltip says: dates, unit."""
    within: float = 0.0
    """Radius in kilometres within which the position is right, if it is not exact."""
    held: tuple[tuple[str, str], ...] = ()
    """First and last day (or year) of each use, for the slider of years; "" where open."""


class Spots:
    """The spots of one map, placed in its frame."""

    def __init__(self, spots: Sequence[Spot], frame: Frame, name: str, words: Words, whole: bool) -> None:
        """Place the spots; with `whole`, the drawing has every one of them, however many."""
        self._name = name
        self._words = words
        self._budget = len(spots) if whole else MEMBERS
        counted: dict[str, int] = {}
        for spot in spots:
            if spot.sender:
                counted[spot.sender] = counted.get(spot.sender, 0) + 1
        self.senders = sorted(counted, key=lambda sender: (-counted[sender], sender))
        placed = [(spot, frame.place(spot.longitude, spot.latitude)) for spot in spots]
        self._placed = [(spot, point) for spot, point in placed if frame.shows(point)]
        self.outside = len(placed) - len(self._placed)
        self.symbols = {_symbol(spot) for spot, _ in self._placed}

    def defs(self) -> str:
        """Return the symbols and patterns that the spots use."""
        senders = range(min(len(self.senders), marks.SENDERS))
        return marks.symbols(self._name, self.symbols) + marks.sender_patterns(self._name, senders)

    def draw(self, room: Room, listing: str) -> str:
        """Draw symbols, groups and labels, and take their room; a group links to the list beside the map."""
        points = [point for _, point in self._placed]
        groups = sorted(clusters.clusters(points), key=len)
        for x, y in points:
            room.take((x - 7, y - 7, x + 7, y + 7))
        drawn = [self._group([self._placed[index] for index in group], room, listing) for group in groups]
        labels = []
        if len(groups) <= LABELS:
            labels = [_label(*self._placed[group[0]], room) for group in groups if len(group) == 1]
        return f'<g class="dw-spots">{"".join(drawn)}</g><g class="dw-labels">{"".join(labels)}</g>'

    def _group(self, members: Sequence[tuple[Spot, Place]], room: Room, listing: str) -> str:
        if len(members) == 1:
            return self._spot(*members[0])
        points = [point for _, point in members]
        x, y = clusters.middle(points)
        radius = clusters.radius(len(members))
        room.take((x - radius, y - radius, x + radius, y + radius))
        badge = (
            f'<title>{clean(self._said(members))}</title><circle r="{number(radius)}"/>'
            f'<text y="4" text-anchor="middle">{len(members)}</text>'
        )
        target = f"#{marks.identifier(listing)}" if listing else ""
        link = marks.linked(target, badge, f' class="dw-badge"{moved(x, y)}')
        self._budget -= len(members)
        if self._budget < 0:
            return f'<g class="dw-cluster">{link}</g>'
        inner = "".join(self._spot(spot, point) for spot, point in members)
        parting = number(clusters.parting(points, 15.0))
        return f'<g class="dw-cluster" data-parting="{parting}">{link}<g class="dw-members">{inner}</g></g>'

    def _said(self, members: Iterable[tuple[Spot, Place]]) -> str:
        """Say how many there are in a group, and the names of the first."""
        labels = [spot.label for spot, _ in members]
        names = sorted(set(labels))
        more = f" {self._words.more.format(count=len(names) - 6)}" if len(names) > 6 else ""
        return f"{self._words.cluster.format(count=len(labels))}: {'; '.join(names[:6])}{more}"

    def _spot(self, spot: Spot, point: Place) -> str:
        sender = min(self.senders.index(spot.sender), marks.SENDERS - 1) if spot.sender else 0
        near = self._words.approximate.format(kilometres=number(spot.within)) if spot.within > 1 else ""
        said = ", ".join(text for text in (spot.label, spot.sender, spot.detail, near) if text)
        fill = marks.sender_fill(self._name, sender)
        symbol = f'<use class="dw-s{sender}"{fill} href="#{self._name}-{_symbol(spot)}"/>'
        return marks.linked(
            spot.href, f"<title>{clean(said)}</title>{symbol}", f' class="dw-spot"{moved(*point)}{held(spot.held)}'
        )

    def legend(self, kinds: Mapping[str, str]) -> list[str]:
        """Return the entries of symbols, by their names, and of sending states where there are several."""
        items = [
            marks.entry(f'<use class="dw-neutral" href="#{self._name}-{symbol}"/>', kinds[symbol])
            for symbol in marks.SYMBOLS
            if symbol in self.symbols and symbol in kinds
        ]
        if len(self.senders) < 2:
            return items
        for index, sender in enumerate(self.senders[: marks.SENDERS]):
            many = index == marks.SENDERS - 1 and len(self.senders) > marks.SENDERS
            name = self._words.others if many else sender
            items.append(marks.swatch(f"dw-s{index}", marks.sender_fill(self._name, index), name))
        return items


def _symbol(spot: Spot) -> str:
    return marks.KINDS.get(spot.kind, "support")


def _label(spot: Spot, point: Place, room: Room) -> str:
    text = marks.shortened(spot.label, 34)
    place = room.label(point, clusters.width(text, 12), 13, 9)
    if place is None:
        return ""
    x, y = place[0] - point[0], place[1] - point[1]
    said = f'<text x="{number(x)}" y="{number(y)}" text-anchor="{place[2]}">{clean(text)}</text>'
    return f"<g{moved(*point)}{held(spot.held)}>{said}</g>"
