from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary.asof import NEVER, Calendar, Edge, from_csv, to_csv
from depositary.asof import edges as derive
from depositary.errors import BadRequest
from depositary.ntriples import read
from depositary.release import current
from depositary.settings import BASE
from depositary.store import parse_turtle

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
NAME = st.sampled_from([f"{BASE}id/state/{name}" for name in ("alba", "borea", "carpa")])


@st.composite
def edges(draw):
    """An edge whose bounds are in order, as the derivation makes them."""
    first, last = sorted([draw(DAYS), draw(DAYS)])
    ends = sorted([draw(DAYS), draw(st.one_of(DAYS, st.just(NEVER)))])
    return Edge(draw(NAME), "memberOf", draw(NAME), first, last, max(ends[0], first), max(ends[1], first), f"{BASE}r")


@given(st.lists(edges(), max_size=20), DAYS)
def test_a_day_has_just_the_edges_that_certainly_hold_and_possible_ones_are_apart(table, day):
    calendar = Calendar(table, BASE, 4)
    certain = set(calendar.lines(day))
    possible = set(calendar.lines(day, possibly=True))
    assert certain.isdisjoint(possible)
    wanted = {(e.subject, e.object) for e in table if e.latest_start <= day < e.earliest_end}
    assert {(subject, value.text) for subject, _, value in read("".join(certain))} == wanted
    perhaps = {(e.subject, e.object) for e in table if e.earliest_start <= day < e.latest_end} - wanted
    assert {(subject, value.text) for subject, _, value in read("".join(possible))} == perhaps
    assert calendar.lines(day) == sorted(certain)


@given(st.lists(edges(), max_size=20))
def test_edges_survive_their_file(table):
    assert from_csv(to_csv(table)) == table


def calendar_of(settings):
    release = current(settings)
    return Calendar(from_csv((release.path / "dump/edges.csv").read_bytes()), BASE, 2)


def held(settings, iri):
    short = f"{BASE}id/"
    lines = calendar_of(settings).graph(BASE + iri).decode().splitlines()
    triples = [line.removesuffix(" .").split(" ") for line in lines]
    return {" ".join(t.strip("<>").removeprefix(short).rpartition("#")[2] for t in triple) for triple in triples}


def test_a_day_in_the_small_world(built):
    found = held(built, "asof/1999-06-01")
    assert "state/alba memberOf organization/pact" in found
    assert "organization/pact hasMember state/borea" in found
    assert "state/alba alliedWith state/borea" in found
    assert "state/alba hostsForcesOf state/carpa" in found
    assert "state/carpa hasForcesIn state/alba" in found
    assert "state/alba hostsFacility facility/port-alba" in found
    assert "state/borea hostsMissionOf state/carpa" in found
    assert "state/borea hostsForcesOf state/carpa" not in found
    assert "state/alba partyTo treaty/pact" in found


def test_the_day_of_the_end_is_no_longer_held(built):
    assert "state/alba hostsForcesOf state/carpa" in held(built, "asof/2010-09-29")
    assert "state/alba hostsForcesOf state/carpa" not in held(built, "asof/2010-09-30")


def test_what_a_reading_or_a_month_leaves_open_is_only_possible(built):
    edge = "state/borea memberOf organization/pact"
    for day in ("1992-06-01", "2001-03-15", "2002-01-01"):
        assert edge not in held(built, f"asof/{day}")
        assert edge in held(built, f"asof/{day}/possible")
    assert edge not in held(built, "asof/2003-05-01/possible")


def test_an_open_end_is_certain_to_the_last_observation_and_possible_after_it(built):
    edge = "state/alba memberOf organization/pact"
    assert edge in held(built, "asof/2025-06-01")
    assert edge not in held(built, "asof/2026-01-01")
    assert edge in held(built, "asof/2026-01-01/possible")


def test_the_capital_is_the_one_of_the_day_and_a_claimed_one_is_none(built):
    assert "state/alba hasCapital place/old-port" in held(built, "asof/2004-06-30")
    assert "state/alba hasCapital place/new-town" not in held(built, "asof/2004-06-30/possible")
    moved = held(built, "asof/2004-07-01")
    assert "state/alba hasCapital place/new-town" in moved
    assert "state/alba hasCapital place/old-port" not in moved
    assert not any(edge.startswith("state/borea hasCapital") for edge in held(built, "asof/2000-01-01"))


def test_a_signature_holds_before_the_treaty_is_in_force(built):
    assert held(built, "asof/1990-03-01") == {"state/alba signatoryTo treaty/pact"}


@pytest.mark.parametrize("day", ["1899-12-31", "2021-02-30", "today", "2021-06-16/maybe", "20210616", ""])
def test_what_is_no_day_from_1900_on_is_refused_with_an_example(built, day):
    with pytest.raises(BadRequest, match="2021-06-16"):
        calendar_of(built).graph(f"{BASE}asof/{day}")


def test_the_cache_is_bounded(built):
    calendar = calendar_of(built)
    for year in range(1990, 2000):
        calendar.graph(f"{BASE}asof/{year}-01-01")
    assert len(calendar._kept) == 2


def on(day, turtle):
    """Name the edges that hold on a day by the statements, shortened; those that only possibly hold with a mark."""
    head = f"@prefix dep: <{BASE}ns#> . @prefix : <{BASE}id/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    found = derive(parse_turtle(head + turtle, BASE, f"{BASE}graph/test"), BASE)
    day, short = date.fromisoformat(day), f"{BASE}id/"
    held = [edge for edge in found if edge.holds(day, possibly=True)]
    return {
        " ".join((e.subject.removeprefix(short), e.name, e.object.removeprefix(short))) + "?" * (not e.holds(day))
        for e in held
    }


def transfer(status):
    return f"""
:t a dep:ArmsTransfer ; dep:supplier :alba ; dep:recipient :borea ; dep:transferStatus dep:{status} ;
  dep:earliestStart "2015-11-19" ; dep:latestStart "2015-11-19" ;
  dep:earliestEnd "2019-04-16" ; dep:latestEnd "2019-04-16" ."""


def test_arms_are_supplied_from_the_order_to_the_last_delivery():
    for status in ("ordered", "delivered"):
        assert on("2019-04-15", transfer(status)) == {"alba suppliesArmsTo borea", "alba deliversUnder t"}
        assert on("2019-04-16", transfer(status)) == set()


def test_an_offer_is_no_supply_and_what_was_called_off_is_nothing():
    assert on("2016-01-01", transfer("offered")) == {"alba offersArmsTo borea"}
    assert on("2016-01-01", transfer("cancelled")) == set()


def test_a_meeting_holds_on_its_day_for_each_pair_and_possibly_in_its_month():
    meeting = ':m a dep:Meeting ; dep:participant :ann, :bob ; dep:happenedOn "2021-06-16"^^xsd:date .'
    assert on("2021-06-16", meeting) == {"ann meets bob", "bob meets ann"}
    assert on("2021-06-15", meeting) == on("2021-06-17", meeting) == set()
    month = meeting.replace("2021-06-16", "2021-06").replace("xsd:date", "xsd:gYearMonth")
    assert on("2021-06-30", month) == {"ann meets bob?", "bob meets ann?"}
    assert on("2021-07-01", month) == set()


def test_a_partner_takes_part_in_a_project_until_it_leaves():
    part = """
:r a dep:ProjectParticipation ; dep:participatingAgent :alba ; dep:project :aircraft ;
  dep:earliestStart "2017-05-22" ; dep:latestStart "2017-05-22" ;
  dep:earliestEnd "2023-01-01" ; dep:latestEnd "2023-12-31" ."""
    assert on("2021-06-16", part) == {"alba takesPartIn aircraft"}
    assert on("2023-08-01", part) == {"alba takesPartIn aircraft?"}


def test_a_signature_is_certain_on_its_day_even_where_the_end_is_unknown():
    signed = """
:r a dep:TreatyParticipation ; dep:party :alba ; dep:treaty :pact ; dep:signedOn "2015-05-08" ;
  dep:earliestStart "2015-05-08" ; dep:latestStart "2015-05-08" ; dep:earliestEnd "2015-05-08" ."""
    assert "alba signatoryTo pact" in on("2015-05-08", signed)
    assert "alba signatoryTo pact?" in on("2015-05-09", signed)
