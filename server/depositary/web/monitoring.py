"""What machines that watch over the service ask: /healthz and /metrics."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from depositary import metrics
from depositary.cache import Cache
from depositary.incumbency import Incumbency
from depositary.release import MANIFEST
from depositary.web import exchange, results

blueprint = Blueprint("monitoring", __name__)
INCUMBENCY = "depositary.incumbency"
RETRY_AFTER = "2"


@blueprint.get("/healthz")
@blueprint.get("/healthz/ready")
def ready() -> Response:
    """Say whether queries can be answered now, and from which release; 503 with the reason where they cannot."""
    endpoint = exchange.endpoint()
    queries = endpoint.pool.stats()
    cache: Cache[object] = current_app.extensions[results.CACHE]
    facts: dict[str, object] = {"status": "ready", "release": endpoint.release.version, "queries": queries}
    facts["cache"] = cache.stats()
    if not queries["idle"] + queries["busy"]:
        facts |= {"status": "not ready", "reason": "no query worker is up"}
    elif not (endpoint.release.path / MANIFEST).is_file():
        facts |= {"status": "not ready", "reason": "the release is no longer on the disk"}
    response = _fresh(jsonify(facts))
    if "reason" in facts:
        response.status_code = 503
        response.headers["Retry-After"] = RETRY_AFTER
    return response


@blueprint.get("/healthz/live")
def live() -> Response:
    """Say that the process answers, whatever the state of its query workers."""
    return _fresh(jsonify({"status": "live"}))


@blueprint.get("/metrics")
def exposition() -> Response:
    """Give the metrics of all web processes in the text format of Prometheus."""
    incumbency: Incumbency = current_app.extensions[INCUMBENCY]
    incumbency.measure()
    return _fresh(Response(metrics.exposition(), content_type=metrics.CONTENT_TYPE))


def _fresh(response: Response) -> Response:
    """Keep caches away: an old answer would be a wrong one (RFC 9111, section 5.2.2.5)."""
    response.headers["Cache-Control"] = "no-store"
    return response
