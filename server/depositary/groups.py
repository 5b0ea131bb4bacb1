"""The groups of a query: which brackets belong together, and what each pair of braces holds.

The tokens are those of `syntax`; the grammar is that of SPARQL 1.1 Query (section 19.8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Token = tuple[str, str, int]


def pairs(seen: Sequence[Token]) -> dict[int, int] | None:
    """Map the position of each opening bracket to that of its closing one; None where they do not match."""
    found, waiting = {}, []
    for position, (kind, token, _) in enumerate(seen):
        if kind == "open":
            waiting.append(position)
        elif kind == "close":
            if not waiting or seen[waiting[-1]][1] + token not in ("()", "[]", "{}"):
                return None
            found[waiting.pop()] = position
    return None if waiting else found


def groups(seen: Sequence[Token], closing: dict[int, int]) -> Iterator[tuple[int, str]]:
    """Yield each brace that opens a group of patterns, and why a pattern cannot be computed in it ("" where it can).

    The braces of VALUES open none; those of a template of CONSTRUCT count, for it is written as a group is.
    """
    words = [token.upper() if kind == "word" else "" for kind, token, _ in seen]
    is_template = (
        next((word for word in words if word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), "") == "CONSTRUCT"
    )
    opening = {end: start for start, end in closing.items()}
    barred: list[tuple[int, str]] = []
    for position in sorted(p for p in closing if seen[p][1] == "{"):
        before = opening.get(position - 1, position - 1)
        if words[before - 1] == "VALUES":
            continue
        barred = [(end, why) for end, why in barred if end > position]
        if is_template:
            barred.append((closing[position], "in a template of CONSTRUCT"))
        elif words[position - 2] == "GRAPH":
            barred.append((closing[position], "inside GRAPH, for the index is of all graphs; put it before GRAPH"))
        elif "SERVICE" in words[max(0, position - 3) : position]:
            barred.append((closing[position], "inside SERVICE"))
        is_template = False
        yield position, barred[-1][1] if barred else ""
