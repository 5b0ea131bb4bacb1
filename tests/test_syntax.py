import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary.errors import BadQuery, ServiceRefused, UpdateRefused
from depositary.syntax import outline

BASE = "https://example.org/sparql"


@pytest.mark.parametrize(
    ("text", "form", "kind"),
    [
        ("SELECT * {}", "SELECT", "table"),
        ("prefix a: <http://a/> ask { a:b a:c 'SELECT' }", "ASK", "table"),
        ("# CONSTRUCT\nBASE <http://x/> CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT", "graph"),
        ("DESCRIBE <http://x/a#b>", "DESCRIBE", "graph"),
        ("nonsense", "", "table"),
    ],
)
def test_the_form_is_told_from_the_first_keyword_that_is_one(text, form, kind):
    seen = outline(text, BASE, 10)
    assert (seen.form, seen.kind) == (form, kind)


@pytest.mark.parametrize(
    "text", ["INSERT DATA { <a> <b> 1 }", "PREFIX a: <http://a/> DELETE WHERE { a:b ?p ?o }", "LOAD <http://x>"]
)
def test_update_forms_are_refused(text):
    with pytest.raises(UpdateRefused):
        outline(text, BASE, 10)


def test_service_is_refused_with_its_place():
    with pytest.raises(ServiceRefused) as caught:
        outline("SELECT * {\n  SERVICE <http://x> { ?s ?p ?o } }", BASE, 10)
    assert (caught.value.line, caught.value.column) == (2, 3)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE' }",
        'SELECT * { ?s ?p """INSERT "SERVICE" x""" }',
        "SELECT * { ?s <http://x/SERVICE> ?service } # SERVICE",
        "PREFIX s: <http://x/> SELECT * { ?s s:SERVICE ?o }",
    ],
)
def test_a_keyword_in_a_string_an_iri_a_name_or_a_comment_is_none(text):
    assert outline(text, BASE, 10).form == "SELECT"


def test_iris_are_found_in_full_by_prefix_and_by_base():
    text = "BASE <http://b/> PREFIX a: <http://a/> SELECT * FROM <x> FROM NAMED a:y { GRAPH <http://c/z> { ?s ?p ?o } }"
    seen = outline(text, BASE, 10)
    assert {"http://b/x", "http://a/y", "http://c/z"} <= seen.iris
    assert seen.has_dataset


def test_brackets_deeper_than_allowed_are_refused_and_those_in_strings_do_not_count():
    with pytest.raises(BadQuery, match="nested more than 10"):
        outline("SELECT (" + "IF(" * 11, BASE, 10)
    assert outline("SELECT * { ?s ?p '" + "(" * 50 + "' }", BASE, 10).form == "SELECT"


@given(st.text())
def test_no_text_whatever_breaks_the_reader(text):
    try:
        outline(text, BASE, 50)
    except BadQuery as error:
        assert str(error)


@pytest.mark.parametrize("half", ["\\ud800", "\\uDFFF", "\ud800"])
def test_half_a_character_is_refused_with_its_place(half):
    with pytest.raises(BadQuery, match="half a character") as caught:
        outline("SELECT * {\n ?s ?p '" + half + "' }", BASE, 10)
    assert (caught.value.line, caught.value.column) == (2, 9)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (RAND() AS ?x) {}",
        "select (now () as ?x) {}",
        "SELECT * { ?s ?p ?o FILTER(?o<RAND()&&?o>2) }",
        "SELECT * { { SELECT (BNODE('a') AS ?x) {} } }",
        "SELECT * { BIND(STR(UUID()) AS ?x) } # fixed",
        "ASK { FILTER(STRUUID() = '') }",
        "CONSTRUCT { _:a ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p [ ?p ?o ] } { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p (1 ?o) } { ?s ?p ?o }",
    ],
)
def test_what_may_have_another_answer_each_time_is_told(text):
    assert outline(text, BASE, 10).volatile


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'RAND()' } # NOW()",
        "PREFIX now: <http://x/> SELECT ?rand { ?rand now:uuid ?o . ?o a <http://x/rand> }",
        "SELECT * { ?s ?p [] . _:a ?q (1 2) }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p [ ?q ?o ] . _:b ?r (1) }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "CONSTRUCT FROM <http://x/g> WHERE { ?s ?p ?o FILTER(?o > 1) }",
    ],
)
def test_blank_nodes_of_a_pattern_and_words_that_are_no_calls_do_not_make_a_query_volatile(text):
    assert not outline(text, BASE, 10).volatile


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 10", "LIMIT 10"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s\nlimit 10 # ten\nOFFSET 5", "limit 10 # ten\nOFFSET 5"),
        ("SELECT * { ?s ?p ?o } # LIMIT 10", None),
        ("SELECT * { ?s ?p 'x } LIMIT 10' }", None),
        ("SELECT * { ?s ?p ?o } LIMIT 10 VALUES ?s { 1 }", None),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 10 } }", None),
    ],
)
def test_what_only_cuts_the_answer_is_found_at_the_end_and_nowhere_else(text, rest):
    cut = outline(text, BASE, 10).cut
    assert (None if cut is None else text[cut:]) == rest


@pytest.mark.parametrize(
    ("text", "lone"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("PREFIX x: <http://x/> SELECT (COUNT(*) AS ?n) WHERE { x:a x:b 'c' . } LIMIT 3", True),
        ("SELECT * { ?s <http://x/p>* ?o }", False),
        ("SELECT * { ?s ?p ?o ; ?q ?r }", False),
        ("SELECT * { ?s ?p ?o, 3 }", False),
        ("SELECT * { { ?s ?p ?o } }", False),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", False),
        ("DESCRIBE <http://x/a>", False),
    ],
)
def test_a_lone_triple_pattern_is_told_from_what_may_be_planned(text, lone):
    assert outline(text, BASE, 10).lone is lone


def test_graph_is_told_where_it_is_a_keyword():
    assert outline("ASK { GRAPH ?g {} }", BASE, 10).has_graph
    assert outline("ASK { ?s ?p ?o FILTER EXISTS { graph <http://x/g> { ?s ?p ?o } } }", BASE, 10).has_graph
    assert not outline("ASK { ?graph <http://x/GRAPH> 'GRAPH' }", BASE, 10).has_graph
