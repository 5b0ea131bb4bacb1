"""/openapi.json says what the routes are and do: each route is in it, and each status that it declares happens."""

import json
import re
import urllib.parse

import pytest
from openapi_spec_validator import validate

from depositary.endpoint import Endpoint
from depositary.release import current
from depositary.web import create_app
from depositary.web.openapi import BUSY, routes
from depositary.web.operations import OPERATIONS
from depositary.web.signatures import HTML
from tests.web.exchanges import send

HOW = "describe it in depositary/web/operations.py, where the head of the module says how"
CASES = [(rule, operation) for rule, found in OPERATIONS.items() for operation in found]
NAMES = [f"{operation.method.upper()} {rule}" for rule, operation in CASES]
LONG = "x" * 1_100_000
SPECIAL = {
    (400, "/asof/<path:day>"): ("get", "/asof/2021-02-30", None, {}),
    (400, "/query/<name>"): ("get", "/query/alliance-treaties?nonsense=1", None, {}),
    (404, "/compare"): ("get", "/compare?a=state/none&b=state/alba", None, {}),
    (404, "/sitemap-<int:part>.xml"): ("get", "/sitemap-9.xml", None, {}),
    (404, "/fragments"): ("get", "/fragments?page=999999", None, {}),
    (404, "/reconcile/preview"): ("get", "/reconcile/preview?id=none", None, {}),
}
"""Requests that end in a status for which the description has no example; by status and rule."""


@pytest.fixture(scope="module")
def rules(built):
    endpoint = Endpoint(built, current(built))
    try:
        return {(rule.rule, method) for rule, method in routes(create_app(built, endpoint))}
    finally:
        endpoint.close()


@pytest.fixture(scope="module")
def document(server):
    return json.loads(send(server, "/openapi.json").body)


def asked(rule, operation, changed=None):
    """Make the request of the examples: method, path, body, headers; `changed` sets parameters, "" leaves one away."""
    given = {each.name: each.example for each in operation.parameters if each.example}
    places = {each.name: each.where for each in operation.parameters}
    given = {name: value for name, value in (given | (changed or {})).items() if value and name in places}
    path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda found: urllib.parse.quote(given[found[1]]), rule)
    inside = {name: value for name, value in given.items() if places[name] == "query"}
    fields = {name: value for name, value in given.items() if places[name] == "form"}
    target = path + (f"?{urllib.parse.urlencode(inside)}" if inside else "")
    if operation.method != "post":
        return operation.method, target, None, {}
    return "post", target, urllib.parse.urlencode(fields).encode(), {"Content_Type": operation.takes[0]}


def got(server, request):
    method, target, body, headers = request
    return send(server, target, method.upper(), body, **headers)


def provoked(server, status, rule, operation):
    """Bring about a status, as its kind is brought about."""
    if (status, rule) in SPECIAL:
        return got(server, SPECIAL[status, rule])
    method, target, body, headers = asked(rule, operation)
    if status == 304:
        return got(server, (method, target, body, {"If_None_Match": got(server, (method, target, body, {})).etag}))
    if status == 400 and HTML in operation.gives:  # what is read for the page is refused by the page
        page = {"lang": "xx", "format": "", "suffix": "html"}
        method, target, body, headers = asked(rule, operation, page)
        return got(server, (method, target, body, {**headers, "Accept": HTML}))
    if status == 410:
        slug = next(each.name for each in operation.parameters if each.where == "path" and each.name != "kind")
        return got(server, asked(rule, operation, {slug: "republic-of-alba"}))
    if status == 404:
        inside = [each.name for each in operation.parameters if each.where == "path"]
        return got(server, asked(rule, operation, {inside[-1]: "no-such-thing"}))
    if status == 406:
        method, target, body, headers = asked(rule, operation, {"format": ""})
        return got(server, (method, target, body, {**headers, "Accept": "image/png"}))
    if status == 411:
        return send(server, target, "POST", None, Content_Type=headers["Content_Type"], Transfer_Encoding="chunked")
    if status == 415:
        return got(server, (method, target, body, {"Content_Type": "text/csv"}))
    if status == 413:
        long = {"queries": json.dumps({str(n): {"query": "x"} for n in range(201)}), "query": LONG}
        long["extend"] = json.dumps({"ids": ["x"] * 201, "properties": []})
        name = next(each.name for each in operation.parameters if each.name in long)
        return got(server, asked(rule, operation, {name: long[name]}))
    raise AssertionError(f"the tests know no way to bring about {status}; add one to SPECIAL")


def test_every_route_is_described(rules):
    missing = rules - {(rule, operation.method) for rule, operation in CASES}
    assert not missing, f"{sorted(missing)} has no description: {HOW}"


def test_everything_that_is_described_is_a_route(rules):
    extra = {(rule, operation.method) for rule, operation in CASES} - rules
    assert not extra, f"{sorted(extra)} is described in depositary/web/operations.py, but there is no such route"


def test_the_document_is_valid_and_complete(document, rules):
    validate(document)
    paths = {(re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule), method) for rule, method in rules}
    assert {(path, method) for path, methods in document["paths"].items() for method in methods} == paths
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert len(operation["summary"]) > 10, f"the view of {method.upper()} {path} has no docstring"
            inside = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
            assert inside == set(re.findall(r"\{(\w+)\}", path)), f"{path} has a part that is not described"


@pytest.mark.parametrize(("rule", "operation"), CASES, ids=NAMES)
def test_the_examples_succeed_in_a_declared_format(server, rule, operation):
    answer = got(server, asked(rule, operation))
    assert answer.status == operation.status, answer.plain
    media_type = (answer.headers["Content-Type"] or "").partition(";")[0]
    assert media_type in operation.gives or not operation.gives


@pytest.mark.parametrize(("rule", "operation"), CASES, ids=NAMES)
def test_each_declared_media_type_is_to_be_had(server, rule, operation):
    negotiated = [each for each in operation.gives if 406 in operation.fails]
    method, target, body, headers = asked(rule, operation, {"format": ""} if negotiated else None)
    kinds = set()
    for media_type in negotiated:
        answer = got(server, (method, target, body, {**headers, "Accept": media_type}))
        if answer.status == 200:
            kinds.add(answer.headers["Content-Type"].partition(";")[0])
    assert not negotiated or len(kinds) >= min(4, len(negotiated))


@pytest.mark.parametrize(("rule", "operation"), CASES, ids=NAMES)
def test_each_declared_failure_happens(server, rule, operation):
    wrong = [each for each in operation.parameters if each.wrong is not None]
    for each in wrong:
        answer = got(server, asked(rule, operation, {each.name: each.wrong}))
        assert (answer.status, json.loads(answer.plain)["status"]) == (400, 400), f"{each.name}={each.wrong}"
    assert not wrong or 400 in operation.fails
    for status in {*operation.fails, *([304] if operation.named else [])} - set(BUSY):
        if status == 400 and wrong:
            continue
        answer = provoked(server, status, rule, operation)
        assert answer.status == status, f"{status} is declared but {answer.status} comes: {answer.plain[:300]}"


def test_an_undeclared_failure_does_not_come_of_a_wrong_accept(server):
    """Whatever is negotiated declares 406, and what is not never refuses."""
    for rule, operation in CASES:
        if operation.method == "get":
            method, target, body, _ = asked(rule, operation, {"format": ""})
            answer = got(server, (method, target, body, {"Accept": "image/png"}))
            assert (answer.status == 406) == (406 in operation.fails), rule


def test_the_page_shows_every_operation(server, document):
    page = send(server, "/api", Accept="text/html").plain.decode()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert f'id="{operation["operationId"]}"' in page
            assert f"{method.upper()} {path}" in page
