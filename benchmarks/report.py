"""The figures of endpoint.py as tables in Markdown and as a chart."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

OWN, REPEATED = "depositary", "depositary, repeated"
SERVERS = (OWN, REPEATED, "in process", "oxigraph", "rdflib-endpoint")
Cell = dict[str, Any]


def markdown(found: dict[str, Any], disagreements: Sequence[str]) -> str:
    """Write everything that was found."""
    about = found["about"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    parts = [
        f"{about['when']}, {about['cores']} cores, load {about['load before']} before, {about['minutes']} minutes. "
        f"Release {about['release']}. Load by {about['generator']}; {about['seconds']:g} s each.",
        f"{versions}.",
    ]
    for size in _values(found["cells"], "size"):
        for clients in _values(found["cells"], "clients"):
            cells = [c for c in found["cells"] if c["size"] == size and c["clients"] == clients]
            parts += [f"### {size:,} triples, {clients} client{'s' * (clients > 1)}", _table(cells), _constants(cells)]
        parts += [_memory([row for row in found["memory"] if row["size"] == size])]
    parts += [f"Not measured: {reason}." for reason in found["skipped"]]
    parts += [f"Servers disagree: {text}." for text in disagreements] or ["All servers gave the same answers."]
    return "\n\n".join(part for part in parts if part) + "\n"


def _values(cells: Iterable[Cell], name: str) -> list[Any]:
    return sorted({cell[name] for cell in cells})


def _table(cells: list[Cell]) -> str:
    """Lay out median / p99 in ms and answers a second of each server, and the ratios of our rate to theirs."""
    peers = [name for name in SERVERS if name != OWN and any(cell["server"] == name for cell in cells)]
    head = ["question", *(f"{name}: ms, p99, /s" for name in (OWN, *peers)), *(f"rate to {name}" for name in peers)]
    lines = [head, ["---"] * len(head)]
    by = {(cell["server"], cell["question"]): cell for cell in cells}
    for question in dict.fromkeys(cell["question"] for cell in cells if cell["question"] != "constant"):
        row = [_figures(by.get((name, question))) for name in (OWN, *peers)]
        ratios = [_ratio(by.get((OWN, question)), by.get((name, question))) for name in peers]
        lines.append([question, *row, *ratios])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _figures(cell: Cell | None) -> str:
    if cell is None:
        return "–"
    if not cell["count"]:
        return f"none in {cell['p50'] / 1e3:.0f} s"
    faults = f", {cell['faults']} faults" if cell["faults"] else ""
    return f"{short(cell['p50'])}, {short(cell['p99'])}, {short(cell['rate'])}{faults}"


def short(value: float) -> str:
    """Write a figure with three digits, or all of those before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _ratio(ours: Cell | None, theirs: Cell | None) -> str:
    if ours is None or theirs is None or not theirs["rate"]:
        return "–"
    return short(ours["rate"] / theirs["rate"])


def _constants(cells: list[Cell]) -> str:
    lookup = next((c for c in cells if c["server"] == OWN and c["question"] == "point lookup"), None)
    told = [
        f"{c['server']} {c['rate']:,.0f}/s (ours, point lookup: {_ratio(lookup, c)} of it)"
        for c in cells
        if c["question"] == "constant"
    ]
    return f"Behind the same web server: {'; '.join(told)}." if told else ""


def _memory(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    lines = ["| MiB of all processes | loaded: RSS, PSS | after the questions: RSS, PSS |", "|---|---|---|"]
    for row in rows:
        loaded, after = (f"{row[f'rss {when}']:,}, {row[f'pss {when}']:,}" for when in ("loaded", "after"))
        lines.append(f"| {row['server']} | {loaded} | {after} |")
    return "\n".join(lines)


def chart(found: dict[str, Any], path: Path) -> bool:
    """Draw medians on a logarithmic scale, a panel for each size and number of clients; False without matplotlib."""
    if importlib.util.find_spec("matplotlib") is None:
        return False
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    cells = [cell for cell in found["cells"] if cell["question"] != "constant" and cell["count"]]
    sizes, clients = _values(cells, "size"), _values(cells, "clients")
    figure, axes = pyplot.subplots(
        len(sizes), len(clients), figsize=(7 * len(clients), 4.5 * len(sizes)), squeeze=False, sharey=True
    )
    for row, size in enumerate(sizes):
        for column, number in enumerate(clients):
            shown = [cell for cell in cells if cell["size"] == size and cell["clients"] == number]
            panel(axes[row][column], shown, f"{size:,} triples, {number} client{'s' * (number > 1)}")
        axes[row][0].set_ylabel("median, ms")
    axes[0][0].legend(fontsize=8)
    figure.suptitle(f"Time to answer; less is better ({found['about']['when']}, {found['about']['cores']} cores)")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    return True


def panel(axis: Any, cells: list[Cell], title: str, servers: Sequence[str] = SERVERS, figure: str = "p50") -> None:
    """Draw a figure of each server as bars beside each other, question by question."""
    questions = list(dict.fromkeys(cell["question"] for cell in cells))
    width = 0.8 / len(servers)
    for place, server in enumerate(servers):
        by = {cell["question"]: cell[figure] for cell in cells if cell["server"] == server}
        points = [(number + place * width, by[name]) for number, name in enumerate(questions) if name in by]
        axis.bar([x for x, _ in points], [y for _, y in points], width, label=server)
    axis.set_yscale("log")
    axis.set_title(title, fontsize=10)
    axis.set_xticks([number + 0.4 for number in range(len(questions))], questions, rotation=35, ha="right", fontsize=8)
    axis.grid(axis="y", alpha=0.3)
