"""The languages of the site: which one a request gets, its catalogue of texts, and how it writes dates and numbers.

Catalogues are gettext .po files, one a language, read when a text of that language is first asked for; English is what
stands in the templates. Dates, numbers and lists are written as the Unicode CLDR has it, by Babel.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from flask import g, request
from markupsafe import Markup, escape

from depositary.errors import BadRequest

FOLDER = Path(__file__).parent / "translations"
LOCALES = {"en": "en_GB", "fr": "fr", "es": "es", "ru": "ru", "zh": "zh_Hans", "ar": "ar"}
"""The languages, each with the locale by which its dates and numbers are written."""
NAMES = {"en": "English", "fr": "Français", "es": "Español", "ru": "Русский", "zh": "中文", "ar": "العربية"}
COMMAS = {"zh": "、", "ar": "، "}
SEMICOLONS = {"zh": "；", "ar": "؛ "}
"""What stands between the parts of a list, where that is no comma or semicolon of ours."""
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(Z|[+-]\d\d:\d\d)?")
_MONTH = re.compile(r"(\d{4})-(\d{2})(Z|[+-]\d\d:\d\d)?")
_YEAR = re.compile(r"(\d{4})(Z|[+-]\d\d:\d\d)?")


def language() -> str:
    """Return the language of the request at hand: ?lang=, else the best for Accept-Language, else English.

    Raises BadRequest for a language that the site does not have.
    """
    found: str | None = g.get("language")  # once: a page asks some hundred times
    if found is None:
        wish = request.args.get("lang")
        if wish is not None and wish not in LOCALES:
            raise BadRequest(f"lang is {wish[:20]!r}; it must be one of: {', '.join(LOCALES)}.")
        found = g.language = str(wish or request.accept_languages.best_match(LOCALES, "en"))
    return found


def fall_back() -> None:
    """Go on in a language that the site has, where the one that was asked for is the fault to be told."""
    if request.args.get("lang", "en") not in LOCALES:
        g.language = request.accept_languages.best_match(LOCALES, "en")


def direction() -> str:
    """Return how the language of the request is written: ltr or rtl."""
    return "rtl" if _locale(language()).character_order == "right-to-left" else "ltr"


def comma() -> str:
    """Return what stands between the items of a list."""
    return COMMAS.get(language(), ", ")


def semicolon(name: str) -> str:
    """Return what stands between phrases in a language."""
    return SEMICOLONS.get(name, "; ")


@functools.cache
def catalogue(name: str) -> NullTranslations:
    """Read the catalogue of a language; English has none and needs none."""
    path = FOLDER / name / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return NullTranslations()
    binary = io.BytesIO()
    write_mo(binary, read_po(io.BytesIO(path.read_bytes()), locale=name))
    binary.seek(0)
    return GNUTranslations(binary)


def gettext(text: str) -> str:
    """Return a text in the language of the request."""
    return catalogue(language()).gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Return the text for a number of things, in the form that the language has for it."""
    return catalogue(language()).ngettext(one, many, number)


def number(value: float) -> str:
    """Write a number."""
    return format_decimal(value, locale=_locale(language()))


def listed(items: Sequence[str]) -> str:
    """Write a list in one line: one, two and three."""
    return format_list(list(items), locale=_locale(language()))


def show_date(text: str | None, form: str = "long") -> Markup:
    """Write a day, a month or a year at the precision at which it was written; anything else as it stands.

    `form` is how long a day is written: long, medium or short, as the CLDR calls them.
    """
    written = str(text or "")
    for pattern, write in _FORMS:
        found = pattern.fullmatch(written)
        if found:
            try:
                shown = write(found, _locale(language()), form)
            except ValueError:  # a day that no calendar has
                break
            plain = written.removesuffix(found[found.lastindex or 0]) if found[found.re.groups] else written
            return Markup('<time datetime="{}">{}</time>').format(plain, shown)
    return escape(written)


def show_moment(moment: datetime) -> str:
    """Write a moment, to the minute."""
    return format_datetime(moment, "medium", locale=_locale(language()))


@functools.cache
def _locale(name: str) -> Locale:
    return Locale.parse(LOCALES[name])


def _day(found: re.Match[str], locale: Locale, form: str) -> str:
    return format_date(date(int(found[1]), int(found[2]), int(found[3])), form, locale=locale)


def _month(found: re.Match[str], locale: Locale, form: str) -> str:
    skeleton = "yMMMM" if form == "long" else "yMMM"
    return format_skeleton(skeleton, date(int(found[1]), int(found[2]), 1), locale=locale)


def _year(found: re.Match[str], locale: Locale, _: str) -> str:
    return format_skeleton("y", date(int(found[1]), 1, 1), locale=locale)


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Locale, str], str]], ...] = (
    (_DAY, _day),
    (_MONTH, _month),
    (_YEAR, _year),
)
