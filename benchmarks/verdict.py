"""What is made of a soak: a report, and whether it passed."""

from __future__ import annotations

import statistics
from collections import Counter

from clients_at_work import Record

GROWTH, SLACK = 1.15, 32
"""How much larger, in parts and MiB, the memory of the last third may be than that of the first."""
ANSWERED = 0.9
"""Part of the right queries that must have been answered: a server that refuses everything is never wrong."""


def judge(record: Record, swaps: int) -> tuple[str, bool]:
    """Write the report; say whether everything was as it must be."""
    lines = [f"{record.seconds / 60:.1f} minutes, {record.statuses.total():,} queries, {len(record.kills)} kills"]
    lines += [_line(kind, record) for kind in sorted({kind for kind, _ in record.statuses})]
    taken = [seconds for seconds in record.swaps if seconds is not None]
    if swaps:
        slowest = f", slowest {max(taken):.1f} s" if taken else ""
        lines.append(f"{len(taken)} of {swaps} swaps taken over{slowest}")
        lines.append(
            f"{record.late} answers of the release before, up to {record.lag:.2f} s after the new one answered"
        )
    grown, text = _memory(record)
    lines.append(text)
    rights = Counter({key: n for key, n in record.statuses.items() if key[0] not in ("runaway", "wrong")})
    answered = sum(n for (_, outcome), n in rights.items() if outcome == "200") / max(1, rights.total())
    lines.append(f"{answered:.2%} of the right queries were answered")
    amiss = [f"{name}: {number}" for name, number in sorted(record.faults.items())]
    amiss += ["not every release was taken over"] * (len(taken) < swaps)
    amiss += ["memory grew"] * grown
    amiss += [f"fewer than {ANSWERED:.0%} of the right queries were answered"] * (answered < ANSWERED)
    amiss += ["the server ended"] * (not record.alive)
    lines += [f"  {example}" for example in record.examples]
    lines.append("PASSED" if not amiss else "FAILED: " + "; ".join(amiss))
    return "\n".join(lines), not amiss


def _line(kind: str, record: Record) -> str:
    outcomes = sorted((outcome, number) for (one, outcome), number in record.statuses.items() if one == kind)
    return f"  {kind:<18} " + ", ".join(f"{outcome} {number:,}" for outcome, number in outcomes)


def _memory(record: Record) -> tuple[bool, str]:
    """Compare the first third with the last one; pages that processes share count once (PSS)."""
    third = len(record.memory) // 3
    if third < 3:
        return False, "memory: too few samples to compare"
    parts = (record.memory[:third], record.memory[-third:])
    first, last = (statistics.median(one.pss for one in part) for part in parts)
    rss = [statistics.median(one.rss for one in part) for part in parts]
    told = f"memory (PSS of all processes): first third {first:.0f} MiB, last third {last:.0f} MiB"
    return last > first * GROWTH + SLACK, f"{told}; RSS {rss[0]:.0f} and {rss[1]:.0f} MiB"
