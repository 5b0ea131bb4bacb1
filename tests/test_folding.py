"""Folding: what a searcher types and what is written come to the same words."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary.folding import Word, fold, index_words, letters, query_words

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXT)
def test_folding_what_is_folded_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_a_text_without_marks_is_folded_as_it_is_beside_one_with_marks(text):
    assert fold(f"é {text}") == f"e {fold(text)}"


@given(TEXT, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_normal_form_of_a_text_does_not_matter(text, form):
    assert fold(unicodedata.normalize(form, text)) == fold(text)


def test_case_does_not_matter_for_any_character():
    """The iota written below Greek vowels counts as an accent; in capitals it is a letter, and they are left out."""
    iota = "\N{COMBINING GREEK YPOGEGRAMMENI}"
    cased = [one for one in map(chr, range(sys.maxunicode + 1)) if not one == one.upper() == one.lower()]
    assert len(cased) > 2500
    for character in cased:  # for all others there is nothing to compare
        if iota not in unicodedata.normalize("NFD", character):
            assert fold(character.upper()) == fold(character.lower()) == fold(character), hex(ord(character))


@given(TEXT)
def test_a_name_is_found_by_all_of_itself_and_by_its_beginnings(text):
    words = index_words(text)
    for asked in query_words(text):
        assert any(word.startswith(asked.text) if asked.prefix else word == asked.text for word in words)
    assert bool(words) == bool(letters(text))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Côte d’Ivoire", "COTE D'IVOIRE"),
        ("São Tomé y Príncipe", "sao tome y principe"),
        ("Đường", "duong"),
        ("Łódź", "lodz"),
        ("Azərbaycan", "azerbaycan"),
        ("İstanbul", "istanbul"),
        ("Straße", "STRASSE"),
        ("Орёл", "орел"),
        ("КЫРГЫЗСТАН", "Кыргызстан"),
        ("ＮＡＴＯ", "nato"),
        ("U.S.S.R.", "ussr"),
        ("Haute-Volta", "haute volta"),
        ("مِصْـــر", "مصر"),
        ("أفغانستان", "افغانستان"),
        ("إيران", "ایران"),
        ("سورية", "سوريه"),
        ("مصطفى", "مصطفي"),
    ],
)
def test_accents_case_width_and_variants_fall_together(written, typed):
    assert index_words(written) == index_words(typed)


def test_characters_of_an_unspaced_script_are_indexed_in_pairs_and_the_last_alone():
    assert index_words("中华人民 2021年") == ["中华", "华人", "人民", "民", "2021", "年"]
    assert query_words("中华人") == [Word("中华"), Word("华人")]
    assert query_words("中 国") == [Word("中", prefix=True), Word("国", prefix=True)]


def test_only_the_last_word_may_be_a_beginning():
    assert query_words("upper vol") == [Word("upper"), Word("vol", prefix=True)]
