"""Documents put together from passages that are kept, over the small world."""

import functools

import pytest

from depositary import ntriples, passages, release
from depositary.concordance import Concordance
from depositary.excerpt import BOTH, CITED, NAMED, WHOLE, take
from depositary.jsonld import Context
from depositary.passages import Shelf
from depositary.settings import BASE
from depositary.store import convert
from depositary.vocabulary import Vocabulary

PREFIXES = {"dep": f"{BASE}ns#", "state": f"{BASE}id/state/", "xsd": "http://www.w3.org/2001/XMLSchema#"}
CONTEXT = Context.of(Vocabulary(f"{BASE}ns#", {}), PREFIXES, BASE)


def in_jsonld(lines):
    return CONTEXT.passages(ntriples.read(lines))


in_turtle = functools.partial(passages.turtle, prefixes=PREFIXES)


@pytest.fixture(scope="module")
def concordance(built):
    return Concordance(release.current(built).dataset)


@pytest.fixture(scope="module")
def excerpts(concordance):
    things = [name for name in concordance.names if name.startswith(f"{BASE}id/") and "#" not in name]
    return [take(concordance, iri) for iri in things]


def lines_of(excerpt):
    return "".join(f"{triple} .\n" for part in excerpt.parts() for triple in excerpt.triples(part))


def test_turtle_of_passages_is_the_turtle_of_all_lines_at_once(excerpts):
    shelf = Shelf(in_turtle)
    for excerpt in excerpts * 2:  # at first written, then kept
        found = passages.turtle_document(shelf.passages(excerpt, excerpt.parts()), PREFIXES)
        assert found == convert(lines_of(excerpt).encode(), "text/turtle", PREFIXES)


def test_jsonld_of_passages_is_the_jsonld_of_all_lines_at_once(excerpts):
    shelf = Shelf(in_jsonld)
    for excerpt in excerpts * 2:
        found = CONTEXT.join(shelf.passages(excerpt, excerpt.parts()))
        assert found == CONTEXT.write(ntriples.read(lines_of(excerpt)))


def test_ntriples_of_passages_are_the_lines(excerpts):
    shelf = Shelf(passages.ntriples)
    for excerpt in excerpts * 2:
        found = b"".join(passage.text for passage in shelf.passages(excerpt, excerpt.parts()))
        assert found.decode() == lines_of(excerpt)


@pytest.mark.parametrize("write", [in_turtle, in_jsonld, passages.ntriples])
def test_what_there_is_no_room_for_is_written_anew(excerpts, write):
    ample, tight, none = Shelf(write), Shelf(write, room=20_000), Shelf(write, room=0)
    for excerpt in excerpts * 2:
        first, *others = (shelf.passages(excerpt, excerpt.parts()) for shelf in (ample, tight, none))
        assert others == [first, first]


def test_a_subject_that_is_known_is_not_written_again(excerpts):
    written = []

    def write(lines):
        written.append(lines)
        return passages.ntriples(lines)

    shelf = Shelf(write)
    for excerpt in excerpts * 2:
        shelf.passages(excerpt, excerpt.parts())
    asked = sum(len(excerpt.parts()) for excerpt in excerpts) * 2
    made = sum(lines.count("\n") for lines in written)
    assert 0 < made < sum(len(excerpt.triples(part)) for excerpt in excerpts for part in excerpt.parts())
    assert len(written) <= len(excerpts) < asked


def test_one_subject_is_told_of_as_far_as_a_document_tells(concordance):
    extents = {part.extent for name in concordance.names for part in take(concordance, name).parts()}
    assert extents >= {WHOLE, NAMED, CITED}
    assert extents <= {WHOLE, NAMED, CITED, BOTH}


def test_no_break_in_a_text_ends_a_passage():
    lines = '<urn:a> <urn:p> "one\\n<urn:b> two\\r three\\u2028 four\u2028\tfive" .\n<urn:b> <urn:p> "six" .\n'
    for write in (in_turtle, in_jsonld, passages.ntriples):
        assert [b"six" in passage.text for passage in write(lines)] == [False, True]
