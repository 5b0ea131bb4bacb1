from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary.dates import XSD, bounds


@pytest.mark.parametrize(
    ("value", "datatype", "first", "last"),
    [
        ("1992-05-15", "date", date(1992, 5, 15), date(1992, 5, 15)),
        ("1992-02", "gYearMonth", date(1992, 2, 1), date(1992, 2, 29)),
        ("1991-12", "gYearMonth", date(1991, 12, 1), date(1991, 12, 31)),
        ("1992", "gYear", date(1992, 1, 1), date(1992, 12, 31)),
    ],
)
def test_a_date_may_mean_any_day_within_its_precision(value, datatype, first, last):
    assert bounds(value, XSD + datatype) == (first, last)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_full_date_means_itself_and_lies_within_its_month_and_its_year(day):
    assert bounds(day.isoformat(), XSD + "date") == (day, day)
    for text, datatype in ((f"{day:%Y-%m}", "gYearMonth"), (f"{day:%Y}", "gYear")):
        first, last = bounds(text, XSD + datatype)
        assert first <= day <= last


@pytest.mark.parametrize(
    ("value", "datatype"), [("1992", "date"), ("1992-13", "gYearMonth"), ("15 May 1992", "date"), ("1992", "string")]
)
def test_what_is_no_date_of_its_datatype_is_refused(value, datatype):
    with pytest.raises(ValueError, match=r"date|month"):
        bounds(value, XSD + datatype)
