"""The ontology, graphs, shapes and questions: each as RDF and as a page, with the answers of the endpoint."""

import json
import re

import pytest
from rdflib import OWL, RDF, SH, Dataset, Graph, URIRef
from rdflib.compare import isomorphic

from depositary.query import published
from depositary.release import current
from depositary.settings import BASE
from tests.web.exchanges import query, send

HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
QUESTION = "/query/members-hosting-forces-of"
DOCUMENTS = ("/ns", "/graph/world", "/graph/queries", "/shape", "/shape/Membership", "/query", QUESTION)
SYNTAXES = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "trig": "trig", "nq": "nquads"}


def graph(url, path):
    got = send(url, path, Accept="text/turtle")
    assert got.status == 200, got.body
    return Graph().parse(data=got.body, format="turtle")


def page(url, path):
    got = send(url, path, Accept=HTML)
    assert got.headers["Content-Type"].startswith("text/html"), got.body
    return got.body.decode()


@pytest.mark.parametrize("path", DOCUMENTS)
def test_each_is_the_same_in_all_syntaxes_by_suffix_whatever_is_accepted(path, server):
    wanted = graph(server, path)
    assert len(wanted) > 3
    for suffix, parser in SYNTAXES.items():
        got = send(server, f"{path}.{suffix}", Accept="text/html")
        assert got.status == 200, suffix
        merged = Graph()
        for *triple, _ in Dataset().parse(data=got.body, format=parser).quads():
            merged.add(tuple(triple))
        assert isomorphic(merged, wanted), suffix
        assert send(server, f"{path}.{suffix}", If_None_Match=got.etag).status == 304


def test_the_version_iri_of_the_ontology_gives_that_version(server):
    ontology = graph(server, "/ns")
    place = str(ontology.value(URIRef(f"{BASE}ns"), OWL.versionIRI)).removeprefix(BASE.rstrip("/"))
    assert isomorphic(graph(server, place), ontology)
    assert send(server, f"{place}.ttl").body == send(server, "/ns.ttl").body
    assert f'href="{place}.ttl"' in page(server, place)
    assert f'<{BASE}ns>; rel="latest-version"' in send(server, f"{place}.ttl").headers.get_all("Link")


def test_another_version_of_the_ontology_is_not_found_and_those_that_there_are_named(server, built):
    version = current(built).ontology
    for place in ("/ns/0.0.9", "/ns/0.0.9.ttl", f"/ns/{version}.1", "/ns/latest"):
        got = send(server, place, Accept="text/turtle")
        assert (got.status, f"there are: {version} at {BASE}ns." in json.loads(got.body)["detail"]) == (404, True)


@pytest.mark.parametrize("path", DOCUMENTS)
def test_each_has_a_page_that_needs_nothing_of_another_host(path, server):
    got = send(server, path, Accept=HTML)
    text = got.body.decode()
    assert "<h1" in text
    assert send(server, f"{path}.html", Accept="text/turtle").headers["Content-Type"].startswith("text/html")
    assert "default-src 'self'" in got.headers["Content-Security-Policy"]
    assert not re.search(r'(?:src|srcset)="(?:https?:)?//', text)
    assert not re.search(r'<link[^>]+rel="stylesheet"[^>]+href="https?:', text)
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)
    assert "Accept" in got.headers["Vary"]
    assert send(server, path, Accept=HTML, If_None_Match=got.etag).status == 304


@pytest.mark.parametrize(
    "path", ["/graph/none", "/shape/None", "/query/none", "/ns.exe", f"{QUESTION}.exe", "/shape.exe"]
)
def test_what_there_is_not_is_not_found(path, server):
    assert send(server, path, Accept="text/turtle").status == 404
    assert send(server, path, Accept=HTML).status == 404


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_type_that_there_is_not_is_refused_with_what_there_is(path, server):
    got = send(server, path, Accept="image/png")
    assert got.status == 406
    assert "text/turtle" in json.loads(got.body)["detail"]


def test_the_iri_of_every_term_leads_to_its_place_on_the_page(server):
    text = page(server, "/ns")
    ontology = graph(server, "/ns")
    terms = {str(s) for kind in (OWL.Class, OWL.ObjectProperty) for s in ontology.subjects(RDF.type, kind)}
    for term in (term for term in terms if term.startswith(f"{BASE}ns#")):
        assert text.count(f' id="{term.rpartition("#")[2]}"') == 1, term


def test_the_page_of_a_graph_tells_its_statements_its_files_and_what_it_cites(server, built):
    text = page(server, "/graph/world")
    manifest = current(built).manifest["files"]
    assert f"<dd>{manifest['dump/graph/world.nq']['quads']}</dd>" in text
    assert manifest["dump/graph/world.ttl"]["sha256"] in text
    assert '/doc/document/gazette"' in text


def test_a_shape_comes_with_its_properties_and_nothing_of_others(server):
    found = graph(server, "/shape/Membership")
    parts = set(found.objects(URIRef(f"{BASE}shape/Membership"), SH.property))
    assert len(parts) > 3
    assert set(found.subjects()) == parts | {URIRef(f"{BASE}shape/Membership")}
    assert all(found.value(part, SH.path) for part in parts)


def test_the_page_of_a_question_shows_the_answer_for_the_values_that_it_was_given(server):
    for values in ("?date=2000-01-01", "?date=1950-01-01"):
        got = json.loads(send(server, f"{QUESTION}.json{values}").body)
        names = got["head"]["vars"]
        rows = [[row.get(name, {}).get("value") for name in names] for row in got["results"]["bindings"]]
        text = page(server, QUESTION + values)
        table = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL)
        assert (text.count("<tr><td>") if table else 0) == len(rows)
        assert f'value="{values.partition("=")[2]}"' in text
        assert f'href="{QUESTION}.csv{values}"' in text


def test_the_day_that_is_kept_while_browsing_is_the_day_of_a_question(server):
    assert 'value="1999-12-31"' in page(server, f"{QUESTION}?asOf=1999-12-31")
    assert 'value="2001-02-03"' in page(server, f"{QUESTION}?asOf=1999-12-31&date=2001-02-03")
    kept = send(server, f"{QUESTION}.rq?asOf=1999-12-31").body
    assert b"/asof/1999-12-31>" in kept


def test_a_value_that_is_none_is_a_bad_request_and_markup_in_it_stays_text(server):
    got = send(server, f"{QUESTION}?date=%3Cscript%3E", Accept=HTML)
    assert got.status == 400
    assert got.headers["Content-Type"].startswith("text/plain") or b"<script>" not in got.body
    text = page(server, "/query/things-by-name?words=%22%3E%3Cimg%20src=x%3E")
    assert "<img" not in text


def test_a_form_offers_the_things_that_there_are_by_their_names(server):
    text = page(server, "/query/membership-history")
    states = query(server, f"SELECT ?s {{ ?s a <{BASE}ns#State> }}", Accept="text/csv").body.decode().split()[1:]
    offered = set(re.findall(r'<option value="([^"]+)">', text))
    assert {state.rpartition("/")[2] for state in states} <= offered


def test_every_question_is_listed_and_its_description_names_its_text(server, built):
    text = page(server, "/query")
    for question in published(built):
        assert f'href="/query/{question.name}"' in text
    found = graph(server, QUESTION)
    iri = URIRef(BASE.rstrip("/") + QUESTION)
    assert str(found.value(iri, SH.select)) == send(server, f"{QUESTION}.rq").body.decode()
    assert {found.value(p, SH.name).value for p in found.objects(iri, SH.parameter)} >= {"date"}


@pytest.mark.parametrize(
    ("language", "title", "meaning", "heading", "status"),
    [
        ("en", "Who belongs to an organization", "The organization.", "Standing", "full member"),
        ("fr", "Qui appartient à une organisation", "L’organisation.", "Statut", "membre à part entière"),
        ("zh", "谁属于某组织", "组织。", "地位", "正式成员"),
        ("ar", "من ينتمي إلى منظمة", "المنظمة.", "الصفة", "عضو كامل"),
    ],
)
def test_a_question_and_its_answer_are_in_the_language_of_the_reader(language, title, meaning, heading, status, server):
    asked = "/query/standing-in-organization?organization=pact&date=1996-01-01"
    text = page(server, f"{asked}&lang={language}")
    assert f'<h1 lang="{language}" dir="auto">{title}' in text
    assert f'<span lang="{language}" dir="auto">{meaning}</span>' in text
    assert f'<th scope="col">{heading}</th>' in text
    assert f'<span lang="{language}" dir="auto">{status}</span>' in text
    assert "full member" in send(server, f"{asked}&lang={language}", Accept="text/csv").body.decode()
    for listing in ("/query", "/", "/sparql"):
        assert re.search(rf'lang="{language}" dir="auto">{title}', page(server, f"{listing}?lang={language}"))


def test_a_thing_in_an_answer_is_called_as_the_reader_calls_it_where_it_has_such_a_name(server):
    rows = re.search(r"<tbody>.*?</tbody>", page(server, "/query/things-by-name?words=new+town&lang=fr"), re.DOTALL)
    assert ">Villeneuve<" in rows[0]
    assert ">New Town<" not in rows[0]
    assert "Contesté" in page(server, "/query/forces-in-host-state?host=alba&date=2000-01-01&lang=fr")


def test_a_list_names_kinds_in_the_language_of_the_reader(server):
    assert "base navale" in page(server, "/facilities?lang=fr")
    assert "naval base" not in page(server, "/facilities?lang=fr")


def test_without_a_wish_a_question_is_answered(server):
    assert send(server, QUESTION).headers["Content-Type"] == "application/sparql-results+json"
    assert send(server, QUESTION, Accept="text/csv").body == send(server, f"{QUESTION}.csv").body
