"""What pages need of a release beside the thing that they show, read before the first of them is asked for."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask

from depositary.endpoint import Endpoint
from depositary.errors import NoRelease
from depositary.web import dossiers, portraits


def prepare(app: Flask, endpoint: Endpoint) -> None:
    """Read the vocabulary, the territories and the names of a release; raises what `Endpoint.answer` raises."""
    with app.test_request_context():
        dossiers.vocabulary(endpoint)
        portraits.territories(endpoint)
    with suppress(NoRelease):  # an older release has no index of names
        _ = endpoint.finder
