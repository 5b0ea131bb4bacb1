"""Content codings (RFC 9110, sections 8.4 and 12.5.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_accept_header

from depositary.errors import NotAcceptable
from depositary.web import coding, spool
from tests.conftest import serving
from tests.web.exchanges import DECODERS, query, send

EVERYTHING = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
ALBA = "SELECT ?p ?o { <https://w3id.org/depositary/id/state/alba> ?p ?o }"


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate", "identity"),
        ("gzip, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip;q=0.5, identity", "identity"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("gzip;q=0", "identity"),
        ("*", "zstd"),
        ("*;q=0, gzip;q=0.1", "gzip"),
        ("zstd;q=0, *;q=0.5", "br"),
        ("identity;q=0, gzip", "gzip"),
        ("*;q=0, identity;q=0.1", "identity"),
        ("identity;q=0.5, *;q=0", "identity"),
    ],
)
def test_the_coding_is_the_best_that_the_client_accepts(header, best):
    assert coding.acceptable(parse_accept_header(header))[0] == best


@pytest.mark.parametrize("header", ["identity;q=0", "*;q=0", "deflate, identity;q=0", "gzip;q=0, *;q=0"])
def test_a_client_that_refuses_all_is_told(server, header):
    with pytest.raises(NotAcceptable):
        coding.acceptable(parse_accept_header(header))
    assert query(server, ALBA, Accept_Encoding=header).status == 406


@pytest.mark.parametrize("header", ["gzip", "identity;q=0, *", "*;q=0, br"])
def test_a_coding_that_is_refused_is_never_listed(header):
    listed = coding.acceptable(parse_accept_header(header))
    assert ("identity" in listed) is (header == "gzip")


@pytest.mark.parametrize("name", coding.CODINGS)
@given(chunks=st.lists(st.binary(max_size=2000)))
def test_what_is_coded_in_pieces_decodes_to_the_whole(name, chunks):
    whole = b"".join(chunks)
    assert DECODERS[name](b"".join(coding.stream(chunks, name))) == whole
    assert coding.encode(whole, name) == coding.encode(whole, name)


@pytest.mark.parametrize("name", coding.CODINGS)
def test_an_answer_is_coded_and_each_coding_has_a_validator_of_its_own(server, name):
    plain = query(server, ALBA)
    for _ in range(2):
        coded = query(server, ALBA, Accept_Encoding=name)
        assert (coded.status, coded.coding) == (200, name)
        assert coded.plain == plain.body
        assert int(coded.headers["Content-Length"]) == len(coded.body) < len(plain.body)
        assert coded.etag != plain.etag
    assert query(server, ALBA, Accept_Encoding=name, If_None_Match=coded.etag).status == 304
    assert query(server, ALBA, If_None_Match=coded.etag).status == 200


def test_a_client_that_has_the_uncoded_answer_need_not_fetch_the_coded_one(server):
    etag = query(server, ALBA).etag
    got = query(server, ALBA, Accept_Encoding="gzip", If_None_Match=etag)
    assert (got.status, got.etag) == (304, etag)
    assert query(server, ALBA, Accept_Encoding="gzip, identity;q=0", If_None_Match=etag).status == 200


def test_a_tiny_body_is_coded_only_where_it_must_be(server):
    assert query(server, "ASK {}", Accept_Encoding="gzip").coding is None
    forced = query(server, "ASK {}", Accept_Encoding="gzip, identity;q=0")
    assert forced.coding == "gzip"
    assert forced.plain == query(server, "ASK {}").body


@pytest.mark.parametrize("path", ["/", "/sparql", "/openapi-of-nothing"])
def test_pages_and_descriptions_are_coded_and_errors_are_not(server, path):
    plain, coded = send(server, path, Accept="*/*"), send(server, path, Accept="*/*", Accept_Encoding="br")
    assert coded.coding == ("br" if plain.status == 200 else None)
    if path == "/":
        assert coded.plain == plain.body
        assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.fixture(scope="module")
def long(built):
    """A server to which everything above a KiB is long, which ends queries after a second and takes 3 MiB at most."""
    short = {"DEPOSITARY_HOLD": "1", "DEPOSITARY_DEADLINE": "1", "DEPOSITARY_ANSWER_LENGTH": "3"}
    with serving(built, **short) as (url, _):
        yield url


@pytest.mark.parametrize("name", [None, *coding.CODINGS])
def test_a_long_answer_is_coded_as_it_comes_and_is_whole(long, server, name):
    accept = {"Accept": "application/n-triples", **({"Accept_Encoding": name} if name else {})}
    got = query(long, EVERYTHING, **accept)
    assert (got.status, got.coding) == (200, name)
    assert int(got.headers["Content-Length"]) == len(got.body)
    assert sorted(got.plain.splitlines()) == sorted(query(server, EVERYTHING, **accept).plain.splitlines())
    assert query(long, EVERYTHING, If_None_Match=got.etag, **accept).status == 304


def test_one_too_long_for_memory_comes_from_a_file(long):
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 9000"
    got = query(long, text, Accept="text/csv")
    assert got.status == 200
    assert got.body.count(b"\r\n") == 9001
    assert int(got.headers["Content-Length"]) == len(got.body) > spool.IN_MEMORY
    assert query(long, text, Accept="text/csv", If_None_Match=got.etag).status == 304


def test_the_head_of_a_long_answer_is_that_of_its_get_without_a_length(long):
    got, head = query(long, EVERYTHING, Accept_Encoding="gzip"), query(long, EVERYTHING + "#", "HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", None)
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert head.etag == query(long, EVERYTHING + "#").etag


@pytest.mark.parametrize("name", ["identity", *coding.CODINGS])
def test_an_answer_that_fails_in_its_midst_is_an_error_and_no_part_of_it_is_sent(long, name):
    """The first rows come at once, the others never."""
    text = "SELECT * { { ?a ?b ?c } UNION { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) = CONCAT(?d, ?g)) } }"
    got = query(long, text, Accept="text/csv", Accept_Encoding=name)
    assert got.status == 504
    assert got.coding is None
    assert b"The query took too long" in got.body


def test_an_answer_longer_than_allowed_is_refused_with_the_remedy(long):
    for _ in range(4):
        got = query(long, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", Accept="text/csv")
        assert got.status == 400
        assert b"LIMIT" in got.body
    assert query(long, ALBA).status == 200
