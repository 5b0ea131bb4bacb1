"""Write the parts of the documentation that the program knows best: settings, commands and the coverage of the graph."""

from dataclasses import MISSING, fields
from pathlib import Path

import click

from depositary import census, publish
from depositary.cli import main
from depositary.settings import Settings

DOCS = Path(__file__).parent


def settings() -> str:
    """Return docs/settings.md."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for item in fields(Settings):
        default = "see below" if item.default is MISSING else f"`{item.default}`"
        rows.append(f"| `DEPOSITARY_{item.name.upper()}` | {default} | {item.metadata['help']} |")
    return "\n".join(
        [
            "# Settings",
            "",
            "Each is read from the environment; `depositary serve --help` shows which have an option, which wins.",
            "This page is written by `make docs`.",
            "",
            *rows,
            "",
            "In a checkout, `DEPOSITARY_SOURCES` is the checkout and `DEPOSITARY_RELEASES` its `build/releases`.",
            "Elsewhere they are the data inside the package and `$XDG_DATA_HOME/depositary/releases`.",
            "",
        ]
    )


def commands() -> str:
    """Return docs/commands.md."""
    parts = ["# Commands", "", "This page is written by `make docs`.", ""]
    parts += ["```", main.get_help(click.Context(main, info_name="depositary")), "```", ""]
    for name, command in sorted(main.commands.items()):
        context = click.Context(command, info_name=f"depositary {name}")
        parts += [f"## depositary {name}", "", "```", command.get_help(context), "```", ""]
    return "\n".join(parts)


if __name__ == "__main__":
    (DOCS / "settings.md").write_text(settings(), encoding="utf-8")
    (DOCS / "commands.md").write_text(commands(), encoding="utf-8")
    (DOCS / "coverage.md").write_text(census.coverage(publish.things(Settings())), encoding="utf-8")
