"""Every setting, declared once: its name, its default and what it does."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from depositary.errors import BadSetting

BASE = "https://w3id.org/depositary/"
"""The base under which the sources are written; `base` says under which they are published."""

PACKAGE = Path(__file__).parent


def _setting(default: Any, text: str, *, least: float | None = None, among: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": text, "least": least, "among": among})


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
    publisher: str = _setting("", "Who publishes the data, as the catalogue names them; empty: nobody is named.")
    contact: str = _setting("", "IRI for questions on the data, https: or mailto:; empty: none is given.")
    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.", least=0)
    web_workers: int = _setting(1, "Web server processes.", least=1)
    web_threads: int = _setting(
        8, "Threads of a web server process besides those that its queue of queries may hold.", least=1
    )
    connections: int = _setting(512, "Connections that a web server process keeps open; more wait.", least=1)
    trusted_proxies: int = _setting(
        0, "Proxies before the service, each of which adds to X-Forwarded-For; 0 believes no such header.", least=0
    )
    rate: float = _setting(
        0.0,
        "Requests a second that one client may send to a web server process in the long run; 0 is no limit.",
        least=0,
    )
    burst: int = _setting(100, "Requests that one client may send at once before `rate` binds it.", least=1)
    query_workers: int = _setting(2, "Query processes of each web server process.", least=1)
    deadline: float = _setting(10.0, "Seconds after which a query is ended.", least=0.1)
    memory: int = _setting(256, "MiB that a query may use beyond the loaded release.", least=64)
    queue: int = _setting(64, "Queries that may wait for a worker before others are refused.", least=0)
    share: int = _setting(75, "Percent of the queue that one client may fill.", least=1)
    hold: int = _setting(1024, "KiB of an answer held back, so that a failure can still be an error.", least=1)
    query_length: int = _setting(1024, "KiB that a query may be long.", least=1)
    answer_length: int = _setting(
        512, "MiB that an answer may be long, as sent; it lies in TMPDIR until then.", least=1
    )
    service_endpoints: str = _setting(
        "",
        "SPARQL endpoints that SERVICE may name: absolute http or https URLs, spaces between; empty: none.",
    )
    nesting: int = _setting(200, "Depth to which brackets in a query may be nested.", least=1)
    matches: int = _setting(500, "Things that dep:textMatch and /search find at most, the best ones.", least=1)
    plan: str = _setting(
        "on", "Rewrite queries before they are evaluated, on or off; a request may say plan=off.", among=("on", "off")
    )
    asof_cache: int = _setting(64, "As-of graphs kept in memory by a web server process.", least=1)
    result_cache: int = _setting(64, "MiB of answers kept by a web server process; 0 keeps none.", least=0)
    grace: int = _setting(5, "Seconds in which answers may be finished when the server is told to end.", least=1)
    watch: float = _setting(1.0, "Seconds between two looks for a new release, and of the metrics.", least=0.05)
    pid_file: str = _setting("", "File for the server's process id; empty: server-<port>.pid among the releases.")
    log: str = _setting(
        "json", "Log lines on standard error: json, text, or off (no requests).", among=("json", "text", "off")
    )
    log_clients: str = _setting(
        "short", "Addresses in request logs: short (/24, /48), full or none.", among=("short", "full", "none")
    )
    log_queries: bool = _setting(False, "Whether request logs hold the text of queries; else only a hash.")
    slow: float = _setting(1.0, "Seconds from which on a query is logged as slow.", least=0)

    def __post_init__(self) -> None:
        """Refuse what is out of range, naming the setting and its remedy."""
        for item in fields(self):
            least = item.metadata.get("least")
            if least is not None and getattr(self, item.name) < least:
                raise BadSetting(f"{item.name} is {getattr(self, item.name)}; it must be at least {least}.")
            among = item.metadata.get("among")
            if among and getattr(self, item.name) not in among:
                raise BadSetting(f"{item.name} is {getattr(self, item.name)!r}; it must be one of {', '.join(among)}.")
        for address in self.service_endpoints.split():
            if not re.fullmatch(r"https?://[^/?#@\s<>]+(?:[/?][^#\s<>]*)?", address):
                wanted = "an absolute http or https URL, without user and fragment"
                raise BadSetting(f"service_endpoints names {address}; it must be {wanted}.")
        if self.contact and not self.contact.startswith(("https://", "http://", "mailto:")):
            raise BadSetting(f"contact is {self.contact!r}; it must be an IRI that starts with https:// or mailto:.")
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
    readers: dict[str, Callable[[str], Any]] = {"int": int, "float": float, "Path": Path, "str": str, "bool": _truth}
    try:
        return readers[kind](text)
    except (KeyError, ValueError) as error:
        wanted = "true or false" if kind == "bool" else "a number"
        raise BadSetting(f"DEPOSITARY_{name.upper()} is {text!r}; it must be {wanted}.") from error


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
