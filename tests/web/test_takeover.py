"""A new release is taken over by a running server, and nobody who asks meanwhile notices more than that."""

import contextlib
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import weakref
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from depositary import release
from depositary.endpoint import Endpoint
from depositary.takeover import Watcher
from depositary.web import create_app, monitoring, readiness
from tests.conftest import rename_port, serving
from tests.engine.processes import alive, children, wait_until, zygotes

WEB = Path(__file__).parents[2] / "server" / "depositary" / "web"
EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
TARGETS = (
    "/sparql?" + urllib.parse.urlencode({"query": EVERYTHING, "format": "csv"}),
    "/doc/facility/port-alba.ttl",
    "/dump/depositary.nq",
    "/release",
)
ROWS = 400_000
PRODUCT = f"SELECT * {{ ?a ?b ?c . ?d ?e ?f }} LIMIT {ROWS}"
THREADS, PATIENCE = 4, 60.0
NEVER = "3600"


def get(url, target):
    with urllib.request.urlopen(url + target, timeout=60) as answer:
        return answer.read()


def offices(url):
    """How many web processes serve each release."""
    text = get(url, "/metrics").decode()
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    return {one.labels["version"]: one.value for one in samples if one.name == "depositary_release_info" and one.value}


def publish_command(settings, *arguments):
    command = [sys.executable, "-m", "depositary.cli", "publish", *arguments]
    command += ["--releases", settings.releases, "--sources", settings.sources]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def by_command(settings, version, _):
    done = publish_command(settings, version)
    assert done.returncode == 0, done.stderr


def by_signal(settings, version, process):
    release.appoint(settings, version)
    process.send_signal(signal.SIGHUP)


def by_link(settings, version, _):
    release.appoint(settings, version)


class Load:
    """Threads that ask without pause and compare every answer with those of the releases it may come from."""

    def __init__(self, url, known):
        self.url, self.known = url, known
        self.allowed = frozenset(known)
        self.faults, self.seen = [], Counter()
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(THREADS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number):
        while not self._ended.is_set():
            target = TARGETS[number % len(TARGETS)]
            number += 1
            before = self.allowed
            try:
                body = get(self.url, target)
            except Exception as error:
                self.faults.append((target, repr(error)))
                continue
            found = {version for version in self.known if self.known[version][target] == body}
            # one that was asked and answered while only one release was in office must be of that one
            if not found & (before if before is self.allowed else frozenset(self.known)):
                self.faults.append((target, before, found, body[:200]))
            self.seen.update((version, target) for version in found)


def test_swaps_by_every_way_to_and_fro_under_load_cost_no_answer_and_mix_none(releases):
    settings, first, second = releases
    ways = (by_command, by_signal, by_link)
    with serving(settings, DEPOSITARY_WEB_WORKERS="2", DEPOSITARY_WATCH="0.5", DEPOSITARY_HOLD="1") as (url, process):
        known = {}
        for version in (second, first):
            by_signal(settings, version, process)
            wait_until(lambda version=version: offices(url) == {version: 2}, PATIENCE)
            known[version] = {target: get(url, target) for target in TARGETS}
        assert all(known[first][target] != known[second][target] for target in TARGETS)
        with Load(url, known) as load:
            for number in range(2 * len(ways)):
                version = (second, first)[number % 2]
                load.allowed = frozenset(known)
                ways[number % len(ways)](settings, version, process)
                wait_until(lambda version=version: offices(url) == {version: 2}, PATIENCE)
                load.allowed = frozenset({version})
                before = load.seen.total()
                wait_until(lambda before=before: load.seen.total() > before + 2 * THREADS, PATIENCE)
        assert load.faults == []
        assert min(load.seen[version, target] for version in known for target in TARGETS) > 0
        webs = [one for one in children(process.pid) if zygotes(one)]
        assert len(webs) == 2
        wait_until(lambda: all(len(zygotes(one)) == 1 for one in webs), PATIENCE)  # the old pools are closed


def test_an_answer_that_is_being_read_is_finished_from_the_release_with_which_it_began(releases):
    settings, _, second = releases
    with serving(settings, DEPOSITARY_WATCH=NEVER, DEPOSITARY_DEADLINE="60") as (url, process):
        (web,) = [one for one in children(process.pid) if zygotes(one)]
        (old,) = zygotes(web)
        query = urllib.parse.urlencode({"query": PRODUCT, "format": "csv"})
        with urllib.request.urlopen(f"{url}/sparql?{query}", timeout=60) as answer:
            begun = answer.read(1000)
            by_signal(settings, second, process)
            wait_until(lambda: offices(url) == {second: 1}, PATIENCE)
            assert b"Alba Harbour" in get(url, TARGETS[1])
            assert alive(old)
            rest = answer.read()
        assert (begun + rest).count(b"\r\n") == ROWS + 1
        assert b"Alba Harbour" not in begun + rest
        assert b"Port Alba" in begun + rest
        wait_until(lambda: not alive(old), PATIENCE)


def damage_manifest(path):
    (path / "manifest.json").write_text("{")


def damage_data(path):
    with (path / "dump" / "depositary-with-inferences.nq").open("a") as file:
        file.write("<a:a> <a:b> <a:c> .\n")


def remove_manifest(path):
    (path / "manifest.json").unlink()


@pytest.mark.parametrize("damage", [damage_manifest, damage_data, remove_manifest])
def test_a_damaged_release_is_refused_with_a_line_and_the_old_one_goes_on(releases, tmp_path, damage):
    settings, first, second = releases
    whole = tmp_path / "whole"
    shutil.copytree(settings.releases / second, whole)
    damage(settings.releases / second)
    log = tmp_path / "log"
    with log.open("w") as stderr, serving(settings, stderr, DEPOSITARY_WATCH="0.1") as (url, process):
        link = settings.releases / ".new"
        link.symlink_to(second)
        link.replace(settings.releases / "current")
        wait_until(lambda: "new release refused" in log.read_text(), PATIENCE)
        process.send_signal(signal.SIGHUP)  # which has it tried, and refused, once more
        wait_until(lambda: log.read_text().count("new release refused") >= 2, PATIENCE)
        assert b"Port Alba" in get(url, TARGETS[1])
        assert offices(url) == {first: 1}
        shutil.rmtree(settings.releases / second)
        whole.rename(settings.releases / second)
        wait_until(lambda: offices(url) == {second: 1}, PATIENCE)


def test_publish_builds_what_has_changed_and_tells_the_server(sound):
    with serving(sound, DEPOSITARY_WATCH=NEVER, DEPOSITARY_WEB_WORKERS="2") as (url, process):
        rename_port(sound)
        done = publish_command(sound)
        assert (done.returncode, f"process id {process.pid} " in done.stdout) == (0, True), done.stderr
        wait_until(lambda: offices(url) == {release.current(sound).version: 2}, PATIENCE)
        assert b"Alba Harbour" in get(url, TARGETS[1])
    assert list(sound.releases.glob("*.pid")) == []


def test_publish_says_where_no_server_runs_and_trusts_no_file_that_was_left_behind(releases):
    settings, _, second = releases
    bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with contextlib.closing(bystander.stdin):
        (settings.releases / "server-8000.pid").write_text(f"{bystander.pid}\n")
        done = publish_command(settings, second)
        assert done.returncode == 3
        assert "No server runs over these releases" in done.stderr
        assert f"{second} is the current release" in done.stdout
        assert release.current(settings).version == second
        assert bystander.poll() is None
    bystander.wait(20)


def test_publish_finds_the_server_by_the_setting(releases, tmp_path):
    settings, _, second = releases
    own = str(tmp_path / "own.pid")
    with serving(settings, DEPOSITARY_WATCH=NEVER, DEPOSITARY_PID_FILE=own) as (url, process):
        assert Path(own).read_text() == f"{process.pid}\n"
        assert publish_command(settings, second).returncode == 3  # it is not where it is looked for
        assert publish_command(settings, second, "--pid-file", own).returncode == 0
        wait_until(lambda: offices(url) == {second: 1}, PATIENCE)


@pytest.mark.parametrize("name", ["0.0.0-none", "../elsewhere"])
def test_publish_of_what_is_no_release_changes_nothing(releases, name):
    settings, first, _ = releases
    done = publish_command(settings, name)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert release.current(settings).version == first


def test_publish_of_a_damaged_release_changes_nothing(releases):
    settings, first, second = releases
    damage_data(settings.releases / second)
    assert publish_command(settings, second).returncode == 1
    assert release.current(settings).version == first


def test_a_signal_in_the_midst_of_the_start_ends_nothing(releases):
    settings, first, _ = releases
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "depositary.cli", "serve", "--no-build", "--port", str(port)]
    command += ["--releases", str(settings.releases), "--sources", str(settings.sources)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    pid_file = settings.releases / f"server-{port}.pid"
    try:
        wait_until(pid_file.exists, PATIENCE)

        def answers():
            assert process.poll() is None
            os.kill(process.pid, signal.SIGHUP)
            time.sleep(0.02)
            with contextlib.suppress(OSError):
                return offices(f"http://127.0.0.1:{port}") == {first: 1}

        wait_until(answers, PATIENCE)
    finally:
        process.terminate()
        process.wait(20)


STATES = "SELECT ?state { ?state a <https://w3id.org/depositary/ns#State> }"
PLACES = (
    *("/", "/states", "/facilities?lang=fr", "/query", "/query/number-of-members", "/ns", "/release", "/dataset"),
    *("/doc/facility/port-alba.html", "/doc/state/alba.jsonld", "/doc/state/alba.csv", "/doc/state/allba"),
    *("/sitemap.xml", "/sitemap-1.xml", "/context.jsonld", "/.well-known/void", "/search?q=alba", "/fragments"),
    "/compare?left=state/alba&right=state/borea",
    "/reconcile?" + urllib.parse.urlencode({"queries": '{"q0": {"query": "Alba"}}'}),
    "/sparql?" + urllib.parse.urlencode({"query": STATES, "view": "map"}),
)
"""Pages that keep something of the release, or might."""


def visit(app):
    """Status and body of each place."""
    client = app.test_client()
    got = {place: client.get(place, headers={"Accept": "text/html, */*;q=0.5"}) for place in PLACES}
    return {place: (answer.status_code, answer.text) for place, answer in got.items()}


def test_nothing_of_a_release_is_kept_or_answered_from_when_another_has_taken_over(releases):
    settings, _, second = releases
    settings = replace(settings, query_workers=1, log="off")
    app = create_app(settings, Endpoint(settings, release.current(settings)))
    incumbency = app.extensions[monitoring.INCUMBENCY]
    gone = weakref.ref(incumbency.endpoint)
    before = visit(app)
    assert {place: status for place, (status, _) in before.items() if status != 200} == {"/doc/state/allba": 404}
    release.appoint(settings, second)
    fresh = Endpoint(settings, release.current(settings))
    try:
        Watcher(settings, incumbency, partial(readiness.prepare, app)).look()
        after = visit(app)
        assert after == visit(create_app(settings, fresh))
        assert after["/facilities?lang=fr"] != before["/facilities?lang=fr"]
        wait_until(lambda: gc.collect() >= 0 and gone() is None, PATIENCE)
    finally:
        incumbency.endpoint.close()
        fresh.close()


def test_no_view_asks_for_the_endpoint_in_office_instead_of_the_one_its_request_holds():
    asking = [path.name for path in WEB.glob("*.py") if 'extensions["depositary"]' in path.read_text()]
    assert asking == []
