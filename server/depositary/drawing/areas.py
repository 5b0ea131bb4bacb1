"""States on a map: filled by a class, outlined, and named; a state of the past by the outlines of its successors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from depositary.drawing import clusters, frames, marks
from depositary.drawing.atlas import atlas
from depositary.drawing.clusters import Room
from depositary.drawing.frames import Country, Frame
from depositary.drawing.marks import Label, clean, held, moved, number
from depositary.drawing.territories import Territories
from depositary.drawing.words import Words

CLASSES = 6
"""How many classes of fill there are."""


@dataclass(frozen=True, slots=True)
class Area:
    """A state filled by a class of the legend."""

    state: str
    """Its IRI."""
    value: int
    """Index into the classes of the legend."""
    label: str = ""
    href: str = ""
    detail: str = ""
    held: tuple[tuple[str, str], ...] = ()
    """First and last day (or year) of each time it held, for the slider of years; "" where open."""


class Areas:
    """The countries of one map in its frame, and which states they are."""

    def __init__(self, frame: Frame, territories: Territories, as_of: date | None, name: str, words: Words) -> None:
        """Take the countries that the frame shows."""
        self._countries = {country.key: country for country in frames.countries(frame)}
        self._territories = territories
        self._as_of = as_of
        self._name = name
        self._words = words
        self._apart: set[str] = set()
        self._used: set[int] = set()
        self._hatched = False
        self.notes: list[str] = []
        """What has to be said of states without outlines of their own."""

    def outline(self, states: Sequence[str]) -> str:
        """Return the definition of the outline of states, to be used as ground and as border; "" where none shows."""
        keys = [key for state in states for key in self._territories.of(state, self._as_of).keys]
        shown = [key for key in dict.fromkeys(keys) if key in self._countries]
        self._apart.update(shown)
        path = "".join(self._countries[key].path for key in shown)
        place = f'id="{self._name}-focus" vector-effect="non-scaling-stroke"'
        return f'<path {place} d="{path}"/>' if shown else ""

    def fill(self, areas: Sequence[Area], classes: Sequence[str]) -> str:
        """Draw the areas, and note which are drawn by successors and which not at all."""
        found: list[str] = []
        replaced: list[str] = []
        missing: list[str] = []
        for area in areas:
            territory = self._territories.of(area.state, self._as_of)
            shown = [self._countries[key] for key in territory.keys if key in self._countries]
            if not territory.keys:
                missing.append(area.label)
            elif territory.successors:
                replaced.append(area.label)
            if shown:
                if not area.held:  # what the slider of years hides shows the land under it
                    self._apart.update(territory.keys)
                found.append(self._area(area, shown, territory.successors, classes))
        if replaced:
            self.notes.append(self._words.successors.format(names=", ".join(replaced)))
        if missing and atlas().present:
            self.notes.append(self._words.unmapped.format(names=", ".join(missing)))
        return "".join(found)

    def _area(self, area: Area, shown: Sequence[Country], successors: bool, classes: Sequence[str]) -> str:
        value = max(0, min(area.value, CLASSES - 1))
        self._used.add(value)
        self._hatched |= successors
        pattern = f"{self._name}-possible" if successors else f"{self._name}-area{value}"
        fill = f' fill="url(#{pattern})"' if successors or value else ""
        kind = classes[value] if value < len(classes) else ""
        said = ", ".join(text for text in (area.label, kind, area.detail) if text)
        path = "".join(country.path for country in shown)
        dots = "".join(_dot(country, value, fill) for country in shown if max(country.size) < 5)
        content = f'<title>{clean(said)}</title><path class="dw-area dw-f{value}"{fill} d="{path}"/>{dots}'
        return marks.linked(area.href, content, f' class="dw-state"{held(area.held)}')

    def ground(self) -> str:
        """Return the path of all countries that are not drawn on their own; to be asked for last."""
        return "".join(country.path for key, country in self._countries.items() if key not in self._apart)

    def defs(self) -> str:
        """Return the patterns that the areas use; to be asked for last."""
        return marks.area_patterns(self._name, self._used, self._hatched)

    def legend(self, classes: Sequence[str]) -> list[str]:
        """Return the entries of the classes that are on the map; to be asked for last."""
        return [
            marks.swatch(f"dw-area dw-f{index}", f' fill="url(#{self._name}-area{index})"' if index else "", text)
            for index, text in enumerate(classes[:CLASSES])
            if index in self._used
        ]

    def names(self, labels: Mapping[str, Label], room: Room) -> str:
        """Write the names of states in their midst where they have the width for it, and take their room."""
        found = []
        for state, label in labels.items():
            territory = self._territories.of(state, self._as_of)
            country = self._countries.get(territory.keys[0]) if len(territory.keys) == 1 else None
            if country is None or territory.successors:
                continue
            wide = clusters.width(label.text, 12) * 1.1
            x, y = country.middle
            area = (x - wide / 2, y - 7, x + wide / 2, y + 7)
            if country.size[0] < wide * 0.9 or country.size[1] < 16 or not room.free(area):
                continue
            room.take(area)
            text = f'<text y="4" text-anchor="middle">{clean(label.text)}</text>'
            found.append(marks.linked(label.href, text, moved(x, y)))
        return f'<g class="dw-names">{"".join(found)}</g>' if found else ""


def _dot(country: Country, value: int, fill: str) -> str:
    """Draw a dot over a country that would hardly be seen."""
    x, y = (part * frames.GRAIN for part in country.middle)
    return f'<circle class="dw-area dw-f{value}"{fill} cx="{number(x)}" cy="{number(y)}" r="{3.5 * frames.GRAIN}"/>'
