"""The query service over one release, whoever asks: the web, or the command line."""

from __future__ import annotations

import functools
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import orjson

from depositary import catalogue, tally
from depositary.asof import Calendar, from_csv
from depositary.catalogue import Catalogue
from depositary.concordance import Concordance
from depositary.engine import Answer, Limits, Pool
from depositary.errors import BadQuery, BadRequest, NoRelease, NotFound
from depositary.federation import federate, fetcher
from depositary.finder import FILE, Finder
from depositary.gazetteer import Gazetteer
from depositary.grammar import read
from depositary.mending import mend
from depositary.namespaces import prefixes
from depositary.patterns import Unplannable
from depositary.planner import plan
from depositary.release import Release
from depositary.release import read as read_file
from depositary.settings import BASE, Settings
from depositary.statistics import Statistics, measure
from depositary.syntax import Outline, outline
from depositary.textmatch import NAME, Expanded, expand
from depositary.withdrawals import withdrawn

KIB, MIB = 1024, 1024 * 1024
MOST_DAYS = 16
PLANNED_LENGTH = 16 * KIB
"""Characters up to which a query is planned: beyond, planning would hold up the other threads."""
PLANS_KEPT = 512
PREFIXED = ("text/turtle", "application/trig")
"""Media types that are written with prefixes."""


@dataclass(frozen=True)
class Asked:
    """A query with its outline and the dataset that the protocol names (SPARQL 1.1 Protocol, section 2.1.4).

    `planned` is the query as it is evaluated, `notes` say what was rewritten and why.
    """

    text: str
    outline: Outline
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    planned: str = ""
    notes: Sequence[str] = ()

    @property
    def explanation(self) -> str:
        """The query as it is evaluated, the notes as comments above it."""
        notes = self.notes or ("evaluated as it stands",)
        return "".join(f"# {' '.join(note.split())}\n" for note in notes) + f"\n{(self.planned or self.text).strip()}\n"


class Endpoint:
    """Answers queries in worker processes; knows the graphs, the things and the as-of graphs of its release."""

    def __init__(self, settings: Settings, release: Release, evaluator: str = "depositary.store:Evaluator") -> None:
        """Start the workers, each with the release in memory."""
        self.settings = settings
        self.release = release
        self.base = str(release.manifest["base"])
        self.prefixes = prefixes(settings.sources, self.base, BASE)
        self.prefix_table = repr(sorted(self.prefixes.items()))
        self.concordance = Concordance(release.dataset)
        text = release.dataset.read_text(encoding="utf-8")
        self.graphs = sorted({line[line.rindex(" <") + 2 : -3] for line in text.split("\n") if line.endswith("> .")})
        self.withdrawn = withdrawn(text, self.base)
        things = {iri for iri in self.concordance.names if iri.startswith(self.base)}
        self.things = frozenset(things - self.withdrawn.keys())
        self.kept: dict[Hashable, object] = {}
        """What others have made once of this release."""
        self._services = tuple(settings.service_endpoints.split())
        self._plan = functools.lru_cache(PLANS_KEPT)(self._plan_anew)
        self.calendar = Calendar(
            from_csv((release.path / "dump/edges.csv").read_bytes()), self.base, settings.asof_cache
        )
        if settings.plan == "on":
            _ = self._statistics  # now, and not while the first query waits
        limits = Limits(
            settings.query_workers,
            settings.deadline,
            settings.memory * MIB,
            settings.queue,
            settings.hold * KIB,
            settings.queue * settings.share // 100,
        )
        self.pool = Pool(evaluator, str(release.dataset), limits)

    def ask(
        self,
        text: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        *,
        planned: bool | None = None,
    ) -> Asked:
        """Read the outline of a query, and plan it unless `planned`, or else the setting, says no.

        Raises BadQuery where the query is refused unseen.
        """
        seen = outline(text, f"{self.base}sparql", self.settings.nesting, self._services)
        asked = Asked(text, seen, tuple(default_graphs), tuple(named_graphs))
        if planned is False or (planned is None and self.settings.plan == "off"):
            return replace(asked, notes=("planning is off",))
        if self._searches(asked):
            return replace(asked, notes=("names are searched for first; evaluated as it then stands",))
        if seen.services:
            return replace(asked, notes=("other endpoints are asked first; evaluated as it then stands",))
        if len(text) > PLANNED_LENGTH:
            return replace(asked, notes=("longer than what is planned",))
        if seen.lone:
            return asked
        own = not (seen.has_dataset or default_graphs or named_graphs)
        whole, rest = text[: seen.cut], text[len(text) if seen.cut is None else seen.cut :]
        made, notes = self._plan(whole, own)  # what only cuts the answer decides nothing, so that pages share a plan
        return replace(asked, planned=f"{made.rstrip()}\n{rest}" if made else "", notes=notes)

    def _plan_anew(self, text: str, own: bool) -> tuple[str, tuple[str, ...]]:
        """Rewrite a query; the statistics are those of the release, and hold where the query names no dataset."""
        try:
            mended, reasons = mend(read(text))
            made, notes = plan(mended, self._statistics if own else None, f"{self.base}sparql")
        except (Unplannable, RecursionError) as error:
            return "", (f"evaluated as it stands: {error}",)
        return (str(made) if reasons or notes else ""), (*reasons, *notes)

    def answer(self, asked: Asked, media_type: str, client: str = "") -> Answer:
        """Evaluate for `client`, once for all who ask the same at the same moment, and serialize as `media_type`.

        Raises BadQuery, BadRequest, TooManyRequests, or a MachineError.
        """
        if asked.outline.volatile:  # each caller has the right to another answer
            return self._evaluate(asked, media_type, client)
        key = (asked.text, asked.default_graphs, asked.named_graphs, asked.planned, media_type)
        return self.pool.share(key, client, lambda: self._evaluate(asked, media_type, client))

    def _evaluate(self, asked: Asked, media_type: str, client: str) -> Answer:
        began = time.monotonic()
        days = self._days(asked)
        default, named, every = self._dataset(asked, days)
        expanded = self._expand(asked)
        whole = self._federate(asked, expanded.text)
        left = max(0.1, self.settings.deadline - (time.monotonic() - began)) if asked.outline.services else None
        job = {
            "query": asked.planned or whole.text,
            "written": whole.text,
            "base": f"{self.base}sparql",
            "prefixes": self.prefixes if media_type in PREFIXED else {},
            "media_type": media_type,
            "default_graphs": default,
            "named_graphs": named,
            "every_graph": every,
        }
        try:
            return self.pool.answer(job, {iri: self.calendar.graph(iri) for iri in days}, left, client)
        except BadQuery as error:
            if error.line is not None and error.column is not None:
                error.line, error.column = expanded.original(*whole.original(error.line, error.column))
            raise

    def rows(self, text: str, graphs: Sequence[str] = (), client: str = "") -> list[dict[str, str]]:
        """Answer a SELECT of ours with one mapping a row, from variable to value; raises what `answer` raises."""
        names = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in self.prefixes.items() if f"{prefix}:" in text)
        found = self.bindings(self.ask(names + text, graphs), client)
        return [{name: term["value"] for name, term in row.items()} for row in found]

    def bindings(self, asked: Asked, client: str = "") -> list[dict[str, dict[str, str]]]:
        """Answer a SELECT with the terms of each row as SPARQL 1.1 Query Results JSON has them (section 3.2)."""
        answer = self.answer(asked, "application/sparql-results+json", client)
        found: list[dict[str, dict[str, str]]] = orjson.loads(b"".join(answer))["results"]["bindings"]
        return found

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The things with names and codes of their own, read before the first request."""
        return Gazetteer(self.rows, self.base)

    @cached_property
    def _statistics(self) -> Statistics:
        """The statistics for planning, counted when a query is first planned: some may never be."""
        return measure(self.release.dataset.read_text(encoding="utf-8"))

    @cached_property
    def finder(self) -> Finder:
        """The index of names, read when it is first needed; NoRelease where the release is older than the index."""
        try:
            return Finder(read_file(self.release, FILE))
        except NotFound as error:
            raise NoRelease("This release has no index of names; make one that has: depositary build") from error

    @cached_property
    def tally(self) -> dict[str, Any]:
        """What the release holds, counted; NoRelease where the release is older than the tally."""
        return cast(dict[str, Any], orjson.loads(self.part(tally.FILE)))

    @cached_property
    def catalogue(self) -> Catalogue:
        """What the catalogue says of the graphs, read when it is first needed."""
        return Catalogue(self.release.path / "dump" / catalogue.FILE)

    def part(self, name: str) -> bytes:
        """Return a file of the dump that every new release has; NoRelease where this one is older than that."""
        try:
            return read_file(self.release, name)
        except NotFound as error:
            raise NoRelease(f"This release has no {name}; make one that has: depositary build") from error

    def close(self) -> None:
        """End the workers."""
        self.pool.close()

    def _expand(self, asked: Asked) -> Expanded:
        """Compute the patterns with dep:textMatch, of which most queries have none."""
        if not self._searches(asked):
            return Expanded(asked.text)
        return expand(asked.text, f"{self.base}sparql", f"{self.base}ns#{NAME}", self._search)

    def _federate(self, asked: Asked, text: str) -> Expanded:
        """Ask the other endpoints that the query names, of which most queries name none."""
        if not asked.outline.services:
            return Expanded(text)
        return federate(text, f"{self.base}sparql", fetcher(self.settings.deadline))

    def _searches(self, asked: Asked) -> bool:
        return f"{self.base}ns#{NAME}" in asked.outline.iris

    def _search(self, words: str) -> list[tuple[str, int]]:
        return [(match.iri, match.score) for match in self.finder.find(words, self.settings.matches)]

    def _days(self, asked: Asked) -> list[str]:
        named = {*asked.outline.iris, *asked.default_graphs, *asked.named_graphs}
        days = sorted(iri for iri in named if self.calendar.is_asof(iri))
        if len(days) > MOST_DAYS:
            raise BadRequest(f"The query names {len(days)} as-of graphs; at most {MOST_DAYS} can be asked for at once.")
        return days

    def _dataset(self, asked: Asked, days: list[str]) -> tuple[list[str] | None, list[str] | None, bool]:
        """Choose default and named graphs, and whether every graph of the release is named besides.

        It is the dataset of the protocol, else that of FROM, else everything; "" is the merge of all. Named graphs are
        left out where the query speaks of none: there are hundreds, and the engine would look at each.
        """
        if asked.default_graphs or asked.named_graphs:
            return list(asked.default_graphs), list(asked.named_graphs), False
        if asked.outline.has_dataset:
            return None, None, False
        return [""], days, asked.outline.has_graph
