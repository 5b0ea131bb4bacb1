"""Exceptions to answers: problem documents (RFC 9457), plain text, or pages for a browser, by Accept."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from depositary.errors import BadQuery, DepositaryError
from depositary.web import exchange, faultpages

PROBLEM = "application/problem+json"
_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Install the handlers: ours, those of HTTP, and the last resort, which shows nothing of the inside."""
    app.register_error_handler(DepositaryError, _ours)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unforeseen)


def _ours(error: DepositaryError) -> Response:
    exchange.current().fail(error)
    problem: dict[str, object] = {"title": error.title, "status": error.status, "detail": str(error)}
    if isinstance(error, BadQuery) and error.line is not None:
        problem |= {"line": error.line, "column": error.column}
    problem |= error.more
    response = _answer(problem, error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    for link in error.links:
        response.headers.add("Link", link)
    return response


def _of_http(error: HTTPException) -> Response:
    status = error.code or 500
    problem = {"title": error.name, "status": status, "detail": error.description or error.name}
    response = _answer(problem, status)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "content-range", "location", "retry-after"):
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    exchange.current().fail(error)
    _log.exception("unforeseen error at %s", request.path, exc_info=error)
    return _answer({"title": "Internal error", "status": 500, "detail": "The fault is ours; it has been logged."}, 500)


def _answer(problem: dict[str, object], status: int) -> Response:
    best = request.accept_mimetypes.best_match([PROBLEM, "application/json", "text/plain", "text/html"])
    place = f"line {problem['line']}, column {problem['column']}" if "line" in problem else ""
    if best == "text/html" and status >= 400:
        meant = problem.get("isReplacedBy") or problem.get("similar")
        return faultpages.page(status, str(problem["detail"]), place, meant if isinstance(meant, list) else ())
    if best in ("text/plain", "text/html"):
        text = f"{status} {problem['title']}{f' ({place})' if place else ''}\n\n{problem['detail']}\n"
        response = Response(text, status, content_type="text/plain; charset=utf-8")
    else:
        response = Response(json.dumps(problem, ensure_ascii=False), status, content_type=PROBLEM)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    return response
