"""What of a table can be drawn: places by coordinates or by thing, states, and times."""

import pytest

from depositary.plots import GEO, Place, Span, places, position, spans, states
from depositary.table import XSD, Table, Term

BASE = "https://example.org/"
KANT = Term("iri", f"{BASE}id/facility/kant")
RUSSIA, ARMENIA = Term("iri", f"{BASE}id/state/russia"), Term("iri", f"{BASE}id/state/armenia")


def text(value: str) -> Term:
    return Term("literal", value)


def date(value: str) -> Term:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
    return Term("literal", value, XSD + kind)


def table(columns: str, *rows) -> Table:
    return Table(tuple(columns.split()), rows, len(rows))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("POINT(74.85 42.85)", (42.85, 74.85)),
        ("point ( -70 -33.5 )", (-33.5, -70.0)),
        ("<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(1 2)", (2.0, 1.0)),
        ("POINT Z (1 2 300)", (2.0, 1.0)),
        ("POINT(200 10)", None),
        ("POINT(10 91)", None),
        ("POINT(1.2.3 4)", None),
        ("LINESTRING(1 2, 3 4)", None),
        ("a point", None),
    ],
)
def test_points_are_read_from_well_known_text(written, found):
    assert position(written) == found


def test_a_row_stands_where_its_point_is_and_takes_the_thing_that_is_known():
    rows = table("name where facility", (text("Kant"), Term("literal", "POINT(74.85 42.85)", f"{GEO}wktLiteral"), KANT))
    assert places(rows, {KANT.text: (1.0, 1.0)}) == [Place(0, KANT.text, 42.85, 74.85)]


def test_two_columns_of_degrees_are_a_position():
    rows = table(
        "lat long",
        (Term("literal", "42.85", f"{XSD}decimal"), Term("literal", "74.85", f"{XSD}decimal")),
        (Term("literal", "142", f"{XSD}integer"), Term("literal", "74.85", f"{XSD}decimal")),
        (None, Term("literal", "74.85", f"{XSD}decimal")),
    )
    assert places(rows, {}) == [Place(0, "", 42.85, 74.85)]


def test_things_stand_where_they_are_known_to_stand():
    assert places(table("a b", (RUSSIA, KANT)), {KANT.text: (42.85, 74.85)}) == [Place(0, KANT.text, 42.85, 74.85)]
    assert places(table("a b", (RUSSIA, KANT)), {}) == []


def test_states_are_found_with_their_rows():
    rows = table("a b", (RUSSIA, ARMENIA), (RUSSIA, KANT), (RUSSIA, RUSSIA))
    assert states(rows, BASE) == {RUSSIA.text: [0, 1, 2], ARMENIA.text: [0]}


@pytest.mark.parametrize(
    ("columns", "row", "span"),
    [
        ("since until", (date("1992-05-15"), date("1999")), (date("1992-05-15"), date("1999"), False)),
        ("until since", (date("1999"), date("1992-05")), (date("1992-05"), date("1999"), False)),
        ("start endedOn", (date("1992"), None), (date("1992"), None, False)),
        ("signedOn", (date("1992"),), (date("1992"), None, True)),
        ("end", (date("1992"),), (None, date("1992"), True)),
    ],
)
def test_columns_of_dates_are_told_apart_by_their_names(columns, row, span):
    filled = (date("2001"), date("2002"))[: len(row)]
    assert spans(table(columns, row, filled))[0] == Span(0, *span[:2], moment=span[2])


def test_a_column_with_anything_but_dates_is_no_time():
    assert spans(table("since", (date("1992"),), (text("unknown"),))) == []
    assert spans(table("name", (text("1992"),))) == []
