"""Published questions and their answers.

tests/queries/<name>@<day>.csv, or <name>@<parameter>=<value>,….csv, is what the question gives for these values.
tests/queries/questions.tsv has questions of researchers with checked answers: what the files that answer them must say.
"""

import csv
import io
from pathlib import Path

import pytest

from depositary.endpoint import Endpoint
from depositary.errors import BadQuery, BadRequest
from depositary.query import columns, extract, parse, published, translations
from depositary.release import current
from depositary.settings import Settings
from depositary.web.languages import LOCALES

FOLDER = Path(__file__).parent / "queries"
ANSWERS = sorted(FOLDER.glob("*.csv"))
with (FOLDER / "questions.tsv").open(encoding="utf-8", newline="") as opened:
    ASKED = list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
TEXT = """#+ title: Who?
#+ parameter: date | asof | 2021-06-16 | The day.
#+ parameter: host | state | armenia | The host.
SELECT ?x FROM <https://w3id.org/depositary/asof/2021-06-16> { state:armenia ?x state:armenia-south }"""


@pytest.fixture(scope="module")
def endpoint(real):
    found = Endpoint(real, current(real))
    yield found
    found.close()


@pytest.fixture(scope="module")
def questions():
    return {question.name: question for question in published(Settings())}


def call(stem: str) -> tuple[str, dict[str, str]]:
    """Read the name and the values out of <name>@<day>, <name>@<parameter>=<value>,… or <name>."""
    name, _, written = stem.partition("@")
    pairs = (part.rpartition("=") for part in written.split(",") if part)
    return name, {key or "date": value for key, _, value in pairs}


@pytest.mark.parametrize("path", ANSWERS, ids=[path.stem for path in ANSWERS])
def test_the_answer_is_as_expected(path, endpoint, questions):
    name, values = call(path.stem)
    answer = endpoint.answer(endpoint.ask(questions[name].bind(values)), "text/csv")
    found = list(csv.reader(io.StringIO(b"".join(answer).decode())))
    assert found == list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("asked", ASKED, ids=[row["id"] for row in ASKED])
def test_the_expected_answers_say_what_researchers_were_told(asked):
    """What each answer must and must not say was written down from checked answers, not from the graph."""
    text = "\n".join((FOLDER / f"{name}.csv").read_text(encoding="utf-8") for name in asked["files"].split())
    lines = text.replace('"', "").splitlines()
    said = [part for part in asked["says"].split("; ") if not any(part in line for line in lines)]
    never = [part for part in asked["never says"].split("; ") if part and any(part in line for line in lines)]
    assert (said, never) == ([], [])


def test_every_question_has_a_title_a_meaning_and_an_expected_answer(questions):
    tested = {path.stem.partition("@")[0] for path in ANSWERS}
    for name, question in questions.items():
        assert question.title.endswith("?")
        assert question.description
        assert all(parameter.meaning for parameter in question.parameters)
        assert name in tested


@pytest.mark.parametrize("language", [name for name in LOCALES if name != "en"])
def test_every_question_is_told_in_every_language_of_the_site(language, questions):
    texts = translations(Settings().sources / "queries").get(language, {})
    lacking = {text: name for name, question in questions.items() for text in question.texts if not texts.get(text)}
    listed = "\n  ".join(f"{name}: {text}" for text, name in lacking.items())
    assert not lacking, f"translate these in queries/languages/{language}.po, after: make messages\n  {listed}"
    stale = sorted(set(texts) - {text for question in questions.values() for text in question.texts})
    assert not stale, f"no question says these any more; take them out with: make messages\n  {stale}"


@pytest.mark.parametrize("language", ["fr", "es", "ru", "zh", "ar"])
def test_a_question_stays_one_in_each_language(language, questions):
    for question in questions.values():
        told = question.told(language)
        assert (told.language, told.text, told.name) == (language, question.text, question.name)
        assert told.title.endswith(("?", "？", "؟"))
        assert [item.default for item in told.parameters] == [item.default for item in question.parameters]


def test_a_question_of_which_a_text_is_not_translated_is_told_in_english():
    part = {"Who?": "Qui ?", "The day.": "Le jour.", "X": "X"}
    assert parse(TEXT, "who").translated({"fr": part}).told("fr").title == "Who?"
    told = parse(TEXT, "who").translated({"fr": {**part, "The host.": "L’hôte."}}).told("fr")
    assert (told.language, told.title, told.parameters[1].meaning) == ("fr", "Qui ?", "L’hôte.")
    assert told.headings == {"x": "X"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT DISTINCT ?host ?facilityName FROM <http://a/> { ?host ?p ?facilityName }", ["host", "facilityName"]),
        ("PREFIX x: <http://x/> SELECT (COUNT(?b) AS ?number) ?a WHERE { ?a ?p ?b } GROUP BY ?a", ["number", "a"]),
        ("SELECT ?a (MAX(?c + (?b)) as ?most) { SELECT ?hidden { ?a ?b ?hidden } }", ["a", "most"]),
        ("SELECT * { ?a ?b ?c }", []),
        ("CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", []),
    ],
)
def test_columns_are_the_variables_of_the_answer(text, found):
    assert columns(text) == found


def test_columns_of_published_questions_are_those_of_their_answers(questions):
    for path in ANSWERS:
        with path.open(encoding="utf-8", newline="") as file:
            assert columns(questions[call(path.stem)[0]].text) == next(csv.reader(file))


def test_catalogues_are_made_from_the_texts_of_questions():
    """What `make messages` writes into queries/languages is what a question is looked up by."""
    file = io.BytesIO(TEXT.encode())
    file.name = "who.rq"
    assert [text for _, _, text, _ in extract(file)] == ["Who?", "The day.", "The host.", "X"]


def test_values_that_are_defaults_of_other_parameters_stay_as_they_were_put():
    head = "#+ parameter: a | state | russia | A.\n#+ parameter: b | state | china | B.\n"
    text = f"{head}ASK {{ state:russia ?p state:china }}"
    assert parse(text, "swap").bind({"a": "china", "b": "russia"}).endswith("ASK { state:china ?p state:russia }")


def test_a_text_is_put_in_as_a_string_that_it_cannot_leave():
    text = '#+ parameter: words | text | upper volta | W.\nASK { ?x dep:textMatch "upper volta" }'
    bound = parse(text, "named").bind({"words": 'a" } \\ {\n'})
    assert bound.endswith('ASK { ?x dep:textMatch "a\\" } \\\\ {\\n" }')


def test_parameters_take_the_place_of_their_defaults():
    text = parse(TEXT, "who").bind({"date": "1995-07-01", "host": "georgia"})
    assert "asof/1995-07-01" in text
    assert "{ state:georgia ?x state:armenia-south }" in text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"date": "soon"}, "must be a day"),
        ({"host": "Armenia> }"}, "must be the slug"),
        ({"when": "1"}, "no parameter"),
    ],
)
def test_a_value_that_is_not_of_the_kind_is_refused(values, said):
    with pytest.raises(BadRequest, match=said):
        parse(TEXT, "who").bind(values)


def test_a_parameter_line_needs_its_four_parts():
    with pytest.raises(BadQuery, match=r"name \| kind \| default \| meaning"):
        parse("#+ parameter: date | asof", "who")
