"""Text folded for search, so that names match whatever their accents, case, width or script variants.

Compatibility decomposition takes width and ligatures away (Unicode Standard Annex 15, NFKD), case folding takes case
away (Unicode Standard, section 3.13), and accents, Hebrew points and Arabic harakat are marks then, which go.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LATIN = dict(zip("øđðłħŧıəŋ", "oddlhtien", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th"}
_ARABIC = dict(zip("ىیکةٱ", "ييكها", strict=True)) | {"\u0640": ""}
"""Letters that Unicode does not decompose, with what a searcher types; tatweel only stretches a word."""
_TABLE = str.maketrans(_LATIN | _ARABIC)
_WORD = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_UNSPACED = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")


@dataclass(frozen=True)
class Word:
    """A word that is looked for; `prefix` says that words which begin with it match as well."""

    text: str
    prefix: bool = False


def fold(text: str) -> str:
    """Take accents, case, width and variant letters away; folding what is folded changes nothing."""
    if text.isascii():  # as most names are; nothing else could be taken away
        return text.lower()
    for _ in range(2):  # case folding can compose anew, and a letter of the table can be hidden under a mark
        text = _unmarked(unicodedata.normalize("NFKD", text)).casefold().translate(_TABLE)
    return _unmarked(unicodedata.normalize("NFKD", text))


def index_words(text: str) -> list[str]:
    """Split a name into folded words, in order.

    Chinese and Japanese have no spaces: each character begins a word of its own, of two characters where it can.
    """
    return [word for run in _runs(text) for word in (_pairs(run, whole=True) if _is_unspaced(run) else [run])]


def query_words(text: str) -> list[Word]:
    """Split what was asked for into folded words; the last one may be the beginning of a word."""
    runs = _runs(text)
    found = []
    for position, run in enumerate(runs, 1):
        if _is_unspaced(run):
            found += [Word(pair, prefix=len(pair) == 1) for pair in _pairs(run, whole=False)]
        else:
            found.append(Word(run, prefix=position == len(runs)))
    return list(dict.fromkeys(found))


def letters(text: str) -> int:
    """Count the letters and digits of a text once it is folded."""
    return sum(map(len, _runs(text)))


def _unmarked(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character)[0] != "M")


def _runs(text: str) -> list[str]:
    """Split into runs of letters and digits, further where a script without spaces begins or ends; U.S. is us."""
    folded = _DOTTED.sub(lambda match: match[0].replace(".", ""), fold(text))
    return [run for word in _WORD.findall(folded) for run in _RUN.findall(word)]


def _is_unspaced(run: str) -> bool:
    return re.match(f"[{_UNSPACED}]", run) is not None


def _pairs(run: str, *, whole: bool) -> list[str]:
    """Return the pairs of neighbouring characters; with `whole`, or where there is but one, also the last alone."""
    last = len(run) if whole or len(run) == 1 else len(run) - 1
    return [run[start : start + 2] for start in range(last)]
