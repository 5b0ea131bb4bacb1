"""What pages and reconciliation need of a release beside the thing asked for, read before the first request."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask

from depositary.endpoint import Endpoint
from depositary.errors import NoRelease
from depositary.web import dossiers, outlines


def prepare(app: Flask, endpoint: Endpoint) -> None:
    """Read the vocabulary, the territories, the names and the gazetteer; raises what `Endpoint.answer` raises."""
    with app.test_request_context():
        dossiers.vocabulary(endpoint)
        outlines.territories(endpoint)
        _ = endpoint.gazetteer
    with suppress(NoRelease):  # an older release has no index of names
        _ = endpoint.finder
