from hypothesis import given
from hypothesis import strategies as st

from depositary.store import (
    Literal,
    NamedNode,
    Quad,
    TurtleError,
    canonical,
    convert,
    parse_turtle,
    sorted_nquads,
    write,
)
from depositary.turtle import turtle

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NODE = st.sampled_from([NamedNode(f"http://x/{name}") for name in "abc"])
QUAD = st.builds(Quad, NODE, NODE, st.one_of(NODE, TEXT.map(Literal)), NODE)


@given(st.lists(QUAD, max_size=12), st.randoms())
def test_canonical_n_quads_do_not_depend_on_the_order_and_read_back(quads, chance):
    shuffled = quads[:]
    chance.shuffle(shuffled)
    text = sorted_nquads(canonical(shuffled))
    assert text == sorted_nquads(canonical(quads))
    assert text.count(b"\n") == len(set(quads))
    assert text.split(b"\n") == [*sorted(text.split(b"\n")[:-1]), b""]


@given(st.lists(QUAD, min_size=1, max_size=12))
def test_turtle_reads_back_as_what_it_was_written_from(quads):
    text = turtle(quads, {"x": "http://x/"})
    assert {quad.triple for quad in parse_turtle(text, "http://b/", "http://g/")} == {quad.triple for quad in quads}


def test_lexical_forms_are_kept_in_every_syntax():
    quads = parse_turtle('<a> <p> "+1"^^<http://www.w3.org/2001/XMLSchema#int>, 1.50 .', "http://b/", "http://g/")
    for media_type in ("application/n-quads", "text/turtle", "application/rdf+xml", "application/ld+json"):
        text = write(quads, media_type).decode()
        assert "+1" in text
        assert "1.50" in text


def test_a_syntax_fault_has_its_place():
    try:
        parse_turtle("<a> <b> 1 ;\n  <c> d:e .", "http://b/", "http://g/")
    except TurtleError as error:
        assert (error.line, error.column) == (2, 7)
    else:
        raise AssertionError("it was read")


def test_converted_turtle_has_the_prefixes_that_it_uses_and_no_other():
    spaces = {"a": "urn:a#", "b": "urn:b#", "xsd": "http://www.w3.org/2001/XMLSchema#"}
    day = b'<urn:a#x> <urn:z> "1992-05-15"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
    assert convert(day, "text/turtle", spaces).splitlines() == [
        b"@prefix a: <urn:a#> .",
        b"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        b"",
        b'a:x <urn:z> "1992-05-15"^^xsd:date .',
    ]
    assert convert(b"", "text/turtle", spaces).strip() == b""
    assert convert(day, "application/n-triples", spaces) == day
