"""The sentences that a drawing writes itself, in English; whoever calls gives them in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

N_ = str
"""Marks a text for the catalogues of translations, where pybabel finds it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Texts of drawings; those in braces are filled in."""

    boundaries: str = N_(
        "Boundaries are those of Natural Earth, which shows who is in control, and say nothing on claims."
    )
    today: str = N_("They are the boundaries of the atlas (2018), not those of {day}.")
    successors: str = N_("Hatched: territory of the successors of {names}, which has no boundaries in the atlas.")
    unmapped: str = N_("No boundaries in the atlas: {names}.")
    shapeless: str = N_("Country outlines are not installed; positions and the graticule are drawn.")
    outside: str = N_("{count} without a position on this map.")
    cluster: str = N_("{count} facilities")
    more: str = N_("and {count} more")
    others: str = N_("others")
    zoom_in: str = N_("Zoom in")
    zoom_out: str = N_("Zoom out")
    whole: str = N_("Whole map")
    play: str = N_("Play")
    stop: str = N_("Stop")
    at_any_time: str = N_("At any time")
    approximate: str = N_("position within {kilometres} km")
    certain: str = N_("holds with certainty")
    possible: str = N_("possible: the date is not known to the day")
    ongoing: str = N_("had not ended when last observed")
    earlier: str = N_("began before the years shown")
    unknown: str = N_("whether or when it ended is not known")
    as_of: str = N_("as of {day}")
    contested: str = N_("sources differ")
    outlined: str = N_("height: how many at once, certainly filled, possibly outlined")
    at_once: str = N_("up to {count} at once")
    year: str = N_("Year")
    member: str = N_("Member")
    from_: str = N_("From")
    until: str = N_("Until")
    years: str = N_("Years")
    counted: str = N_("A year counts if it held on at least one day of it.")
    sure: str = N_("Certain")
    perhaps: str = N_("Possible besides")
    figures: str = N_("Figures as a table")
    nothing: str = N_("Nothing to draw.")


ENGLISH = Words()
