"""Reconciliation at /reconcile, for OpenRefine and others (W3C Reconciliation Service API 0.2).

Names, codes and identifiers in a table become things of ours. `asOf`, as a property of a query or in the URL by which
the service is registered, tells for which time: "Yugoslavia" in 1970 is another state than in 1995.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib import metadata
from typing import Any

from flask import Blueprint, Response, request

from depositary.endpoint import Endpoint
from depositary.errors import BadRequest, LengthRequired, NotFound, UnsupportedMediaType
from depositary.folding import letters
from depositary.gazetteer import Entry, Gazetteer, Span
from depositary.reconciler import Candidate, candidates
from depositary.web import batches, bodies, entities, exchange, frame, properties, results
from depositary.web.properties import AS_OF

blueprint = Blueprint("reconcile", __name__)
FORM = "application/x-www-form-urlencoded"
DEFAULTS = ("State", "DeFactoState", "Organization", "Treaty", "Facility", "Person", "Document")
SUGGESTED = 10
LONGEST = 200
WIDTH, HEIGHT = 420, 260
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,4}", re.ASCII)


@blueprint.route("/reconcile", methods=["GET", "POST"])
def reconcile() -> Response:
    """Match names to things (`queries`), give values of properties (`extend`), or describe the service."""
    given = _form() if request.method == "POST" else request.args
    time = _time()
    if "queries" in given:
        return _json(_match(exchange.endpoint(), given["queries"], time))
    if "extend" in given:
        return _json(_extend(exchange.endpoint(), given["extend"], time))
    if request.method == "POST":
        raise BadRequest("The form has neither queries nor extend; send one of them, as JSON.")
    return _json(_manifest(exchange.endpoint()))


@blueprint.route("/reconcile/extend", methods=["GET", "POST"])
def extend() -> Response:
    """Give values of properties of things: codes and names on a day, dates, memberships, treaties, forces."""
    given = _form() if request.method == "POST" else request.args
    if "extend" not in given:
        raise BadRequest("extend is missing; send a data extension query as JSON.")
    return _json(_extend(exchange.endpoint(), given["extend"], _time()))


@blueprint.get("/reconcile/properties")
def propose() -> Response:
    """Propose the properties that things of a type have (section 7.2)."""
    gazetteer = exchange.endpoint().gazetteer
    given = request.args.get("type", "")
    kind = gazetteer.kind(given) if given else None
    if given and kind is None:
        raise BadRequest(f"type is {given[:60]!r}; there are: {', '.join(gazetteer.kinds)}.")
    having = {above for entry in gazetteer.entries.values() if kind in entry.kinds for above in entry.kinds}
    found = [prop for prop in properties.table(gazetteer).values() if kind is None or having & set(prop.kinds)]
    limit = _number("limit", len(found), 1)
    return _json({"type": given, "limit": limit, "properties": [entities.shown(prop) for prop in found[:limit]]})


@blueprint.get("/reconcile/suggest/entity")
def suggest_entity() -> Response:
    """Suggest things of which a name begins so, or whose identifier it is."""
    endpoint = exchange.endpoint()
    gazetteer, prefix = endpoint.gazetteer, _prefix()
    entry = gazetteer.find(prefix)
    found = [entry.iri] if entry else []
    if letters(prefix):
        found += [match.iri for match in endpoint.finder.find(prefix, 2_000) if match.iri in gazetteer.entries]
    return _page(
        {"id": gazetteer.identifier(iri), "name": known.label, "description": entities.description(gazetteer, known),
         "notable": entities.types(gazetteer, known)[:1]}
        for iri in dict.fromkeys(found)
        for known in (gazetteer.entries[iri],)
    )  # fmt: skip


@blueprint.get("/reconcile/suggest/type")
def suggest_type() -> Response:
    """Suggest types whose name or identifier begins so."""
    gazetteer = exchange.endpoint().gazetteer
    return _page(_beginning(_prefix(), (entities.type_of(gazetteer, kind) for kind in gazetteer.kinds)))


@blueprint.get("/reconcile/suggest/property")
def suggest_property() -> Response:
    """Suggest properties whose name or identifier begins so; asOf tells the time that a row is about."""
    table = properties.table(exchange.endpoint().gazetteer)
    date = {"id": AS_OF, "name": "date", "description": "the time that the row is about: 1992-05-15, 1992-05 or 1992"}
    return _page(_beginning(_prefix(), [date, *(entities.shown(prop) for prop in table.values())]))


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Show a thing on a small page, which any site may put into a frame."""
    gazetteer = exchange.endpoint().gazetteer
    identifier = request.args.get("id", "")
    entry = gazetteer.find(identifier)
    if entry is None:
        raise NotFound(f"id={identifier[:200]!r} is no thing of this service; an identifier is like state/armenia.")
    response = frame.render(
        "preview.html",
        entry=entry,
        identifier=gazetteer.identifier(entry.iri),
        description=entities.description(gazetteer, entry),
        aliases=list(
            dict.fromkeys(name.text for name in entry.names if name.language == "en" and name.text != entry.label)
        ),
        codes=[
            (gazetteer.labels.get(scheme, scheme), code, span) for scheme, code, span in sorted(entry.codes, key=str)
        ],
    )
    policy = response.headers["Content-Security-Policy"].replace("frame-ancestors 'self'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy
    return response


def _manifest(endpoint: Endpoint) -> dict[str, Any]:
    """Describe the service (section 3.1); what is registered with asOf keeps it in its own URLs."""
    root = request.host_url.rstrip("/")
    kept = f"&{AS_OF}={request.args[AS_OF]}" if request.args.get(AS_OF) else ""
    gazetteer = endpoint.gazetteer

    def at(path: str) -> dict[str, str]:
        return {"service_url": root, "service_path": f"/reconcile/{path}"}

    note = "1992-05-15, 1992-05 or 1992; empty is now, as last observed"
    return {
        "versions": ["0.2"],
        "name": "Depositary" + (f", as of {request.args[AS_OF]}" if kept else ""),
        "identifierSpace": f"{endpoint.base}id/",
        "schemaSpace": f"{endpoint.base}ns#",
        "documentation": f"{root}/api#reconcile",
        "serviceVersion": metadata.version("depositary"),
        "defaultTypes": [entities.type_of(gazetteer, kind) for kind in DEFAULTS if kind in gazetteer.kinds],
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {"url": f"{root}/reconcile/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {name: at(f"suggest/{name}") for name in ("entity", "property", "type")},
        "extend": {
            "propose_properties": at("properties"),
            "property_settings": [
                {
                    "type": "text",
                    "name": AS_OF,
                    "label": "As of",
                    "default": request.args.get(AS_OF, ""),
                    "help_text": note,
                }
            ],
        },
        "batchSize": batches.BATCH,
    }


def _match(endpoint: Endpoint, text: str, time: Span | None) -> dict[str, Any]:
    gazetteer = endpoint.gazetteer
    asked = batches.questions(text, gazetteer, properties.table(gazetteer), time)
    answer = {}
    for key, question in asked.items():

        def told(
            entries: list[Entry], said: batches.Said = question.said, when: Span | None = question.wanted.time
        ) -> Any:
            return _told(endpoint, entries, said, when)

        found, match = candidates(gazetteer, question.wanted, told, question.limit)
        answer[key] = {"result": [_candidate(gazetteer, each, each is match) for each in found]}
    return answer


def _told(
    endpoint: Endpoint, entries: list[Entry], said: batches.Said, time: Span | None
) -> dict[str, dict[str, bool | None]]:
    """Compare entries with what a row says; a code without a date may be of any time."""
    if not said:
        return {}
    known = properties.values(endpoint, entries, [prop for prop, _ in said], time, ever=True)
    told: dict[str, dict[str, bool | None]] = {}
    for entry in entries:
        told[entry.iri] = {}
        for prop, given in said:
            have = known.get((entry.iri, prop.id), [])
            right = any(properties.agrees(endpoint.gazetteer, prop, each, value) for each in given for value in have)
            told[entry.iri][prop.id] = right if have else None
    return told


def _candidate(gazetteer: Gazetteer, candidate: Candidate, match: bool) -> dict[str, Any]:
    """Write a candidate with its features (section 4.2), each a number or a boolean."""
    features: list[dict[str, Any]] = [{"id": "name_similarity", "value": round(100 * candidate.worth, 1)}]
    for name, value in (("existed_then", candidate.existed), ("name_in_use_then", candidate.in_use)):
        if value is not None:
            features.append({"id": name, "value": value})
    features.append({"id": "only_one_meant", "value": not candidate.doubted})
    features += [
        {"id": f"property_{name}", "value": right} for name, right in candidate.told.items() if right is not None
    ]
    return {
        "id": gazetteer.identifier(candidate.entry.iri),
        "name": candidate.entry.label,
        "description": entities.description(gazetteer, candidate.entry),
        "type": entities.types(gazetteer, candidate.entry),
        "score": candidate.score,
        "match": match,
        "features": features,
    }


def _extend(endpoint: Endpoint, text: str, time: Span | None) -> dict[str, Any]:
    """Answer a data extension query (section 7.4); an identifier that is none has no values."""
    gazetteer = endpoint.gazetteer
    ids, chosen = batches.extension(text, gazetteer, properties.table(gazetteer), time)
    known = {identifier: entry for identifier in ids for entry in [gazetteer.find(identifier)] if entry}
    rows: dict[str, dict[str, list[properties.Value]]] = {identifier: {} for identifier in ids}
    for prop, when in chosen:
        found = properties.values(endpoint, list(known.values()), [prop], when)
        for identifier in ids:
            entry = known.get(identifier)
            rows[identifier][prop.id] = found.get((entry.iri, prop.id), []) if entry else []
    return {"meta": [entities.shown(prop) for prop, _ in chosen], "rows": rows}


def _form() -> Any:
    """Read the form; raises UnsupportedMediaType or LengthRequired, and what `bodies.read` raises."""
    if request.mimetype != FORM:
        raise UnsupportedMediaType(f"{request.mimetype or 'A body without a type'} is not read; send {FORM}.")
    if request.content_length is None:
        raise LengthRequired("Send the form with its Content-Length.")
    bodies.read()
    return request.form


def _time() -> Span | None:
    given = request.args.get(AS_OF)
    return batches.moment(given, AS_OF) if given else None


def _prefix() -> str:
    prefix = request.args.get("prefix")
    if prefix is None:
        raise BadRequest("prefix is missing; give the beginning of a name.")
    if len(prefix) > LONGEST:
        raise BadRequest(f"prefix is {len(prefix)} characters long; {LONGEST} are read.")
    return prefix.strip()


def _number(name: str, default: int, least: int) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) >= least):
        raise BadRequest(f"{name} is {text[:40]!r}; it must be a number from {least} on.")
    return int(text)


def _page(found: Iterable[dict[str, Any]]) -> Response:
    start = _number("cursor", 0, 0)
    return _json({"result": list(found)[start : start + SUGGESTED]})


def _beginning(prefix: str, offered: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Choose what begins so, or has a word that does; first what is spelled so as a whole."""
    wanted = prefix.casefold()
    found = []
    for each in offered:
        whole = (each["id"].casefold(), each["name"].casefold())
        if any(part.startswith(wanted) for part in (*whole, *whole[1].split())):
            found.append((wanted not in whole, each))
    return [each for _, each in sorted(found, key=lambda pair: pair[0])]


def _json(answer: dict[str, Any]) -> Response:
    """Send JSON, or with a callback a script that calls it (JSONP, which 0.2 still allows).

    Raises BadRequest where the callback is no name of a function: it becomes part of a script.
    """
    text = json.dumps(answer, ensure_ascii=False)
    callback = request.args.get("callback")
    media_type = "application/json"
    if callback is not None:
        if not _CALLBACK.fullmatch(callback):
            raise BadRequest("callback must be the name of a function: letters, digits, _, $ and dots between.")
        text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        text, media_type = f"/**/{callback}({text});", "text/javascript"
    if request.method in ("GET", "HEAD"):
        return results.whole(text.encode(), media_type)
    return Response(text, content_type=f"{media_type}; charset=utf-8" if callback else media_type)
