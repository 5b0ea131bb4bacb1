"""Commands, and no logic: each reads its options, calls one stage and shows what came back."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from depositary import census, pidfile, publish, release, serving, style
from depositary.asof import Calendar, from_csv
from depositary.endpoint import Endpoint
from depositary.errors import DepositaryError, Nonconforming, NoRelease
from depositary.formats import BY_NAME
from depositary.load import load
from depositary.query import parse, published
from depositary.settings import Settings

HELP = {item.name: f"{item.metadata['help']}  [env: DEPOSITARY_{item.name.upper()}]" for item in fields(Settings)}


def say(text: str) -> None:
    """Show progress where it does not mix with results."""
    click.echo(f"{text} …", err=True)


def setting(name: str, *flags: str) -> Callable[..., Any]:
    """Make an option of a setting; its help stands in the settings' table."""
    kind = {"int": int, "float": float, "Path": click.Path(path_type=Path), "str": str, "bool": bool}
    types = {item.name: str(item.type) for item in fields(Settings)}
    return click.option(*(flags or (f"--{name.replace('_', '-')}",)), name, type=kind[types[name]], help=HELP[name])


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Turn our exceptions into a message and their exit code."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except Nonconforming as error:
            for fault in error.faults:
                click.echo(fault)
            raise SystemExit(_refused(error)) from error
        except DepositaryError as error:
            raise SystemExit(_refused(error)) from error

    return run


def _refused(error: DepositaryError) -> int:
    place = f"line {error.line}, column {error.column}: " if getattr(error, "line", None) else ""  # type: ignore[attr-defined]
    click.echo(f"depositary: {error.title.lower()}: {place}{error}", err=True)
    return error.exit_code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="depositary")
def main() -> None:
    """Publish a dated, sourced knowledge graph of how states bind themselves to each other.

    Exit codes: 0 done, 1 the data is at fault, 2 the call is at fault, 3 the machine is.
    """


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--reference", is_flag=True, help="Evaluate the shapes with pySHACL: the same results, in minutes.")
@setting("sources")
@command
def check(paths: tuple[Path, ...], sources: Path | None, *, reference: bool) -> None:
    """Check all sources, or PATHS in their company; show every fault with its file and line."""
    _, conclusions, faults = publish.check(Settings.load({"sources": sources}), paths, say, reference=reference)
    if faults:
        raise Nonconforming(list(faults))
    click.echo(f"No faults; {len(conclusions.inferred):,} statements follow.")


@main.command("format")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@setting("sources")
@command
def format_(paths: tuple[Path, ...], sources: Path | None) -> None:
    """Rewrite the Turtle files in PATHS, or below them, in the pinned format."""
    settings = Settings.load({"sources": sources})
    read, faults = load(settings, paths)
    if faults:
        raise Nonconforming(list(faults))
    for path in style.rewrite(read, paths, settings):
        click.echo(path)


@main.command()
@setting("releases", "--out")
@setting("sources")
@setting("base")
@command
def build(**options: Any) -> None:
    """Build a release; the last good one stays current where this one does not conform."""
    made = publish.build(Settings.load(options), say)
    click.echo(f"{made.path}  {made.manifest['counts']['asserted']:,} statements, released {made.manifest['released']}")


@main.command()
@click.option("--build/--no-build", "anew", default=True, help="Build first where the sources have changed.")
@setting("releases")
@setting("sources")
@setting("base")
@setting("host")
@setting("port")
@setting("web_workers")
@setting("web_threads")
@setting("query_workers")
@setting("deadline")
@setting("memory")
@setting("queue")
@setting("share")
@setting("rate")
@setting("burst")
@setting("trusted_proxies")
@setting("watch")
@setting("pid_file")
@setting("log")
@setting("log_clients")
@setting("log_queries")
@setting("slow")
@command
def serve(anew: bool, **options: Any) -> None:
    """Serve the current release; build one first where there is none."""
    settings = Settings.load(options)
    try:
        found = serving.ready(settings, say, build=anew)
    except Nonconforming as error:
        found = _last_good(settings, error)
    click.echo(f"Release {found.version} at http://{settings.host}:{settings.port}/  (Ctrl-C ends it)", err=True)
    serving.run(settings)


@main.command("publish")
@click.argument("version", required=False)
@setting("releases")
@setting("sources")
@setting("base")
@setting("pid_file")
@command
def publish_(version: str | None, **options: Any) -> None:
    """Make a release the current one and have the running server take it over, without a refused answer.

    The release is VERSION, the name of one that is there, or else what the sources say now, built where they have
    changed. Exit code 3 where the release is current, but no server runs that could take it over.
    """
    settings = Settings.load(options)
    found = serving.publish_release(settings, say, version)
    click.echo(f"{found.path} is the current release")
    for process in pidfile.signal_servers(settings):
        click.echo(f"The server with the process id {process} takes it over")


def _last_good(settings: Settings, error: Nonconforming) -> release.Release:
    """Fall back on the release that was built before the fault; raise `error` where there is none."""
    try:
        found = release.current(settings)
    except NoRelease:
        raise error from None
    for fault in error.faults:
        click.echo(fault, err=True)
    click.echo(f"depositary: {error}; serving the last good release, {found.version}.", err=True)
    return found


@main.command()
@click.argument("file", type=click.Path(allow_dash=True, path_type=str))
@click.option("--param", "-p", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter of the query.")
@click.option("--format", "form", default=None, help="csv, tsv, json, xml, turtle, ntriples, rdfxml, jsonld …")
@setting("releases")
@setting("deadline")
@command
def query(file: str, params: tuple[str, ...], form: str | None, **options: Any) -> None:
    """Answer the query in FILE, or on standard input with -, from the current release."""
    settings = Settings.load(options)
    if file != "-" and not Path(file).is_file():
        names = ", ".join(found.name for found in published(settings))
        raise click.BadParameter(f"{file} is no file; published questions lie in queries/: {names}.")
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    values = dict(param.split("=", 1) for param in params if "=" in param)
    endpoint = Endpoint(settings, release.current(settings))
    try:
        asked = endpoint.ask(parse(text, Path(file).stem).bind(values))
        default = "turtle" if asked.outline.kind == "graph" else "csv"
        chosen = BY_NAME.get(form or default)
        if chosen is None or chosen.kind != asked.outline.kind:
            raise click.BadParameter(f"{form} is no format of a {asked.outline.kind}.")
        for chunk in endpoint.answer(asked, chosen.media_type):
            sys.stdout.buffer.write(chunk)
    finally:
        endpoint.close()


@main.command()
@setting("sources")
@command
def coverage(**options: Any) -> None:
    """Print, as Markdown, what the graph holds and how well it is attested."""
    click.echo(census.coverage(publish.things(Settings.load(options), say)))


@main.command()
@click.option("--seed", default=1, show_default=True, help="The same seed draws the same relations of the same graph.")
@click.option("--size", default=60, show_default=True, help="How many relations to draw.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(census.RELATIONS), help="Draw only from these kinds.")
@setting("sources")
@command
def sample(seed: int, size: int, kinds: tuple[str, ...], **options: Any) -> None:
    """Draw relations at random, to verify each against a source found anew; TSV of IRI, name and sources."""
    found = publish.things(Settings.load(options), say)
    for relation, name, sources in census.sample(found, seed, size, kinds or census.RELATIONS):
        click.echo("\t".join((relation, name, *sources)))


@main.command()
@click.argument("day", metavar="YYYY-MM-DD[/possible]")
@setting("releases")
@command
def asof(day: str, **options: Any) -> None:
    """Print the as-of graph of a day as N-Triples."""
    found = release.current(Settings.load(options))
    base = str(found.manifest["base"])
    calendar = Calendar(from_csv(release.read(found, "edges.csv")), base, 1)
    sys.stdout.buffer.write(calendar.graph(f"{base}asof/{day}"))


@main.command()
@click.argument("name", default="depositary.nq")
@setting("releases")
@command
def dump(name: str, **options: Any) -> None:
    """Write a file of the current dump to standard output, as depositary.trig or graph/states/africa.ttl."""
    sys.stdout.buffer.write(release.read(release.current(Settings.load(options)), name))


@main.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@command
def verify(directory: Path) -> None:
    """Compare every file of the release in DIRECTORY with its manifest."""
    click.echo(f"{release.verify(directory)} files are as the manifest says.")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
