"""The script of maps, over a drawing that the server would send."""

import http.server
import threading
from datetime import date

import pytest

from depositary.drawing import maps
from tests.conftest import ROOT

SOURCES = ROOT / "server" / "assets" / "src"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"


def page_with(drawing):
    head = "<title>Map</title><link rel='stylesheet' href='/drawing.css'><link rel='icon' href='data:,'>"
    script = "<script type='module' src='/map.js'></script>"
    body = f"<body><main><h1>Map</h1>{drawing}</main></body>"
    return f"<!doctype html><html lang='en'><head>{head}{script}</head>{body}</html>"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        file = SOURCES / self.path.strip("/")
        found = file.read_bytes() if self.path != "/" else self.server.page.encode()
        kind = {"/drawing.css": "text/css", "/map.js": "text/javascript"}.get(self.path, "text/html; charset=utf-8")
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(found)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, *_):
        pass


@pytest.fixture
def map_page(browser):
    """Open a page with a map of a base and of five posts in one place, under the policy of the site."""
    from tests.browser.conftest import Watched

    posts = [
        maps.Spot(40.0 + n / 50, 44.0, f"Post {n}", f"/post/{n}", held=((str(1990 + n), "2000-06-01"),))
        for n in range(5)
    ]
    base = maps.Spot(45.0, 52.0, "Base", "/base", "airBase", held=(("1995-02-03", ""),))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        drawn = maps.Map("m", "Bases", [*posts, base], years=(1985, 2020), as_of=date(1999, 6, 16))
        server.page = page_with(maps.extent(drawn, box=(30.0, 35.0, 60.0, 50.0)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pages = Watched(browser, f"http://127.0.0.1:{server.server_port}")
        page = pages.open("/", width=900)
        page.locator(".dw-tools").wait_for()
        yield page
        pages.close()
        server.shutdown()


def test_keyboard_and_buttons_enlarge_move_and_restore(map_page):
    scene = map_page.locator(".dw-scene")
    map_page.locator("figure > svg").focus()
    map_page.keyboard.press("+")
    assert scene.get_attribute("transform").endswith("scale(1.5)")
    before = scene.get_attribute("transform")
    map_page.keyboard.press("ArrowRight")
    assert scene.get_attribute("transform") != before
    map_page.keyboard.press("0")
    assert scene.get_attribute("transform") == "translate(0 0) scale(1)"
    map_page.get_by_role("button", name="Zoom in").click()
    assert scene.get_attribute("transform").endswith("scale(1.5)")
    map_page.get_by_role("button", name="Whole map").click()
    assert scene.get_attribute("transform") == "translate(0 0) scale(1)"


def test_symbols_keep_their_size_and_groups_part_when_enlarged(map_page):
    base = map_page.locator(".dw-spots > .dw-spot use")
    wide = base.bounding_box()["width"]
    badge = map_page.locator(".dw-badge")
    assert badge.is_visible()
    map_page.locator("figure > svg").focus()
    for _ in range(3):
        map_page.keyboard.press("+")
    assert abs(base.bounding_box()["width"] - wide) < 1
    for _ in range(8):
        map_page.keyboard.press("+")
    assert not badge.is_visible()
    assert map_page.locator(".dw-members .dw-spot").count() == 5


def test_what_lies_under_the_pointer_or_has_the_focus_is_told(map_page):
    tip = map_page.locator(".dw-tip")
    map_page.locator(".dw-spots > .dw-spot").hover()
    assert tip.inner_text() == "Base"
    map_page.keyboard.press("Tab")
    map_page.get_by_role("link", name="Base").focus()
    assert tip.is_visible()
    map_page.get_by_role("link", name="Base").blur()
    assert not tip.is_visible()


def test_slider_shows_what_was_held_in_a_year_and_counts_groups_anew(map_page):
    slider = map_page.get_by_role("slider", name="Year")
    count = map_page.locator(".dw-badge text")
    base = map_page.locator(".dw-spots > .dw-spot")
    for year, posts, there in (("1992", "3", False), ("1999", "5", True), ("2000", "5", True)):
        slider.fill(year)
        assert count.text_content() == posts
        assert base.is_visible() is there
    slider.fill("2001")
    assert not map_page.locator(".dw-cluster").is_visible()
    assert map_page.locator(".dw-year output").inner_text() == "2001"


def test_axe_finds_nothing_in_the_map(map_page, axe):
    axe(map_page)
