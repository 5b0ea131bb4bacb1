"""The SPARQL page in a browser: the editor, answers as table, map and timeline, by keyboard, and without scripts."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

HEADLINE = "csto-members-hosting-russian-forces"
FACILITIES = """PREFIX dep: <https://w3id.org/depositary/ns#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
SELECT ?facility ?where { ?facility dep:facilityKind dep:airBase ; geo:hasGeometry/geo:asWKT ?where } LIMIT 12"""


@pytest.fixture
def editor(watched):
    """The page, with its editor ready."""
    page = watched.open("/sparql")
    ready(page)
    return page


def ready(page):
    page.locator("#ask[data-ready]").wait_for()


def write(page, text):
    """Put a text in place of the query, as a person would who pastes it."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def path_of(page):
    """The address of a page without its host."""
    return page.url[page.url.index("/sparql") :]


def query_of(page):
    return page.locator("#query").input_value()


def test_the_headline_question_is_answered_with_five_rows(editor):
    editor.locator(".cm-content").focus()
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#answer .rows tbody tr")).to_have_count(5)
    expect(editor.locator("#status")).to_contain_text("5 rows.")
    expect(editor.locator("#answer tbody a").first).to_have_attribute("href", "/doc/state/armenia")
    assert "/sparql?query=" in editor.url


def test_the_address_gives_the_answer_again(editor, watched):
    editor.locator(".cm-content").focus()
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#answer .rows tbody tr")).to_have_count(5)
    again = watched.open(path_of(editor))
    ready(again)
    expect(again.locator("#answer .rows tbody tr")).to_have_count(5)
    assert query_of(again) == query_of(editor)


def test_facilities_are_shown_on_a_map(editor):
    write(editor, FACILITIES)
    editor.get_by_role("button", name="Run").click()
    editor.get_by_role("link", name="Map", exact=True).click()
    expect(editor.locator("#answer figure.dw-map svg").first).to_be_visible()
    spots = editor.locator("#answer .dw-spot")
    assert spots.count() == 12
    assert "&view=map" in editor.url


def test_dates_are_shown_along_a_line(editor):
    editor.locator("a[data-question=membership-history]").click()
    expect(editor.locator("#question legend")).to_be_visible()
    editor.get_by_role("button", name="Run").click()
    editor.get_by_role("link", name="Timeline", exact=True).click()
    expect(editor.locator("#answer figure.dw-timeline .dw-bar").first).to_be_visible()


def test_parameters_are_put_into_the_query(editor):
    editor.locator(f"a[data-question={HEADLINE}]").click()
    editor.locator("#question input[name=date]").fill("1995-07-01")
    editor.get_by_role("button", name="Put these into the query").click()
    expect(editor.locator("#answer .rows")).to_be_visible()
    assert "asof/1995-07-01" in query_of(editor)


def test_a_fault_is_marked_in_the_editor(editor, watched):
    write(editor, "SELECT * {\n  ?s foo:bar ?o\n}")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#status")).to_contain_text("Line 2")
    expect(editor.locator(".cm-lintRange-error")).to_have_text("foo:bar")
    assert editor.evaluate("document.activeElement.id") == "editor"
    watched.forgiven.append("400")


def test_names_are_completed_and_their_prefixes_declared(editor):
    write(editor, "SELECT * { ?b ")
    editor.keyboard.type("dep:hostSt", delay=15)
    expect(editor.locator(".cm-tooltip-autocomplete li[aria-selected]")).to_contain_text("dep:hostState")
    editor.wait_for_timeout(150)  # a completion is taken only when it has been there for a moment
    editor.keyboard.press("Enter")
    editor.keyboard.type(" state:kyrgy", delay=15)
    expect(editor.locator(".cm-tooltip-autocomplete li[aria-selected]")).to_contain_text("Kyrgyzstan")
    editor.wait_for_timeout(150)
    editor.keyboard.press("Enter")
    text = query_of(editor)
    assert "PREFIX dep: <https://w3id.org/depositary/ns#>" in text
    assert "PREFIX state: <https://w3id.org/depositary/id/state/>" in text
    assert "?b dep:hostState state:kyrgyzstan" in text


def test_the_day_is_set(editor):
    editor.locator("#day").fill("2010-01-01")
    editor.get_by_role("button", name="Set the day").click()
    assert "asof/2010-01-01" in query_of(editor)
    write(editor, "SELECT ?s WHERE { ?s ?p ?o }")
    editor.get_by_role("button", name="Set the day").click()
    assert re.search(r"SELECT \?s\nFROM <[^>]*asof/2010-01-01>\nFROM <[^>]*graph/labels>\nWHERE \{", query_of(editor))


def test_queries_lie_side_by_side_and_outlast_the_page(editor):
    editor.get_by_role("button", name="New query").click()
    write(editor, "ASK {}")
    editor.locator("a[data-question=things-by-name]").click()
    tabs = editor.get_by_role("tab")
    expect(tabs).to_have_count(3)
    tabs.nth(1).click()
    assert query_of(editor) == "ASK {}"
    tabs.nth(1).press("ArrowRight")
    expect(tabs.nth(2)).to_be_focused()
    tabs.nth(2).press("Delete")
    expect(tabs).to_have_count(2)
    editor.reload()
    ready(editor)
    assert query_of(editor) == "ASK {}"


def test_questions_are_found_by_words(editor):
    editor.get_by_label("Find a question").fill("csto russian")
    shown = editor.locator("#questions li:visible")
    assert 0 < shown.count() < 10
    expect(editor.locator("#status")).to_contain_text("Questions found")


def test_explaining_shows_what_is_evaluated(editor):
    editor.get_by_role("button", name="Explain").click()
    expect(editor.locator("#answer pre")).to_contain_text("SELECT")


def test_a_query_too_long_for_an_address_is_sent_and_shared(editor, watched):
    write(editor, f"# {'long ' * 1500}\nASK {{}}")
    editor.get_by_role("button", name="Run").click()
    expect(editor.locator("#answer .truth")).to_have_text("Yes.")
    assert "#query=" in editor.url
    shared = watched.open(path_of(editor))
    ready(shared)
    assert query_of(shared) == query_of(editor)


def test_everything_is_reached_by_keyboard(editor):
    editor.locator("#new").focus()
    editor.keyboard.press("Enter")
    expect(editor.locator(".cm-content")).to_be_focused()
    editor.keyboard.press("Control+a")
    editor.keyboard.type("ASK {}")
    editor.keyboard.press("Escape")
    editor.keyboard.press("Tab")
    expect(editor.get_by_role("button", name="Run")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(editor.locator("#answer .truth")).to_have_text("Yes.")
    reached = set()
    for _ in range(12):
        editor.keyboard.press("Tab")
        reached.add(editor.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert {"Explain", "share", "day", "dated", "JSON"} <= reached


@pytest.mark.parametrize("address", ["/sparql", f"/sparql?question={HEADLINE}&lang=ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(watched, axe, address, scheme):
    page = watched.open(address, scheme=scheme, motion="reduce")
    ready(page)
    page.locator("#ask .primary").click()
    page.locator("#answer .rows").wait_for()
    axe(page)


def test_the_editor_reads_from_the_left_in_a_page_from_the_right(watched):
    page = watched.open("/sparql?lang=ar")
    ready(page)
    direction = "element => getComputedStyle(element).direction"
    assert page.locator("main").evaluate(direction) == "rtl"
    assert page.locator(".cm-content").evaluate(direction) == "ltr"


def test_a_phone_shows_it_without_scrolling_sideways(watched):
    page = watched.open(f"/sparql?question={HEADLINE}", width=390)
    ready(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_the_form_is_answered(watched):
    page = watched.open("/sparql", scripts=False)
    expect(page.locator("#query")).to_be_visible()
    expect(page.locator("#share")).to_be_hidden()
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer .rows tbody tr")).to_have_count(5)
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.locator("#answer figure.dw-map svg").first).to_be_visible()
    page.goto(page.url.split("?")[0] + "?query=" + quote("SELECT * {"))
    expect(page.locator("#answer mark")).to_be_visible()
    watched.forgiven.append("400")
