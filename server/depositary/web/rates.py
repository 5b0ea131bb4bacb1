"""How often one client may ask: 429 with Retry-After beyond it, and headers that tell everyone how he stands.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4.
"""

from __future__ import annotations

import math

from flask import Flask, Response, g, request

from depositary.errors import TooManyRequests
from depositary.settings import Settings
from depositary.web import clients
from depositary.web.buckets import Buckets

FREE = ("/healthz", "/metrics")  # for those who watch over the service


def register(app: Flask, settings: Settings) -> None:
    """Count the requests of each client, if the settings say so."""
    if not settings.rate:
        return
    buckets = Buckets(settings.rate, settings.burst)
    policy = f'"client";q={settings.burst};w={math.ceil(settings.burst / settings.rate)}'

    def count() -> None:
        if request.path in FREE or request.method == "OPTIONS":
            return
        g.draw = drawn = buckets.draw(clients.key())
        if not drawn.granted:
            raise TooManyRequests(
                f"You may send {settings.rate:g} requests a second, and {settings.burst} at once; "
                f"the next is welcome in {drawn.next} seconds.",
                drawn.next,
            )

    def tell(response: Response) -> Response:
        if "draw" in g:
            response.headers["RateLimit-Policy"] = policy
            response.headers["RateLimit"] = f'"client";r={g.draw.left};t={g.draw.full}'
        return response

    app.before_request(count)
    app.after_request(tell)
