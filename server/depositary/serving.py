"""Serving: a release made ready, and the web server over it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import fields

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from depositary import publish, release
from depositary.endpoint import Endpoint
from depositary.errors import NoRelease
from depositary.settings import Settings
from depositary.web import create_app


def ready(settings: Settings, say: Callable[[str], None], *, build: bool) -> release.Release:
    """Return the current release; with `build`, make a new one first where the sources are no longer the same.

    Raises Nonconforming where the new one does not conform, NoRelease where there is none and none is to be built.
    """
    try:
        found = release.current(settings)
    except NoRelease:
        if not build:
            raise
    else:
        same = found.manifest["sources_sha256"] == release.sources_digest(settings)
        if same or not build:
            return found
        say("The sources have changed since the last release")
    return publish.build(settings, say)


def run(settings: Settings) -> None:
    """Serve until a signal ends it; each web process makes its application, and its query workers, itself."""
    for item in fields(settings):
        os.environ[f"DEPOSITARY_{item.name.upper()}"] = str(getattr(settings, item.name))
    Server(
        "depositary.serving:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=settings.web_threads + settings.queue,  # who waits in the queue waits in a thread
        backpressure=settings.connections,
        log_enabled=True,
        log_level="error",  # type: ignore[arg-type]
    ).serve()


def application() -> Flask:
    """Make the application of a web process, from the environment that `run` has set."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings.load()
    return create_app(settings, Endpoint(settings, release.current(settings)))
