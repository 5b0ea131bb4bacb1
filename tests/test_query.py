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
from depositary.query import parse, published
from depositary.release import current
from depositary.settings import Settings

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
