"""The SPARQL page: an editor, published questions to begin with, and the answer, with or without scripts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from flask import Blueprint, Response, request
from markupsafe import Markup, escape

from depositary.endpoint import Asked, Endpoint
from depositary.errors import BadQuery, DepositaryError, NotFound
from depositary.formats import FORMATS, offers
from depositary.plots import is_date
from depositary.query import Query
from depositary.table import TSV, read
from depositary.things import LABEL
from depositary.web import answers, clients, exchange, frame, languages, negotiate, pictures, results, shortcut
from depositary.web.answers import Shown
from depositary.web.languages import gettext as _
from depositary.web.questions import told

blueprint = Blueprint("console", __name__)
FIRST = "csto-members-hosting-russian-forces"
"""The published question with which the page opens."""
LONGEST = 6000
"""Characters of a query up to which its answer has links; a longer one is sent again by a form."""
_EXPECTED = re.compile(r"expected (?:one of )?(.*)", re.DOTALL)
_CLASS = re.compile(r"\[(?:'[^']*'|[^\]'])*\]")
"""A class of characters in what the engine says it expected: no help to a person."""
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)+)"|([A-Za-z_]{2,})')
_PREFIX = re.compile(r"([A-Za-z][\w-]*|):[\w-]*\s*$")
AROUND = 2
"""Lines of a query that are shown before and after the one at fault."""
TERMS = """SELECT ?term ?label ?comment ?class WHERE {{
  ?term a ?class ; <{label}> ?label .
  FILTER(STRSTARTS(STR(?term), "{base}ns#") && LANG(?label) IN ("{language}", "en"))
  OPTIONAL {{ ?term <http://www.w3.org/2000/01/rdf-schema#comment> ?comment FILTER(LANG(?comment) = "en") }}
}} ORDER BY ?term"""


@dataclass(frozen=True)
class Problem:
    """Why there is no answer, and where in the query the fault lies, where that is known."""

    detail: str
    line: int | None = None
    column: int | None = None

    def excerpt(self, text: str) -> Markup:
        """Return the lines around the fault, numbered, the character at fault marked."""
        if self.line is None or self.column is None:
            return Markup("")
        lines = text.split("\n")
        shown = []
        for number in range(max(1, self.line - AROUND), min(len(lines), self.line + AROUND) + 1):
            line = lines[number - 1].rstrip("\r")
            if number == self.line:
                before, after = line[: self.column - 1], line[self.column - 1 :]
                body = Markup("{}<mark>{}</mark>{}").format(before, after[:1] or " ", after[1:])
            else:
                body = escape(line)
            shown.append(Markup("{:>4} {}").format(number, body))
        return Markup("\n").join(shown)


def wanted(wish: str | None) -> bool:
    """Tell whether the client wants a page rather than data; a part of a page is asked for as one."""
    if wish or "part" in request.args:
        return wish in (None, "html")
    offered = [*offers("table"), *offers("graph"), negotiate.HTML]
    accept = request.accept_mimetypes
    return bool(accept) and negotiate.best_of(accept, offered) == negotiate.HTML


def blank(endpoint: Endpoint) -> Response:
    """Show the page with the question that ?question= names, its parameters taken from the URL, or else the first."""
    questions = told(endpoint)
    name = request.args.get("question")
    chosen = next((each for each in questions if each.name == (name or FIRST)), None)
    if name and chosen is None:
        raise NotFound(f"There is no published question {name[:100]}.")
    values = _values(chosen) if chosen else {}
    text = chosen.bind(values) if chosen else ""
    if request.args.get("part") == "question":
        return frame.render("sparql-question.html", question=chosen, values=values, text=text)
    return frame.render(
        "sparql.html", 200, questions=questions, question=chosen, values=values, text=text, **_nothing()
    )


def answered(endpoint: Endpoint, asked: Asked, view: str | None) -> Response:
    """Show the answer to a query."""
    shown = answers.show(endpoint, asked, view, languages.language())
    response = _page(endpoint, asked.text, shown=shown)
    if asked.outline.volatile:  # another answer each time: nothing of it is kept
        request.environ.pop(shortcut.MARK, None)
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)
    return response


def explained(endpoint: Endpoint, asked: Asked) -> Response:
    """Show the query as it would be evaluated."""
    return _page(endpoint, asked.text, explanation=asked.explanation)


def failed(endpoint: Endpoint, text: str, error: DepositaryError) -> Response:
    """Show why there is no answer, and what in the query is at fault."""
    exchange.current().fail(error)
    place = (error.line, error.column) if isinstance(error, BadQuery) else (None, None)
    problem = Problem(_plain(text, str(error), *place), *place)
    response = _page(endpoint, text, error.status, problem=problem)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@blueprint.get("/sparql/terms")
def terms() -> Response:
    """List our prefixes, and the classes and properties of the ontology, for an editor to complete."""
    endpoint = exchange.endpoint()
    language = languages.language()
    text = TERMS.format(label=LABEL, base=endpoint.base, language=language)
    found: dict[str, dict[str, str]] = {}
    for term, label, comment, kind in read(endpoint.answer(endpoint.ask(text), TSV, clients.key()), TSV, 20_000).rows:
        if term is None or label is None or kind is None:
            continue
        entry = found.setdefault(term.text, {"iri": term.text, "kind": "individual", "label": "", "comment": ""})
        if not entry["label"] or label.language == language:
            entry["label"] = label.text
        entry["comment"] = comment.text if comment is not None else entry["comment"]
        if kind.text.endswith("Class"):
            entry["kind"] = "class"
        elif kind.text.endswith("Property"):
            entry["kind"] = "property"
    named = {iri.partition("#")[2]: entry["label"] for iri, entry in found.items() if entry["kind"] == "class"}
    content = {"prefixes": endpoint.prefixes, "terms": list(found.values()), "kinds": named}
    response = results.whole(json.dumps(content, ensure_ascii=False).encode(), "application/json", by_url=True)
    response.vary.add("Accept-Language")
    return response


def _plain(text: str, detail: str, line: int | None, column: int | None) -> str:
    """Say in plain words what the engine says of a fault at a place; what it says of anything else stands."""
    found = _EXPECTED.fullmatch(detail)
    if found is None or line is None or column is None:
        return detail
    if "Prefix not found" in detail:
        before = _PREFIX.search("\n".join([*text.split("\n")[: line - 1], text.split("\n")[line - 1][: column - 1]]))
        if before:
            return _("The prefix %(prefix)s: is not declared.") % {"prefix": before[1]}
    tokens = [quoted or word for quoted, word in _TOKEN.findall(_CLASS.sub("", found[1]))]
    said = _("The query cannot be read from here on.")
    return f"{said} {_('This could follow:')} {' '.join(tokens)}" if tokens else said


def _page(endpoint: Endpoint, text: str, status: int = 200, **what: object) -> Response:
    context = {**_nothing(), **what, "text": text, "long": len(text) > LONGEST}
    if isinstance(shown := what.get("shown"), Shown):
        context["drawing"] = pictures.draw(endpoint, shown, frame.as_of())
    if request.args.get("part") == "answer":
        return frame.render("sparql-answer.html", status, **context)
    questions = told(endpoint)
    same = next((each for each in questions if each.text.strip() == text.strip()), None)
    return frame.render("sparql.html", status, questions=questions, question=same, values={}, **context)


def _nothing() -> dict[str, object]:
    """Give a template what it asks about, where there is none of it."""
    suffixes = {form.name: form.suffix for form in FORMATS} | {"json": "json", "xml": "xml"}  # as programs know them
    absent = dict.fromkeys(("shown", "problem", "explanation"))
    return {**absent, "long": False, "drawing": "", "is_date": is_date, "suffixes": suffixes}


def _values(question: Query) -> dict[str, str]:
    """Take the parameters of a question from the URL."""
    return {each.name: value for each in question.parameters if (value := request.args.get(each.name, "").strip())}
