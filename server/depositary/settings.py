"""Every setting, declared once: its name, its default and what it does."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from depositary.errors import BadSetting

BASE = "https://w3id.org/depositary/"
"""The base under which the sources are written; `base` says under which they are published."""

PACKAGE = Path(__file__).parent


def _setting(default: Any, text: str, *, least: float | None = None) -> Any:
    return field(default=default, metadata={"help": text, "least": least})


def _sources() -> Path:
    """Find the sources: those of the checkout, or those that travel in the wheel."""
    checkout = PACKAGE.parent.parent
    return checkout if (checkout / "ontology" / "core.ttl").is_file() else PACKAGE / "data"


def _releases() -> Path:
    """Find where releases are kept: in the checkout, or in the user's data folder (XDG Base Directory)."""
    if _sources() != PACKAGE / "data":
        return _sources() / "build" / "releases"
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "depositary" / "releases"


@dataclass(frozen=True)
class Settings:
    """What can be set, from the environment as DEPOSITARY_<NAME> or on the command line as --<name>."""

    base: str = _setting(BASE, "IRI under which everything is published; ends in a slash.")
    sources: Path = field(
        default_factory=_sources, metadata={"help": "Folder with ontology/, graphs/, shapes/ and queries/."}
    )
    releases: Path = field(default_factory=_releases, metadata={"help": "Folder in which releases are built and kept."})
    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.", least=0)
    web_workers: int = _setting(1, "Web server processes.", least=1)
    web_threads: int = _setting(8, "Threads of a web server process; each may wait for one query.", least=1)
    query_workers: int = _setting(2, "Query processes of each web server process.", least=1)
    deadline: float = _setting(10.0, "Seconds after which a query is ended.", least=0.1)
    memory: int = _setting(1024, "MiB that a query may use beyond the loaded release.", least=64)
    queue: int = _setting(32, "Queries that may wait for a worker before others are refused.", least=0)
    hold: int = _setting(1024, "KiB of an answer held back, so that a failure can still be an error.", least=1)
    query_length: int = _setting(1024, "KiB that a query may be long.", least=1)
    nesting: int = _setting(200, "Depth to which brackets in a query may be nested.", least=1)
    plan: str = _setting("on", "Rewrite queries before they are evaluated, on or off; a request may say plan=off.")
    asof_cache: int = _setting(64, "As-of graphs kept in memory by a web server process.", least=1)

    def __post_init__(self) -> None:
        """Refuse what is out of range, naming the setting and its remedy."""
        for item in fields(self):
            least = item.metadata.get("least")
            if least is not None and getattr(self, item.name) < least:
                raise BadSetting(f"{item.name} is {getattr(self, item.name)}; it must be at least {least}.")
        if self.plan not in ("on", "off"):
            raise BadSetting(f"plan is {self.plan!r}; it must be on or off.")
        if not self.base.startswith(("http://", "https://")) or not self.base.endswith("/"):
            raise BadSetting(f"base is {self.base!r}; it must be an http or https IRI that ends in a slash.")

    @classmethod
    def load(cls, options: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment, then `options` (None means not given), over the defaults; raises BadSetting."""
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for item in fields(cls):
            text = environ.get(f"DEPOSITARY_{item.name.upper()}")
            if text is not None:
                values[item.name] = _convert(item.name, str(item.type), text)
        values.update({name: value for name, value in (options or {}).items() if value is not None})
        return cls(**values)


def _convert(name: str, kind: str, text: str) -> Any:
    try:
        return {"int": int, "float": float, "Path": Path, "str": str}[kind](text)
    except ValueError as error:
        raise BadSetting(f"DEPOSITARY_{name.upper()} is {text!r}; it must be a number.") from error
