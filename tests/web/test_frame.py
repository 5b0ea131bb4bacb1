"""Pages are named by what is in them, answered again from memory, and kept apart by language, host and day."""

import urllib.error
import urllib.request

import pytest
from werkzeug.test import EnvironBuilder

from depositary.cache import Cache
from depositary.web.assets import Assets
from depositary.web.shortcut import Shortcut, mark
from tests.conftest import ROOT


def get(url, **headers):
    asked = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_page_has_a_strong_validator_and_is_not_sent_again(server):
    status, headers, body = get(f"{server}/states", Accept="text/html")
    assert status == 200
    assert not headers["ETag"].startswith("W/")
    again = get(f"{server}/states", Accept="text/html")
    assert (again[1]["ETag"], again[2]) == (headers["ETag"], body)
    assert get(f"{server}/states", Accept="text/html", If_None_Match=headers["ETag"])[0] == 304
    other = get(f"{server}/states", Accept="text/html", Accept_Language="ru")
    assert other[1]["ETag"] != headers["ETag"]
    assert 'lang="ru"' in other[2].decode()


def test_coded_pages_have_validators_of_their_own(server):
    tags = {coding: get(f"{server}/", Accept_Encoding=coding)[1]["ETag"] for coding in ("identity", "br", "gzip")}
    assert len(set(tags.values())) == 3


def test_links_keep_language_and_day(server):
    body = get(f"{server}/organizations?lang=es&asOf=1995-01-01", Accept="text/html")[2].decode()
    assert 'href="/states?lang=es&amp;asOf=1995-01-01"' in body
    assert 'name="lang" value="es"' in body


def test_page_loads_only_files_that_are_there_and_may_be_kept(server):
    body = get(f"{server}/", Accept="text/html")[2].decode()
    files = [part.partition('"')[0] for part in body.split('"/static/')[1:]]
    assert {name.rpartition(".")[2] for name in files} == {"css", "js", "svg"}
    for name in files:
        status, headers, _ = get(f"{server}/static/{name}", Accept_Encoding="br")
        assert status == 200, name
        if Assets.load().names:
            assert "immutable" in headers["Cache-Control"]
    assert "<style" not in body
    assert " style=" not in body
    assert get(f"{server}/static/..%2f__init__.py")[0] == 404
    assert get(f"{server}/static/manifest.json")[0] == 404


def test_without_a_build_the_sources_are_served(tmp_path, caplog):
    found = Assets.load(tmp_path)
    assert found.folder == ROOT / "server" / "assets" / "src"
    assert (found.folder / "site.css").is_file()
    assert "make assets" in caplog.text


@pytest.fixture
def counted():
    """Give a shortcut before an application that counts what reaches it."""
    calls = []

    def application(environ, start_response):
        calls.append(environ["PATH_INFO"])
        mark(environ, "one", "tag")
        start_response("200 OK", [])
        return [b"page"]

    cache = Cache(1024 * 1024)
    cache.put("tag", b"page", 4)
    return Shortcut(application, cache, lambda: "one"), calls


@pytest.mark.parametrize("name", ["Accept-Language", "Host", "Accept", "Accept-Encoding"])
def test_kept_pages_are_kept_apart_by_what_decides_them(counted, name):
    shortcut, calls = counted
    for value in ("one", "one", "other"):
        shortcut(EnvironBuilder("/", headers={name: value}).get_environ(), lambda *_: None)
    assert len(calls) == 2


def test_kept_pages_are_made_anew_on_the_next_day(counted, monkeypatch):
    shortcut, calls = counted
    from depositary.web import shortcut as module

    for day in ("2026-11-25", "2026-11-25", "2026-11-26"):
        monkeypatch.setattr(module, "today", lambda day=day: day)
        shortcut(EnvironBuilder("/").get_environ(), lambda *_: None)
    assert len(calls) == 2
