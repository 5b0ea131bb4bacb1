"""Pages of things, and the same as Turtle and JSON-LD, beside those of Trifid, on the same data, in one run.

    python benchmarks/pages.py --quick     some two minutes
    python benchmarks/pages.py             some six minutes

Compared are `depositary serve` without its cache of results, where each request is for another thing; with it, where
one page is asked for again and again; and Trifid over the server of oxigraph, twice: as it is shipped, and told to
fetch also what is said of whatever names the thing, as our documents do. All run at once, idle but for the one that
is asked; each measurement of ours comes right before those of Trifid, so that other work on the machine is shared. An
answer that has not the label of the thing in it does not count. Tables, a chart and the figures go into --out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import contestants
import copies
import entities
import load
import pagereport
import pageservers
from entities import Group
from options import add_settings
from pageservers import SERVERS, PageServer
from processes import Running

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
NTRIPLES = "application/n-triples"
DOCUMENTS = {"HTML": "text/html", "Turtle": "text/turtle", "JSON-LD": "application/ld+json"}


@dataclass
class Found:
    """Everything that was measured: rates and times, what the answers are like, and what was left out."""

    about: dict[str, object]
    cells: list[dict[str, object]] = field(default_factory=list)
    answers: list[dict[str, object]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


class Run:
    """Measures each document of each group of things at each server in turn."""

    def __init__(self, found: Found, at: dict[str, Running], options: argparse.Namespace) -> None:
        """Keep where the servers are and how long to measure."""
        self._found, self._at, self._options = found, at, options
        self._next = {(server.name, document): 0 for server, document in itertools.product(SERVERS, DOCUMENTS)}

    def measure(self, group: Group) -> None:
        """Look at the answers first, then ask all servers, one after the other, with each number of clients."""
        asked = [server for server in SERVERS if group.name in server.groups]
        for document in DOCUMENTS:
            expected: dict[str, float] = {}
            for server in asked:
                try:
                    expected[server.name] = self._look(server, document, group)
                except (RuntimeError, OSError) as error:
                    self._found.skipped.append(f"{server.name}, {document}, {group.name}: {error}")
            for clients, server in itertools.product(self._options.clients, asked):
                if server.name in expected:
                    self._load(server, document, group, clients, expected[server.name])

    def _look(self, server: PageServer, document: str, group: Group) -> float:
        """Return the seconds that an answer takes; RuntimeError where one has not what was asked for."""
        sizes, taken, statements = [], [], []
        for one in group.sample():
            status, body, seconds = self._once(server, one, DOCUMENTS[document])
            if status != 200 or not one.described_in(body):
                raise RuntimeError(
                    f"{one.name} was answered with {status}, {'with' if status == 200 else 'and'} no label"
                )
            sizes.append(len(body))
            taken.append(seconds)
            if document == "HTML":  # what a page is made from is counted once
                lines = self._once(server, one, NTRIPLES)[1].splitlines()
                statements.append(len({line for line in lines if line}))
        told = {"server": server.name, "document": document, "group": group.name, "status": status}
        mean = statistics.fmean(statements) if statements else None
        self._found.answers.append({**told, "bytes": statistics.fmean(sizes), "statements": mean})
        return statistics.median(taken)

    def _once(self, server: PageServer, one: entities.Entity, accept: str) -> tuple[int, bytes, float]:
        ask = load.Ask("", accept, 0, paths=server.paths((one,)))
        return load.once(self._at[server.name].port, ask, PATIENCE)

    def _load(self, server: PageServer, document: str, group: Group, clients: int, expected: float) -> None:
        """Measure, going on in the list of things where the last measurement ended."""
        print(f"{group.name:<26} {document:<8} {clients} x {server.name}", file=sys.stderr, flush=True)
        key = server.name, document
        paths = server.paths(group.entities)
        ask = load.Ask("", DOCUMENTS[document], self._next[key], group.repeated, paths)
        measured = load.measure(self._at[server.name].port, ask, clients, self._options.seconds, expected)
        self._next[key] += measured.count + clients
        told = {"server": server.name, "document": document, "group": group.name, "clients": clients}
        self._found.cells.append({**told, **asdict(measured)})


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one second a measurement")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8], help="connections at once")
    parser.add_argument("--seconds", type=float, help="of each measurement")
    parser.add_argument("--releases", type=Path, default=ROOT / "build/releases", help="whose `current` is served")
    parser.add_argument("--out", type=Path, default=ROOT / "build/benchmarks", help="folder for all that is written")
    parser.add_argument("--peers", type=Path, help="virtual environment with oxigraph; made where there is none")
    add_settings(parser)
    options = parser.parse_args(arguments)
    options.seconds = options.seconds or (1.0 if options.quick else 5.0)
    return options


def loaded(options: argparse.Namespace) -> copies.Data:
    """Write all triples of the release, once each, for oxigraph; Depositary serves the release itself."""
    release = (options.releases / "current").resolve()
    counts = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["counts"]
    made = copies.make(release, counts["distinct triples"], options.out / "data")
    return copies.Data(options.releases.resolve(), made.ntriples, made.triples)


def main(arguments: Sequence[str]) -> int:
    """Measure, write and print; 1 where something could not be measured."""
    options = read(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    programs = contestants.install(options.peers or options.out / "peers")
    pageservers.install()
    data = loaded(options)
    groups = entities.choose(data.ntriples)
    began = time.time()
    about: dict[str, object] = {
        "when": time.strftime("%Y-%m-%d %H:%M"),
        "scheduling": pageservers.scheduling(),
        "load before": round(os.getloadavg()[0], 2),
        "generator": load.generator(),
        "seconds": options.seconds,
        "release": (options.releases / "current").resolve().name,
        "triples": data.triples,
        "groups": {group.name: _told(group) for group in groups},
        "versions": contestants.versions(programs) | pageservers.versions(),
    }
    found = Found(about)
    with pageservers.all_running(data, programs, options.settings) as at:
        run = Run(found, at, options)
        for group in groups:
            run.measure(group)
    about |= {"minutes": round((time.time() - began) / 60, 1), "load after": round(os.getloadavg()[0], 2)}
    (options.out / "pages.json").write_text(json.dumps(asdict(found), indent=1) + "\n")
    text = pagereport.markdown(asdict(found))
    (options.out / "pages.md").write_text(text)
    drawn = pagereport.chart(asdict(found), options.out / "pages.png")
    print(text)
    print(f"{options.out}: pages.md, .json" + (", .png" if drawn else "; no chart, as matplotlib is not installed"))
    return 1 if found.skipped or any(cell["faults"] for cell in found.cells) else 0


def _told(group: Group) -> str:
    """Say what a group is made of."""
    first = group.entities[0]
    if len(group.entities) == 1:
        return f"{first.label}, in {first.triples} triples"
    sizes = sorted(one.triples for one in group.entities)
    middle = statistics.median(sizes)
    return f"{len(sizes)} things, in {sizes[0]:,} to {sizes[-1]:,} triples each, {middle:,.0f} at the median"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
