"""Maps as SVG: facilities as points, states as areas, of the whole world or a part of it.

The drawing never says all: whoever calls puts a list or a table of the same things beside it, and names its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from depositary.drawing import frames, marks
from depositary.drawing.areas import Area, Areas
from depositary.drawing.atlas import Box, atlas
from depositary.drawing.clusters import Room
from depositary.drawing.frames import Frame
from depositary.drawing.marks import Label, clean
from depositary.drawing.spots import Spot, Spots
from depositary.drawing.territories import Territories
from depositary.drawing.words import ENGLISH, Words

__all__ = ["Area", "Map", "Spot", "extent", "world"]


@dataclass(frozen=True, slots=True)
class Map:
    """What a map shows."""

    name: str
    """Begins the ids within the drawing; unique on a page."""
    title: str
    spots: Sequence[Spot] = ()
    areas: Sequence[Area] = ()
    classes: Sequence[str] = ()
    """Names of the classes of areas, at most six."""
    focus: Sequence[str] = ()
    """IRIs of states to outline."""
    names: Mapping[str, Label] = field(default_factory=dict)
    """Labels of states by IRI, written where there is room."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Names of symbols for the legend, by symbol (see marks.SYMBOLS)."""
    as_of: date | None = None
    years: tuple[int, int] | None = None
    """First and last year of a slider, by which the script shows what was held in a year. It begins at the as-of day;
    without one, and without the script, all is shown that ever was."""
    listing: str = ""
    """Id of the list or table beside it that says the same."""


def world(drawn: Map, territories: Territories | None = None, words: Words = ENGLISH) -> Markup:
    """Draw the whole world."""
    return _draw(drawn, frames.world(), territories or Territories(), words)


def extent(
    drawn: Map, territories: Territories | None = None, words: Words = ENGLISH, box: Box | None = None
) -> Markup:
    """Draw the part of the world in which focus, areas and spots lie, or the given box; the world if that is wide."""
    territories = territories or Territories()
    if box is None:
        corners = [(spot.longitude, spot.latitude) for spot in drawn.spots]
        for state in (*drawn.focus, *(area.state for area in drawn.areas)):
            for key in territories.of(state, drawn.as_of).keys:
                found = atlas().box(key)
                if found:
                    corners += [(found[0], found[1]), (found[2], found[3]), ((found[0] + found[2]) / 2, found[1])]
        if not corners:
            return world(drawn, territories, words)
        box = frames.around(corners)
    if box[2] - box[0] > (215 if box[1] > 30 or box[3] < -30 else 150):
        return world(drawn, territories, words)
    return _draw(drawn, frames.part(box), territories, words)


def _draw(drawn: Map, frame: Frame, territories: Territories, words: Words) -> Markup:
    """Put the layers on each other: sea, graticule, land, outlined states, filled states, names, spots."""
    name = marks.identifier(drawn.name)
    room = Room(frame.width, frame.height)
    areas = Areas(frame, territories, drawn.as_of, name, words)
    spots = Spots(drawn.spots, frame, name, words, drawn.years is not None)
    outline = areas.outline(drawn.focus)
    ground, border = (
        f'<use class="{kind}" href="#{name}-focus"/>' if outline else "" for kind in ("dw-land", "dw-focus")
    )
    filled = areas.fill(drawn.areas, drawn.classes)
    symbols = spots.draw(room, drawn.listing)
    wide = frame.width == frames.WIDE
    names = "" if wide else areas.names(drawn.names, room)
    items = spots.legend(drawn.kinds) + areas.legend(drawn.classes)
    legend = f'<ul class="dw-legend">{"".join(items)}</ul>' if items else ""
    beside = f' aria-details="{marks.identifier(drawn.listing)}"' if drawn.listing else ""
    return Markup(
        f'<figure class="dw-figure dw-map{" dw-world" if wide else ""}" data-map=""{_controls(drawn, words)}>'
        f'<svg viewBox="0 0 {frame.width} {frame.height}" role="group" direction="ltr" '
        f'aria-labelledby="{name}-title"{beside}><title id="{name}-title">{clean(drawn.title)}</title>'
        f"<defs>{spots.defs()}{areas.defs()}{outline}</defs>"
        f'<rect class="dw-sea" width="{frame.width}" height="{frame.height}"/><g class="dw-scene">'
        f'<path class="dw-graticule" d="{frames.graticule(frame)}"/><g transform="scale({1 / frames.GRAIN:.4f})">'
        f'<path class="dw-land" d="{areas.ground()}"/>{ground}{filled}{border}</g>{names}{symbols}</g></svg>'
        f'<figcaption>{legend}<p class="dw-note">{_note(drawn, areas.notes, spots.outside, words)}</p></figcaption>'
        "</figure>"
    )


def _controls(drawn: Map, words: Words) -> str:
    """Return the attributes from which the script makes its buttons and its slider."""
    said = {"in": words.zoom_in, "out": words.zoom_out, "whole": words.whole}
    if drawn.years is not None:
        first, last = min(drawn.years), max(drawn.years)
        said |= {
            "years": f"{first} {last}",
            "year": words.year,
            "play": words.play,
            "stop": words.stop,
            "always": words.at_any_time,
        }
        if drawn.as_of is not None:
            said["at"] = str(min(max(drawn.as_of.year, first), last))
    return "".join(f' data-{name}="{clean(text)}"' for name, text in said.items())


def _note(drawn: Map, notes: Sequence[str], outside: int, words: Words) -> Markup:
    """Say what the outlines are and are not."""
    said = list(notes)
    if not atlas().present:
        said.append(words.shapeless)
    else:
        said.append(words.boundaries)
        if drawn.as_of is not None:
            said.append(words.today.format(day=drawn.as_of.isoformat()))
    if outside:
        said.append(words.outside.format(count=outside))
    return clean(" ".join(said))
