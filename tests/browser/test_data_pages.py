"""The pages about the data as a browser shows them: no fault, nothing wider than the window, nothing that axe finds."""

import pytest

from tests.conftest import serving

PAGES = (
    *("/dataset", "/.well-known/void", "/release.html", "/release/current"),
    *("/ns", "/graph/world", "/shape", "/shape/Membership", "/query", "/query/members-hosting-forces-of"),
)


@pytest.fixture(scope="module")
def real_server(built):
    """The small world in place of the real graphs: what is looked at here is the form of the pages."""
    with serving(built) as (url, _):
        yield url


@pytest.mark.parametrize("path", PAGES)
def test_a_page_about_the_data_is_accessible_and_fits_a_phone_and_a_desktop(path, watched, axe):
    for width, scheme, language in ((1440, "light", "en"), (390, "dark", "ar")):
        page = watched.open(f"{path}?lang={language}", width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
        assert page.locator("h1").count() == 1
        axe(page)


def test_a_question_is_asked_with_other_values_without_a_script(watched):
    page = watched.open("/query/members-hosting-forces-of", scripts=False)
    page.get_by_label("The day asked about.").fill("2000-01-01")
    page.get_by_role("button", name="Show the answer").click()
    assert "date=2000-01-01" in page.url
    assert page.get_by_label("The day asked about.").input_value() == "2000-01-01"


def test_the_iri_of_a_term_shows_the_term(watched):
    page = watched.open("/ns#Membership")
    box = page.locator("#Membership").bounding_box()
    assert 0 <= box["y"] < 900
