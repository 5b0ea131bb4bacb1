"""What pages show of things, over the small world: words, standings, readings, sources, verdicts, downloads."""

import csv
import io
import json
import re
from datetime import date
from types import SimpleNamespace

import pytest

from depositary import release, verdicts
from depositary.asof import Edge
from depositary.dossier import Value
from depositary.endpoint import Endpoint
from depositary.web import create_app, lifetimes
from depositary.web.views import asked, facts
from depositary.web.views.relations import BY_ID, SPECS
from depositary.web.views.specs import CROWDED, CROWDED_FOLD, CROWDED_LATEST, FOLD, LATEST, MAIN

HTML = {"Accept": "text/html"}
GYEAR = "http://www.w3.org/2001/XMLSchema#gYear"
DATE = "http://www.w3.org/2001/XMLSchema#date"


@pytest.fixture(scope="module")
def endpoint(built):
    found = Endpoint(built, release.current(built))
    yield found
    found.close()


@pytest.fixture(scope="module")
def client(built, endpoint):
    return create_app(built, endpoint).test_client()


def page(client, path):
    response = client.get(path, headers=HTML)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data(as_text=True)


def words(markup):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def section(markup, name):
    """Return the section whose heading has this id, without its markup."""
    found = re.search(rf'<section[^>]*="{name}">.*?</section>', markup, re.DOTALL)
    assert found, f"there is no section {name}"
    return words(found[0])


def test_a_state_shows_its_capitals_with_their_dates(client):
    lead = words(page(client, "/doc/state/alba"))
    assert "New Town , capital by law, seat of government from 1 Jul 2004 ; ongoing; last attested Jun 2025" in lead
    assert "Old Port from 1 Jun 1990 ; ended 1 Jul 2004" in lead


def test_on_a_day_the_head_of_a_state_says_what_held_then_and_folds_the_rest(client):
    lead = words(page(client, "/doc/state/alba?asOf=1995-07-01"))
    assert re.search(r"Capitals Old Port from 1 Jun 1990 ; ended 1 Jul 2004 .{,20}at other times: 1 New Town", lead)


def test_on_a_day_the_head_says_where_nothing_is_on_record(client):
    lead = words(page(client, "/doc/state/alba?asOf=1950-01-01"))
    assert re.search(r"Capitals none on record for this day at other times: 2 New Town", lead)


@pytest.mark.parametrize(
    ("began", "ended", "found"),
    [
        (["1992-06"], [], "within"),
        (["1992-07"], [], "before"),
        (["1991"], ["1992-06-15"], "after"),
        (["1991"], ["1992-06-16"], "within"),
        (["1991"], ["1992"], "within"),
        ([], [], "within"),
    ],
)
def test_a_lifetime_leaves_out_only_what_was_certainly_not_there(began, ended, found):
    assert lifetimes.stage(began, ended, date(1992, 6, 15)) == found


def test_on_a_day_the_timeline_leaves_out_what_began_after_it(client):
    lane = '<span class="dw-name"><a href="/doc/organization/pact'
    assert lane in page(client, "/doc/state/borea?asOf=1992-01-01")
    assert lane not in page(client, "/doc/state/borea?asOf=1991-12-31")


def test_on_a_day_what_held_stands_first_in_a_table(client):
    markup = page(client, "/doc/organization/pact?asOf=1991-12-31")
    standings = re.findall(r'<td><span class="chip (\w+)">', markup)
    assert "ended" in standings
    assert standings == sorted(standings, key=lambda each: each == "ended")


def test_dates_are_written_at_the_precision_that_is_known(client):
    assert "1992 Mar 2001" in section(page(client, "/doc/state/borea"), "memberships")


def test_an_end_that_is_unknown_is_said_to_be(client):
    assert "observer 1 Jan 1995 not known" in section(page(client, "/doc/state/carpa"), "memberships")


def test_a_contested_relation_shows_who_reads_it_how(client):
    row = section(page(client, "/doc/state/borea"), "memberships")
    assert "Contested" in row
    assert re.search(r"Alba : Boréa left in 2003, according to Alba; ended 1 May 2003 \( ?normal", row)


@pytest.mark.parametrize(
    ("day", "standing"),
    [("1991-12-31", "no"), ("1992-06-01", "possible"), ("1995-07-01", "certain"), ("2002-01-01", "possible")],
)
def test_certain_and_possible_are_told_apart_in_words(client, day, standing):
    markup = page(client, f"/doc/organization/pact?asOf={day}")
    assert re.search(
        rf"Boréa.*?>{standing}</span>", re.search(r"<tr[^>]*><th scope=\"row\"><a[^>]*>Boréa.*?</tr>", markup)[0]
    )


def test_the_summary_of_a_day_counts_what_is_certain_apart(client):
    told = section(page(client, "/doc/organization/pact?asOf=2002-01-01"), "on-the-day")
    assert "1 certain Alba" in told
    assert "1 possible Boréa" in told
    assert "Another standing" in told


def test_sources_are_numbered_notes_with_a_page_and_an_address(client):
    markup = page(client, "/doc/facility/port-alba")
    assert '<td class="cites"><a href="#n1">1</a></td>' in markup
    note = re.search(r'<li id="n1">(.*?)</li>', markup)[1]
    assert 'href="/doc/document/gazette"' in note
    assert 'href="https://example.org/gazette"' in note
    assert "Testland Press" in note


def test_links_keep_the_day_and_the_language(client):
    markup = page(client, "/doc/state/alba?asOf=1995-07-01&lang=fr")
    assert 'href="/doc/organization/pact?asOf=1995-07-01&amp;lang=fr"' in markup or (
        'href="/doc/organization/pact?lang=fr&amp;asOf=1995-07-01"' in markup
    )


def test_what_rests_on_a_document_is_listed(client):
    listed = section(page(client, "/doc/document/gazette"), "rests-on-it")
    assert "Carpa at Port Alba" in listed
    assert "Treaty of the Pact" in listed


def test_a_thing_of_any_other_kind_shows_all_that_is_said_of_it(client):
    told = words(page(client, "/doc/basing/carpa-port-alba"))
    for said in ("Host state Alba", "Sending state Carpa", "Facility Port Alba", "Host consent consented"):
        assert said in told


def test_one_table_alone_has_its_own_page(client):
    markup = page(client, "/doc/state/alba?table=memberships")
    assert "Pact" in section(markup, "memberships")
    assert 'id="treaties"' not in markup


@pytest.mark.parametrize("query", ["table=nothing", "page=0", "page=x"])
def test_a_table_or_a_page_that_is_none_is_refused(client, query):
    assert client.get(f"/doc/state/alba?{query}", headers=HTML).status_code == 400


def test_csv_has_a_row_a_relation_with_dates_bounds_and_sources(client):
    response = client.get("/doc/state/borea.csv")
    assert response.content_type.startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    row = next(each for each in rows if each["class"] == "Membership")
    assert (row["start"], row["end"], row["contested"]) == ("1992", "2001-03", "true")
    assert (row["earliestStart"], row["latestStart"]) == ("1992-01-01", "1992-12-31")
    assert (row["role"], row["property"], row["objectLabel"]) == ("member", "organization", "Pact")
    assert row["sources"].endswith("/id/document/gazette")
    assert len({each["relation"] for each in rows}) == len(rows)


def test_csv_of_nothing_is_not_found(client):
    assert client.get("/doc/state/atlantis.csv").status_code == 404


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_the_query_of_every_table_is_one_that_the_endpoint_answers(endpoint, spec):
    text = asked.query(spec, f"{endpoint.base}id/state/alba", f"{endpoint.base}ns#", date(1995, 7, 1))
    rows = json.loads(b"".join(endpoint.answer(endpoint.ask(text), "application/sparql-results+json")))
    assert "relation" in rows["head"]["vars"]


def test_the_query_of_a_table_gives_its_rows(endpoint):
    text = asked.query(BY_ID["hosted"], f"{endpoint.base}id/state/alba", f"{endpoint.base}ns#")
    rows = json.loads(b"".join(endpoint.answer(endpoint.ask(text), "application/sparql-results+json")))
    assert [row["facilityName"]["value"] for row in rows["results"]["bindings"]] == ["Port Alba"]


def test_two_states_are_compared(client):
    told = words(page(client, "/compare?a=state/alba&b=state/borea&asOf=1995-07-01"))
    assert "Both 1 Pact" in told
    assert "Alba , 1 July 1995 – Boréa , 1 July 1995" in told
    assert "Only Alba 1" in told


def test_two_days_of_a_state_are_compared(client):
    told = words(page(client, "/compare?a=state/borea&asOf=1995-07-01&asOf2=2010-01-01"))
    assert re.search(r"Member of Both 0 None Only Boréa , 1 July 1995 1 Pact", told)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("a=alba&b=state/borea", 400),
        ("a=state/alba&b=state/atlantis", 404),
        ("a=state/alba&b=state/borea&asOf2=x", 400),
    ],
)
def test_what_cannot_be_compared_is_refused(client, query, status):
    assert client.get(f"/compare?{query}", headers=HTML).status_code == status


def test_where_no_term_ends_the_page_says_so(client):
    assert words(page(client, "/expiring")).count("None") == 2


@pytest.mark.parametrize(
    ("written", "datatype", "said"),
    [
        ("2026-12-25", DATE, "ends in 30 days"),
        ("2026-11-26", DATE, "ends in 1 day"),
        ("2026-11-15", DATE, "ended 10 days ago"),
        ("2026", GYEAR, "ends in 36 days at the latest"),
        ("2028", GYEAR, "ends in 402 to 767 days"),
    ],
)
def test_a_countdown_is_as_exact_as_the_date(built, endpoint, written, datatype, said):
    with create_app(built, endpoint).test_request_context("/"):
        assert facts.countdown(Value(written, datatype), date(2026, 11, 25)) == said


def edge(start, end, *, loose=0):
    return Edge(
        "s", "memberOf", "o", date(start, 1, 1), date(start + loose, 1, 1), date(end, 1, 1), date(end, 1, 1), "r"
    )


@pytest.mark.parametrize(
    ("edges", "year", "denied", "outcome"),
    [
        ([edge(1990, 2000)], 1995, False, verdicts.SUPPORTED),
        ([edge(1990, 2000)], 1995, True, verdicts.CONTRADICTED),
        ([edge(1990, 2000, loose=6)], 1993, False, verdicts.POSSIBLE),
        ([edge(1990, 2000)], 2005, False, verdicts.OUTDATED),
        ([edge(1990, 2000)], 2005, True, verdicts.SUPPORTED),
        ([edge(1990, 2000)], 1985, False, verdicts.PREMATURE),
        ([edge(1990, 1995), edge(2000, 2005)], 1997, False, verdicts.OUTDATED),
        ([], 1995, False, verdicts.ABSENT),
    ],
)
def test_a_claim_is_judged_by_the_record_on_its_date(edges, year, denied, outcome):
    assert verdicts.judge(edges, date(year, 1, 1), date(year, 12, 31), denied=denied).outcome == outcome


def test_a_claim_for_a_year_is_supported_by_a_day_of_it():
    found = verdicts.judge([edge(1990, 2000)], date(1999, 12, 31), date(2000, 12, 31))
    assert found == verdicts.Verdict(verdicts.SUPPORTED, ("r",))


@pytest.mark.parametrize(
    ("table", "entries", "found", "shown"),
    [
        ("treaties", CROWDED, FOLD, FOLD),
        ("treaties", CROWDED, FOLD + 1, LATEST),
        ("treaties", CROWDED + 1, CROWDED_FOLD, CROWDED_FOLD),
        ("treaties", CROWDED + 1, CROWDED_FOLD + 1, CROWDED_LATEST),
        ("members", CROWDED + 1, MAIN, MAIN),
    ],
)
def test_a_crowded_page_shows_less_of_each_table_but_the_one_it_is_there_for(table, entries, found, shown):
    desk = SimpleNamespace(dossier=SimpleNamespace(total=entries))
    assert BY_ID[table].shown(desk, found) == shown


def test_a_page_is_the_same_whatever_was_asked_before(client, endpoint):
    things = sorted(iri.partition("/id/")[2] for iri in endpoint.things if "/id/" in iri and "#" not in iri)
    paths = [f"/doc/{name}?asOf=2004-01-01" for name in things]
    first = {path: page(client, path) for path in paths}
    assert {path: page(client, path) for path in reversed(paths)} == first
