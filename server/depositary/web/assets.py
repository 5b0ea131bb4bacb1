"""The built front end: /static/<name>, its files named by what is in them, and the way from a plain name to that name.

Where nothing has been built, the sources themselves are served, which browsers can read; a line in the log says so.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, url_for

from depositary.errors import NotFound
from depositary.settings import PACKAGE
from depositary.web import results

BUILT = Path(__file__).parent / "static"
MANIFEST = "manifest.json"
FOREVER = "public, max-age=31536000, immutable"
EXTENSION = "depositary.assets"
MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
blueprint = Blueprint("assets", __name__)
_log = logging.getLogger(__name__)


def sources() -> Path:
    """Find the sources of the front end: those of the checkout, or those that travel in the wheel."""
    checkout = PACKAGE.parent / "assets" / "src"
    return checkout if checkout.is_dir() else PACKAGE / "data" / "assets"


@dataclass(frozen=True)
class Assets:
    """The files that may be sent, and the name under which each plain name is to be found."""

    folder: Path
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, built: Path = BUILT) -> Assets:
        """Read what the build wrote down; without it, take the sources as they are."""
        try:
            return cls(built, json.loads((built / MANIFEST).read_text(encoding="utf-8")))
        except FileNotFoundError:
            _log.warning("the front end has not been built, so pages load its sources; build it with: make assets")
            return cls(sources())

    @property
    def digest(self) -> str:
        """Tell one build from another."""
        return blake2b(repr(sorted(self.names.items())).encode(), digest_size=8).hexdigest()


def built(name: str, folder: Path = BUILT) -> str:
    """Return the name that the build gave to a file; without a build, its own."""
    try:
        names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return name
    return str(names.get(name, name))


def register(app: Flask) -> None:
    """Serve the files, and let templates name them."""
    app.extensions[EXTENSION] = Assets.load()
    app.register_blueprint(blueprint)


def asset(name: str) -> str:
    """Return the URL of a file of the front end by its plain name, such as site.css."""
    found: Assets = current_app.extensions[EXTENSION]
    return url_for("assets.static", name=found.names.get(name, name))


@blueprint.get("/static/<path:name>")
def static(name: str) -> Response:
    """Send a file of the front end; its name tells its content, so that it may be kept for good."""
    found: Assets = current_app.extensions[EXTENSION]
    path = found.folder / name
    known = name in found.names.values() if found.names else "\0" not in name  # no file system takes a NUL
    if not known or not path.resolve().is_relative_to(found.folder.resolve()) or not path.is_file():
        raise NotFound(f"There is no file {name[:100]} of the front end.")
    media_type = MEDIA_TYPES.get(path.suffix, "application/octet-stream")
    response = results.whole(path.read_bytes(), media_type)
    response.headers["Cache-Control"] = FOREVER if found.names else "no-cache"
    return response
