"""The questions that all servers are asked, and what tells two answers apart."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from urllib.parse import quote

NS = "https://w3id.org/depositary/ns#"
ID = "https://w3id.org/depositary/id"
DAY = "2021-06-16"
JSON, NTRIPLES = "application/sparql-results+json", "application/n-triples"
DATE = "<http://www.w3.org/2001/XMLSchema#date>"
MANY = 1_000_000
"""A LIMIT that cuts no answer: a number above it makes a query new to every cache, and changes nothing else."""

_MEMBERS = f"?r <{NS}organization> <{ID}/organization/csto> ; <{NS}member> ?m ; <{NS}membershipStatus> <{NS}fullMember>"
_DATES = f"?r <{NS}latestStart> ?s ; <{NS}earliestEnd> ?e"
_HOLDS = f'FILTER(?s <= "{DAY}"^^{DATE} && ?e > "{DAY}"^^{DATE})'
_KANT = '?s <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(CONTAINS(LCASE(STR(?l)), "kant air base"))'
_NARY = f"SELECT DISTINCT ?m {{ {_MEMBERS} . {_DATES} {_HOLDS} }}"


@dataclass(frozen=True)
class Question:
    """A query; `plain` is what servers without as-of graphs and search of names are asked for the same answer."""

    name: str
    text: str
    plain: str = ""
    accept: str = JSON

    def path(self, *, own: bool) -> str:
        """Return the query string of a request; the number of its LIMIT is to be put at its end."""
        text = self.text if own or not self.plain else self.plain
        return f"query={quote(text + ' LIMIT ', safe='')}"

    def digest(self, body: bytes) -> str:
        """Return the number of rows and a digest of them in any order; of a graph cut by LIMIT the number alone."""
        if self.accept == NTRIPLES:
            return str(len(set(body.splitlines()) - {b""}))
        rows = json.loads(body)["results"]["bindings"]
        lines = sorted(json.dumps({name: cell["value"] for name, cell in row.items()}, sort_keys=True) for row in rows)
        return f"{len(rows)}:{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:8]}"


QUESTIONS = (
    Question("point lookup", f"SELECT ?p ?o {{ <{ID}/state/armenia> ?p ?o }}"),
    Question("incoming links", f"SELECT ?s ?p {{ ?s ?p <{ID}/state/armenia> }}"),
    Question(
        "shared treaties",
        f"SELECT DISTINCT ?t {{ ?a <{NS}party> <{ID}/state/armenia> ; <{NS}treaty> ?t . "
        f"?b <{NS}treaty> ?t ; <{NS}party> <{ID}/state/belarus> }}",
    ),
    Question("as-of, n-ary", _NARY),
    Question(
        "as-of, FROM",
        f"SELECT ?m FROM <https://w3id.org/depositary/asof/{DAY}> {{ ?m <{NS}memberOf> <{ID}/organization/csto> }}",
        _NARY,
    ),
    Question("group by", f"SELECT ?o (COUNT(?r) AS ?n) {{ ?r <{NS}organization> ?o }} GROUP BY ?o"),
    Question(
        "text",
        "SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l "
        'FILTER(CONTAINS(LCASE(STR(?l)), "air base")) }',
    ),
    # The peers have no index of names: they are asked with FILTER alone. The filter stays in ours, since dep:textMatch
    # also finds other names and other spellings of a thing, so that the answers are the same.
    Question(
        "text, by index",
        f'SELECT ?s ?l {{ ?s <{NS}textMatch> "kant air base" . {_KANT} }}',
        f"SELECT ?s ?l {{ {_KANT} }}",
    ),
    Question(
        "CONSTRUCT 60,000",
        "CONSTRUCT { ?s ?p ?o } WHERE { SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 60000 }",
        accept=NTRIPLES,
    ),
    # Last, since it may take a server that cannot end a query with it. Required patterns after an OPTIONAL are joined
    # in the order written by engines that do not move them: every relation first, then those of the organization.
    Question(
        "as-of, OPTIONAL first",
        f"SELECT DISTINCT ?m {{ ?r <{NS}latestStart> ?s OPTIONAL {{ ?r <{NS}earliestEnd> ?e }} {_MEMBERS} {_HOLDS} }}",
    ),
)
