"""The catalogues are whole, their placeholders agree, and dates and numbers are written as each language has it."""

import re
from collections import Counter

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask import Flask

from depositary.errors import BadRequest
from depositary.web import kinds, languages
from tests.conftest import ROOT

TRANSLATED = [name for name in languages.LOCALES if name != "en"]
PLACE = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    """What the templates and the program say now: text to its plural, or None."""
    target = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = ["pybabel", "--quiet", "extract", "--mapping", str(ROOT / "pyproject.toml"), "--output", str(target)]
    CommandLineInterface().run([*command, str(ROOT / "server" / "depositary")])
    with target.open("rb") as file:
        return {key[0] if isinstance(key, tuple) else key for key in (message.id for message in read_po(file)) if key}


def catalogue(name):
    with (languages.FOLDER / name / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=name)


@pytest.mark.parametrize("name", TRANSLATED)
def test_catalogue_is_complete(name, wanted):
    assert len(wanted) > 100
    there = {
        message.id[0] if isinstance(message.id, tuple) else message.id: message
        for message in catalogue(name)
        if message.id
    }
    forms = catalogue(name).num_plurals
    lacking = [
        text
        for text in sorted(wanted)
        if text not in there
        or not (all(there[text].string) if isinstance(there[text].string, tuple) else there[text].string)
        or (isinstance(there[text].string, tuple) and len(there[text].string) != forms)
        or there[text].fuzzy
    ]
    listed = "\n  ".join(lacking)
    assert not lacking, f"translate these into {name!r} in {languages.FOLDER}, after: make messages\n  {listed}"
    stale = "\n  ".join(sorted(set(there) - wanted))
    assert not stale, f"no page says these any more; take them out with: make messages\n  {stale}"


@pytest.mark.parametrize("name", TRANSLATED)
def test_placeholders_agree(name):
    for message in catalogue(name):
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for form, string in enumerate(strings):
            found = Counter(PLACE.findall(string))
            agreeing = [Counter(PLACE.findall(original)) for original in originals]
            if name == "ar" and form < 3 and len(originals) == 2:  # none, one and two are words of their own
                agreeing.append(agreeing[1] - Counter(["%(num)s"]))
            assert found in agreeing, (originals, string)
            assert "%" not in PLACE.sub("", string), string


@pytest.fixture
def asking():
    """Give a function that asks for a page with a query string and Accept-Language."""
    app = Flask("asking")

    def ask(query="", accept=""):
        return app.test_request_context(f"/?{query}", headers={"Accept-Language": accept} if accept else {})

    return ask


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", "", "en"),
        ("", "fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("", "de,ru;q=0.5", "ru"),
        ("", "zh-TW", "zh"),
        ("", "de", "en"),
        ("lang=ar", "fr", "ar"),
    ],
)
def test_language_of_a_request(asking, query, accept, language):
    with asking(query, accept):
        assert languages.language() == language
        assert languages.direction() == ("rtl" if language == "ar" else "ltr")


def test_unknown_language_is_refused_by_name(asking):
    with asking("lang=xx"), pytest.raises(BadRequest, match="en, fr, es, ru, zh, ar"):
        languages.language()


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("en", "16 June 2021", "June 2021", "2021"),
        ("fr", "16 juin 2021", "juin 2021", "2021"),
        ("es", "16 de junio de 2021", "junio de 2021", "2021"),
        ("ru", "16 июня 2021\u202fг.", "июнь 2021\u202fг.", "2021"),
        ("zh", "2021年6月16日", "2021年6月", "2021年"),
        ("ar", "16 يونيو 2021", "يونيو 2021", "2021"),
    ],
)
def test_dates_keep_their_precision(asking, language, day, month, year):
    with asking(f"lang={language}"):
        assert languages.show_date("2021-06-16") == f'<time datetime="2021-06-16">{day}</time>'
        assert languages.show_date("2021-06") == f'<time datetime="2021-06">{month}</time>'
        assert languages.show_date("2021Z") == f'<time datetime="2021">{year}</time>'


def test_what_is_no_date_is_shown_as_it_stands(asking):
    with asking():
        assert languages.show_date("2021-13-40") == "2021-13-40"
        assert languages.show_date("<about 1950>") == "&lt;about 1950&gt;"
        assert languages.show_date(None) == ""


def test_numbers_and_lists(asking):
    with asking("lang=fr"):
        assert languages.number(174702).replace("\xa0", "\u202f") == "174\u202f702"
        assert languages.listed(["a", "b", "c"]) == "a, b et c"
    with asking("lang=ru"):
        shown = [languages.ngettext("%(number)s name", "%(number)s names", n) % {"number": n} for n in (1, 3, 5, 21)]
        assert shown == ["1 название", "3 названия", "5 названий", "21 название"]


def test_every_class_has_a_name_in_every_language(asking):
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ontology").glob("*.ttl"))
    classes = set(re.findall(r"^dep:([A-Z]\w+) a owl:Class", text, re.MULTILINE))
    assert classes
    assert not classes - set(kinds.CLASSES), "name these in web/kinds.py"
    with asking("lang=zh"):
        assert kinds.class_name("MilitaryAlliance") == "军事同盟"
        assert kinds.class_name("Unheard") == "Unheard"
