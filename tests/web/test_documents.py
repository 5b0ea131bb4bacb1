"""Documents about things, over a real server: every syntax, every header, and what is not there."""

import json
import shutil
import subprocess
import urllib.error
import urllib.request

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld

from depositary.settings import BASE

TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld", "trig": "trig", "nq": "nquads"}
RAPPER = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "trig": "trig", "nq": "nquads"}
THINGS = (
    "state/alba",
    "organization/pact",
    "treaty/pact",
    "facility/port-alba",
    "membership/borea-pact",
    "basing/carpa-port-alba",
    "reading/borea-pact-late",
    "document/gazette",
    "place/new-town",
    "mission/carpa-borea-1999",
)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(Unfollowed)


def ask(url, accept=None, method="GET", **headers):
    """Send a request; return status, headers and body, whatever the status."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if accept is not None:
        given["Accept"] = accept
    request = urllib.request.Request(url, headers=given, method=method)
    try:
        with OPENER.open(request, timeout=30) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def links(headers):
    return list(headers.get_all("Link", []))


def canonical(quads):
    """The statements without their graph, in canonical form."""
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def by_oxigraph(body, suffix):
    return canonical(ox.parse(body, format=ox.RdfFormat.from_media_type(TYPES[suffix])))


def by_rdflib(body, suffix):
    graph = rdflib.Dataset(default_union=True) if suffix in ("jsonld", "trig", "nq") else rdflib.Graph()
    graph.parse(data=body, format=RDFLIB[suffix])
    plain = rdflib.Graph()
    for triple in graph.triples((None, None, None)):
        plain.add(triple)
    return canonical(ox.parse(plain.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES))


@pytest.mark.parametrize("thing", THINGS)
def test_every_syntax_says_the_same_to_every_parser(server, thing):
    bodies = {suffix: ask(f"{server}/doc/{thing}.{suffix}")[2] for suffix in TYPES}
    said = by_oxigraph(bodies["nt"], "nt")
    assert len(said) > 10
    for suffix, body in bodies.items():
        assert by_oxigraph(body, suffix) == said, suffix
        assert by_rdflib(body, suffix) == said, suffix
    expanded = jsonld.to_rdf(json.loads(bodies["jsonld"]), {"format": "application/n-quads"})
    assert by_oxigraph(expanded.encode(), "nq") == said


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper is not installed (Debian: raptor2-utils)")
@pytest.mark.parametrize("thing", THINGS[:4])
@pytest.mark.parametrize("suffix", RAPPER)
def test_rapper_reads_the_same(server, thing, suffix):
    said = by_oxigraph(ask(f"{server}/doc/{thing}.nt")[2], "nt")
    body = ask(f"{server}/doc/{thing}.{suffix}")[2]
    command = ["rapper", "-q", "-i", RAPPER[suffix], "-o", "ntriples", "-", BASE]
    read = subprocess.run(command, input=body, capture_output=True, check=True, timeout=60)
    assert by_oxigraph(read.stdout, "nt") == said


@pytest.mark.skipif(shutil.which("riot") is None, reason="riot of Apache Jena is not on the PATH")
@pytest.mark.parametrize("suffix", TYPES)
def test_riot_reads_the_same(server, tmp_path, suffix):
    """One call for all things, since Java takes a second to start."""
    said, files = [], []
    for thing in THINGS:
        said += by_oxigraph(ask(f"{server}/doc/{thing}.nt")[2], "nt")
        files.append(tmp_path / f"{thing.replace('/', '-')}.{suffix}")
        files[-1].write_bytes(ask(f"{server}/doc/{thing}.{suffix}")[2])
    read = subprocess.run(["riot", "--output=nquads", *files], capture_output=True, timeout=120)
    if suffix == "jsonld" and read.returncode:  # Debian's Jena lacks what JSON-LD 1.1 needs, and reads 1.0 only
        read = subprocess.run(
            ["riot", "--syntax=jsonld10", "--output=nquads", *files], capture_output=True, timeout=120
        )
    assert read.returncode == 0
    assert not [line for line in read.stderr.decode().splitlines() if "WARN" in line or "ERROR" in line]
    assert by_oxigraph(read.stdout, "nq") == sorted(set(said))


def test_a_document_says_what_it_is(server):
    graph = rdflib.Graph().parse(data=ask(f"{server}/doc/state/alba.ttl")[2], format="turtle")
    version = json.loads(ask(f"{server}/release")[2])["version"]
    here = rdflib.URIRef(f"{BASE}doc/state/alba")
    found = {(str(p), str(o)) for p, o in graph.predicate_objects(here)}
    assert ("http://xmlns.com/foaf/0.1/primaryTopic", f"{BASE}id/state/alba") in found
    assert ("http://purl.org/dc/terms/isPartOf", f"{BASE}release/{version}") in found
    assert ("http://rdfs.org/ns/void#inDataset", f"{BASE}dataset") in found
    assert ("http://www.w3.org/ns/prov#wasDerivedFrom", f"{BASE}graph/world") in found
    assert ("http://purl.org/dc/terms/title", "Alba") in found
    entries = rdflib.URIRef(f"{here}#entries")
    hydra = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")
    assert int(graph.value(entries, hydra.totalItems)) == len(list(graph.objects(entries, hydra.member))) == 7


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        (BROWSER, "text/html"),
        ("text/html;q=0.5, text/turtle", "text/turtle"),
        ("text/html, text/turtle;q=0.5", "text/html"),
        ("text/turtle;q=0.3, application/ld+json;q=0.9", "application/ld+json"),
        ("text/turtle;q=0, application/n-triples", "application/n-triples"),
        ("application/json", "application/ld+json"),
        ("application/xhtml+xml", "text/html"),
        ("text/n3", "text/turtle"),
        ("application/x-nothing, application/rdf+xml;q=0.1", "application/rdf+xml"),
    ],
)
def test_the_format_is_chosen_by_accept(server, accept, wanted):
    status, headers, _ = ask(f"{server}/doc/state/alba", accept)
    assert (status, headers.get_content_type()) == (200, wanted)
    assert "Accept" in headers["Vary"].split(", ")


@pytest.mark.parametrize(("suffix", "media_type"), [*TYPES.items(), ("html", "text/html")])
def test_a_suffix_goes_before_accept(server, suffix, media_type):
    status, headers, _ = ask(f"{server}/doc/state/alba.{suffix}", "image/png")
    assert (status, headers.get_content_type()) == (200, media_type)
    assert "Accept" not in headers["Vary"].split(", ")


@pytest.mark.parametrize("slug", ["alba", "%61lba"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_thing_leads_to_its_document_in_one_step(server, slug, method):
    status, headers, body = ask(f"{server}/id/state/{slug}?asOf=2021-06-16&lang=fr", "text/turtle", method)
    assert (status, headers["Location"]) == (303, "../../doc/state/alba?asOf=2021-06-16&lang=fr")
    assert (headers["Vary"], headers["Access-Control-Allow-Origin"]) == ("Accept", "*")
    assert links(headers) == ['<../../doc/state/alba>; rel="describedby"']
    assert method == "GET" or body == b""


def test_head_is_get_without_a_body(server):
    for suffix in (*TYPES, "html"):
        got, asked = ask(f"{server}/doc/state/alba.{suffix}"), ask(f"{server}/doc/state/alba.{suffix}", method="HEAD")
        assert (asked[0], asked[2]) == (200, b"")
        for name in ("ETag", "Content-Type", "Content-Length", "Last-Modified", "Link"):
            assert asked[1][name] == got[1][name], (suffix, name)


def test_a_document_links_to_what_belongs_to_it(server):
    _, headers, _ = ask(f"{server}/doc/state/alba", "text/turtle")
    found = links(headers)
    assert f'<{BASE}id/state/alba>; rel="describes"' in found
    assert f'<{BASE}id/state/alba>; rel="cite-as"' in found
    assert f'<{BASE}doc/state/alba>; rel="canonical"' in found
    assert '<../../dataset>; rel="collection"' in found
    assert f'<{BASE}ns>; rel="profile"' in found
    others = {suffix: media for suffix, media in [*TYPES.items(), ("html", "text/html")] if suffix != "ttl"}
    for suffix, media in others.items():
        assert f'<alba.{suffix}>; rel="alternate"; type="{media}"' in found
    assert not any("alba.ttl>" in link for link in found)


def test_a_page_links_to_its_data(server):
    _, headers, body = ask(f"{server}/doc/state/alba", BROWSER)
    assert '<alba.jsonld>; rel="item describedby"; type="application/ld+json"' in links(headers)
    assert '<https://schema.org/AboutPage>; rel="type"' in links(headers)
    assert b'rel="alternate" type="text/turtle"' in body
    assert "Accept-Language" in headers["Vary"]


def test_the_page_of_any_thing_shows_what_is_said_of_it(server):
    body = ask(f"{server}/doc/basing/carpa-port-alba.html")[2].decode()
    for text in ("Carpa at Port Alba", "Gazette", "Host state", "Alba", "consented"):
        assert text in body


def test_a_validator_is_strong_and_saves_the_body(server):
    tags = set()
    for suffix in TYPES:
        url = f"{server}/doc/state/alba.{suffix}"
        headers = ask(url)[1]
        tags.add(headers["ETag"])
        assert not headers["ETag"].startswith("W/")
        for given in (headers["ETag"], f'"other", {headers["ETag"]}'):
            status, again, body = ask(url, If_None_Match=given)
            assert (status, body, again["ETag"], again["Vary"]) == (304, b"", headers["ETag"], headers["Vary"])
        assert ask(url, If_None_Match='"other"')[0] == 200
    assert len(tags) == len(TYPES)


def test_only_the_very_moment_is_not_modified(server):
    url = f"{server}/doc/state/alba.ttl"
    moment = ask(url)[1]["Last-Modified"]
    assert ask(url, If_Modified_Since=moment)[0] == 304
    assert ask(url)[0] == 200
    for other in ("Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "rubbish"):
        assert ask(url, If_Modified_Since=other)[0] == 200
    assert ask(url, If_Modified_Since=moment, If_None_Match='"other"')[0] == 200


@pytest.mark.parametrize("path", ["id/state/albaa", "doc/state/albaa", "doc/state/albaa.ttl"])
def test_what_is_not_there_is_answered_with_what_is_similar(server, path):
    status, _, body = ask(f"{server}/{path}", "application/json")
    assert (status, json.loads(body)["similar"][0]) == (404, f"{BASE}id/state/alba")


@pytest.mark.parametrize("path", ["doc/state/alba.docx", "doc/state/.ttl", "id/state/alba%23geometry", "id/no/thing"])
def test_what_never_was_is_not_found(server, path):
    assert ask(f"{server}/{path}", "text/turtle")[0] == 404


def test_a_slug_that_was_made_up_is_not_handed_back_as_it_is(server):
    status, _, body = ask(f"{server}/id/state/%22%3E%3Cimg%20src=x%3E", "application/json")
    assert (status, b"<img" in body) == (404, False)


@pytest.mark.parametrize(
    "path", ["id/state/republic-of-alba", "doc/state/republic-of-alba", "doc/state/republic-of-alba.ttl"]
)
def test_a_withdrawn_thing_is_gone_and_says_what_replaced_it(server, path):
    status, headers, body = ask(f"{server}/{path}", "application/json")
    assert (status, json.loads(body)["isReplacedBy"]) == (410, [f"{BASE}id/state/alba"])
    assert links(headers) == [f'<{BASE}id/state/alba>; rel="successor-version"']


def test_a_withdrawn_thing_may_have_no_replacement(server):
    status, headers, body = ask(f"{server}/id/state/dorea", "application/json")
    assert (status, json.loads(body)["isReplacedBy"], links(headers)) == (410, [], [])


def test_an_unknown_format_is_refused_with_what_there_is(server):
    status, headers, body = ask(f"{server}/doc/state/alba", "image/png")
    told = {each["type"]: each["url"] for each in json.loads(body)["alternatives"]}
    assert status == 406
    assert told == {media: f"/doc/state/alba.{suffix}" for suffix, media in [*TYPES.items(), ("html", "text/html")]}
    assert '<alba.ttl>; rel="alternate"; type="text/turtle"' in links(headers)


@pytest.mark.parametrize(("page", "status"), [("1", 200), ("2", 404), ("0", 400), ("x", 400), ("9999999", 400)])
def test_a_page_is_one_that_there_is(server, page, status):
    assert ask(f"{server}/doc/state/alba.ttl?page={page}")[0] == status


def test_the_context_is_published_and_documents_carry_what_they_use_of_it(server):
    status, headers, body = ask(f"{server}/context.jsonld")
    assert (status, headers.get_content_type()) == (200, "application/ld+json")
    assert headers["Access-Control-Allow-Origin"] == "*"
    whole = json.loads(body)["@context"]
    assert whole["member"] == {"@id": f"{BASE}ns#member", "@type": "@id"}
    document = json.loads(ask(f"{server}/doc/state/alba.jsonld")[2])
    assert document["@context"].items() <= whole.items()
    nodes = {node["@id"]: node for node in document["@graph"]}
    alba = nodes["base:id/state/alba"]
    assert alba["label"] == {"en": "Alba", "fr": "Alba"}
    assert nodes["base:id/membership/alba-pact"]["founding"] is True
    assert nodes["base:id/membership/alba-pact"]["earliestStart"] == "1990-06-01"


def test_a_document_by_the_published_context_alone_says_the_same(server):
    document = json.loads(ask(f"{server}/doc/state/alba.jsonld")[2])
    inside = by_oxigraph(jsonld.to_rdf(document, {"format": "application/n-quads"}).encode(), "nq")
    document["@context"] = json.loads(ask(f"{server}/context.jsonld")[2])["@context"]
    assert by_oxigraph(jsonld.to_rdf(document, {"format": "application/n-quads"}).encode(), "nq") == inside


def test_a_person_is_led_from_a_withdrawn_thing_to_what_replaced_it(server):
    status, headers, body = ask(f"{server}/doc/state/republic-of-alba", BROWSER)
    assert (status, headers.get_content_type()) == (410, "text/html")
    assert b'href="/doc/state/alba"' in body
