"""What a runaway query costs the others: point lookups while it runs, against the same lookups before it.

    python benchmarks/isolation.py http://127.0.0.1:8000

Prints the slowest and the median of 20 lookups in a row, with and without a runaway, their ratio, when and how the
runaway ended, and the memory of the server's processes before and after.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LOOKUP = "SELECT ?p ?o { <https://w3id.org/depositary/id/state/armenia> ?p ?o }"


def ask(url: str, query: str) -> tuple[int, float]:
    """Return the status of an answer and the seconds until its end."""
    began = time.perf_counter()
    try:
        with urllib.request.urlopen(f"{url}/sparql?{urllib.parse.urlencode({'query': query})}", timeout=120) as answer:
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status, time.perf_counter() - began


def memory() -> int:
    """Return the MiB that the processes of all Depositary servers on this machine hold, shared pages once."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if b"depositary" in (path / "cmdline").read_bytes():
                lines = (path / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:
            continue
    return total // 1024


def main(url: str) -> None:
    """Measure and print."""
    before = [ask(url, LOOKUP)[1] for _ in range(20)]
    held = memory()
    ended: list[tuple[int, float]] = []
    thread = threading.Thread(target=lambda: ended.append(ask(url, RUNAWAY)))
    thread.start()
    time.sleep(0.5)
    during = [ask(url, LOOKUP)[1] for _ in range(20)]
    assert not ended, "the runaway ended too soon to measure beside it"
    thread.join()
    time.sleep(1)
    for name, seconds in (("alone", before), ("beside a runaway", during)):
        print(f"{name}: median {statistics.median(seconds) * 1e3:.1f} ms, slowest {max(seconds) * 1e3:.1f} ms")
    print(f"ratio of the medians: {statistics.median(during) / statistics.median(before):.2f}")
    print(f"the runaway ended with {ended[0][0]} after {ended[0][1]:.2f} s")
    print(f"memory: {held} MiB before, {memory()} MiB after")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
