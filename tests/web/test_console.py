"""The SPARQL page as it is sent: answers as HTML for whoever prefers it, and nothing changed for programs."""

import json
import re
import urllib.error
import urllib.request
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest

from depositary.web.answers import MOST_ROWS
from depositary.web.assets import BUILT, MANIFEST

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PREFIXES = "PREFIX dep: <https://w3id.org/depositary/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
MEMBERS = f"""{PREFIXES} SELECT ?member ?since ?until {{
  ?m a dep:Membership ; dep:member ?member ; dep:start ?since OPTIONAL {{ ?m dep:end ?until }}
}} ORDER BY ?member ?since"""
SCRIPTS = 250_000  # bytes, compressed, that the page's scripts may have


def get(url, accept=BROWSER, data=None, **headers):
    asked = urllib.request.Request(url, data, {"Accept": accept, **headers})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def ask(server, query, accept=BROWSER, **more):
    return get(f"{server}/sparql?{urlencode({'query': query, **more})}", accept)


def answer_of(page):
    """The part of a page that is the answer."""
    return page[page.index('<section id="answer"') : page.index("</section>", page.index('<section id="answer"'))]


def test_a_browser_gets_the_answer_in_a_page_with_the_query(server):
    status, headers, page = ask(server, MEMBERS)
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Accept" in headers["Vary"]
    assert MEMBERS in unescape(page)
    answer = answer_of(page)
    assert '<a href="/doc/state/alba"' in answer
    assert '<time datetime="1990-06-01">1 Jun 1990</time>' in answer
    assert '<time datetime="1992">1992</time>' in answer
    assert "3 rows" in answer


@pytest.mark.parametrize("accept", ["*/*", "application/sparql-results+json", "application/json, text/html;q=0.5"])
def test_a_program_gets_data_as_before(server, accept):
    _, headers, body = ask(server, MEMBERS, accept)
    assert "json" in headers["Content-Type"]
    assert len(json.loads(body)["results"]["bindings"]) == 3


def test_text_of_any_kind_is_not_a_page(server):
    assert ask(server, MEMBERS, "text/*")[1]["Content-Type"].startswith(("text/csv", "text/tab-separated-values"))


def test_a_page_can_be_asked_for_by_name(server):
    assert ask(server, MEMBERS, "*/*", format="html")[1]["Content-Type"].startswith("text/html")
    assert ask(server, MEMBERS, BROWSER, format="csv")[1]["Content-Type"].startswith("text/csv")


def test_the_page_allows_nothing_but_this_host(server):
    _, headers, page = ask(server, MEMBERS)
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)
    assert not re.search(r'(?:src|<link[^>]*href)="(?!/)[a-z]+://(?!127\.0\.0\.1)', page)


def test_labels_are_in_the_language_of_the_page(server):
    query = "SELECT ?place { VALUES ?place { <https://w3id.org/depositary/id/place/new-town> } }"
    assert ">Villeneuve</a>" in answer_of(ask(server, query, lang="fr")[2])
    assert ">New Town</a>" in answer_of(ask(server, query, lang="en")[2])
    assert 'lang="en">New Town</a>' in answer_of(ask(server, query, lang="ru")[2])


def test_what_the_data_say_is_text_and_no_markup(server):
    query = 'SELECT * { VALUES (?a ?b) { ("<script>alert(1)</script>" <javascript:alert(1)>) } }'
    answer = answer_of(ask(server, query)[2])
    assert "<script" not in answer
    assert "&lt;script&gt;" in answer
    assert '<span dir="ltr">javascript:alert(1)</span>' in answer
    assert 'href="javascript' not in answer


def test_a_fault_is_told_with_its_place_and_the_line(server):
    status, _, page = ask(server, "SELECT * {\n  ?s foo:bar ?o\n}")
    answer = answer_of(page)
    assert status == 400
    assert 'data-line="2" data-column=' in answer
    assert "The prefix foo: is not declared." in answer
    assert "<mark>" in answer


def test_a_fault_is_told_without_the_grammar_of_the_engine(server):
    answer = unescape(answer_of(ask(server, "SELECT * { ?s ?p ?o")[2]))
    assert "The query cannot be read from here on. This could follow:" in answer
    assert "u{00B7}" not in answer


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "only reads"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE"),
        (" ", "query is empty"),
    ],
)
def test_what_is_refused_is_told_in_the_page(server, query, told):
    status, headers, page = ask(server, query)
    assert (status, headers["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert told in unescape(answer_of(page))


def test_programs_get_problem_documents_as_before(server):
    status, headers, body = ask(server, "SELECT * {", "application/json")
    assert (status, headers["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(body)["line"] == 1


def test_more_rows_than_are_shown_are_counted(server):
    query = "SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r } LIMIT 2500"
    answer = answer_of(ask(server, query)[2])
    assert answer.count("<tr>") == MOST_ROWS + 1
    assert "2,500 rows." in answer
    assert "The first 1,000 are shown here" in answer


def test_states_and_places_are_shown_on_a_map(server):
    _, _, page = ask(server, MEMBERS, view="map")
    assert '<figure class="dw-figure dw-map' in answer_of(page)
    place = "SELECT ?x { VALUES ?x { <https://w3id.org/depositary/id/facility/port-alba> } }"
    drawn = answer_of(ask(server, place, view="map")[2])
    assert "Port Alba" in drawn
    assert 'href="/doc/facility/port-alba"' in drawn
    written = answer_of(ask(server, 'SELECT ?w { BIND("POINT(10 50)" AS ?w) }', view="map")[2])
    assert 'class="dw-spot"' in written


def test_states_are_filled_by_a_number(server):
    query = PREFIXES + "SELECT ?state (COUNT(?m) AS ?n) { ?m a dep:Membership ; dep:member ?state } GROUP BY ?state"
    drawn = answer_of(ask(server, query, view="map")[2])
    assert '<div class="graded">' in drawn
    assert '<div class="graded">' not in answer_of(ask(server, MEMBERS, view="map")[2])


def test_dates_are_shown_along_a_line(server):
    drawn = answer_of(ask(server, MEMBERS, view="timeline")[2])
    assert '<figure class="dw-figure dw-timeline"' in drawn
    assert "1990" in drawn
    assert "the answer gives no end" in drawn


def test_what_cannot_be_drawn_stays_a_table(server):
    answer = answer_of(ask(server, 'SELECT ?x { BIND("a" AS ?x) }', view="map")[2])
    assert '<table class="rows">' in answer
    assert "data-view" not in answer


def test_a_view_that_there_is_none_of_is_refused(server):
    status, _, page = ask(server, MEMBERS, view="globe")
    assert status == 400
    assert "table, map, timeline" in unescape(answer_of(page))


def test_graphs_are_shown_as_triples_with_their_formats(server):
    query = "DESCRIBE <https://w3id.org/depositary/id/state/alba>"
    answer = answer_of(ask(server, query)[2])
    assert ">predicate</bdi></th>" in answer
    assert "format=turtle" in answer
    assert "format=csv" not in answer


def test_ask_is_answered_in_a_word(server):
    assert '<p class="truth">Yes.</p>' in ask(server, "ASK { ?s ?p ?o }")[2]
    assert '<p class="truth">No.</p>' in ask(server, "ASK { <a:b> ?p ?o }")[2]


def test_every_download_of_an_answer_is_to_be_had(server):
    answer = answer_of(ask(server, MEMBERS)[2])
    links = [unescape(link) for link in re.findall(r'href="([^"]*format=[a-z]+)" download', answer)]
    assert len(links) == 4
    assert all(get(server + link, "*/*")[0] == 200 for link in links)


def test_a_long_query_is_sent_again_by_a_form(server):
    query = f"# {'x' * 7000}\n{MEMBERS}"
    status, _, page = get(f"{server}/sparql", data=urlencode({"query": query}).encode())
    answer = answer_of(page)
    assert status == 200
    assert '<form class="downloads" method="post"' in answer
    assert '<button name="format" value="csv">' in answer
    assert len(answer) < 3 * len(query)


def test_explaining_shows_the_query_as_it_is_evaluated(server):
    answer = unescape(answer_of(ask(server, MEMBERS, explain="1")[2]))
    assert "How it is evaluated" in answer
    assert "SELECT ?member ?since ?until" in answer
    assert ask(server, MEMBERS, "text/plain", explain="1")[1]["Content-Type"].startswith("text/plain")


def test_a_part_of_the_page_comes_alone(server):
    _, _, part = ask(server, MEMBERS, part="answer")
    assert part.lstrip().startswith('<section id="answer"')
    assert "<html" not in part


def test_an_answer_that_changes_each_time_is_not_kept(server):
    query = "SELECT (RAND() AS ?x) {}"
    first, again = ask(server, query), ask(server, query)
    assert first[1]["Cache-Control"] == "no-store"
    assert "ETag" not in first[1]
    assert answer_of(first[2]) != answer_of(again[2])


def test_an_answer_that_stays_is_not_sent_twice(server):
    _, headers, _ = ask(server, MEMBERS)
    status, _, body = get(f"{server}/sparql?{urlencode({'query': MEMBERS})}", **{"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, "")


def test_a_question_opens_with_its_parameters(server):
    address = f"{server}/sparql?question=csto-members-hosting-russian-forces"
    _, _, page = get(f"{address}&date=1995-07-01")
    assert 'type="date"' in page
    assert 'value="1995-07-01"' in page
    assert "FROM <https://w3id.org/depositary/asof/1995-07-01>" in unescape(page)
    assert get(f"{server}/sparql?question=nothing-of-the-kind")[0] == 404
    assert get(f"{address}&date=soon")[0] == 400


def test_every_published_question_is_listed(server):
    listed = re.findall(r'data-question="([a-z-]+)" lang', get(f"{server}/sparql")[2])
    assert sorted(listed) == sorted(path.stem for path in (Path(__file__).parents[2] / "queries").glob("*.rq"))


def test_the_terms_for_completion_are_ours_with_labels(server):
    _, headers, body = get(f"{server}/sparql/terms", "application/json")
    known = json.loads(body)
    terms = {term["iri"].partition("#")[2]: term for term in known["terms"]}
    assert headers["Content-Type"] == "application/json"
    assert known["prefixes"]["dep"] == "https://w3id.org/depositary/ns#"
    assert (terms["Basing"]["kind"], terms["hostState"]["kind"]) == ("class", "property")
    assert terms["fullMember"]["kind"] == "individual"
    assert terms["hostState"]["label"]
    assert known["kinds"]["State"]


def test_the_service_description_stays_for_programs(server):
    assert get(f"{server}/sparql", "text/turtle")[1]["Content-Type"].startswith("text/turtle")
    assert get(f"{server}/sparql", "*/*")[1]["Content-Type"].startswith("text/turtle")


def test_the_scripts_of_the_page_are_small(server):
    assert (BUILT / MANIFEST).is_file(), "the front end has not been built; build it with: make assets"
    page = get(f"{server}/sparql")[2]
    ahead = re.findall(r'<script[^>]*src="/static/([^"]+)"', page)
    assert any(name.startswith("sparql-") for name in ahead)
    sizes = {}
    while ahead:
        name = ahead.pop()
        if name not in sizes:
            script = (BUILT / name).read_bytes()
            sizes[name] = len(brotli.compress(script))
            ahead += re.findall(r'(?:from|import)\s*\(?"\./([\w.-]+\.js)"', script.decode())
            assert not re.search(rb"\beval\(|new Function\(", script), f"{name} would need 'unsafe-eval'"
    assert sum(sizes.values()) < SCRIPTS, sizes
