"""The straight line: read, reason, validate, release; nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from depositary import asof, finder, hygiene, ontologypage, questions, style, tally
from depositary.errors import Nonconforming
from depositary.faults import Fault
from depositary.load import load
from depositary.query import published
from depositary.reason import Conclusions, reason
from depositary.release import WHOLE, Release, contents, store_release
from depositary.settings import Settings
from depositary.sources import Sources
from depositary.store import Literal, NamedNode, Quad, write
from depositary.things import LABEL, Things
from depositary.validate import validate

Say = Callable[[str], None]


def check(
    settings: Settings, paths: Sequence[Path] = (), say: Say = lambda _: None, *, reference: bool = False
) -> tuple[Sources, Conclusions, list[Fault]]:
    """Run every check and return the sources, what follows from them, and all faults in order of their place.

    With `paths`, only faults in them are returned; they are checked in the company of all sources, whose states and
    documents they name.
    `reference` has the shapes evaluated by pySHACL, slowly, in place of shacl-rust.
    """
    sources, conclusions, faults = _concluded(settings, paths, say)
    further = (*conclusions.inferred, *conclusions.derived)
    say("Checking style and hygiene")
    partial = any(fault.kind == "syntax" for fault in faults)  # what an unread file describes is not there to be named
    queries = [] if partial else [(query.title, query.text) for query in published(settings, "hygiene")]
    faults += style.check(sources, settings) + hygiene.check(sources, further, queries, settings)
    say("Validating against the shapes")
    faults += validate(sources, further, settings, reference=reference, partial=partial)
    return sources, conclusions, sorted({fault for fault in faults if _within(fault.path, paths)})


def _concluded(settings: Settings, paths: Sequence[Path], say: Say) -> tuple[Sources, Conclusions, list[Fault]]:
    say("Reading Turtle")
    sources, faults = load(settings, paths)
    say(f"Reasoning over {sum(len(file.quads) for file in sources.files):,} statements")
    conclusions, clashes = reason(sources, settings)
    return sources, conclusions, faults + clashes


def things(settings: Settings, say: Say = lambda _: None) -> Things:
    """Index the sources and what follows from them; raises Nonconforming at a syntax fault or an inconsistency."""
    sources, conclusions, faults = _concluded(settings, (), say)
    if faults:
        raise Nonconforming(list(faults))
    return Things((*sources.quads("graphs"), *conclusions.inferred), settings.base)


def _within(path: Path, paths: Sequence[Path]) -> bool:
    return not paths or any(path.resolve().is_relative_to(root.resolve()) for root in paths)


def labels(sources: Sources, base: str) -> list[Quad]:
    """Gather one name of each thing into a graph, so that a query can name things beside an as-of graph.

    It is the English one; names in other languages stay in the graphs that state them. A thing without keeps all.
    """
    graph = NamedNode(f"{base}graph/labels")
    found = [q for q in sources.quads("graphs") if q.predicate.value == LABEL]
    english = {q for q in found if isinstance(q.object, Literal) and q.object.language == "en"}
    named = {q.subject for q in english}
    return [Quad(q.subject, q.predicate, q.object, graph) for q in found if q in english or q.subject not in named]


def build(settings: Settings, say: Say = lambda _: None) -> Release:
    """Make a release of the sources; raises Nonconforming, with all faults, and then leaves the last one as it is."""
    sources, conclusions, faults = check(settings, (), say)
    if faults:
        raise Nonconforming(list(faults))
    say("Deriving as-of edges")
    quads = (*sources.quads(), *conclusions.inferred, *conclusions.derived)
    edges = asof.to_csv(asof.edges(quads, settings.base))
    say("Indexing names")
    names = finder.index(sources.quads("graphs"), conclusions.inferred, settings.base)
    say("Writing the release")
    concluded = {
        "inferred": conclusions.inferred,
        "derived": conclusions.derived,
        "labels": labels(sources, settings.base),
        questions.NAME: questions.describe(published(settings), settings.base),
    }
    ontology = ontologypage.render(write(sources.quads("ontology"), "application/n-triples"))
    tables = {"edges.csv": edges, finder.FILE: names, ontologypage.FILE: ontology}
    files = contents(sources, concluded, tables, settings)
    files[tally.FILE] = tally.count(files[f"{WHOLE}.nq"], settings.base)
    return store_release(files, settings)
