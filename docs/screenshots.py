"""Pictures of the site from a running server: ten pages, wide and on a phone, light and dark, in English and Arabic.

`make screenshots` writes all of them into build/screenshots/, to be looked at, and those that the documentation keeps
into docs/pictures/. It needs Chromium, whose path CHROMIUM may give, and a server at the address in SITE.
"""

from __future__ import annotations

import base64
import itertools
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "build" / "screenshots"
KEPT = ROOT / "docs" / "pictures"
SITE = os.environ.get("SITE", "http://127.0.0.1:8000")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDTHS = {1440: 1000, 390: 844}
"""Widths of windows with their heights."""
TALLEST = 6000
"""Pixels of a page that are pictured; what follows is more of the same table."""
LARGEST = 250_000
"""Bytes of a picture that is kept."""
QUERY = """PREFIX dep: <https://w3id.org/depositary/ns#>
PREFIX state: <https://w3id.org/depositary/id/state/>

# Where Russian forces are based abroad, and since when
SELECT ?facility ?host ?since
WHERE {
  ?basing a dep:Basing ;
    dep:sendingState state:russia ; dep:facility ?facility ;
    dep:hostState ?host ; dep:start ?since ; dep:ongoing true .
}
ORDER BY ?since"""
PAGES = {
    "home": "/",
    "armenia": "/doc/state/armenia?asOf=2021-06-16",
    "germany": "/doc/state/germany",
    "nato": "/doc/organization/nato?asOf=2021-06-16",
    "npt": "/doc/treaty/npt",
    "manas": "/doc/facility/manas-air-base",
    "article": "/doc/document/scepanovic-china-russia-2021",
    "compare": "/compare?a=state/armenia&b=state/georgia&asOf=1995-07-01",
    "expiring": "/expiring",
    "sparql": f"/sparql?view=map&query={quote(QUERY)}",
}


@dataclass(frozen=True)
class Shot:
    """One picture: a page in a window of a width, in a scheme of colours and a language."""

    page: str
    width: int
    scheme: str
    language: str

    @property
    def name(self) -> str:
        """The name of its file, without what follows from the usual case."""
        more = [str(self.width) if self.width != 1440 else "", self.scheme, self.language]
        return "-".join([self.page, *(each for each in more if each not in ("", "light", "en"))])

    @property
    def path(self) -> str:
        """The path of the page in its language."""
        return f"{PAGES[self.page]}{'&' if '?' in PAGES[self.page] else '?'}lang={self.language}"


KEEP = {
    *(Shot(page, 1440, "light", "en") for page in PAGES),
    Shot("armenia", 1440, "dark", "en"),
    Shot("nato", 1440, "light", "ar"),
    Shot("home", 390, "light", "en"),
    Shot("armenia", 390, "dark", "en"),
    Shot("manas", 390, "light", "ar"),
}


def shots(wanted: list[str]) -> Iterator[Shot]:
    """Yield the pictures of the pages that are wanted, of all where none is named."""
    for page, width, scheme, language in itertools.product(PAGES, WIDTHS, ("light", "dark"), ("en", "ar")):
        if not wanted or page in wanted:
            yield Shot(page, width, scheme, language)


def take(browser: Browser, shot: Shot) -> None:
    """Take a picture of the whole page, and of what a window shows of it where that is kept."""
    window = {"width": shot.width, "height": WIDTHS[shot.width]}
    locale = "en-GB" if shot.language == "en" else shot.language
    with browser.new_context(
        viewport=window, color_scheme=shot.scheme, locale=locale, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(SITE + shot.path)
        page.wait_for_load_state("networkidle")
        BUILT.mkdir(parents=True, exist_ok=True)
        high = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
        page.screenshot(
            path=BUILT / f"{shot.name}.png", full_page=True, clip={"x": 0, "y": 0, "width": shot.width, "height": high}
        )
        if shot in KEEP:
            keep(page, shot)


def keep(page: Page, shot: Shot) -> None:
    """Write what the window shows as WebP, which Chromium makes itself; raises ValueError where it is too large."""
    session = page.context.new_cdp_session(page)
    data = base64.b64decode(session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})["data"])
    if len(data) > LARGEST:
        raise ValueError(f"{shot.name}.webp has {len(data)} bytes; it may have {LARGEST}.")
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{shot.name}.webp").write_bytes(data)


def main() -> None:
    """Take all pictures, or those of the pages that are named."""
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for shot in shots(sys.argv[1:]):
            take(browser, shot)
            sys.stdout.write(f"{shot.name}.png\n")
        browser.close()


if __name__ == "__main__":
    main()
