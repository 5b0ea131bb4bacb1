"""The figures of pages.py as tables in Markdown and as a chart."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import report
from pageservers import AGAIN, ANEW, CACHED, PLAIN, RELATIONS, SERVERS

Cell = dict[str, Any]
TARGETS = {ANEW.name: 10, CACHED.name: 50}
"""How many times the rate of Trifid is aimed at."""


def markdown(found: dict[str, Any]) -> str:
    """Write everything that was found."""
    about = found["about"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    parts = [
        f"{about['when']}, {about['scheduling']}, load {about['load before']} before and {about['load after']} after, "
        f"{about['minutes']} minutes. {about['triples']:,} triples of release {about['release']}. "
        f"Load by {about['generator']}; {about['seconds']:g} s each.",
        f"{versions}.",
        "Asked for: " + "; ".join(f"{name}: {told}" for name, told in about["groups"].items()) + ".",
    ]
    for clients in sorted({cell["clients"] for cell in found["cells"]}):
        cells = [cell for cell in found["cells"] if cell["clients"] == clients]
        parts += [f"### {clients} client{'s' * (clients > 1)}", _table(cells)]
    parts += ["### The answers", _answers(found["answers"])]
    parts += [f"Not measured: {reason}." for reason in found["skipped"]]
    return "\n\n".join(parts) + "\n"


def _table(cells: list[Cell]) -> str:
    """Lay out answers a second, median and p99 in ms of each server, and the ratios of our rate to those of Trifid."""
    peers = (PLAIN.name, RELATIONS.name)
    head = ["document", "asked for", "depositary: /s, ms, p99", *(f"{name}: /s, ms, p99" for name in peers)]
    lines = [head + [f"rate to {name}" for name in peers] + ["target"]]
    lines.append(["---"] * len(lines[0]))
    by = {(cell["server"], cell["document"], cell["group"]): cell for cell in cells}
    for document, group in dict.fromkeys((cell["document"], cell["group"]) for cell in cells):
        own = CACHED.name if group in AGAIN else ANEW.name
        ours, theirs = by.get((own, document, group)), [by.get((name, document, group)) for name in peers]
        told = group if own == ANEW.name else f"{group} (ours from the cache)"
        ratios = [_ratio(ours, each) for each in theirs]
        lines.append([document, told, *map(_figures, (ours, *theirs)), *ratios, f"{TARGETS[own]}"])
    return _laid_out(lines)


def _figures(cell: Cell | None) -> str:
    if cell is None:
        return "–"
    faults = f", {cell['faults']} faults" if cell["faults"] else ""
    return f"{report.short(cell['rate'])}, {report.short(cell['p50'])}, {report.short(cell['p99'])}{faults}"


def _ratio(ours: Cell | None, theirs: Cell | None) -> str:
    return report.short(ours["rate"] / theirs["rate"]) if ours and theirs and theirs["rate"] else "–"


def _answers(answers: list[dict[str, Any]]) -> str:
    """Lay out what the answers of a few things are like, on average; all had the label of the thing in them."""
    lines = [["document", "asked for", "server", "status", "bytes", "statements in the document"], ["---"] * 6]
    for one in answers:
        statements = f"{one['statements']:,.0f}" if one["statements"] else "–"
        lines.append(
            [one["document"], one["group"], one["server"], str(one["status"]), f"{one['bytes']:,.0f}", statements]
        )
    return _laid_out(lines)


def _laid_out(lines: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def chart(found: dict[str, Any], path: Path) -> bool:
    """Draw answers a second on a logarithmic scale, a panel for each number of clients; False without matplotlib."""
    if importlib.util.find_spec("matplotlib") is None:
        return False
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    cells = [{**cell, "question": f"{cell['document']}, {cell['group']}"} for cell in found["cells"] if cell["rate"]]
    numbers = sorted({cell["clients"] for cell in cells})
    figure, axes = pyplot.subplots(1, len(numbers), figsize=(8 * len(numbers), 5.5), squeeze=False, sharey=True)
    names = [server.name for server in SERVERS]
    for axis, number in zip(axes[0], numbers, strict=True):
        shown = [cell for cell in cells if cell["clients"] == number]
        report.panel(axis, shown, f"{number} client{'s' * (number > 1)}", names, "rate")
    axes[0][0].set_ylabel("documents a second")
    axes[0][0].legend(fontsize=8)
    about = found["about"]
    busy = f"load {about['load before']} before and {about['load after']} after"
    figure.suptitle(
        f"Documents about things; more is better ({about['when']}, {about['scheduling']}, {busy})", fontsize=10
    )
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    return True
