import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from depositary.drawing import lanes, timelines
from depositary.drawing.marks import Label
from depositary.drawing.spans import Scale, Span, reach, years
from depositary.drawing.timelines import Group, Lane
from tests.drawing.conftest import parsed
from tests.drawing.strategies import HOSTILE, addresses, days, likely, spans, texts

labels = st.builds(Label, texts, addresses)
lane_lists = st.lists(
    st.builds(
        Lane, labels, st.lists(spans, min_size=1, max_size=3), st.one_of(st.none(), st.just(Label("Host", "/h")))
    ),
    max_size=16,
)
groups = st.lists(st.builds(Group, texts, lane_lists, st.just({"solid": "member", "hollow": "observer"})), max_size=3)


def span(start, end, ending="ended", **more):
    day = date.fromisoformat
    (a, b), (c, d) = start, end
    return Span(day(a), day(b), c and day(c), d and day(d), ending, **more)


def within(root):
    """Every position in percent lies on the line."""
    for element in root.iter():
        shares = {name: float(value[:-1]) for name, value in element.attrib.items() if value.endswith("%")}
        for name in ("x", "x1", "x2"):
            assert 0 <= shares.get(name, 0) <= 100
        assert shares.get("x", 0) + (shares.get("width", 0) if element.tag == "rect" else 0) <= 100.011
        assert shares.get("width", 1) > 0


@given(groups, days, days, st.one_of(st.none(), days))
def test_any_dates_and_texts_give_well_formed_lines_within_their_place(some, first, last, as_of):
    within(parsed(timelines.draw(some, first, last, as_of)))


@given(st.lists(spans, max_size=12), likely)
def test_scale_reaches_from_before_most_starts_to_today(some, today):
    first, last = reach(some, today)
    assert first <= last
    assert last >= today
    starts = [start for each in some if (start := each.earliest_start or each.latest_start)]
    assert sum(start < first for start in starts) <= len(starts) / 10


@given(days, days)
def test_ticks_are_years_of_the_scale_and_few(first, last):
    scale = Scale.over(first, last)
    ticks = scale.ticks()
    assert len(ticks) <= 8
    assert ticks == sorted(set(ticks))
    assert all(scale.first <= date(year, 1, 1) <= scale.last for year in ticks)


def bars(markup, kind):
    root = parsed(markup)
    found = root.findall(f".//a[@class='dw-bar']/{kind}") + root.findall(f".//g[@class='dw-bar']/{kind}")
    return [element for element in found if element.tag == kind.split("[")[0]]


def drawn(*some, as_of=None):
    lane = Lane(Label("A treaty", "/doc/treaty/a"), some)
    return timelines.draw([Group("Treaties", [lane])], date(2000, 1, 1), date(2100, 1, 1), as_of)


def test_known_dates_are_one_solid_bar():
    markup = drawn(span(("2010-01-01", "2010-01-01"), ("2020-01-01", "2020-01-01")))
    (bar,) = bars(markup, "rect")
    assert bar.get("class") == "dw-certain dw-solid"
    assert abs(float(bar.get("x")[:-1]) - 9.7) < 0.02  # a tenth of a century, of 97 percent
    assert abs(float(bar.get("width")[:-1]) - 9.7) < 0.02


def test_ends_known_to_the_year_are_hatched_about_the_certain_core():
    markup = drawn(span(("2010-01-01", "2010-12-31"), ("2020-01-01", "2020-12-31")))
    before, after, core = bars(markup, "rect")
    assert [each.get("class") for each in (before, after, core)] == [
        "dw-possible",
        "dw-possible",
        "dw-certain dw-solid",
    ]
    place = [(float(each.get("x")[:-1]), float(each.get("width")[:-1])) for each in (before, core, after)]
    assert all(abs(a + wide - b) < 0.03 for (a, wide), (b, _) in itertools.pairwise(place))
    assert 'fill="url(#timeline-possible)"' in markup


def test_what_goes_on_has_an_arrow_where_it_was_last_observed_and_dots_from_there():
    markup = drawn(span(("2010-01-01", "2010-01-01"), ("2050-01-01", None), "ongoing"))
    (line,) = bars(markup, "line")
    assert line.get("class") == "dw-rest"
    assert (line.get("x1"), line.get("x2")) == ("48.5%", "97%")
    assert markup.count('<svg x="48.5%" overflow="visible"><use class="dw-arrow"') == 1
    assert "had not ended when last observed" in markup


def test_unknown_end_has_a_question_mark_and_no_arrow():
    markup = drawn(span(("2010-01-01", "2010-01-01"), ("2010-01-01", None), "unknown"))
    assert 'class="dw-unknown"' in markup
    assert "dw-arrow" not in markup
    assert "2010–?" in markup


def test_what_began_before_the_scale_is_marked():
    assert "dw-earlier" in drawn(span(("1689-01-01", "1689-12-31"), ("2010-01-01", "2010-01-01")))
    assert "dw-earlier" not in drawn(span(("2001-01-01", "2001-01-01"), ("2010-01-01", "2010-01-01")))


def test_day_is_a_line_in_every_lane_only_where_it_lies_on_the_scale():
    some = span(("2010-01-01", "2010-01-01"), ("2020-01-01", "2020-01-01"))
    assert 'class="dw-asof" x1="48.5%" x2="48.5%"' in drawn(some, as_of=date(2050, 1, 1))
    assert "dw-asof" not in drawn(some, as_of=date(1950, 1, 1))


def test_years_say_what_is_known():
    assert years(span(("1992-01-01", "1992-12-31"), ("2004-05-01", "2004-05-01"))) == "1992–2004"
    assert years(span(("1992-01-01", "1993-12-31"), ("2026-03-02", None), "ongoing")) == "1992/1993–"
    assert years(span(("1992-01-01", "1992-01-01"), ("1992-01-01", None), "unknown")) == "1992–?"
    assert years(Span(None, None, None, None, "unknown")) == "?–?"


def test_many_lanes_collapse_under_their_host_and_count_how_many_held_at_once():
    def lane(index, host):
        times = (f"20{index:02}-01-01", f"20{index:02}-01-01"), (f"20{index + 10}-01-01", f"20{index + 10}-01-01")
        return Lane(Label(f"Base {index}"), [span(*times)], Label(host, f"/doc/state/{host.lower()}"))

    some = [lane(index, "Germany" if index % 3 else "Italy" if index % 6 else "Malta") for index in range(20)]
    entries = lanes.collapsed(some)
    assert [type(entry).__name__ for entry in entries] == ["Many", "Many", "Many"]
    assert [(entry.name.text, len(entry.lanes)) for entry in entries] == [("Malta", 4), ("Germany", 13), ("Italy", 3)]
    root = parsed(timelines.draw([Group("Forces sent", some)], date(2000, 1, 1), date(2040, 1, 1)))
    assert len(root.findall(".//details")) == 3
    summary = "".join(root.findall(".//summary")[1].itertext())
    assert "Germany" in summary
    assert "13; up to 7 at once" in summary  # two of three years, for ten years
    assert lanes.collapsed(some[:12]) == some[:12]
    assert "height: how many at once" in "".join(root.find(".//figcaption").itertext())


def test_profile_counts_periods_at_once():
    day = date.fromisoformat
    one, two, three = day("2000-01-01"), day("2001-01-01"), day("2002-01-01")
    assert lanes.profile([(one, three), (one, two), (two, three)]) == [(one, 2), (two, 2), (three, 0)]


def test_long_group_is_folded_and_counted_beyond_its_bound():
    some = [Lane(Label(f"Treaty {n}"), [span(("2010-01-01",) * 2, ("2020-01-01",) * 2)]) for n in range(200)]
    root = parsed(timelines.draw([Group("Treaties", some)], date(2000, 1, 1), date(2040, 1, 1), nested=30))
    assert len(root.findall(".//li[@class='dw-lane']")) == timelines.SHOWN + 30
    said = "".join(root.find(".//details").itertext())
    assert said.startswith(f"and {200 - timelines.SHOWN} more")
    assert said.endswith(f"and {200 - timelines.SHOWN - 30} more")


def test_hostile_texts_are_text_and_links_of_other_schemes_are_none():
    for text in HOSTILE:
        lane = Lane(Label(text, "javascript:alert(1)"), [span(("2010-01-01",) * 2, ("2020-01-01",) * 2, label=text)])
        root = parsed(timelines.draw([Group(text, [lane])], date(2000, 1, 1), date(2040, 1, 1)))
        assert not root.findall(".//a")
        shown = root.find(".//bdi").text or ""
        assert len(shown) == len(text)
        assert all(a in (b, "\ufffd") for a, b in zip(shown, text, strict=True))


def test_nothing_to_draw_says_so():
    assert timelines.draw([], date(2000, 1, 1), date(2001, 1, 1)) == '<p class="dw-note">Nothing to draw.</p>'
