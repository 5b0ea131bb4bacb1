"""The words of an SVG: escaped text, links, patterns and symbols that tell things apart without colour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.\-]*):")
_SPACES = re.compile(r"[^A-Za-z0-9_\-]+")

SENDERS = 6
"""How many classes of fill there are for the states that send forces; the last stands for all others."""

_SHAPES = {
    "air": "M0-7L6.5 5H-6.5Z",
    "naval": "M-6.5-4H6.5A6.5 9 0 0 1-6.5-4Z",
    "ground": "M-5.5-5.5H5.5V5.5H-5.5Z",
    "sensor": "M0-6.2A6.2 6.2 0 1 1 0 6.2 6.2 6.2 0 1 1 0-6.2Z",
    "missile": "M0-7.5L6 0 0 7.5-6 0Z",
    "post": "M-6-5.5H6L0 6.5Z",
    "support": "M-2.3-6.5H2.3V-2.3H6.5V2.3H2.3V6.5H-2.3V2.3H-6.5V-2.3H-2.3Z",
}
SYMBOLS = tuple(_SHAPES)
"""The symbols that a point may have."""

KINDS = {
    "airBase": "air",
    "navalBase": "naval",
    "groundBase": "ground",
    "earlyWarningRadar": "sensor",
    "radar": "sensor",
    "signalsSite": "sensor",
    "communicationsSite": "sensor",
    "spaceSurveillanceSite": "sensor",
    "missileSite": "missile",
    "launchSite": "missile",
    "testRange": "missile",
    "borderGuardPost": "post",
    "observationPost": "post",
    "monitoringSite": "post",
    "commandPost": "support",
    "depot": "support",
    "logisticsSite": "support",
    "trainingSite": "support",
}
"""The symbol of each facility kind of the ontology, by local name."""


@dataclass(frozen=True, slots=True)
class Label:
    """What something is called in the reader's language, and the address of its page."""

    text: str
    href: str = ""


def clean(text: str) -> Markup:
    """Escape text for XML and HTML; a character that XML 1.0 (section 2.2) forbids becomes U+FFFD."""
    return escape(text if text.isprintable() else _FORBIDDEN.sub("\ufffd", text))


def identifier(name: str) -> str:
    """Return the name as part of an id: letters, digits, hyphen and underscore."""
    return _SPACES.sub("-", name) or "drawing"


def linked(href: str, content: str, attributes: str = "") -> str:
    """Put content into a link; an address of another scheme than http and https is left out."""
    scheme = _SCHEME.match(href)
    if not href or (scheme and scheme[1].lower() not in ("http", "https")):
        return f"<g{attributes}>{content}</g>" if attributes else content
    return f'<a href="{clean(href)}"{attributes}>{content}</a>'


def anchor(label: Label) -> str:
    """Return the label as HTML, linked where it has an address."""
    return linked(label.href, f"<bdi>{clean(label.text)}</bdi>")


def shortened(text: str, length: int) -> str:
    """Cut text to a number of characters."""
    return text if len(text) <= length else text[: max(length - 1, 1)].rstrip() + "…"


def number(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def percent(value: float) -> str:
    """Write a position along a scale that is as wide as its place."""
    return f"{number(value)}%"


def symbols(name: str, used: Iterable[str]) -> str:
    """Return the definitions of the symbols that are used, with ids that begin with the name."""
    return "".join(f'<path id="{name}-{symbol}" d="{_SHAPES[symbol]}"/>' for symbol in SYMBOLS if symbol in set(used))


def _pattern(identity: str, size: float, content: str, turn: int = 0, kind: str = "") -> str:
    turned = f' patternTransform="rotate({turn})"' if turn else ""
    return (
        f'<pattern id="{identity}" class="{kind}" width="{number(size)}" height="{number(size)}" '
        f'patternUnits="userSpaceOnUse"{turned}><path class="dw-paper" d="M0 0H{number(size)}V{number(size)}H0Z"/>'
        f"{content}</pattern>"
    )


def _stripes(size: float, width: float) -> str:
    return f'<path class="dw-ink" d="M0 0H{number(width)}V{number(size)}H0Z"/>'


def hatching(name: str) -> str:
    """Return the patterns of what is only possible (diagonal) and of what is marked out (upright stripes)."""
    return _pattern(f"{name}-possible", 5, _stripes(5, 1.6), 45, "dw-hatch") + _pattern(
        f"{name}-striped", 4, _stripes(4, 2.2), 0, "dw-hatch"
    )


def sender_patterns(name: str, used: Iterable[int]) -> str:
    """Return the fills of sending states from the second on; the first is plain, the third hollow."""
    made = {
        1: _pattern(f"{name}-sender1", 3.2, _stripes(3.2, 1.6), 45, "dw-s1"),
        3: _pattern(f"{name}-sender3", 3.2, _stripes(3.2, 1.6), -45, "dw-s3"),
        4: _pattern(f"{name}-sender4", 3.2, '<circle class="dw-ink" cx="1.6" cy="1.6" r="1.05"/>', 0, "dw-s4"),
        5: _pattern(f"{name}-sender5", 3.2, _stripes(3.2, 1.4), 0, "dw-s5"),
    }
    return "".join(made[index] for index in sorted(set(used)) if index in made)


def sender_fill(name: str, index: int) -> str:
    """Return the attribute that fills a symbol with the pattern of a sending state; none for plain and hollow."""
    return "" if index in (0, 2) else f' fill="url(#{name}-sender{min(index, SENDERS - 1)})"'


def area_patterns(name: str, used: Iterable[int], possible: bool) -> str:
    """Return the fills of areas by class, each a ground and a pattern of its own, and the hatching of successors."""
    marks = {
        1: (_stripes(8, 1.2), 45),
        2: ('<circle class="dw-ink" cx="3" cy="3" r="1.1"/>', 0),
        3: (_stripes(8, 1.2), -45),
        4: (_stripes(8, 1.2) + '<path class="dw-ink" d="M0 0V1.2H8V0Z"/>', 0),
        5: (_stripes(8, 1.2), 90),
    }
    shown = sorted(set(used) & set(marks))
    found = [_pattern(f"{name}-area{index}", 8, *marks[index], f"dw-f{index}") for index in shown]
    if possible:
        found.append(_pattern(f"{name}-possible", 6, _stripes(6, 1.8), 45, "dw-hatch"))
    return "".join(found)


def key(mark: str, text: str) -> str:
    """Return an entry of a legend."""
    return (
        f'<li><svg class="dw-key" width="28" height="18" direction="ltr" aria-hidden="true">{mark}</svg> '
        f"{clean(text)}</li>"
    )


def entry(mark: str, text: str) -> str:
    """Return an entry of the legend of a map, its mark drawn about 0, 0."""
    return (
        f'<li><svg class="dw-key" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">{mark}</svg> '
        f"{clean(text)}</li>"
    )


def swatch(kind: str, fill: str, text: str) -> str:
    """Return an entry of the legend of a map for a class of fill."""
    return entry(f'<rect class="{kind}"{fill} x="-8" y="-6" width="16" height="12"/>', text)


def moved(x: float, y: float) -> str:
    """Return the attribute that puts something at a place."""
    return f' transform="translate({number(x)} {number(y)})"'


def held(periods: Iterable[tuple[str, str]]) -> str:
    """Return the attribute that tells the slider of years when something held."""
    said = " ".join(f"{first}/{last}" for first, last in periods)
    return f' data-held="{clean(said)}"' if said else ""
