"""Options that several benchmarks have in common."""

from __future__ import annotations

import argparse


class _Setting(argparse.Action):
    """Gathers NAME=VALUE pairs as the environment of `depositary serve`."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, option: str | None = None
    ) -> None:
        """Add one; a usage error where there is no equals sign."""
        name, equals, value = str(values).partition("=")
        if not equals:
            parser.error(f"{option} {values}: write NAME=VALUE")
        settings = {**getattr(namespace, self.dest), f"DEPOSITARY_{name.upper()}": value}
        setattr(namespace, self.dest, settings)


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Let `--set NAME=VALUE` give a setting of depositary; `settings` maps environment variables to values."""
    parser.add_argument(
        "--set",
        dest="settings",
        action=_Setting,
        default={},
        metavar="NAME=VALUE",
        help="a setting of depositary for this run",
    )
