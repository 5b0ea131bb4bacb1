"""Which thing a name in somebody's table means, with the date taken into account: candidates, their score and features.

A candidate is a safe match only if its whole name was asked for (or the name without the form of the state, or its
code), it possibly existed on the date, nothing that was said of it is wrong, and nothing else can be meant as well.
Without a date the present is meant: what has ended is no rival of what is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz, process

from depositary.gazetteer import EVER, Entry, Gazetteer, Name, Span, spans, words

FORMS = frozenset({
    "a", "and", "arab", "bolivarian", "commonwealth", "confederation", "cooperative", "democratic", "duchy",
    "emirate", "emirates", "empire", "federal", "federated", "federation", "federative", "grand",
    "independent", "islamic", "kingdom", "of", "people", "peoples", "plurinational", "principality", "rep",
    "republic", "republics", "s", "socialist", "soviet", "state", "states", "sultanate", "union", "united",
})  # fmt: skip
"""Folded words of the official names of states that say what they are and not which."""
SIDES = frozenset({"central", "democratic", "east", "eastern", "north", "northern", "south"}) | frozenset(
    {"southern", "west", "western"}
)
"""Words that tell apart the parts of a country that was, or is, divided."""
EXACT, FORM, EXPANDED, SIDE, PART, ALIKE = 1.0, 0.94, 0.88, 0.8, 0.7, 0.85
"""What a name is worth, at most, that is the one asked for; is it with a form of state; lacks the form that was asked
for; is it with a side; has all its words; or is spelled nearly like it."""
CODE, TOLD = 0.97, 0.6
"""What a code is worth as the name, and a thing of another name that has a code which was told."""
ANOTHER_TIME, NOT_THEN, HEIR, DOUBT = 0.9, 0.6, 0.5, 0.75
"""Factors for a name that was in use at another time, a thing that was not there then, its heir that was, and any of
several things that can be meant alike."""
WRONG, CONFIRMED = 0.4, 0.5
"""A wrong property takes away more than half of the score; a right one adds half of what is missing."""
NEARLY = 84
"""Likeness of spelling, of 100, below which two names are taken for two names."""
MOST = 60

Told = Callable[[list[Entry]], dict[str, dict[str, bool | None]]]
"""Compares entries with the properties that were given: IRI to property to right, wrong, or None for not known."""


@dataclass
class Candidate:
    """An entry that may be meant: how it was found and what speaks for it.

    `past`: the name is no longer in use; `doubted`: another entry can be meant as well;
    `confirmed`: a code that was told is its.
    """

    entry: Entry
    worth: float
    name: str
    way: str
    existed: bool | None = None
    in_use: bool | None = None
    past: bool = False
    doubted: bool = False
    confirmed: bool = False
    told: dict[str, bool | None] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """From 0 to 100."""
        value = self.worth
        if self.in_use is False:
            value *= ANOTHER_TIME
        if self.existed is False:
            value *= NOT_THEN
        if self.doubted:
            value *= DOUBT
        for right in self.told.values():
            value = value if right is None else value + (1 - value) * CONFIRMED if right else value * WRONG
        return round(100 * value, 1)

    @property
    def strong(self) -> bool:
        """Whether it can be meant by what was asked for, were there no other."""
        certain = self.way in ("id", "code", "exact", "form") or (
            self.confirmed and self.way in ("alike", "expanded", "side")
        )
        return certain and self.existed is not False

    @property
    def right(self) -> bool:
        """Whether nothing that was said of it is wrong."""
        return False not in self.told.values()


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a name (or a code, or an identifier), classes, a time, and what the properties identify.

    `found` are the entries that properties such as a code lead to, `identifying` the names of these properties.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    every_kind: bool = False
    time: Span | None = None
    found: tuple[Entry, ...] = ()
    identifying: frozenset[str] = frozenset()

    def admits(self, entry: Entry) -> bool:
        """Say whether an entry is of the classes that were asked for."""
        have = [kind in entry.kinds for kind in self.kinds]
        return not have or (all(have) if self.every_kind else any(have))


def candidates(
    gazetteer: Gazetteer, wanted: Wanted, told: Told, limit: int
) -> tuple[list[Candidate], Candidate | None]:
    """Return the candidates, the best first and at most `limit`, and the one that is a safe match."""
    found: dict[str, Candidate] = {}
    for candidate in (*_identified(gazetteer, wanted), *_named(gazetteer, wanted)):
        if not wanted.admits(candidate.entry):
            continue
        known = found.get(candidate.entry.iri)
        if known is None or (candidate.score, known.past) > (known.score, candidate.past):
            found[candidate.entry.iri] = candidate
    _add_heirs(gazetteer, wanted, found)
    ranked = sorted(found.values(), key=_rank)[:MOST]
    compared = told([candidate.entry for candidate in ranked])
    for candidate in ranked:
        candidate.told = compared.get(candidate.entry.iri, {})
        candidate.confirmed = any(candidate.told.get(name) for name in wanted.identifying)
    ranked.sort(key=_rank)
    match = _match(wanted, ranked)
    ranked.sort(key=_rank)  # those that are doubted have fallen
    return ranked[:limit], match


def _rank(candidate: Candidate) -> tuple[float, int, str]:
    return -candidate.score, 0 if candidate.entry.is_state else 1, candidate.entry.iri


def _identified(gazetteer: Gazetteer, wanted: Wanted) -> Iterable[Candidate]:
    """Find by identifier, by the IRI or Wikidata item of an equal thing, and by code."""
    text = wanted.text.strip()
    entry = gazetteer.find(text)
    if entry:
        yield _dated(Candidate(entry, EXACT, text, "id"), wanted)
    for iri in (text, f"http://www.wikidata.org/entity/{text}"):
        for equal in gazetteer.by_same.get(iri, []):
            yield _dated(Candidate(equal, EXACT, text, "id"), wanted)
    for coded, _, span in gazetteer.by_code.get(text.upper(), []):
        candidate = _dated(Candidate(coded, CODE, text, "code"), wanted)
        candidate.in_use = None if wanted.time is None else span.meets(wanted.time)
        if candidate.in_use is False:  # a code is given anew, so that at another time it means another state
            candidate.existed = False
        yield candidate
    for entry in wanted.found:
        way, worth = ("property", TOLD) if text else ("code", CODE)
        yield _dated(Candidate(entry, worth, entry.label, way), wanted)


def _named(gazetteer: Gazetteer, wanted: Wanted) -> Iterable[Candidate]:
    asked = words(wanted.text)
    if not asked:
        return
    keys = {tuple(sorted(asked))} & gazetteer.by_words.keys()
    keys |= gazetteer.containing(asked)
    core = tuple(word for word in asked if word not in FORMS)
    if core and core != asked:
        keys |= {tuple(sorted(core))} & gazetteer.by_words.keys()
    if not any(tuple(sorted(asked)) == key for key in keys):
        near = process.extract(
            " ".join(sorted(asked)), gazetteer.spellings.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY, limit=10
        )
        keys |= {gazetteer.spellings[spelling] for spelling, _, _ in near}
    for key in keys:
        for entry, name in gazetteer.by_words[key]:
            worth, way = _worth(asked, name, entry)
            if worth:
                yield _dated(Candidate(entry, worth, name.text, way), wanted, name)


def _worth(asked: tuple[str, ...], name: Name, entry: Entry) -> tuple[float, str]:
    """Say what a name is worth for the words that were asked for, and how it is related to them."""
    have, want = sorted(name.words), sorted(asked)
    if have == want:
        return EXACT, "exact"
    more, less = set(have) - set(want), set(want) - set(have)
    if entry.is_state and not less and more <= FORMS:
        return FORM, "form"
    if entry.is_state and not more and less <= FORMS:
        return EXPANDED, "expanded"
    if entry.is_state and not less and more <= FORMS | SIDES:
        return SIDE, "side"
    if not less:
        return PART * (0.5 + 0.5 * len(" ".join(want)) / len(" ".join(have))), "part"
    likeness = fuzz.ratio(" ".join(want), " ".join(have))
    return (ALIKE * likeness / 100, "alike") if likeness >= NEARLY else (0, "")


def _dated(candidate: Candidate, wanted: Wanted, name: Name | None = None) -> Candidate:
    times = list(spans(candidate.entry, name)) if name is not None and candidate.entry.is_state else [EVER]
    if wanted.time is None:
        candidate.past = all(span.until is not None and span.until <= date.today() for span in times)
        return candidate
    life = candidate.entry.life
    candidate.existed = None if life == EVER else life.meets(wanted.time)
    candidate.in_use = None if EVER in times else any(span.meets(wanted.time) for span in times)
    return candidate


def _add_heirs(gazetteer: Gazetteer, wanted: Wanted, found: dict[str, Candidate]) -> None:
    """Propose, beside a state that was not there then, those of its successors and predecessors that were."""
    if wanted.time is None:
        return
    for gone in [each for each in found.values() if each.existed is False and each.way in ("exact", "form")]:
        for iri in (*gone.entry.successors, *gone.entry.predecessors):
            entry = gazetteer.entries[iri]
            if iri not in found and entry.life.meets(wanted.time) and wanted.admits(entry):
                found[iri] = Candidate(entry, HEIR * gone.worth, gone.name, "succession", existed=True)


def _match(wanted: Wanted, ranked: list[Candidate]) -> Candidate | None:
    """Return the candidate that is meant without a doubt, None where there is one."""
    if not ranked or not (ranked[0].strong and ranked[0].right):
        return None
    best, others = ranked[0], ranked[1:]
    rivals = [other for other in others if _rivals(best, other, wanted)] + _other_parts(best, others, wanted)
    for candidate in (best, *rivals) if rivals else ():
        candidate.doubted = True
    return None if rivals else best


def _rivals(best: Candidate, other: Candidate, wanted: Wanted) -> bool:
    """Say whether another candidate can be meant as well as the best."""
    if not (other.strong and other.right) or best.way == "id":
        return False
    if True in best.told.values() and True not in other.told.values():
        return False
    if other.in_use is False and best.in_use is not False:
        return False
    if wanted.time is None and best.way != "code" and _gone(other) and not _gone(best):
        return False
    if best.way == "exact" and other.way == "form":
        official = any(word in FORMS - {"a", "and", "of"} for word in words(wanted.text))
        return not (official or _lesser(other.entry, best.entry))
    return True


def _gone(candidate: Candidate) -> bool:
    return candidate.past or _ended(candidate.entry)


def _lesser(entry: Entry, than: Entry) -> bool:
    return "State" in than.kinds and "State" not in entry.kinds


def _other_parts(best: Candidate, others: list[Candidate], wanted: Wanted) -> list[Candidate]:
    """Return the other parts of a country that was divided then: each part has the name that was asked for with a side.

    "Germany" in 1960 may be both, since the entry that has this name was West Germany; "Sudan" is not South Sudan.
    """
    asked = set(words(wanted.text))
    if best.way == "id" or not asked or True in best.told.values() or not _sided(best.entry, asked):
        return []
    return [
        other
        for other in others
        if _sided(other.entry, asked)
        and other.existed is not False
        and not (wanted.time is None and _ended(other.entry) and not _ended(best.entry))
    ]


def _sided(entry: Entry, asked: set[str]) -> bool:
    return any(asked < set(name.words) and set(name.words) - asked <= SIDES for name in entry.names)


def _ended(entry: Entry) -> bool:
    until = entry.life.until
    return until is not None and until <= date.today()
