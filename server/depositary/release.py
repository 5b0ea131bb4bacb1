"""An immutable release: a folder of dumps, the edges of as-of graphs, and a manifest with the checksum of each file.

It is written beside its place and renamed when it is whole. Its name is the version and a digest of its content, so
that the same sources make the same release and different ones never share a name.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from depositary.errors import Corrupt, NoRelease, NotFound
from depositary.namespaces import prefixes
from depositary.settings import BASE, Settings
from depositary.sources import FOLDERS, Source, Sources
from depositary.store import Quad, canonical, sorted_nquads
from depositary.turtle import turtle

MANIFEST = "manifest.json"
CURRENT = "current"
WHOLE = "depositary-with-inferences"
LAYOUT = 2
"""Raised when releases get other files, so that one of the old kind is not taken for what the sources make now."""
MAKERS = ("depositary", "pyoxigraph", "diffable-rdf", "shacl-rust", "pylode")
"""The software that decides what is in a release."""
_PREFIX_LINE = re.compile(r"^@prefix .*\n", re.MULTILINE)


@dataclass(frozen=True)
class Release:
    """A release on disk."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The name of the release."""
        return str(self.manifest["version"])

    @property
    def ontology(self) -> str:
        """The version of its ontology, with which its own begins."""
        return self.version.rpartition("-")[0]

    @property
    def dataset(self) -> Path:
        """The file that the query workers load."""
        return self.path / "dump" / f"{WHOLE}.nq"


def contents(
    sources: Sources, concluded: Mapping[str, Iterable[Quad]], tables: Mapping[str, bytes], settings: Settings
) -> dict[str, bytes]:
    """Make every file of the dump from the source quads: name to bytes; `tables` are those that are no RDF."""
    shown = prefixes(settings.sources, settings.base, BASE)
    parts: dict[str, list[Quad]] = {}
    for file in sources.files:
        parts[file.graph] = canonical(file.quads)
    root = f"{settings.base}graph/"
    texts = {file.graph: _readable(file, shown, settings) for file in sources.files}
    files = {f"graph/{name.removeprefix(root)}.ttl": text.encode() for name, text in texts.items()}
    for name, quads in list(parts.items()):
        files[f"graph/{name.removeprefix(root)}.nq"] = sorted_nquads(quads)
    asserted = sorted_nquads(canonical(sources.quads()))  # anew: labels are canonical within one dataset only
    for name, conclusions in concluded.items():
        files[f"{name}.nq"] = sorted_nquads(conclusions)
    everything = sorted({*asserted.splitlines(keepends=True), *_lines(files, concluded)})
    files["depositary.nq"] = asserted
    files[f"{WHOLE}.nq"] = b"".join(everything)
    files["depositary.trig"] = _trig(texts).encode()
    return {**files, **tables}


def _lines(files: Mapping[str, bytes], names: Iterable[str]) -> Iterable[bytes]:
    for name in names:
        yield from files[f"{name}.nq"].splitlines(keepends=True)


def _readable(file: Source, table: Mapping[str, str], settings: Settings) -> str:
    """Return a file in the pinned format: as it stands, which the style check proved, unless its IRIs have moved."""
    return file.text if settings.base == BASE else turtle(file.quads, table)


def _trig(texts: Mapping[str, str]) -> str:
    """Wrap the Turtle of each graph in its name, the prefixes once at the top."""
    blocks, used = [], set()
    for name, text in sorted(texts.items()):
        used |= set(_PREFIX_LINE.findall(text))
        blocks.append(f"<{name}> {{\n\n{_PREFIX_LINE.sub('', text).strip()}\n\n}}\n")
    return "".join(sorted(used)) + "\n" + "\n".join(blocks)


def store_release(files: Mapping[str, bytes], settings: Settings) -> Release:
    """Write the release beside its place, check it, rename it and make it the current one."""
    name = f"{_version(settings)}-{_digest(files)}"
    place = settings.releases / name
    settings.releases.mkdir(parents=True, exist_ok=True)
    if not (place / MANIFEST).is_file():
        work = Path(tempfile.mkdtemp(prefix=".building-", dir=settings.releases))
        try:
            _fill(work, files, name, settings)
            verify(work)
            work.chmod(0o755)
            work.rename(place)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    _point(settings.releases / CURRENT, name)
    return open_release(place)


def _fill(work: Path, files: Mapping[str, bytes], name: str, settings: Settings) -> None:
    listed: dict[str, dict[str, Any]] = {}
    for path, data in sorted(files.items()):
        for suffix, content in (("", data), (".gz", gzip.compress(data, mtime=0))):
            target = work / "dump" / f"{path}{suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            listed[f"dump/{path}{suffix}"] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            if path.endswith(".nq") and not suffix:
                listed[f"dump/{path}"]["quads"] = content.count(b"\n")
    manifest = {
        "version": name,
        "released": _today(),
        "base": settings.base,
        "source_revision": _revision(settings.sources),
        "sources_sha256": sources_digest(settings),
        "software": {name: metadata.version(name) for name in MAKERS},
        "counts": _counts(files, settings.base),
        "files": listed,
    }
    (work / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _counts(files: Mapping[str, bytes], base: str) -> dict[str, int]:
    """Count statements, graphs and the things of each of our classes."""
    text = files["depositary.nq"].decode()
    form = rf"^(\S+) <{re.escape('http://www.w3.org/1999/02/22-rdf-syntax-ns#type')}> <{re.escape(base)}ns#(\w+)> "
    counts = {"asserted": text.count("\n"), "graphs": len(set(re.findall(r"(<[^<>\s]+>) \.$", text, re.MULTILINE)))}
    statements = files[f"{WHOLE}.nq"].decode()
    counts["with inferences"] = statements.count("\n")
    counts["distinct triples"] = len(set(re.findall(r"^(.*) <[^<>\s]+> \.$", statements, re.MULTILINE)))
    members = set(re.findall(form, statements, re.MULTILINE))  # a thing counts for its class and for those above
    return counts | Counter(sorted(name for _, name in members))


def _version(settings: Settings) -> str:
    core = (settings.sources / "ontology" / "core.ttl").read_text(encoding="utf-8")
    match = re.search(r'owl:versionInfo "([^"]+)"', core)
    return match[1] if match else "0"


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{name}\n{hashlib.sha256(data).hexdigest()}\n".encode())
    return digest.hexdigest()[:12]


def _today() -> str:
    """Return the date of the release; SOURCE_DATE_EPOCH sets it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date().isoformat()


def _revision(sources: Path) -> str | None:
    """Return the commit of the checkout, None where there is none."""
    if not (sources / ".git").exists():
        return None
    try:
        done = subprocess.run(["git", "-C", str(sources), "rev-parse", "HEAD"], capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _point(link: Path, name: str) -> None:
    """Replace the link in one step, so that a reader sees the old release or the new one."""
    beside = link.with_name(f".{link.name}-{os.getpid()}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(name)
    beside.replace(link)


def open_release(path: Path) -> Release:
    """Open a release; NoRelease where there is none, Corrupt where its manifest cannot be read."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoRelease(f"There is no release at {path}; make one with: depositary build") from error
    except ValueError as error:
        raise Corrupt(f"{path / MANIFEST} is not JSON; make the release anew with: depositary build") from error
    return Release(path.resolve(), manifest)


def current(settings: Settings) -> Release:
    """Open the release that was built last; NoRelease where there is none."""
    return open_release(settings.releases / CURRENT)


def series(settings: Settings) -> list[Release]:
    """Open the releases that are kept, in order of their names; what is no release, or damaged, is left out."""
    found = []
    for path in sorted(settings.releases.glob(f"[!.]*/{MANIFEST}")):
        with suppress(Corrupt, NoRelease):
            if path.parent.name != CURRENT:
                found.append(open_release(path.parent))
    return found


def appoint(settings: Settings, version: str) -> Release:
    """Make a release that is there the current one, if it is whole; raises NoRelease or Corrupt."""
    if "/" in version or version.startswith("."):
        raise NoRelease(f"{version} is no name of a release in {settings.releases}.")
    verify(settings.releases / version)
    found = open_release(settings.releases / version)
    _point(settings.releases / CURRENT, found.path.name)
    return found


def read(release: Release, name: str) -> bytes:
    """Return a file of the dump; NotFound lists what there is."""
    path = f"dump/{name}"
    if path not in release.manifest["files"]:
        names = ", ".join(file.removeprefix("dump/") for file in release.manifest["files"] if not file.endswith(".gz"))
        raise NotFound(f"{name} is not in the dump; there are: {names}.")
    return (release.path / path).read_bytes()


def sources_digest(settings: Settings) -> str:
    """Return the SHA-256 over everything that a release is made from, file names, base and program version included."""
    digest = hashlib.sha256(f"{settings.base}\n{metadata.version('depositary')}\n{LAYOUT}\n".encode())
    for folder in (*FOLDERS, "queries"):
        for path in sorted((settings.sources / folder).rglob("*.*")):
            if path.is_file():
                name = path.relative_to(settings.sources).as_posix()
                digest.update(f"{name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def verify(path: Path) -> int:
    """Compare every file with the manifest and return their number; Corrupt names all that differ."""
    listed = open_release(path).manifest["files"]
    wrong = []
    for name, facts in listed.items():
        file = path / name
        if not file.is_file():
            wrong.append(f"{name} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
            wrong.append(f"{name} has changed")
    present = {str(file.relative_to(path)) for file in path.rglob("*") if file.is_file()} - {MANIFEST}
    wrong += [f"{name} is not in the manifest" for name in sorted(present - set(listed))]
    if wrong:
        raise Corrupt(f"{path}: " + "; ".join(wrong) + ".")
    return len(listed)
