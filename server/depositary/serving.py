"""Serving: a release made ready, and the web server over it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from dataclasses import fields
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server
from granian.server.common import AbstractServer

from depositary import heap, logs, metrics, pidfile, publish, release
from depositary.endpoint import Endpoint
from depositary.errors import MachineError, NoRelease
from depositary.settings import Settings
from depositary.takeover import Watcher, on_hangup
from depositary.web import create_app, monitoring, readiness

_log = logging.getLogger(__name__)


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
    return _build(settings, say)


def _build(settings: Settings, say: Callable[[str], None]) -> release.Release:
    """Build in a process of its own: the 700 MiB that a build takes would stay with the server for good."""
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as builder:
            return builder.submit(publish.build, settings, say).result()
    except BrokenProcessPool as error:
        raise MachineError("The build was ended from outside, most likely because memory ran out.") from error


def publish_release(settings: Settings, say: Callable[[str], None], version: str | None) -> release.Release:
    """Make `version`, or what the sources say now, the current release; raises Nonconforming, NoRelease or Corrupt."""
    return release.appoint(settings, version) if version else ready(settings, say, build=True)


def run(settings: Settings) -> None:
    """Serve until a signal ends it; each web process makes its application, and its query workers, itself.

    SIGHUP has every web process look for a new release at once.
    """
    for item in fields(settings):
        os.environ[f"DEPOSITARY_{item.name.upper()}"] = str(getattr(settings, item.name))
    logs.configure(settings.log)
    # A new interpreter, not a fork: it finds the folder of shared metrics set when it imports prometheus_client.
    multiprocessing.set_start_method("spawn", force=True)
    server = _server(settings)
    on_hangup(lambda: _forward(server))
    with ExitStack() as stack:
        os.environ[metrics.SHARED] = stack.enter_context(TemporaryDirectory(prefix="depositary-metrics-"))
        try:
            stack.enter_context(pidfile.written(settings))
        except OSError as error:  # a folder that is only read: the link is looked at all the same
            _log.warning("no pid file, so depositary publish will not find this server: %s", error)
        server.serve()


def _forward(server: AbstractServer[Any]) -> None:
    """Pass SIGHUP on to the web processes; the server of granian would end them and start others."""
    for worker in list(server.wrks):
        with suppress(ProcessLookupError, TypeError):  # ended, or not started yet
            os.kill(worker.inner.pid, signal.SIGHUP)


def _server(settings: Settings) -> AbstractServer[Any]:
    server: AbstractServer[Any] = Server(
        "depositary.serving:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=settings.web_threads + settings.queue,  # who waits in the queue waits in a thread
        backpressure=settings.connections,
        respawn_failed_workers=True,
        workers_kill_timeout=settings.grace,  # else one client that does not read keeps the server for ever
        log_enabled=True,
        log_level="error",  # type: ignore[arg-type]
    )
    return server


def application() -> Flask:
    """Make the application of a web process, from the environment that `run` has set."""
    settings = Settings.load()
    logs.configure(settings.log)
    metrics.START.set_to_current_time()
    endpoint = Endpoint(settings, release.current(settings))
    app = create_app(settings, endpoint)
    readiness.prepare(app, endpoint)
    watcher = Watcher(settings, app.extensions[monitoring.INCUMBENCY], partial(readiness.prepare, app))
    watcher.start()
    on_hangup(watcher.ring)
    heap.settle()
    return app
