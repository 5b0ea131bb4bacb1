"""Dates of a known precision: which days a literal may mean (XML Schema 1.1 part 2, sections 3.3.9 to 3.3.11)."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

XSD = "http://www.w3.org/2001/XMLSchema#"
_FORMS = {
    XSD + "date": re.compile(r"(\d{4})-(\d\d)-(\d\d)"),
    XSD + "gYearMonth": re.compile(r"(\d{4})-(\d\d)"),
    XSD + "gYear": re.compile(r"(\d{4})"),
}
DATATYPES = tuple(_FORMS)
DAY = timedelta(days=1)


def bounds(value: str, datatype: str) -> tuple[date, date]:
    """Return the first and the last day that the literal may mean; ValueError where it is no such date."""
    form = _FORMS.get(datatype)
    match = form.fullmatch(value) if form else None
    if match is None:
        raise ValueError(f"{value!r} is not a date of the form 1992-05-15, 1992-05 or 1992 with its datatype.")
    year, *rest = (int(part) for part in match.groups())
    if len(rest) == 2:
        day = date(year, rest[0], rest[1])
        return day, day
    if rest:
        return date(year, rest[0], 1), date(year, rest[0], calendar.monthrange(year, rest[0])[1])
    return date(year, 1, 1), date(year, 12, 31)
