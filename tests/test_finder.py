"""The index of names: what it holds, what it finds and in which order."""

import json

import pytest

from depositary.endpoint import Endpoint
from depositary.errors import NoRelease
from depositary.finder import BEST, FILE, Finder
from depositary.release import Release, current, read, verify
from depositary.settings import BASE


@pytest.fixture(scope="module")
def finder(built):
    return Finder(read(current(built), FILE))


def found(finder, text, limit=10):
    return [match.iri.removeprefix(f"{BASE}id/") for match in finder.find(text, limit)]


def test_the_index_is_a_file_of_the_release_with_its_checksum(built):
    release = current(built)
    assert f"dump/{FILE}" in release.manifest["files"]
    assert verify(release.path) > 0


def test_a_state_is_first_when_its_whole_label_is_given(finder):
    best = finder.find("BOREA", 10)[0]
    assert (best.iri, best.label, best.kind, best.score) == (f"{BASE}id/state/borea", "Boréa", "State", BEST)


def test_every_word_must_be_in_one_name_and_the_last_may_be_a_beginning(finder):
    assert found(finder, "port al", 1) == ["facility/port-alba"]
    assert found(finder, "al port") == found(finder, "port nowhere") == []


def test_the_best_are_kept_in_order(finder):
    everything = finder.find("alba", 100)
    assert len(everything) > 3
    assert [match.score for match in everything] == sorted((match.score for match in everything), reverse=True)
    assert len({match.iri for match in everything}) == len(everything)
    assert finder.find("alba", 3) == everything[:3]


def test_more_words_than_the_name_has_score_no_more_than_all_of_it(finder):
    assert finder.find("alba alba alba", 1)[0].score == BEST


def test_nothing_is_found_by_no_words(finder):
    assert finder.find(" -- ", 10) == []


def test_a_release_from_before_the_index_says_how_to_get_one(built):
    release = current(built)
    manifest = json.loads(json.dumps(release.manifest))
    del manifest["files"][f"dump/{FILE}"]
    endpoint = Endpoint(built, Release(release.path, manifest))
    try:
        asked = endpoint.ask(f"ASK {{ ?s <{BASE}ns#textMatch> 'alba' }}")
        with pytest.raises(NoRelease, match="depositary build"):
            endpoint.answer(asked, "text/csv")
    finally:
        endpoint.close()


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Upper Volta", "burkina-faso"),
        ("haute-volta", "burkina-faso"),
        ("HVBF", "burkina-faso"),
        ("ussr", "soviet-union"),
        ("СССР", "soviet-union"),
        ("union sovietique", "soviet-union"),
        ("cote d'ivoire", "cote-divoire"),
        ("Кыргызстан", "kyrgyzstan"),
        ("中国", "china"),
        ("مصر", "egypt"),
        ("espana", "spain"),
        ("افغانستان", "afghanistan"),
    ],
)
def test_states_are_found_first_in_all_six_languages(real, words, state):
    best = Finder(read(current(real), FILE)).find(words, 1)
    assert [match.iri for match in best] == [f"{BASE}id/state/{state}"]
