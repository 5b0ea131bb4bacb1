"""Errors as pages for a browser: what happened, what helps, and what may have been meant."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from depositary.errors import DepositaryError
from depositary.folding import letters
from depositary.textmatch import LONGEST
from depositary.web import exchange, languages
from depositary.web.frame import render
from depositary.web.kinds import class_name

NEAR = 5
MOST_CUT = 24
"""Characters that may be wrong at the end of an address."""


def _(text: str) -> str:
    """Mark a text for the catalogues; it is translated when it is shown."""
    return text


TITLES = {
    400: _("This request cannot be answered"),
    404: _("There is nothing here"),
    405: _("This address is not asked in this way"),
    406: _("Not to be had in this form"),
    410: _("This has been withdrawn"),
    413: _("This is too long"),
    429: _("Too many requests at once"),
    500: _("The fault is ours"),
    503: _("The service is busy"),
    504: _("This took too long"),
}
REMEDIES = {
    400: _("Change the address or the form as the note says, and send it again."),
    404: _("Search for it by name in the box above, or choose one of the lists."),
    405: _("Open the address in a browser, or begin at the home page."),
    406: _("Choose one of the forms that the note names."),
    410: _("The note says what has taken its place, if anything has."),
    413: _("Send less at once."),
    429: _("Wait a moment, then load the page again."),
    500: _("It has been logged. Load the page again later; if it stays, tell the editors the address."),
    503: _("Wait a moment, then load the page again."),
    504: _("Ask for less: a shorter time, one state, or a limit."),
}


def page(status: int, detail: str, place: str, meant: Sequence[str] = ()) -> Response:
    """Make the page of an error; its detail is in English, as problem documents have it, `meant` what to look at."""
    languages.fall_back()
    general = 500 if status >= 500 else 400
    return render(
        "error.html",
        status,
        title=languages.gettext(TITLES.get(status, TITLES[general])),
        remedy=languages.gettext(REMEDIES.get(status, REMEDIES[general])),
        detail=detail,
        place=place,
        near=_named(meant) or (_near() if status == 404 else []),
    )


def _named(iris: Sequence[str]) -> list[dict[str, object]]:
    """Name things by their IRIs; none where the release has no index of names."""
    try:
        label = exchange.endpoint().finder.label
        return [{"iri": iri, "label": label(iri, languages.language()), "kind": ""} for iri in iris]
    except DepositaryError:
        return []


def _near() -> list[dict[str, object]]:
    """Find things by the words of the address, or by its beginning, for one that is misspelt at its end."""
    words = request.path.rpartition("/")[2].partition(".")[0].replace("-", " ").replace("_", " ").strip()
    endpoint = exchange.endpoint()
    for length in range(min(len(words), LONGEST), max(2, len(words) - MOST_CUT), -1):
        asked = words[:length].strip()
        try:
            found = endpoint.finder.find(asked, NEAR) if letters(asked) > 2 else []
        except DepositaryError:  # a release without an index of names
            return []
        if found:
            wish = languages.language()
            return [
                {"iri": each.iri, "label": endpoint.finder.label(each.iri, wish), "kind": class_name(each.kind)}
                for each in found
            ]
    return []
