"""Depositary's SPARQL endpoint beside its peers, on the same data, in one run.

    python benchmarks/endpoint.py --quick     a smoke test of some two minutes
    python benchmarks/endpoint.py             150,000 and 1,000,000 triples, some 20 minutes

Compared are `depositary serve`; the same application with the query evaluated in its own process; the server of
oxigraph, in memory; rdflib-endpoint; and constant answers behind granian. One server runs at a time, each on a free
port of 127.0.0.1. Every request is new (its LIMIT, which cuts nothing, is another number), so no cache answers it;
"repeated" asks depositary the same thing again and again, as a cache likes it. Answers are compared before they are
timed; the exit code is 1 where two servers disagree. The tables, a chart and the figures go into --out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import contestants
import copies
import load
import report
from contestants import CONSTANTS, CONTESTANTS, OWN, Contestant
from options import add_settings
from processes import Memory, Running
from questions import MANY, QUESTIONS, Question

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


@dataclass
class Found:
    """Everything that was measured, by size of the data and name of the server."""

    about: dict[str, object]
    cells: list[dict[str, object]] = field(default_factory=list)
    memory: list[dict[str, object]] = field(default_factory=list)
    digests: dict[str, dict[str, str]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def add(self, size: int, server: str, question: str, clients: int, measure: load.Measure) -> None:
        """Keep one measurement."""
        self.cells.append({"size": size, "server": server, "question": question, "clients": clients, **asdict(measure)})

    def disagreements(self) -> list[str]:
        """Name the questions to which two servers gave different answers."""
        return [f"{key}: {given}" for key, given in self.digests.items() if len(set(given.values())) > 1]


def compare(found: Found, data: copies.Data, options: argparse.Namespace, programs: Path) -> None:
    """Measure all servers on one size of data."""
    for server in CONTESTANTS:
        left = list(QUESTIONS)
        while left:  # started again where a question that it cannot end has taken it
            try:
                with server.serving(data, programs, options.settings) as at:
                    left = _ask_all(found, server, at, data, left, options)
            except (RuntimeError, OSError) as error:
                found.skipped.append(f"{server.name} on {data.triples:,} triples: {error}")
                break
    for server in CONSTANTS:
        with server.serving(data, programs, {}) as at:
            for clients in options.clients:
                ask = load.Ask(server.path, "*/*", MANY, repeated=True)
                measured = load.measure(at.port, ask, clients, options.seconds, 0)
                found.add(data.triples, server.name, "constant", clients, measured)


def _ask_all(
    found: Found,
    server: Contestant,
    at: Running,
    data: copies.Data,
    questions: Sequence[Question],
    options: argparse.Namespace,
) -> list[Question]:
    """Ask in order; return what is left after a question that was not answered in time."""
    began = at.memory()
    for number, question in enumerate(questions):
        print(f"{data.triples:>9,}  {server.name:<16} {question.name}", file=sys.stderr, flush=True)
        try:
            _ask(found, server, at, data.triples, question, options)
        except TimeoutError:
            late = load.Measure(0.0, PATIENCE * 1e3, PATIENCE * 1e3, 0, 1, "no answer")
            found.add(data.triples, server.name, question.name, options.clients[0], late)
            return list(questions[number + 1 :])
    found.memory.append({"size": data.triples, "server": server.name, **_both(began, at.memory())})
    return []


def _both(began: Memory, after: Memory) -> dict[str, int]:
    return {"rss loaded": began.rss, "pss loaded": began.pss, "rss after": after.rss, "pss after": after.pss}


def _ask(
    found: Found, server: Contestant, at: Running, size: int, question: Question, options: argparse.Namespace
) -> None:
    """Compare the answer with those of the others, then measure; TimeoutError where there is none in time."""
    path = server.path + question.path(own=server.own)
    ask = load.Ask(path, question.accept, load.fresh(MANY))
    status, body, _ = load.once(at.port, ask, PATIENCE)
    if status != 200:
        raise RuntimeError(f"{question.name}: {status} {body[:200]!r}")
    found.digests.setdefault(f"{question.name}, {size:,}", {})[server.name] = question.digest(body)
    expected = load.once(at.port, replace(ask, limit=load.fresh(MANY)), PATIENCE)[2]
    for clients in options.clients:
        if clients > 1 and expected * clients > options.longest:
            continue
        new = replace(ask, limit=load.fresh(MANY))
        measured = load.measure(at.port, new, clients, options.seconds, expected)
        found.add(size, server.name, question.name, clients, measured)
        if server is OWN:
            same = replace(new, repeated=True)
            again = load.once(at.port, same, PATIENCE)[2]
            measured = load.measure(at.port, same, clients, options.seconds, again)
            found.add(size, report.REPEATED, question.name, clients, measured)


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="150,000 triples, one second a measurement")
    parser.add_argument("--sizes", type=int, nargs="+", help="triples")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8], help="connections at once")
    parser.add_argument("--seconds", type=float, help="of each measurement")
    parser.add_argument("--release", type=Path, default=ROOT / "build/releases/current", help="whose dump is taken")
    parser.add_argument("--out", type=Path, default=ROOT / "build/benchmarks", help="folder for all that is written")
    parser.add_argument("--peers", type=Path, help="virtual environment of the peers; made where there is none")
    add_settings(parser)
    options = parser.parse_args(arguments)
    options.sizes = options.sizes or ([150_000] if options.quick else [150_000, 1_000_000])
    options.seconds = options.seconds or (1.0 if options.quick else 4.0)
    # Seconds that all clients together may take for an answer each; where it is more, only one client is measured.
    options.longest = 5.0 if options.quick else 30.0
    return options


def main(arguments: Sequence[str]) -> int:
    """Measure, write and print; 1 where servers disagree or one could not be measured."""
    options = read(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    programs = contestants.install(options.peers or options.out / "peers")
    began, busy = time.time(), os.getloadavg()[0]
    found = Found(
        {
            "when": time.strftime("%Y-%m-%d %H:%M"),
            "cores": os.cpu_count(),
            "machine": platform.machine(),
            "load before": round(busy, 2),
            "generator": load.generator(),
            "seconds": options.seconds,
            "release": options.release.resolve().name,
            "versions": contestants.versions(programs),
        }
    )
    for size in options.sizes:
        compare(found, copies.make(options.release.resolve(), size, options.out / "data"), options, programs)
    found.about["minutes"] = round((time.time() - began) / 60, 1)
    (options.out / "endpoint.json").write_text(json.dumps(asdict(found), indent=1) + "\n")
    text = report.markdown(asdict(found), found.disagreements())
    (options.out / "endpoint.md").write_text(text)
    drawn = report.chart(asdict(found), options.out / "endpoint.png")
    print(text)
    print(f"{options.out}: endpoint.md, .json" + (", .png" if drawn else "; no chart, as matplotlib is not installed"))
    return 1 if found.disagreements() or found.skipped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
