from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary.drawing import charts, matrix
from depositary.drawing.charts import Count
from depositary.drawing.marks import Label
from depositary.drawing.matrix import Row
from depositary.drawing.spans import Span
from tests.drawing.conftest import parsed
from tests.drawing.strategies import addresses, likely, spans, texts
from tests.drawing.test_timelines import span, within

rows = st.lists(st.builds(Row, st.builds(Label, texts, addresses), st.lists(spans, max_size=3)), max_size=6)
year = st.integers(1800, 2100)


@given(rows, year, year, st.one_of(st.none(), likely))
def test_any_rows_give_a_well_formed_table_of_cells_in_their_place(some, first, last, as_of):
    root = parsed(matrix.draw(some, first, last, as_of, {"hollow": "observer"}))
    within(root)
    assert len(root.findall(".//tbody/tr")) == len(some)
    assert all(len(row) == 4 and row[0].tag == "th" for row in root.findall(".//tbody/tr"))


near = st.dates(min_value=date(1998, 1, 1), max_value=date(2003, 12, 31))
sound = st.lists(near, min_size=4, max_size=4).map(sorted).map(lambda days: Span(*days))


@given(st.lists(sound, max_size=3))
def test_years_are_those_with_a_day_on_which_it_held(some):
    """Compare with the definition, day by day."""
    found = {y: run.kind for run in matrix.runs(some, 1997, 2004) for y in range(run.first, run.last + 1)}
    for each in range(1997, 2005):
        days = [date(each, 1, 1) + timedelta(n) for n in range(365)] + [date(each, 12, 31)]
        certain = any(one.latest_start <= day < one.earliest_end for day in days for one in some)
        possible = any(one.earliest_start <= day < one.latest_end for day in days for one in some)
        assert found.get(each) == ("certain" if certain else "possible" if possible else None)


def test_members_stand_in_the_order_of_accession_and_candidates_do_not_count():
    greece = Row(Label("Greece", "/g"), [span(("1952-02-18",) * 2, ("2026-03-02", None), "ongoing")])
    finland = Row(
        Label("Finland", "/f"),
        [
            span(("2022-07-05",) * 2, ("2023-04-04",) * 2, style="hollow"),
            span(("2023-04-04",) * 2, ("2026-03-02", None), "ongoing"),
        ],
    )
    left = Row(Label("Elsewhere", "/e"), [span(("1950-01-01", "1950-12-31"), ("1960-01-01", "1960-12-31"))])
    root = parsed(matrix.draw([finland, greece, left], 1949, 2026))
    said = [["".join(cell.itertext()) for cell in row[:3]] for row in root.findall(".//tbody/tr")]
    assert said == [["Elsewhere", "1950", "1960"], ["Greece", "1952", ""], ["Finland", "2023", ""]]
    counts = {
        year: (certain, possible) for year, certain, possible in matrix.counts([finland, greece, left], 1950, 2026)
    }
    assert counts[1950] == (1, 0)  # on its last day for certain
    assert counts[1959] == (2, 0)
    assert counts[1960] == (1, 1)  # until some day of that year, if it was not the first
    assert counts[2022] == (1, 0)
    assert counts[2024] == (2, 0)
    assert counts[2026] == (2, 0)


def test_what_goes_on_is_only_possible_after_it_was_last_observed():
    some = [span(("2000-01-01",) * 2, ("2020-03-02", None), "ongoing")]
    found = [(run.first, run.last, run.kind) for run in matrix.runs(some, 1990, 2026)]
    assert found == [(2000, 2020, "certain"), (2021, 2026, "possible")]


@given(
    st.lists(
        st.builds(Count, year, st.integers(0, 10**6), st.integers(0, 10**6)), max_size=40, unique_by=lambda c: c.year
    ),
    texts,
)
def test_any_counts_give_bars_within_their_place_and_the_same_figures_in_a_table(counts, title):
    root = parsed(charts.bars(title, counts))
    within(root)
    for bar in root.findall(".//svg/g/rect"):
        assert float(bar.get("y")) >= 0
        assert float(bar.get("y")) + float(bar.get("height")) <= charts.HEIGHT
    table = [[int(cell.text) for cell in row] for row in root.findall(".//tbody/tr")]
    assert table == sorted([count.year, count.certain, count.possible] for count in counts)


def test_bars_stand_in_proportion():
    root = parsed(charts.bars("Members", [Count(2000, 10), Count(2001, 20, 10)]))
    heights = [float(bar.get("height")) for bar in root.findall("./figure/svg/g/rect")]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.02)
    assert heights[2] == heights[0]
    assert root.find(".//svg/g[2]/title").text == "2001: 20 + 10?"
