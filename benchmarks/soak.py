"""Half an hour of everything at once: load, runaways, workers that are killed, and releases that are swapped.

    python benchmarks/soak.py                     30 minutes on the release that is current
    python benchmarks/soak.py --quick             one minute on the small world of the tests
    python benchmarks/soak.py --no-swaps          the same without a change of the release

Client threads ask published queries, lookups, CONSTRUCTs and wrong queries; one in fifty is a runaway. Now and then a
query worker is killed. A swap points `current` at the other release and sends SIGHUP to the server. Every answer is
compared with what the release that was live must say; see twins.py. Only 127.0.0.1 is asked. Exit code: 0 if there
was no wrong answer, no 5xx but 503 and 504, no refused connection, and memory stayed flat; 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import twins
from clients_at_work import Client, Record, Timeline, fetch
from isolation import RUNAWAY
from options import add_settings
from processes import HOST, Running, query_workers, running
from verdict import judge

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = 5.0
SWAP_PATIENCE = 60.0


def kill_now_and_then(server: Running, record: Record, every: float, end: float, chance: random.Random) -> None:
    """Kill a query worker at random moments, `every` seconds on average."""
    while (pause := chance.uniform(0.2, 1.8) * every) and time.monotonic() + pause < end:
        time.sleep(pause)
        workers = query_workers(server.process.pid)
        if workers:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
                record.killed(time.monotonic())


def sample_memory(server: Running, record: Record, end: float) -> None:
    """Note the memory of all processes of the server every few seconds."""
    while time.monotonic() < end:
        record.memory.append(server.memory())
        time.sleep(min(SAMPLE, max(0.5, (end - time.monotonic()) / 30)))


def swap(server: Running, releases: Path, name: str, timeline: Timeline, canary: twins.Right) -> float | None:
    """Make another release the live one; return the seconds until it answered, None where it did not in time."""
    began = time.monotonic()
    timeline.begin(name, began)
    beside = releases / ".current-soak"
    beside.unlink(missing_ok=True)
    beside.symlink_to(name)
    beside.replace(releases / "current")
    server.process.send_signal(signal.SIGHUP)
    while time.monotonic() < began + SWAP_PATIENCE:
        asked = time.monotonic()
        with suppress(ValueError, OSError):  # a refused connection is counted where a client meets it
            status, body, _ = fetch(server.port, canary)
            if status == 200 and twins.digest(body, canary.accept) == canary.digests[name]:
                timeline.confirm(name, asked)
                return time.monotonic() - began
        time.sleep(0.1)
    return None


def soak(
    server: Running, releases: Path, names: list[str], rights: list[twins.Right], options: argparse.Namespace
) -> Record:
    """Run everything until the time is over."""
    record, chance = Record(), random.Random(options.seed)
    start = time.monotonic()
    end = start + options.minutes * 60
    timeline = Timeline(names[0], start)
    clients = [
        Client(
            server.port, rights, RUNAWAY, timeline, record, end, options.most // options.clients, options.seed + number
        )
        for number in range(options.clients)
    ]
    others = [
        threading.Thread(target=kill_now_and_then, args=(server, record, options.kill_every, end, chance)),
        threading.Thread(target=sample_memory, args=(server, record, end)),
    ]
    for thread in (*clients, *others):
        thread.start()
    canary = next(one for one in rights if one.kind == "canary")
    for number in range(options.swaps):
        time.sleep(max(0.0, start + (number + 1) * options.minutes * 60 / (options.swaps + 1) - time.monotonic()))
        seconds = swap(server, releases, names[(number + 1) % 2], timeline, canary)
        record.swaps.append(seconds)
        print(f"swap {number + 1}: " + ("not taken over" if seconds is None else f"{seconds:.1f} s"), file=sys.stderr)
        if seconds is None:
            break
    for thread in (*clients, *others):
        thread.join()
    record.seconds = time.monotonic() - start
    record.alive = server.process.poll() is None
    return record


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one minute, two swaps, the small world of the tests")
    parser.add_argument("--minutes", type=float, help="how long; 30 unless it is --quick")
    parser.add_argument("--release", type=Path, default=ROOT / "build/releases/current", help="what is served")
    parser.add_argument("--clients", type=int, default=6, help="threads that ask")
    parser.add_argument("--swaps", type=int, help="how often the release changes; 10 unless it is --quick")
    parser.add_argument("--no-swaps", action="store_true", help="serve one release all the time")
    parser.add_argument("--kill-every", type=float, help="seconds between two kills, on average")
    parser.add_argument("--most", type=int, default=3_000_000, help="requests after which it ends in any case")
    parser.add_argument("--seed", type=int, default=1, help="of all that happens at random")
    parser.add_argument("--deadline", type=float, default=3.0, help="seconds after which the server ends a query")
    parser.add_argument("--out", type=Path, default=ROOT / "build/benchmarks", help="folder for all that is written")
    add_settings(parser)
    options = parser.parse_args(arguments)
    options.minutes = options.minutes or (1.0 if options.quick else 30.0)
    options.swaps = (
        0 if options.no_swaps else options.swaps if options.swaps is not None else 2 if options.quick else 10
    )
    options.kill_every = options.kill_every or (4.0 if options.quick else 15.0)
    return options


def main(arguments: Sequence[str]) -> int:
    """Build, soak, judge and print."""
    options = read(arguments)
    folder = options.out.resolve() / "soak"
    source = twins.small_world(folder / "world") if options.quick else options.release
    settings, names = twins.build(source, folder / "releases")
    print("asking both releases everything, in this process …", file=sys.stderr)
    rights, vague = twins.expect(settings, names)
    link = settings.releases / "current"
    link.symlink_to(names[0])
    command = [sys.executable, "-m", "depositary.cli", "serve", "--no-build", "--host", HOST]
    command += ["--releases", str(settings.releases), "--sources", str(settings.sources)]
    command += ["--deadline", str(options.deadline), "--port"]
    canary = next(one for one in rights if one.kind == "canary")
    with running(
        lambda port: [*command, str(port)], lambda at: fetch(at.port, canary)[0] == 200, 60, **options.settings
    ) as server:
        record = soak(server, settings.releases, names, rights, options)
    report, passed = judge(record, options.swaps)
    if vague:
        report += f"\nnot asked, as their answer is open: {', '.join(vague)}"
    print(report)
    (options.out / "soak.json").write_text(json.dumps(record.summary(), indent=1) + "\n")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
