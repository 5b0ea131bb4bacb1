"""SERVICE: answered for the endpoints that the settings name, and no connection to any other."""

import http.server
import json
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest

from depositary.errors import BadSetting, ServiceRefused
from depositary.settings import Settings
from depositary.syntax import outline
from tests.conftest import serving
from tests.engine.processes import wait_until

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
NS = "https://w3id.org/depositary/ns#"
STATE = f"?s a <{NS}State>"
PATIENCE = 30.0


def ask(url, query):
    """Return the status, the headers and what the JSON says."""
    target = f"{url}/sparql?{urllib.parse.urlencode({'query': query})}"
    request = urllib.request.Request(target, headers={"Accept": "application/sparql-results+json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.headers, json.load(error)


def rows(url, query):
    status, _, found = ask(url, query)
    assert status == 200, found
    return sorted(json.dumps(row, sort_keys=True) for row in found["results"]["bindings"])


class Stub(http.server.ThreadingHTTPServer):
    """An endpoint that says what a test has it say; `say` maps paths to (status, headers, body)."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.say, self.asked, self.wait = {}, [], threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append((self.path, query))
        if self.path == "/slow":
            self.server.wait.wait(PATIENCE)
            return
        status, headers, body = self.server.say[self.path]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def stub():
    with Stub() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.wait.set()
        made.shutdown()


@pytest.fixture
def stranger():
    """A socket that listens and must see no connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.3)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.fixture(scope="module")
def dead():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound and not listening: refused, and nobody else's
        yield f"http://127.0.0.1:{free.getsockname()[1]}/sparql"


@pytest.fixture(scope="module")
def other(server):
    return f"{server}/sparql"


@pytest.fixture(scope="module")
def asker(built, other, stub, dead):
    """A server that may ask the other one, which is a whole Depositary, the stub, and what does not answer."""
    named = [other, dead, *(f"{stub.url}/{path}" for path in ("redirected", "terms", "slow", "odd"))]
    environ = {
        "DEPOSITARY_SERVICE_ENDPOINTS": " ".join(named),
        "DEPOSITARY_DEADLINE": "2",
        "DEPOSITARY_WEB_THREADS": "8",
    }
    with serving(built, **environ) as (url, _):
        yield url


@pytest.mark.parametrize(
    ("remote", "local"),
    [
        (f"{STATE} . SERVICE <HERE> {{ ?s {LABEL} ?l }}", f"{STATE} . ?s {LABEL} ?l"),
        (f"SERVICE <HERE> {{ {STATE} }} ?s {LABEL} ?l", f"{STATE} . ?s {LABEL} ?l"),
        (
            f"SERVICE <HERE> {{ {STATE} OPTIONAL {{ ?s <{NS}capital> ?c }} }}",
            f"{STATE} OPTIONAL {{ ?s <{NS}capital> ?c }}",
        ),
        (f"{STATE} OPTIONAL {{ SERVICE <HERE> {{ ?s <{NS}none> ?c }} }}", f"{STATE} OPTIONAL {{ ?s <{NS}none> ?c }}"),
        (f"{STATE} MINUS {{ SERVICE <HERE> {{ ?s {LABEL} ?l }} }}", f"{STATE} MINUS {{ ?s {LABEL} ?l }}"),
        (
            f"{STATE} FILTER EXISTS {{ SERVICE SILENT <HERE> {{ ?s {LABEL} ?l }} }}",
            f"{STATE} FILTER EXISTS {{ ?s {LABEL} ?l }}",
        ),
        (
            f"{{ SERVICE <HERE> {{ {STATE} }} }} UNION {{ SERVICE <HERE> {{ ?s a <{NS}Treaty> }} }}",
            f"{{ {STATE} }} UNION {{ ?s a <{NS}Treaty> }}",
        ),
        (
            f"SERVICE <HERE> {{ SELECT (COUNT(*) AS ?n) {{ {STATE} }} }}",
            f"{{ SELECT (COUNT(*) AS ?n) {{ {STATE} }} }}",
        ),
    ],
)
def test_the_answer_is_that_of_the_pattern_over_both(asker, other, server, remote, local):
    found = rows(asker, f"SELECT * {{ {remote.replace('HERE', other)} }}")
    assert found == rows(server, f"SELECT * {{ {local} }}")
    assert found or "MINUS" in local


def test_prefixes_reach_the_other_endpoint(asker, other, server):
    query = "PREFIX ns: <%s>\nPREFIX at: <%s> SELECT ?s { SERVICE at: { ?s a ns:State } }"
    assert rows(asker, query % (NS, other)) == rows(server, f"SELECT ?s {{ {STATE} }}")


def test_nothing_of_it_is_kept(asker, other):
    status, headers, _ = ask(asker, f"SELECT * {{ SERVICE <{other}> {{ {STATE} }} }}")
    assert (status, headers["ETag"]) == (200, None)


@pytest.mark.parametrize(
    "inside",
    [
        "SERVICE <THERE> { ?s ?p ?o }",
        "SERVICE SILENT <THERE> { ?s ?p ?o }",
        "BIND(<THERE> AS ?e) SERVICE ?e { ?s ?p ?o }",
        "VALUES ?e { <HERE> } SERVICE SILENT ?e { ?s ?p ?o }",
        "SERVICE <HERE> { ?s ?p ?o SERVICE <THERE> { ?a ?b ?c } }",
        "SERVICE <HERE> { ?s ?p ?o } SERVICE <THERE> { ?a ?b ?c }",
        "SERVICE <THERE>",
        "SERVICE",
    ],
)
def test_any_other_endpoint_is_refused_and_not_connected_to(asker, server, other, stranger, inside):
    query = f"SELECT * {{ {inside} }}".replace("THERE", stranger).replace("HERE", other)
    status, _, problem = ask(asker, query)
    assert (status, problem["title"]) == (400, "Remote data is not fetched")
    assert "service_endpoints" in problem["detail"]
    status, _, problem = ask(server, query)
    assert (status, "service_endpoints" in problem["detail"]) == (400, True)


@pytest.mark.parametrize("word", ["\\u0053ERVICE", "SERVIC\\u0045 SILENT"])
def test_an_escaped_keyword_connects_to_nothing(asker, other, stranger, word):
    """The engine reads escapes before tokens (SPARQL 1.1, section 19.2), but its workers have no sockets."""
    query = f"SELECT * {{ SERVICE <{other}> {{ {STATE} }} {word} <{stranger}> {{ ?a ?b ?c }} }}"
    status, _, found = ask(asker, query)
    assert status >= 400 or found["results"]["bindings"]


def test_a_redirection_is_not_followed(asker, stub, stranger):
    for status in (301, 302, 303, 307, 308):
        stub.say["/redirected"] = (status, {"Location": stranger}, b"")
        found, _, problem = ask(asker, f"SELECT * {{ SERVICE <{stub.url}/redirected> {{ ?s ?p ?o }} }}")
        assert (found, problem["title"]) == (502, "The other endpoint gave no answer")
        assert f"status {status}" in problem["detail"]


def test_what_does_not_answer_is_a_gateway_error_and_silent_binds_nothing(asker, dead):
    assert ask(asker, f"SELECT * {{ SERVICE <{dead}> {{ ?s ?p ?o }} }}")[0] == 502
    found = rows(asker, f"SELECT * {{ VALUES ?x {{ 1 2 }} SERVICE SILENT <{dead}> {{ ?s ?p ?o }} }}")
    assert [set(json.loads(row)) for row in found] == [{"x"}, {"x"}]


def test_a_slow_endpoint_meets_the_deadline_and_only_some_are_asked_at_once(asker, stub):
    outcomes = []
    query = f"SELECT * {{ SERVICE <{stub.url}/slow> {{ ?s ?p ?o }} }}"
    threads = [threading.Thread(target=lambda: outcomes.append(ask(asker, query)[0])) for _ in range(6)]
    for thread in threads:
        thread.start()
    wait_until(lambda: outcomes.count(503) == 2, PATIENCE)
    assert rows(asker, "SELECT (1 AS ?one) {}")
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(outcomes) == [503, 503, 504, 504, 504, 504]


def say(stub, path, names, *cells):
    body = {"head": {"vars": names}, "results": {"bindings": list(cells)}}
    stub.say[path] = (200, {"Content-Type": "application/sparql-results+json"}, json.dumps(body).encode())


def test_terms_come_as_they_are(asker, stub):
    terms = [
        {"type": "literal", "value": 'a "b" \\ \n\r\t } é 条'},
        {"type": "literal", "value": "x", "xml:lang": "zh-hant"},
        {"type": "literal", "value": "2021-06", "datatype": "http://www.w3.org/2001/XMLSchema#gYearMonth"},
        {"type": "uri", "value": "http://example.org/é?x=1#y"},
    ]
    say(stub, "/terms", ["o", "p", "foreign"], *({"o": term, "foreign": terms[3]} for term in terms), {})
    status, _, found = ask(asker, f"SELECT * {{ SERVICE <{stub.url}/terms> {{ ?s ?p ?o }} }}")
    assert status == 200
    assert sorted(map(str, (row.get("o") for row in found["results"]["bindings"]))) == sorted(map(str, [*terms, None]))
    assert not any("foreign" in row for row in found["results"]["bindings"])
    path, query = stub.asked[-1]
    assert (path, query.endswith("SELECT * { ?s ?p ?o }")) == ("/terms", True)


@pytest.mark.parametrize(
    "term",
    [
        {"type": "bnode", "value": "b0"},
        {"type": "uri", "value": "http://x/> } SERVICE <http://y/"},
        {"type": "literal", "value": "x", "xml:lang": "en } "},
        {"type": "literal", "value": "x", "datatype": "http://x/> . "},
        {"type": "literal", "value": 1},
        {"type": "triple", "value": {}},
        "x",
    ],
)
def test_a_term_that_cannot_be_carried_is_an_error(asker, stub, term):
    say(stub, "/odd", ["o"], {"o": term})
    status, _, problem = ask(asker, f"SELECT * {{ SERVICE <{stub.url}/odd> {{ ?s ?p ?o }} }}")
    assert (status, problem["title"]) == (502, "The other endpoint gave no answer")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"head": {}, "boolean": true}', b"x" * (4 * 1024 * 1024 + 1)]
)
def test_an_answer_that_is_none_is_an_error(asker, stub, body):
    stub.say["/odd"] = (200, {}, body)
    assert ask(asker, f"SELECT * {{ SERVICE <{stub.url}/odd> {{ ?s ?p ?o }} }}")[0] == 502


@pytest.mark.parametrize("gap", [" ", "\n "])
def test_an_error_has_its_place_in_the_query_as_it_was_sent(asker, other, server, gap):
    service = f"SERVICE <{other}>"
    query = f"SELECT * {{ {service} {{{gap}{STATE} }} ?s ! }}"
    plain = query.replace(service, "OPTIONAL".ljust(len(service)))
    (status, _, problem), (_, _, wanted) = ask(asker, query), ask(server, plain)
    assert (status, problem["line"], problem["column"]) == (400, wanted["line"], wanted["column"])


@pytest.mark.parametrize("address", ["x", "/sparql", "ftp://x/", "http://", "http://u:p@x/", "http://x/#y"])
def test_the_setting_wants_absolute_urls(address):
    with pytest.raises(BadSetting, match="service_endpoints"):
        Settings(service_endpoints=f"http://x/sparql {address}")


def test_an_iri_is_compared_after_it_is_resolved():
    allowed = ("http://x/sparql",)
    query = "BASE <http://x/> SELECT * { SERVICE SILENT <sparql> { ?s ?p ?o } }"
    assert outline(query, "http://y/", 10, allowed).services == {"http://x/sparql"}
    with pytest.raises(ServiceRefused):
        outline(query, "http://y/", 10, ("http://y/sparql",))
