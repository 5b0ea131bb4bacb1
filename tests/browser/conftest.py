"""A real browser over a real server: each page fails its test by an error in the console or a request to another host.

Without Chromium these tests are skipped, and the reason is printed; `.ci/run` installs it.
"""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import ROOT

NAMED = os.environ.get("CHROMIUM") or "chromium"
CHROMIUM = shutil.which(NAMED)
AXE = ROOT / "server" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds within which a page must do what is waited for; a slow machine is no fault of the page."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    """Say plainly why nothing here runs, where there is no browser."""
    if CHROMIUM:
        return
    reason = f"there is no browser {NAMED}; install one (apt-get install chromium) or name it in CHROMIUM"
    skip = pytest.mark.skip(reason=f"not run: {reason}")
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


class Watched:
    """Opens pages and notes what must not happen in them; `forgiven` are parts of messages that a test provokes."""

    def __init__(self, browser, url):
        self.url = url
        self.faults = []
        self.forgiven = []
        self._browser = browser
        self._contexts = []

    def open(self, path="/", *, width=1440, scheme="light", scripts=True, locale="en-GB", motion="no-preference"):
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            locale=locale,
            reduced_motion=motion,
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"error in {page.url}: {error}"))
        page.on("request", self._asked)
        page.goto(self.url + path)
        return page

    def close(self):
        for context in self._contexts:
            context.close()
        wrong = [fault for fault in self.faults if not any(part in fault for part in self.forgiven)]
        assert not wrong, "\n".join(wrong)

    def _heard(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _asked(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.url).netloc:
            self.faults.append(f"request to another host: {request.url}")


@pytest.fixture
def watched(browser, real_server):
    """Pages over the real graphs."""
    pages = Watched(browser, real_server)
    yield pages
    pages.close()


@pytest.fixture
def axe():
    """Give a function that lists what axe-core finds wrong with a page, and fails where it finds anything."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; install it with: make assets")

    def check(page, without=()):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # the policy of the page lets no script in by an element
        result = page.evaluate(
            """async ([tags, without]) => {
                const {violations, passes} = await axe.run(document, {
                    runOnly: {type: 'tag', values: tags},
                    rules: Object.fromEntries(without.map((name) => [name, {enabled: false}])),
                    resultTypes: ['violations'],
                });
                const places = (rule) => rule.nodes.slice(0, 5).map((node) => node.html.slice(0, 200));
                const found = violations.map((rule) => [`${rule.id}: ${rule.help}`, ...places(rule)].join('\\n    '));
                return {found, passed: passes.length};
            }""",  # only this leaves the browser: of all nodes that pass, a long page has megabytes
            [RULES, list(without)],
        )
        assert result["passed"] > 20
        assert not result["found"], f"{page.url}\n" + "\n".join(result["found"])

    return check
