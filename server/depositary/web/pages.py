"""What a person sees first: the home page and a form for SPARQL; plain HTML that needs no script."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, render_template, request

from depositary.endpoint import Endpoint
from depositary.errors import BadRequest
from depositary.query import published
from depositary.web import clients, exchange

blueprint = Blueprint("pages", __name__)
HEADLINE = "csto-members-hosting-russian-forces"


@blueprint.get("/")
def home() -> str:
    """Show the headline question with its answer on a day, and the way to everything else."""
    endpoint = exchange.endpoint()
    questions = published(endpoint.settings)
    headline = next((query for query in questions if query.name == HEADLINE), None)
    day = request.args.get("asOf") or (headline.parameters[0].default if headline else date.today().isoformat())
    rows = _answer(endpoint, headline.bind({"date": day})) if headline else []
    counts = endpoint.release.manifest["counts"]
    return render_template(
        "home.html", day=day, rows=rows, questions=questions, headline=headline, counts=counts, endpoint=endpoint
    )


def sparql_form(endpoint: Endpoint) -> Response:
    """Show a form that sends a query."""
    example = next((query.text for query in published(endpoint.settings) if query.name == HEADLINE), "")
    response = Response(render_template("sparql.html", example=example, endpoint=endpoint))
    response.vary.add("Accept")
    return response


def _answer(endpoint: Endpoint, text: str) -> list[list[str]]:
    """Answer a query as a table of texts, the header row first."""
    answer = endpoint.answer(endpoint.ask(text), "text/tab-separated-values", clients.key())
    lines = b"".join(answer).decode().rstrip("\n").split("\n")
    if not lines:
        raise BadRequest("The question gave no table.")
    return [[cell.partition("@")[0].strip('"?<>') for cell in line.split("\t")] for line in lines]
