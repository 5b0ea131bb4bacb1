"""Health, metrics and logs of a real server, as the machines see them that watch over it."""

import json
import os
import signal
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest
from prometheus_client.parser import text_string_to_metric_families

from depositary import release
from depositary.web.exchange import client, query_hash
from tests.conftest import serving
from tests.engine.processes import children, wait_until, zygotes

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ASK = "ASK { ?secret ?p ?o }"
PATIENCE = 30.0


def fetch(url, method="GET"):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def ask(url, query):
    return fetch(f"{url}/sparql?{urllib.parse.urlencode({'query': query})}")[0]


def value(url, name, **labels):
    """A sample of the metrics; 0 where there is none."""
    text = fetch(f"{url}/metrics")[2].decode()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return sample.value
    return 0


def comes_to(wanted, url, name, **labels):
    """Wait for a value: an answer is counted when its last byte is out, so that its reader may be faster."""
    wait_until(lambda: value(url, name, **labels) == wanted, PATIENCE)


def counted(wanted, url, outcome):
    comes_to(wanted, url, "depositary_request_seconds_count", route="/sparql", outcome=outcome)


def web_processes(process):
    return [one for one in children(process.pid) if zygotes(one)]


def lines(path, logger):
    found = []
    for line in path.read_text().splitlines():
        if line.startswith("{"):
            fact = json.loads(line)
            if fact["logger"] == logger:
                found.append(fact)
    return found


@pytest.mark.parametrize("path", ["/healthz", "/healthz/ready", "/healthz/live", "/metrics"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_of_it_is_cached(server, path, method):
    status, headers, body = fetch(server + path, method)
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert (body == b"") == (method == "HEAD")


def test_readiness_names_the_release(server, built):
    facts = json.loads(fetch(f"{server}/healthz/ready")[2])
    assert (facts["status"], facts["release"]) == ("ready", release.current(built).version)


def test_without_a_worker_it_lives_and_is_not_ready(built):
    with serving(built) as (url, process):
        ((zygote,),) = [zygotes(one) for one in web_processes(process)]
        os.kill(zygote, signal.SIGSTOP)  # so that it can fork no others
        for worker in children(zygote):
            os.kill(worker, signal.SIGKILL)
        wait_until(lambda: fetch(f"{url}/healthz/ready")[0] == 503, PATIENCE)
        status, headers, body = fetch(f"{url}/healthz")
        assert (status, headers["Retry-After"], json.loads(body)["status"]) == (503, "2", "not ready")
        assert json.loads(body)["reason"] == "no query worker is up"
        assert fetch(f"{url}/healthz/live")[0] == 200
        os.kill(zygote, signal.SIGCONT)
        wait_until(lambda: fetch(f"{url}/healthz/ready")[0] == 200, PATIENCE)


def test_without_its_release_on_the_disk_it_is_not_ready(sound):
    made = release.current(sound)
    with serving(sound, DEPOSITARY_WATCH="0.1") as (url, _):
        made.path.rename(made.path.with_name("elsewhere"))
        status, _, body = fetch(f"{url}/healthz/ready")
        assert (status, json.loads(body)["reason"]) == (503, "the release is no longer on the disk")
        made.path.with_name("elsewhere").rename(made.path)
        assert fetch(f"{url}/healthz/ready")[0] == 200


def test_two_web_processes_count_as_one_whichever_is_asked(built):
    with serving(built, DEPOSITARY_WEB_WORKERS="2", DEPOSITARY_WATCH="0.1") as (url, process):
        wait_until(lambda: len(web_processes(process)) == 2, PATIENCE)
        version = release.current(built).version
        comes_to(2, url, "depositary_release_info", version=version)
        began = value(url, "depositary_start_time_seconds")
        assert began > 1_700_000_000
        for number in range(1, 41):
            assert ask(url, ASK) == 200
            comes_to(number, url, "depositary_requests_total", route="/sparql", method="GET", status="200")
        counted(40, url, "ok")
        comes_to(40, url, "depositary_request_seconds_bucket", route="/sparql", outcome="ok", le="+Inf")
        comes_to(40 * len('{"head":{},"boolean":true}'), url, "depositary_response_bytes_total", route="/sparql")
        comes_to(4, url, "depositary_query_workers", state="idle")
        comes_to(4, url, "depositary_query_workers_started_total")
        assert value(url, "depositary_start_time_seconds") == began


def test_a_web_process_that_dies_is_replaced_and_what_it_counted_stays(built):
    with serving(built, DEPOSITARY_WEB_WORKERS="2", DEPOSITARY_WATCH="0.1") as (url, process):
        version = release.current(built).version
        comes_to(2, url, "depositary_release_info", version=version)
        for _ in range(20):
            assert ask(url, ASK) == 200
        counted(20, url, "ok")
        victim, other = web_processes(process)
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: len(web_processes(process)) == 2 and victim not in web_processes(process), PATIENCE)
        assert other in web_processes(process)
        comes_to(2, url, "depositary_release_info", version=version)
        comes_to(4, url, "depositary_query_workers", state="idle")
        counted(20, url, "ok")
        assert process.poll() is None


def test_every_way_in_which_a_query_ends_is_counted_apart(built):
    settings = {"DEPOSITARY_QUERY_WORKERS": "1", "DEPOSITARY_QUEUE": "0", "DEPOSITARY_DEADLINE": "3"}
    with serving(built, **settings, DEPOSITARY_WATCH="0.1") as (url, process):
        runaway = threading.Thread(target=ask, args=(url, RUNAWAY))
        runaway.start()
        comes_to(1, url, "depositary_query_workers", state="busy")
        assert ask(url, ASK) == 503
        counted(1, url, "refused")
        runaway.join()
        counted(1, url, "timeout")
        comes_to(1, url, "depositary_query_workers_died_total", cause="killed")

        comes_to(1, url, "depositary_query_workers", state="idle")
        victim = threading.Thread(target=ask, args=(url, RUNAWAY))
        victim.start()
        comes_to(1, url, "depositary_query_workers", state="busy")
        ((zygote,),) = [zygotes(one) for one in web_processes(process)]
        (worker,) = children(zygote)
        os.kill(worker, signal.SIGKILL)
        victim.join()
        counted(1, url, "killed")
        comes_to(1, url, "depositary_query_workers_died_total", cause="crashed")
        comes_to(3, url, "depositary_query_workers_started_total")

        comes_to(1, url, "depositary_query_workers", state="idle")
        assert (ask(url, "SELECT"), ask(url, " "), ask(url, ASK)) == (400, 400, 200)
        for outcome in ("bad_query", "bad_request", "ok"):
            counted(1, url, outcome)
        for word in ("BREW", "WHEN"):
            assert fetch(f"{url}/sparql", word)[0] == 405
        comes_to(2, url, "depositary_requests_total", method="other", status="405")


def test_those_who_wait_are_measured(built):
    settings = {"DEPOSITARY_QUERY_WORKERS": "1", "DEPOSITARY_DEADLINE": "2"}
    with serving(built, **settings) as (url, _):
        threads = [threading.Thread(target=ask, args=(url, RUNAWAY)) for _ in range(3)]
        for thread in threads:
            thread.start()
        comes_to(2, url, "depositary_queue_length")
        for thread in threads:
            thread.join()
        comes_to(0, url, "depositary_queue_length")


def test_a_client_that_leaves_in_the_midst_is_counted_and_frees_its_worker(built):
    many = urllib.parse.urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000", "format": "csv"})
    with serving(built, DEPOSITARY_DEADLINE="60", DEPOSITARY_WATCH="0.1") as (url, _):
        with urllib.request.urlopen(f"{url}/sparql?{many}", timeout=60) as answer:
            answer.read(1000)
        counted(1, url, "aborted")
        comes_to(2, url, "depositary_query_workers", state="idle")


def test_a_request_is_one_line_without_its_query(built, tmp_path):
    log = tmp_path / "log"
    with log.open("w") as stderr, serving(built, stderr) as (url, _):
        assert (ask(url, ASK), ask(url, "SELECT secret"), fetch(f"{url}/id/secret/thing")[0]) == (200, 400, 404)
        wait_until(lambda: len(lines(log, "depositary.requests")) >= 4, PATIENCE)
    asked = [one for one in lines(log, "depositary.requests") if not one["route"].startswith("/healthz")]
    assert [(one["method"], one["route"], one["status"], one["outcome"]) for one in asked] == [
        ("GET", "/sparql", 200, "ok"),
        ("GET", "/sparql", 400, "bad_query"),
        ("GET", "/id/<kind>/<slug>", 404, "bad_request"),
    ]
    assert asked[0]["query_hash"] == query_hash(ASK) != asked[1]["query_hash"]
    assert (asked[0]["client"], asked[0]["bytes"]) == ("127.0.0.0/24", len('{"head":{},"boolean":true}'))
    assert asked[0]["seconds"] > 0
    assert asked[0]["release"] == release.current(built).version
    assert asked[0]["time"].endswith("+00:00")
    assert "secret" not in log.read_text().lower()
    assert lines(log, "depositary.slow") == []


def test_slow_queries_are_logged_and_their_text_only_where_it_is_wished(built, tmp_path):
    for wished in ("false", "true"):
        log = tmp_path / wished
        environ = {"DEPOSITARY_SLOW": "0", "DEPOSITARY_LOG_QUERIES": wished, "DEPOSITARY_LOG_CLIENTS": "none"}
        with log.open("w") as stderr, serving(built, stderr, **environ) as (url, _):
            assert ask(url, ASK) == 200
            wait_until(lambda log=log: lines(log, "depositary.slow") != [], PATIENCE)
        (slow,) = lines(log, "depositary.slow")
        assert (slow["query_hash"], slow.get("query")) == (query_hash(ASK), ASK if wished == "true" else None)
        assert slow["client"] is None


@pytest.mark.parametrize(("form", "shown"), [("text", True), ("off", False)])
def test_requests_are_logged_as_text_or_not_at_all(built, tmp_path, form, shown):
    log = tmp_path / "log"
    with log.open("w") as stderr, serving(built, stderr, DEPOSITARY_LOG=form) as (url, _):
        assert ask(url, ASK) == 200
        assert fetch(f"{url}/healthz")[0] == 200
    assert ('route="/sparql" status=200' in log.read_text()) == shown
    assert not any(line.startswith("{") for line in log.read_text().splitlines())


@pytest.mark.parametrize(
    ("address", "form", "shown"),
    [
        ("192.0.2.77", "short", "192.0.2.0/24"),
        ("2001:db8:1:2::77", "short", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "short", "192.0.2.0/24"),
        ("192.0.2.77", "full", "192.0.2.77"),
        ("192.0.2.77", "none", None),
        ("unix:/run/x", "short", None),
        ("", "full", None),
    ],
)
def test_addresses_are_shortened(address, form, shown):
    assert client(address, form) == shown
