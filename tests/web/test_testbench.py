"""Reconciliation as the W3C community group's test bench asks for it (reconciliation-api/testbench, API 0.2).

Each request is sent as the browser sends it for the bench, with what the bench took from the answer before: manifest,
choices of type and property, queries, previews, extension; then JSONP, which the bench tries for hosts without CORS.
Answers must have the fields that the specification defines, all that it demands and no others.
"""

import json
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from jsonschema import Draft202012Validator as Validator

from tests.web.exchanges import send

ORIGIN = "https://reconciliation-api.github.io"
FORM = "application/x-www-form-urlencoded;charset=UTF-8"  # as a browser writes it for URLSearchParams


def a_record(demanded, **optional):
    return {
        "type": "object",
        "properties": demanded | optional,
        "required": list(demanded),
        "additionalProperties": False,
    }


def some(items):
    return {"type": "array", "items": items}


def texts(*names):
    return {name: {"type": "string", "minLength": 1} for name in names}


TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
WHOLE = {"type": "integer", "minimum": 1}
URL = {"type": "string", "pattern": "^https?://"}
TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
NAMED = a_record(texts("id", "name"))
TYPE = a_record(texts("id", "name"), broader=some(NAMED), **texts("description"))
PROPERTY = a_record(texts("id", "name"), **texts("description"))
SERVICE = a_record({"service_url": URL, "service_path": {"type": "string", "pattern": "^/"}})
SETTING = a_record(
    {"type": {"const": "text"}, "name": TEXT, "label": TEXT}, default=TEXT, help_text=TEXT
)  # of the four types of setting the one that we have
MANIFEST = a_record(
    {
        "versions": {"contains": {"const": "0.2"}, **some(TEXT)},
        "identifierSpace": URL,
        "schemaSpace": URL,
        "name": TEXT,
    },
    documentation=URL,
    serviceVersion=TEXT,
    defaultTypes={"uniqueItems": True, **some(TYPE)},
    view=a_record({"url": TEMPLATE}),
    preview=a_record({"url": TEMPLATE, "width": WHOLE, "height": WHOLE}),
    suggest=a_record({}, entity=SERVICE, property=SERVICE, type=SERVICE),
    extend=a_record({}, propose_properties=SERVICE, property_settings=some(SETTING)),
    batchSize=WHOLE,
)
CANDIDATE = a_record(
    {**texts("id", "name"), "score": {"type": "number"}},
    description=TEXT,
    type=some(NAMED),
    match=FLAG,
    features=some(a_record({"id": TEXT, "value": {"type": ["boolean", "number"]}})),
)
RESULTS = {"type": "object", "additionalProperties": a_record({"result": some(CANDIDATE)})}
SUGGESTED = {
    "entity": a_record({"result": some(a_record(texts("id", "name"), description=TEXT, notable=some(NAMED)))}),
    "type": a_record({"result": some(TYPE)}),
    "property": a_record({"result": some(PROPERTY)}),
}
VALUE = {
    "oneOf": [
        NAMED,
        a_record({"str": TEXT}),
        a_record({"float": {"type": "number"}}),
        a_record({"date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}}),
    ]
}
ROW = {"type": "object", "additionalProperties": some(VALUE)}
EXTENSION = a_record({"meta": some(NAMED), "rows": {"type": "object", "additionalProperties": ROW}})
PROPOSAL = a_record({"properties": some(PROPERTY), "type": TEXT}, limit=WHOLE)


class Bench:
    """The service as the bench holds it: its endpoint, and the manifest that it answered first."""

    def __init__(self, host):
        self.host, self.endpoint = host, f"{host}/reconcile"
        self.manifest = self.fetch(self.endpoint, MANIFEST)

    def get(self, url, parameters=None, accept="*/*"):
        address = urlsplit(url + (f"?{urlencode(parameters)}" if parameters else ""))
        assert url.startswith(self.host)
        headers = {"Origin": ORIGIN, "Accept": accept, "Accept-Language": "en-US,en;q=0.5", "Sec-Fetch-Mode": "cors"}
        return send(self.host, f"{address.path}?{address.query}" if address.query else address.path, **headers)

    def fetch(self, url, schema, **parameters):
        """Get JSON that a page of another origin may read."""
        return read(self.get(url, parameters), schema)

    def post(self, query):
        """Send one query as a form, as the bench does."""
        body = urlencode({"queries": json.dumps({"q0": query}, separators=(",", ":"))}).encode()
        got = send(self.host, "/reconcile", "POST", body, Origin=ORIGIN, Accept="*/*", Content_Type=FORM)
        return read(got, RESULTS)["q0"]["result"]

    def suggest(self, what, **parameters):
        service = self.manifest["suggest"][what]
        return self.fetch(service["service_url"] + service["service_path"], SUGGESTED[what], **parameters)["result"]

    def extend(self, entity, prop):
        """Ask for a property; the bench means `timeout` for itself, and yet sends it."""
        asked = json.dumps({"ids": [entity["id"]], "properties": [{"id": prop["id"]}]}, separators=(",", ":"))
        answer = self.fetch(f"{self.endpoint}?{urlencode({'extend': asked})}&timeout=20000", EXTENSION)
        return answer["rows"][entity["id"]][prop["id"]]


def read(got, schema):
    assert (got.status, got.headers["Access-Control-Allow-Origin"]) == (200, "*"), got.plain
    assert got.headers["Content-Type"] == "application/json"
    answer = json.loads(got.plain)
    Validator.check_schema(schema)
    Validator(schema).validate(answer)
    return answer


@pytest.fixture(scope="module")
def bench(real_server):
    return Bench(real_server)


def test_every_service_of_the_manifest_is_offered(bench):
    assert set(bench.manifest["suggest"]) == {"entity", "property", "type"}
    assert {"view", "preview", "extend", "defaultTypes"} <= set(bench.manifest)


def test_a_name_is_matched_against_no_type_each_default_type_and_one_that_was_suggested(bench):
    assert bench.post({"query": "Armenia"})[0]["id"] == "state/armenia"
    for kind in bench.manifest["defaultTypes"]:
        for candidate in bench.post({"query": "Armenia", "type": kind["id"]}):
            assert kind["id"] in {each["id"] for each in candidate["type"]}
    custom = bench.suggest("type", prefix="alliance")[0]
    assert {
        each["id"] for found in bench.post({"query": "treaty", "type": custom["id"]}) for each in found["type"]
    } >= {custom["id"]}


def test_properties_that_were_suggested_are_compared_and_the_limit_is_kept(bench):
    alpha = bench.suggest("property", prefix="isoAlpha2")[0]
    query = {"query": "Congo", "properties": [{"pid": alpha["id"], "v": "CD"}], "limit": 2}
    found = bench.post(query)
    assert len(found) == 2
    assert {"id": "property_isoAlpha2", "value": True} in found[0]["features"]
    by_url = bench.fetch(bench.endpoint, RESULTS, queries=json.dumps({"q0": query}))
    assert by_url["q0"]["result"] == found


def test_a_query_that_is_still_blank_finds_nothing(bench):
    assert bench.post({"query": ""}) == []
    assert bench.post({"query": " ", "properties": []}) == []


@pytest.mark.parametrize(
    ("what", "prefix", "named"),
    [("entity", "Geor", "state/georgia"), ("type", "st", "State"), ("property", "iso", "isoAlpha3")],
)
def test_a_prefix_and_an_identifier_are_suggested_for(bench, what, prefix, named):
    assert named in {each["id"] for each in bench.suggest(what, prefix=prefix)}
    assert bench.suggest(what, prefix=named)[0]["id"] == named
    assert bench.suggest(what, prefix="zzyzx") == []


def test_suggestions_go_on_behind_the_cursor(bench):
    pages = [bench.suggest("property", prefix="", cursor=cursor) for cursor in (0, 10, 20)]
    assert len({each["id"] for page in pages for each in page}) == 30
    assert bench.suggest("property", prefix="", cursor=10_000) == []


def test_what_was_found_is_viewed_and_previewed(bench):
    """The bench encodes the identifier for a preview, and not for a view."""
    found = bench.post({"query": "Burkina Faso"})[0]["id"]
    preview = bench.get(bench.manifest["preview"]["url"].replace("{{id}}", quote(found, safe="")), accept="text/html")
    assert (preview.status, preview.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in preview.headers
    for identifier in (found, quote(found, safe="")):
        url = bench.manifest["view"]["url"].replace("{{id}}", identifier)
        seen = bench.get(url, accept="text/html")
        assert seen.status == 303
        assert urljoin(url, seen.headers["Location"]) == f"{bench.host}/doc/state/burkina-faso"


def test_properties_proposed_for_a_type_can_be_asked_of_a_thing_of_it(bench):
    service = bench.manifest["extend"]["propose_properties"]
    url = service["service_url"] + service["service_path"]
    for kind, entity in (
        ("State", "state/armenia"),
        ("Treaty", "treaty/inf-treaty"),
        ("Organization", "organization/nato"),
    ):
        proposal = bench.fetch(url, PROPOSAL, type=kind)
        assert proposal["type"] == kind
        values = {prop["id"]: bench.extend({"id": entity}, prop) for prop in proposal["properties"]}
        assert sum(map(bool, values.values())) > 3
        assert len(bench.fetch(url, PROPOSAL, type=kind, limit=2)["properties"]) == 2


def test_a_page_of_another_origin_may_ask_with_any_usual_header(bench):
    services = [*bench.manifest["suggest"].values(), bench.manifest["extend"]["propose_properties"]]
    for path in ("/reconcile", "/reconcile/extend", "/reconcile/preview", *(each["service_path"] for each in services)):
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "content-type"}
        got = send(bench.host, path, "OPTIONS", Origin=ORIGIN, **asked)
        assert (got.status, got.headers["Access-Control-Allow-Origin"]) == (204, "*")
        assert "GET" in got.headers["Access-Control-Allow-Methods"]
        assert "Content-Type" in got.headers["Access-Control-Allow-Headers"]
    refused = send(bench.host, "/reconcile?queries=1", Origin=ORIGIN)
    assert (refused.status, refused.headers["Access-Control-Allow-Origin"]) == (400, "*")


def test_without_cors_every_answer_comes_as_jsonp(bench):
    callback = "jsonp_1764041234567_89012"
    query = json.dumps({"q0": {"query": "Armenia"}})
    extension = json.dumps({"ids": ["state/armenia"], "properties": [{"id": "isoAlpha2"}]})
    for path, schema, parameters in (
        ("", MANIFEST, {}),
        ("", RESULTS, {"queries": query}),
        ("", EXTENSION, {"extend": extension}),
        ("/properties", PROPOSAL, {"type": "State"}),
        *((f"/suggest/{what}", schema, {"prefix": "a"}) for what, schema in SUGGESTED.items()),
    ):
        got = bench.get(bench.endpoint + path, parameters | {"callback": callback})
        assert got.headers["Content-Type"] == "text/javascript; charset=utf-8"
        script = got.plain.decode()
        assert script.startswith(f"/**/{callback}(")
        answer = json.loads(script.removeprefix(f"/**/{callback}(").removesuffix(");"))
        Validator(schema).validate(answer)
