"""Files of a release, whole or in ranges, each named by the hash that its manifest gives (RFC 9110, section 14)."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

from flask import Response, request, send_file
from werkzeug.datastructures import ETags
from werkzeug.exceptions import PreconditionFailed
from werkzeug.http import is_resource_modified

from depositary.errors import NotFound
from depositary.formats import FORMATS
from depositary.release import MANIFEST, Release
from depositary.web import coding

MEDIA_TYPES = {f".{form.suffix}": form.media_type for form in FORMATS} | {
    ".gz": "application/gzip",
    ".json": "application/json",
}
_RANGE = re.compile(r"bytes=[ \t]*(?:(\d+)-(\d*)|-(\d+))[ \t]*", re.IGNORECASE)
FOREVER = "public, max-age=31536000, immutable"


def send(release: Release, name: str, *, immutable: bool = False) -> Response:
    """Send a file that the manifest lists, or the manifest; `immutable`: the URL names the version of the release.

    Where the client takes gzip, the file beside it is sent, coded once when the release was made; ranges are then
    those of the coded form, which has a validator of its own. Raises NotFound, NotAcceptable, and Werkzeug's
    RequestedRangeNotSatisfiable.
    """
    listed = release.manifest["files"]
    if name != MANIFEST and name not in listed:
        raise NotFound(f"There is no file {name} in release {release.version}; {MANIFEST} lists them all.")
    beside = ("gzip",) if f"{name}.gz" in listed else ()
    chosen = coding.acceptable(request.accept_encodings, beside)[0]
    shown = f"{name}.gz" if chosen == "gzip" else name
    path = release.path / shown
    digest = listed[shown]["sha256"] if shown in listed else hashlib.sha256(path.read_bytes()).hexdigest()
    _settle_range(digest, path)
    media = MEDIA_TYPES.get(Path(name).suffix, "text/plain")
    response = send_file(path, mimetype=media, etag=digest, conditional=True, download_name=Path(name).name)
    if response.status_code == 412:
        response.close()
        raise PreconditionFailed
    if chosen == "gzip":
        response.headers["Content-Encoding"] = "gzip"
    if beside:
        response.vary.add("Accept-Encoding")
    if immutable:
        response.headers["Cache-Control"] = FOREVER
    return response


def _settle_range(digest: str, path: Path) -> None:
    """Put Range in the form that Werkzeug reads as RFC 9110 does, or take it out where it is to be ignored.

    Werkzeug gives ranges to HEAD and before it looks at If-None-Match (section 13.2.2 has it the other way round),
    refuses several ranges and other units, which a server may and must ignore (section 14.2), and takes "-0" for all
    and a suffix longer than the file for none (section 14.1.2).
    """
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    facts = path.stat()
    changed = datetime.fromtimestamp(facts.st_mtime, UTC)
    modified = is_resource_modified(request.environ, ETags([digest]).to_header(), last_modified=changed)
    if found is None or request.method != "GET" or not modified:
        request.environ.pop("HTTP_RANGE", None)
    elif found[3]:
        first = max(0, facts.st_size - int(found[3]))
        request.environ["HTTP_RANGE"] = f"bytes={first}-"
