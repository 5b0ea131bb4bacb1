"""Reconciliation: each file of tests/web/reconcile is a call as OpenRefine makes it, with what the answer must hold.

A case has a request line, headers and, for POST, JSON for the field `queries`, or after "extend " for that; then,
after a line of four hyphens, lines "path = JSON" or "path contains JSON". They are asked of the real release.
"""

import json
import re
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from werkzeug.serving import make_server

from depositary.endpoint import Endpoint
from depositary.release import current
from depositary.web import create_app
from tests.web.exchanges import send

CASES = sorted((Path(__file__).parent / "reconcile").glob("*.http"))
BASE = "https://w3id.org/depositary/"
FORM = "application/x-www-form-urlencoded"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def service(real):
    """URL of the application over the real release, in this process: a server of its own would load it once more."""
    endpoint = Endpoint(replace(real, query_workers=1, log="off"), current(real))
    server = make_server("127.0.0.1", 0, create_app(endpoint.settings, endpoint), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        endpoint.close()


def asked(service, path="/reconcile", **parameters):
    """Ask by GET; what is no text is sent as JSON."""
    given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return send(service, path + (f"?{urlencode(given)}" if given else ""))


def matched(service, **query):
    got = asked(service, queries={"q0": query})
    assert got.status == 200, got.plain
    return json.loads(got.plain)["q0"]["result"]


def value_at(answer, path):
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


def check_results(answer):
    """Check what the specification asks of a batch of results (section 4.2)."""
    for found in answer.values():
        assert set(found) == {"result"}
        scores = [each["score"] for each in found["result"]]
        assert scores == sorted(scores, reverse=True)
        assert sum(each["match"] for each in found["result"]) <= 1
        for each in found["result"]:
            assert all(isinstance(each[name], str) and each[name] for name in ("id", "name", "description"))
            assert isinstance(each["match"], bool)
            assert 0 < each["score"] <= 100
            assert all(set(kind) == {"id", "name"} for kind in each["type"])
            assert all(set(feature) == {"id", "value"} for feature in each["features"])
            assert all(isinstance(feature["value"], bool | int | float) for feature in each["features"])
            assert len({feature["id"] for feature in each["features"]}) == len(each["features"])


def check_extension(answer, ids):
    """Check what the specification asks of a data extension response (section 7.4)."""
    assert set(answer["rows"]) == set(ids)
    assert all({"id", "name"} <= set(each) for each in answer["meta"])
    for row in answer["rows"].values():
        assert list(row) == [each["id"] for each in answer["meta"]]
        for value in (value for values in row.values() for value in values):
            assert set(value) in ({"id", "name"}, {"str"}, {"float"}, {"int"}, {"date"})
            assert "date" not in value or DATE.fullmatch(value["date"])


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_openrefine(path, service):
    request, _, wanted = path.read_text(encoding="utf-8").partition("\n----\n")
    head, _, text = request.partition("\n\n")
    method, _, target = head.splitlines()[0].partition(" ")
    headers = dict(line.replace("-", "_", 1).split(": ", 1) for line in head.splitlines()[1:])
    name, content = ("extend", text.removeprefix("extend ")) if text.startswith("extend ") else ("queries", text)
    body = urlencode({name: content.strip()}).encode() if method == "POST" else None
    got = send(service, target, method, body, **headers)
    assert (got.status, got.headers["Access-Control-Allow-Origin"]) == (200, "*"), got.plain
    assert got.headers["Content-Type"] == "application/json"
    answer = json.loads(got.plain)
    if "rows" in answer:
        check_extension(answer, json.loads(content)["ids"])
    elif method == "POST":
        check_results(answer)
    lines = wanted.strip().splitlines()
    assert lines
    for line in lines:
        where, how, value = re.match(r"(\S+) (=|contains) (.*)", line).groups()
        found = value_at(answer, where)
        assert (json.loads(value) in found) if how == "contains" else (found == json.loads(value)), f"{line}: {found}"


def test_get_and_post_and_both_addresses_give_the_same(service):
    queries = json.dumps({"q0": {"query": "Zaire"}})
    by_form = send(service, "/reconcile", "POST", urlencode({"queries": queries}).encode(), Content_Type=FORM)
    assert json.loads(by_form.plain) == json.loads(asked(service, queries=queries).plain)
    extension = {"ids": ["state/armenia"], "properties": [{"id": "isoAlpha2"}]}
    assert asked(service, extend=extension).plain == asked(service, "/reconcile/extend", extend=extension).plain


def test_the_manifest_describes_what_there_is(service):
    manifest = json.loads(asked(service).plain)
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == f"{BASE}id/"
    types = {each["id"] for each in manifest["defaultTypes"]}
    assert types >= {"State", "Organization", "Treaty", "Facility", "Person", "Document"}
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        assert template.startswith(service)
        path = template.removeprefix(service).replace("{{id}}", quote("state/armenia", safe=""))
        assert send(service, path, Accept="text/html").status in (200, 303)
    services = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    for each in services:
        assert each["service_url"] == service
        assert send(service, each["service_path"] + "?prefix=s").status == 200
    assert {each["type"] for each in manifest["extend"]["property_settings"]} == {"text"}


def test_a_service_registered_with_a_time_keeps_it(service):
    answer = json.loads(asked(service, asOf="1995", queries={"q0": {"query": "Yugoslavia"}}).plain)
    assert answer["q0"]["result"][0]["id"] == "state/serbia-and-montenegro"
    own = {"query": "Yugoslavia", "properties": [{"pid": "asOf", "v": "1970"}]}
    answer = json.loads(asked(service, asOf="1995", queries={"q0": own}).plain)
    assert answer["q0"]["result"][0]["id"] == "state/yugoslavia"
    manifest = json.loads(asked(service, asOf="1995").plain)
    assert "1995" in manifest["name"]
    assert manifest["extend"]["property_settings"][0]["default"] == "1995"
    codes = {"ids": ["state/serbia-and-montenegro"], "properties": [{"id": "isoAlpha2"}]}
    assert json.loads(asked(service, asOf="1995", extend=codes).plain)["rows"]["state/serbia-and-montenegro"] == {
        "isoAlpha2": [{"str": "YU"}]
    }


def test_a_name_that_fits_nothing_gives_nothing(service):
    assert matched(service, query="Zzyzx Qwrtplk") == []


def test_a_name_that_is_spelled_nearly_right_is_found_but_no_match(service):
    best = matched(service, query="Kazahkstan", type="State")[0]
    assert (best["id"], best["match"]) == ("state/kazakhstan", False)


def test_types_bound_what_is_found(service):
    assert {kind["id"] for each in matched(service, query="Armenia", type="Treaty") for kind in each["type"]} >= {
        "Treaty"
    }
    for each in matched(service, query="Armenia", type=["Organization", "Person"], limit=50):
        assert {kind["id"] for kind in each["type"]} & {"Organization", "Person"}
    strict = matched(service, query="NATO", type=["Organization", "State"], type_strict="all")
    assert strict == []


def test_the_limit_is_kept(service):
    assert len(matched(service, query="Treaty", limit=3)) == 3


def test_a_wrong_property_lowers_the_score_and_is_told(service):
    plain = matched(service, query="Armenia", type="State")[0]
    wrong = matched(service, query="Armenia", type="State", properties=[{"pid": "isoAlpha3", "v": "AZE"}])
    found = next(each for each in wrong if each["id"] == "state/armenia")
    assert found["score"] < plain["score"] / 2
    assert {"id": "property_isoAlpha3", "value": False} in found["features"]
    assert not any(each["match"] for each in wrong)


def test_a_country_that_has_ended_is_no_rival_of_the_present_one_without_a_date(service):
    assert matched(service, query="Vietnam")[0]["match"]
    assert matched(service, query="China")[0]["match"]
    assert not any(each["match"] for each in matched(service, query="Yugoslavia"))
    assert not any(each["match"] for each in matched(service, query="Korea"))


def test_the_heirs_of_what_was_not_there_are_proposed(service):
    found = matched(service, query="Czechoslovakia", properties=[{"pid": "asOf", "v": "1999"}])
    assert {"state/czechia", "state/slovakia"} <= {each["id"] for each in found}
    assert not any(each["match"] for each in found)


@pytest.mark.parametrize(
    ("queries", "place"),
    [
        ("{", "line 1, column 2"),
        ("[]", "queries"),
        ('{"q0": 1}', "queries.q0"),
        ('{"q0": {}}', "queries.q0"),
        ('{"q0": {"query": 1}}', "queries.q0.query"),
        ('{"q0": {"query": "x", "limit": 0}}', "queries.q0.limit"),
        ('{"q0": {"query": "x", "limit": true}}', "queries.q0.limit"),
        ('{"q0": {"query": "x", "type": "Planet"}}', "queries.q0.type"),
        ('{"q0": {"query": "x", "type_strict": "never"}}', "queries.q0.type_strict"),
        ('{"q0": {"query": "x", "properties": {}}}', "queries.q0.properties"),
        ('{"q0": {"query": "x", "properties": [{"pid": "isoAlpha3"}]}}', "queries.q0.properties[0].v"),
        ('{"q0": {"query": "x", "properties": [{"pid": "isoAlpha3", "v": "A"}, {"pid": "mass", "v": 1}]}}',
         "queries.q0.properties[1].pid"),
        ('{"q0": {"query": "x", "properties": [{"pid": "asOf", "v": "soon"}]}}', "queries.q0.properties[0].v"),
        ('{"q0": {"query": "x", "properties": [{"pid": "asOf", "v": "2021-02-30"}]}}', "queries.q0.properties[0].v"),
        ('{"q0": {"query": "x", "sort": 1}}', "queries.q0.sort"),
        ("[" * 100_000, "queries"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(service, queries, place):
    body = urlencode({"queries": queries}).encode()
    got = send(service, "/reconcile", "POST", body, Content_Type=FORM)
    assert got.status == 400, got.plain
    assert place in json.loads(got.plain)["detail"]


@pytest.mark.parametrize(
    ("extend", "place"),
    [
        ("{}", "extend.ids"),
        ('{"ids": [], "properties": {}}', "extend.properties"),
        ('{"ids": [], "properties": [{"id": "mass"}]}', "extend.properties[0].id"),
        (
            '{"ids": [], "properties": [{"id": "capital", "settings": {"asOf": "x"}}]}',
            "extend.properties[0].settings.asOf",
        ),
    ],
)
def test_a_fault_of_an_extension_is_told_with_its_place(service, extend, place):
    got = asked(service, "/reconcile/extend", extend=extend)
    assert (got.status, place in json.loads(got.plain)["detail"]) == (400, True)


def test_too_many_queries_are_refused(service):
    many = json.dumps({f"q{number}": {"query": "x"} for number in range(201)})
    got = send(service, "/reconcile", "POST", urlencode({"queries": many}).encode(), Content_Type=FORM)
    assert (got.status, "batchSize" in json.loads(got.plain)["detail"]) == (413, True)


def test_a_callback_is_the_name_of_a_function_or_refused(service):
    got = asked(service, callback="jQuery.cb_1")
    assert got.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert json.loads(got.plain.decode().removeprefix("/**/jQuery.cb_1(").removesuffix(");"))["versions"] == ["0.2"]
    for callback in ("alert(1)//", "a b", "", "1a", "a..b", "a;b", "é"):
        assert asked(service, callback=callback).status == 400


def test_only_the_preview_may_be_framed(service):
    got = asked(service, "/reconcile/preview", id="state/burkina-faso")
    assert "frame-ancestors *" in got.headers["Content-Security-Policy"]
    page = got.plain.decode()
    for text in ("Burkina Faso", "Upper Volta", "BFA", "1960"):
        assert text in page
    assert "<script" not in page
    assert "frame-ancestors *" not in send(service, "/api").headers["Content-Security-Policy"]
    missing = asked(service, "/reconcile/preview", id="state/<script>")
    assert (missing.status, b"<script>" in missing.plain and b"html" in missing.headers["Content-Type"].encode()) == (
        404,
        False,
    )


def test_suggestions_go_on_after_a_cursor_and_know_identifiers(service):
    first, second = (json.loads(asked(service, "/reconcile/suggest/entity", prefix="re", cursor=cursor).plain)["result"]
                     for cursor in ("0", "10"))  # fmt: skip
    assert len(first) == len(second) == 10
    assert not {each["id"] for each in first} & {each["id"] for each in second}
    known = json.loads(asked(service, "/reconcile/suggest/entity", prefix="treaty/inf-treaty").plain)["result"]
    assert known[0]["id"] == "treaty/inf-treaty"


def test_answers_that_do_not_change_are_not_sent_again(service):
    got = asked(service, "/reconcile/suggest/type", prefix="st")
    assert send(service, "/reconcile/suggest/type?prefix=st", If_None_Match=got.etag).status == 304
