"""Pages of things as a person uses them: from a search to a source, by table, by day, without scripts."""

import re

import pytest

KINDS = [
    "/doc/state/armenia?asOf=1995-07-01",
    "/doc/state/abkhazia",
    "/doc/organization/csto?asOf=2021-06-16",
    "/doc/treaty/collective-security-treaty",
    "/doc/facility/gyumri-military-base",
    "/doc/document/scepanovic-china-russia-2021",
    "/doc/person/vladimir-putin",
    "/doc/office/president-of-russia",
    "/doc/basing/russia-gyumri-127th-division-1991",
    "/doc/claim/scepanovic-2021-c010-china",
    "/doc/state/armenia?lang=ar",
    "/compare?a=state/armenia&b=state/georgia&asOf=1995-07-01",
    "/compare",
    "/expiring",
]


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_nothing_is_wrong_with_a_page_by_axe(watched, axe, path, width, scheme):
    page = watched.open(path, width=width, scheme=scheme)
    axe(page)
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= seen, f"{path} is {wide - seen} pixels wider than the window"


def test_from_a_search_to_the_source_of_a_base_on_a_day(watched):
    page = watched.open("/search?q=Armenia")
    page.locator("main").get_by_role("link", name="Armenia", exact=True).first.click()
    page.wait_for_url("**/doc/state/armenia*")
    page.goto(page.url.partition("?")[0] + "?asOf=1995-07-01")
    row = page.locator("section", has=page.locator("#hosted")).get_by_role("row", name=re.compile("Gyumri")).first
    assert "certain" in row.inner_text()
    row.get_by_role("link", name=re.compile("Gyumri")).first.click()
    page.wait_for_url("**/doc/facility/gyumri-military-base?asOf=1995-07-01")
    note = page.locator(".cites a").first
    note.click()
    source = page.locator(f"li{note.get_attribute('href')} a").first
    title = source.inner_text()
    source.click()
    page.wait_for_url("**/doc/document/*")
    assert title in page.locator("h1").inner_text()
    assert page.locator("main a[rel=external]").count() > 0


def test_a_table_is_filtered_and_sorted(watched):
    page = watched.open("/doc/state/armenia")
    table = page.locator("section", has=page.locator("#memberships"))
    rows = table.locator("tbody tr:visible")
    before = rows.count()
    table.get_by_role("searchbox").fill("commonwealth indep")
    assert 0 < rows.count() < before
    assert table.get_by_role("status").inner_text().startswith(f"{rows.count()} ")
    table.get_by_role("searchbox").fill("")
    heading = table.get_by_role("columnheader", name="From")
    heading.get_by_role("button").press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    dates = table.locator("tbody tr td:nth-child(4) time").evaluate_all("all => all.map(each => each.dateTime)")
    assert dates == sorted(dates)
    heading.get_by_role("button").press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"


def test_a_document_gives_its_claims_in_order_with_what_the_record_says_to_them(watched):
    page = watched.open("/doc/document/scepanovic-china-russia-2021")
    table = page.locator("section", has=page.locator("#claims-in-order"))
    row = table.get_by_role("row", name=re.compile("Russia is party to the treaty of 2001"))
    assert "supported by the record" in row.inner_text()
    paragraphs = [int(text) for text in table.locator("tbody th").all_inner_texts() if text.isdigit()]
    assert paragraphs == sorted(paragraphs)
    assert len(paragraphs) > 100


def test_without_scripts_the_page_is_whole(watched):
    page = watched.open("/doc/state/armenia?asOf=1995-07-01", scripts=False)
    assert page.locator("#memberships").is_visible()
    assert page.locator("#timeline").is_visible()
    assert page.get_by_role("link", name="CSV", exact=True).count() == 1
    assert page.locator("button.sort").count() == 0


def test_in_arabic_the_words_of_the_page_are_arabic(watched):
    page = watched.open("/doc/state/armenia?lang=ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("#memberships").inner_text().startswith("العضويات")
    assert "عضو كامل" in page.locator("section", has=page.locator("#memberships")).inner_text()


def test_two_days_are_compared_by_the_form(watched):
    page = watched.open("/compare")
    page.locator("main select[name=a]").select_option("state/armenia")
    page.locator("main input[name=asOf]").fill("1995-07-01")
    page.locator("main input[name=asOf2]").fill("2021-06-16")
    page.locator("main form button").click()
    page.wait_for_url("**/compare?*")
    assert "Council of Europe" in page.locator("main").inner_text()


def test_a_map_of_any_time_shows_the_members_of_a_year(watched):
    page = watched.open("/doc/organization/nato")
    figure = page.locator("figure.dw-map").first
    poland, spain = (figure.locator(f"a.dw-state[aria-label^={name}]") for name in ("Poland", "Spain"))
    assert poland.is_visible()
    figure.get_by_role("slider").fill("1990")
    assert spain.is_visible()
    assert not poland.is_visible()
    figure.get_by_role("button", name="At any time").click()
    assert poland.is_visible()
    page.goto(page.url + "?asOf=1990-06-16")
    assert page.locator("figure.dw-map input[type=range]").count() == 0


def test_on_a_phone_a_row_is_a_card_that_says_its_headings_and_still_a_row(watched):
    page = watched.open("/doc/organization/nato", width=390)
    row = page.locator("section", has=page.locator("#members")).get_by_role("row", name="Finland").first
    cell = row.get_by_role("cell").first
    said = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert said == '"Status"'
    assert row.evaluate("row => getComputedStyle(row).display") == "block"


def test_on_paper_the_headings_of_columns_remain(watched):
    page = watched.open("/doc/state/armenia")
    page.emulate_media(media="print")
    table = page.locator("section", has=page.locator("#memberships"))
    assert table.get_by_role("columnheader", name="Organization").get_by_role("button").is_visible()
    assert not page.locator("form.asof").is_visible()


def test_on_a_phone_a_long_table_shows_its_first_rows_and_a_button_the_rest(watched):
    page = watched.open("/doc/state/armenia", width=390)
    section = page.locator("section", has=page.locator("#memberships"))
    rows = section.locator("tbody tr:visible")
    every = section.locator("tbody tr").count()
    assert rows.count() == 5 < every
    button = section.get_by_role("button", name=f"and {every - 5} more")
    button.click()
    assert rows.count() == every
    assert not button.is_visible()
    assert section.locator("tbody tr").nth(5).locator("a:focus").count() == 1


def test_on_a_phone_a_link_to_a_source_shows_it(watched):
    page = watched.open("/doc/state/armenia", width=390)
    cited = page.locator(".cites a", has_text=re.compile("^30$")).first
    source = page.locator("#n30")
    assert not source.is_visible()
    page.evaluate("number => document.querySelector(`a[href='#n${number}']`).click()", 30)
    source.wait_for()
    assert cited.count() == 1


def test_a_filter_finds_rows_that_a_phone_does_not_show_at_first(watched):
    page = watched.open("/doc/state/armenia", width=390)
    section = page.locator("section", has=page.locator("#memberships"))
    last = section.locator("tbody tr th").last
    assert not last.is_visible()
    section.get_by_role("searchbox").fill(last.text_content())
    last.wait_for()


def test_without_a_script_a_phone_shows_every_row(watched):
    page = watched.open("/doc/state/armenia", width=390, scripts=False)
    rows = page.locator("section", has=page.locator("#memberships")).locator("tbody tr")
    assert rows.last.is_visible()


def test_many_members_have_a_page_of_their_own_with_their_years(watched):
    page = watched.open("/doc/organization/united-nations")
    section = page.locator("section", has=page.locator("#members"))
    assert section.locator("tbody tr").count() == 60
    assert page.locator("#years-section").count() == 0
    section.get_by_role("link", name=re.compile("^All 2?[0-9]{2} rows")).click()
    page.wait_for_url("**table=members**")
    assert page.locator("#members").is_visible()
    assert page.locator("section[data-table=members] tbody tr").count() > 193
    assert page.locator("#years-section").count() == 1


def test_on_a_day_the_head_of_a_page_names_who_held_an_office_then(watched):
    page = watched.open("/doc/state/russia?asOf=1995-01-01")
    facts = page.locator(".thing-facts > div", has=page.get_by_role("term").filter(has_text="President of Russia"))
    assert facts.locator("li:visible").all_inner_texts()[0].startswith("Boris Yeltsin")
    assert not facts.get_by_text("Vladimir Putin").first.is_visible()
    facts.locator("summary", has_text="at other times").click()
    assert facts.get_by_text("Vladimir Putin").first.is_visible()


def test_the_page_of_a_thing_says_that_it_was_not_there_on_the_day(watched):
    page = watched.open("/doc/state/soviet-union?asOf=1995-01-01")
    assert page.locator("main .note").first.inner_text() == "Already dissolved on 1 January 1995."
    page = watched.open("/doc/organization/nato?asOf=1940-01-01")
    assert page.locator("main .note").first.inner_text() == "Not yet established on 1 January 1940."


def test_a_suspended_member_is_none_in_the_number_of_members(watched):
    page = watched.open("/doc/organization/csto")
    page.locator("#number-section summary").click()
    rows = page.locator("#number-section tr").all_inner_texts()
    members = {row.split()[0]: row.split()[1] for row in rows if row[:1].isdigit()}
    assert (members["2010"], members["2020"]) == ("7", "6")
