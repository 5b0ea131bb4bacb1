"""The frame of every page: language, as-of day, security policy, validators, and what templates may call."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, current_app, render_template, request
from werkzeug.routing import Map

from depositary.errors import BadRequest
from depositary.web import assets, exchange, languages, results
from depositary.web.shortcut import today

POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "object-src 'none'",
    )
)
"""What a page may load: what this host has, nothing inline (Content Security Policy Level 3)."""
KEPT = ("lang", "asOf")
"""Parameters that stay in every link."""
FIRST_YEAR = 1900
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def register(app: Flask) -> None:
    """Give templates their functions."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        languages.gettext, languages.ngettext, newstyle=True
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=assets.asset,
        listed=languages.listed,
        number=languages.number,
        show_date=languages.show_date,
        show_moment=languages.show_moment,
        url=url,
    )


def render(template: str, status: int = 200, **context: Any) -> Response:
    """Render a template as the answer to the request at hand, in its language and on its day.

    A page is a function of the release, the software and the request, so that it has a strong validator and is kept
    with the results of queries; an error is neither. Raises BadRequest for a language or a day that is none.
    """
    language = languages.language()
    day = as_of() if status == 200 else _given_day()
    text = render_template(template, **_facts(language, day), **{"status": status, **context})
    if status == 200 and request.method in ("GET", "HEAD"):
        response = results.whole(text.encode(), "text/html", by_url=True)
    else:
        response = Response(text, status, content_type="text/html; charset=utf-8")
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept")
    response.vary.add("Accept-Language")
    response.headers["Content-Language"] = language
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


def as_of() -> str | None:
    """Return the day that ?asOf= names, None where it names none; raises BadRequest where it is no day."""
    given = request.args.get("asOf")
    if not given:
        return None
    if not _DAY.fullmatch(given):
        raise BadRequest(f"asOf is {given[:40]!r}; it must be a day like 2021-06-16.")
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise BadRequest(f"asOf is {given!r}, which is in no calendar; it must be a day like 2021-06-16.") from error


def url(path: str | None = None, **change: object) -> str:
    """Return the URL of a page of ours in the language and on the day of the request.

    `path` is a path, or the IRI of a thing or of another resource of ours; None stands for the page at hand, all of
    whose parameters are kept. `change` sets parameters; None takes one away. The URL of another site stays as it is.
    """
    if path is None:
        place, given = request.path, request.args.to_dict(flat=False)
    else:
        base = exchange.endpoint().base
        parts = urlsplit("/" + path.removeprefix(base) if path.startswith(base) else path)
        if parts.scheme or parts.netloc:
            return path
        place = re.sub(r"^/id/", "/doc/", parts.path) + (f"?{parts.query}" if parts.query else "")
        given = {name: request.args.getlist(name)[:1] for name in KEPT if request.args.get(name)}
        if parts.fragment:
            return f"{_with(place, given, change)}#{parts.fragment}"
    return _with(place, given, change)


def _with(place: str, given: dict[str, list[str]], change: dict[str, object]) -> str:
    values: dict[str, object] = {**given, **change}
    pairs = {name: value for name, value in values.items() if value is not None and value != []}
    query = urlencode(pairs, doseq=True)
    return f"{place}{'&' if '?' in place else '?'}{query}" if query else place


def _given_day() -> str | None:
    """Return the day that was asked for if it is one: an error page must not fail by the fault that it tells."""
    try:
        return as_of()
    except BadRequest:
        return None


def _exists(path: str) -> bool:
    """Tell whether the application has a page at a path, so that no frame links to a part that was left out."""
    return _routed(current_app.url_map, path.partition("?")[0])


@lru_cache(256)
def _routed(routes: Map, path: str) -> bool:
    return bool(routes.bind("").test(path, "GET"))


def _facts(language: str, day: str | None) -> dict[str, Any]:
    """Gather what every page knows."""
    endpoint = exchange.endpoint()
    others = [(name, value) for name, value in request.args.items(multi=True) if name not in ("asOf", "page")]
    return {
        "endpoint": endpoint,
        "release": endpoint.release,
        "language": language,
        "direction": languages.direction(),
        "comma": languages.comma(),
        "languages": languages.NAMES,
        "day": day,
        "today": today(),
        "first_year": FIRST_YEAR,
        "kept": [(name, request.args[name]) for name in KEPT if request.args.get(name)],
        "others": others,
        "path": request.path,
        "origin": request.host_url.rstrip("/"),
        "exists": _exists,
    }
