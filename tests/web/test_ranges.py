"""Files of a release: hashes as validators, ranges, and the coded form beside (RFC 9110, section 14)."""

import gzip
import hashlib

import pytest

from depositary.release import current
from tests.web.exchanges import send

FILE = "/dump/depositary.nq"


@pytest.fixture
def whole(built):
    return (current(built).path / "dump/depositary.nq").read_bytes()


@pytest.mark.parametrize("name", ["depositary.nq", "depositary.nq.gz", "depositary.trig", "edges.csv"])
def test_the_validator_of_a_file_is_the_hash_of_the_manifest(server, built, name):
    got = send(server, f"/dump/{name}")
    assert got.etag == f'"{current(built).manifest["files"][f"dump/{name}"]["sha256"]}"'
    assert got.etag == f'"{hashlib.sha256(got.body).hexdigest()}"'
    assert got.headers["Accept-Ranges"] == "bytes"
    assert got.coding is None
    again = send(server, f"/dump/{name}", If_None_Match=got.etag)
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("Bytes=5-5", 5, 6)],
)
def test_a_range_is_a_part_of_the_file(server, whole, asked, first, last):
    got = send(server, FILE, Range=asked)
    wanted = whole[first:last]
    start = first % len(whole)
    assert (got.status, got.body) == (206, wanted)
    assert got.headers["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(whole)}"
    assert int(got.headers["Content-Length"]) == len(wanted)
    assert got.etag == send(server, FILE).etag


def test_a_range_longer_than_the_file_ends_with_it(server, whole):
    for asked in (f"bytes=10-{len(whole) + 5}", f"bytes=-{len(whole) + 5}"):
        got = send(server, FILE, Range=asked)
        assert got.status == 206
        assert whole.endswith(got.body)
        assert len(got.body) in (len(whole) - 10, len(whole))


@pytest.mark.parametrize("asked", ["bytes={0}-", "bytes=-0", "bytes={0}-{0}"])
def test_a_range_outside_the_file_is_refused_with_its_length(server, whole, asked):
    got = send(server, FILE, Range=asked.format(len(whole)))
    assert got.status == 416
    assert got.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes"])
def test_several_ranges_and_what_is_not_understood_are_ignored(server, whole, asked):
    got = send(server, FILE, Range=asked)
    assert (got.status, got.body) == (200, whole)


def test_a_range_counts_only_while_the_file_is_the_same(server, whole):
    etag = send(server, FILE).etag
    assert send(server, FILE, Range="bytes=0-9", If_Range=etag).body == whole[:10]
    for other in ('"other"', "Mon, 01 Jan 2001 00:00:00 GMT"):
        got = send(server, FILE, Range="bytes=0-9", If_Range=other)
        assert (got.status, got.body) == (200, whole)


def test_conditions_go_before_ranges_and_ranges_are_for_get(server):
    etag = send(server, FILE).etag
    assert send(server, FILE, Range="bytes=0-9", If_None_Match=etag).status == 304
    assert send(server, FILE, Range="bytes=99999999-", If_None_Match=etag).status == 304
    assert send(server, FILE, Range="bytes=0-9", If_Match='"other"').status == 412
    assert send(server, FILE, "HEAD", Range="bytes=0-9").status == 200


def test_a_client_that_takes_gzip_gets_the_file_beside_with_its_own_validator_and_ranges(server, built, whole):
    got = send(server, FILE, Accept_Encoding="gzip, br")
    assert (got.status, got.coding) == (200, "gzip")
    assert gzip.decompress(got.body) == whole
    assert got.headers["Content-Type"] == "application/n-quads"
    assert "Accept-Encoding" in got.headers["Vary"]
    beside = send(server, f"{FILE}.gz", Accept_Encoding="gzip")
    assert (beside.etag, beside.body, beside.coding) == (got.etag, got.body, None)
    assert beside.headers["Content-Type"] == "application/gzip"
    part = send(server, FILE, Accept_Encoding="gzip", Range="bytes=10-19", If_Range=got.etag)
    assert (part.status, part.body, part.coding) == (206, got.body[10:20], "gzip")
    assert send(server, FILE, Range="bytes=10-19", If_Range=got.etag).status == 200


def test_a_file_under_its_version_never_changes_and_one_under_current_may(server, built):
    version = current(built).version
    got = send(server, f"/release/{version}/dump/edges.csv")
    assert "immutable" in got.headers["Cache-Control"]
    assert send(server, "/release/current/dump/edges.csv").headers["Cache-Control"] == "no-cache"
    manifest = send(server, f"/release/{version}/manifest.json")
    assert manifest.etag == f'"{hashlib.sha256(manifest.body).hexdigest()}"'


@pytest.mark.parametrize(
    "path", ["/dump/../manifest.json", "/dump/%2e%2e/manifest.json", "/dump/none.nq", "/dump/graph"]
)
def test_what_the_manifest_does_not_list_is_not_there(server, path):
    assert send(server, path).status == 404
