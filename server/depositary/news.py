"""What is new in a release: the things that it has and the release before it has not, and those that are gone."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from depositary.errors import DepositaryError, NotFound
from depositary.finder import FILE
from depositary.release import MANIFEST, Release, open_release, read

MOST = 12


@dataclass(frozen=True)
class News:
    """The release before, and what has changed since: how many things of each class came, some of them, how many went.

    `statements` is by how many statements it differs. Against a release without an index of names only these are told.
    """

    version: str
    released: str
    came: Sequence[tuple[str, int]]
    some: Sequence[str]
    gone: int
    statements: int


@functools.lru_cache(4)
def since(path: Path, folder: Path) -> News | None:
    """Compare the release at `path` with the one that was made before it among those in `folder`; None without one."""
    release = open_release(path)
    before = _before(release, folder)
    if before is None:
        return None
    now = _things(release)
    then = _things(before) or now
    came = {thing: kind for thing, kind in now.items() if thing not in then}
    return News(
        before.version,
        str(before.manifest["released"]),
        Counter(came.values()).most_common(),
        sorted(came)[:MOST],
        len(then.keys() - now.keys()),
        int(release.manifest["counts"]["asserted"]) - int(before.manifest["counts"]["asserted"]),
    )


def _before(release: Release, folder: Path) -> Release | None:
    """Find the release that was written last before this one, published under the same base."""
    made = (release.path / MANIFEST).stat().st_mtime
    found: list[tuple[float, Release]] = []
    for manifest in folder.glob(f"[!.]*/{MANIFEST}"):
        with suppress(DepositaryError, OSError):
            other = open_release(manifest.parent)
            if manifest.stat().st_mtime < made and other.manifest["base"] == release.manifest["base"]:
                found.append((manifest.stat().st_mtime, other))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _things(release: Release) -> dict[str, str]:
    """Map each thing that has a name to its class; empty for a release older than the index of names."""
    try:
        lines = read(release, FILE).decode().split("\n")[1:-1]
    except NotFound:
        return {}
    return {thing: kind for thing, kind, _ in (line.split("\t", 2) for line in lines)}
