"""What can be told of a SPARQL query before the engine sees it: its form, its nesting, the IRIs that it names.

Comments, strings and IRIs are told apart by the tokens of the SPARQL 1.1 grammar (section 19.8), so that a word in a
string is never taken for a keyword.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from depositary.errors import BadQuery, ServiceRefused, UpdateRefused

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
          |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w\-:%]|\\.|\.+(?=[\w\-:%\\]))*|_:\w(?:[\w\-]|\.+(?=[\w\-]))*)
      | (?P<word>@?[^\W\d_][\w\-]*)
      | (?P<open>[({\[]) | (?P<close>[)}\]])
      | (?P<other>[0-9]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}|[\ud800-\udfff]")
QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
VOLATILE = frozenset({"RAND", "UUID", "STRUUID", "NOW", "BNODE"})
"""Functions whose value is another one each time (SPARQL 1.1 Query, sections 17.4.2.9 and following)."""
_CALL = re.compile(rf"\b(?:{'|'.join(sorted(VOLATILE))})[ \t]*\(", re.IGNORECASE)
UPDATE_FORMS = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


@dataclass(frozen=True)
class Outline:
    """What a query text shows: its `form` ("" where none was found), and the absolute IRIs that it names.

    `volatile` tells that its answer may be another one each time, over the same data; `has_graph` that it speaks of
    named graphs (GRAPH). At `cut` begins what comes last and only cuts the answer, LIMIT and OFFSET. `lone` tells that
    its pattern is one triple pattern of three terms, which leaves nothing to plan. `services` are the endpoints that it
    names in SERVICE.
    """

    form: str
    iris: frozenset[str]
    has_dataset: bool
    volatile: bool = False
    has_graph: bool = False
    cut: int | None = None
    lone: bool = False
    services: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """Say whether the answer is a "table" or a "graph"; a text without a form counts as a table."""
        return "graph" if self.form in ("CONSTRUCT", "DESCRIBE") else "table"


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield (kind, text, offset) of each token but comments and white space."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            yield kind, match.group(), match.start()


def outline(text: str, base: str, nesting: int, services: Collection[str] = ()) -> Outline:
    """Read the outline of a query.

    Raises UpdateRefused for an update form, ServiceRefused for SERVICE of anything but the endpoints `services`, and
    BadQuery for brackets deeper than `nesting`, which would crash the engine.
    """
    surrogate = _SURROGATE.search(text)
    if surrogate:
        raise BadQuery(
            f"{surrogate.group()} is half a character; write the whole one.", *place(text, surrogate.start())
        )
    form, depth, has_dataset, has_graph, has_service = "", 0, False, False, False
    seen = list(tokens(text))
    for kind, token, offset in seen:
        word = token.upper() if kind == "word" else ""
        if not form and word in UPDATE_FORMS:
            raise UpdateRefused(
                f"{word} would change the data, and this endpoint only reads. To contribute, edit the Turtle files.",
                *place(text, offset),
            )
        if not form and word in QUERY_FORMS:
            form = word
        if word == "SERVICE":
            has_service = True
        if word == "FROM":
            has_dataset = True
        if word == "GRAPH":
            has_graph = True
        depth += (kind == "open") - (kind == "close")
        if depth > nesting:
            raise BadQuery(f"Brackets are nested more than {nesting} deep; write it flatter.", *place(text, offset))
    names = resolved(seen, base)
    asked = _services(text, seen, names, services) if has_service else frozenset[str]()
    volatile = has_service or _is_volatile(seen)
    iris = frozenset(names.values())
    return Outline(form, iris, has_dataset, volatile, has_graph, _cut(seen), _is_lone(seen), asked)


def _services(
    text: str, seen: Sequence[tuple[str, str, int]], names: Mapping[int, str], allowed: Collection[str]
) -> frozenset[str]:
    """Return the endpoints after SERVICE, at any depth; ServiceRefused for a variable or one that is not `allowed`."""
    found = set()
    for position, (kind, token, offset) in enumerate(seen):
        if kind != "word" or token.upper() != "SERVICE":
            continue
        if not allowed:
            raise ServiceRefused(
                "SERVICE is not allowed: this endpoint queries its own data only (service_endpoints names none).",
                *place(text, offset),
            )
        silent = [one[1].upper() for one in seen[position + 1 : position + 2]] == ["SILENT"]
        address = names.get(position + 1 + silent)
        if address is None or address not in allowed:
            raise ServiceRefused(
                f"SERVICE may name, as an IRI, only what the setting service_endpoints lists: {' '.join(allowed)}",
                *place(text, offset),
            )
        found.add(address)
    return frozenset(found)


def _cut(seen: Sequence[tuple[str, str, int]]) -> int | None:
    """Return the offset of the LIMIT and OFFSET clauses that end a query; None where it ends otherwise."""
    last = len(seen)
    while last >= 2 and seen[last - 1][1].isdecimal() and seen[last - 2][1].upper() in ("LIMIT", "OFFSET"):
        last -= 2
    return seen[last][2] if last < len(seen) else None


def _is_lone(seen: Sequence[tuple[str, str, int]]) -> bool:
    """Say whether the only group holds three terms, or three and a full stop."""
    opens = [place for place, (kind, token, _) in enumerate(seen) if kind == "open" and token == "{"]
    if len(opens) != 1:
        return False
    inside = seen[opens[0] + 1 : opens[0] + 6]
    ends = [place for place, (_, token, _) in enumerate(inside) if token == "}"]
    if not ends or ends[0] not in (3, 4) or (ends[0] == 4 and inside[3][1] != "."):
        return False
    return all(kind in ("iri", "name", "variable") for kind, _, _ in inside[:2]) and inside[2][0] in (
        "iri",
        "name",
        "variable",
        "string",
    )


def resolved(seen: Sequence[tuple[str, str, int]], base: str) -> dict[int, str]:
    """Map the positions of tokens that are IRIs or prefixed names to the absolute IRIs (SPARQL 1.1, section 4.1.1)."""
    table: dict[str, str] = {}
    found: dict[int, str] = {}
    for position, (kind, token, _) in enumerate(seen):
        word = token.upper() if kind == "word" else ""
        if word == "PREFIX" and position + 2 < len(seen) and seen[position + 2][0] == "iri":
            table[seen[position + 1][1][:-1]] = _absolute(base, seen[position + 2][1])
        if word == "BASE" and position + 1 < len(seen) and seen[position + 1][0] == "iri":
            base = _absolute(base, seen[position + 1][1])
        if kind == "iri":
            found[position] = _absolute(base, token)
        elif kind == "name" and token.partition(":")[0] in table:
            prefix, _, local = token.partition(":")
            found[position] = table[prefix] + local.replace("\\", "")
    return found


def _absolute(base: str, token: str) -> str:
    """Resolve an IRI reference; urljoin by itself loses an empty fragment, with which many namespaces end."""
    iri = urljoin(base, token[1:-1])
    return iri + "#" if token.endswith("#>") and not iri.endswith("#") else iri


def _is_volatile(seen: list[tuple[str, str, int]]) -> bool:
    """Find a volatile function, or blank nodes in a template, which get new labels each time (section 16.2.1).

    The engine reads "?x<RAND()&&?y>2" as two comparisons, the grammar as an IRI between: a call in an IRI counts.
    """
    for kind, token, _ in seen:
        if (kind == "word" and token.upper() in VOLATILE) or (kind == "iri" and _CALL.search(token)):
            return True
    return any(token in ("[", "(") or token.startswith("_:") for token in _template(seen))


def _template(seen: list[tuple[str, str, int]]) -> Iterator[str]:
    """Yield the tokens of the template of CONSTRUCT; none where the pattern is the template."""
    words = iter([(kind, token) for kind, token, _ in seen])
    if not any(kind == "word" and token.upper() == "CONSTRUCT" for kind, token in words):
        return
    for position, (_, token) in enumerate(words):
        if token == "}" or (position == 0 and token != "{"):
            return
        yield token


def place(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, from one, of an offset into the text."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
