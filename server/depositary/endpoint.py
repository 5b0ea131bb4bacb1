"""The query service over one release, whoever asks: the web, or the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from depositary.asof import Calendar, from_csv
from depositary.engine import Answer, Limits, Pool
from depositary.errors import BadQuery, BadRequest, NoRelease, NotFound
from depositary.finder import FILE, Finder
from depositary.namespaces import prefixes
from depositary.release import Release, read
from depositary.settings import BASE, Settings
from depositary.syntax import Outline, outline
from depositary.textmatch import NAME, Expanded, expand

KIB, MIB = 1024, 1024 * 1024
MOST_DAYS = 16
_NODE = re.compile(r"^<([^>]+)>", re.MULTILINE)
_GRAPH = re.compile(r"<([^<>\s]+)> \.$", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """A query with its outline and the dataset that the protocol names (SPARQL 1.1 Protocol, section 2.1.4)."""

    text: str
    outline: Outline
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


class Endpoint:
    """Answers queries in worker processes; knows the graphs, the things and the as-of graphs of its release."""

    def __init__(self, settings: Settings, release: Release) -> None:
        """Start the workers, each with the release in memory."""
        self.settings = settings
        self.release = release
        self.base = str(release.manifest["base"])
        self.prefixes = prefixes(settings.sources, self.base, BASE)
        text = release.dataset.read_text(encoding="utf-8")
        self.graphs = sorted(set(_GRAPH.findall(text)))
        self.things = frozenset(iri for iri in _NODE.findall(text) if iri.startswith(self.base))
        self.calendar = Calendar(
            from_csv((release.path / "dump/edges.csv").read_bytes()), self.base, settings.asof_cache
        )
        limits = Limits(
            settings.query_workers,
            settings.deadline,
            settings.memory * MIB,
            settings.queue,
            settings.hold * KIB,
            settings.queue * settings.share // 100,
        )
        self.pool = Pool("depositary.store:Evaluator", str(release.dataset), limits)

    def ask(self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()) -> Asked:
        """Read the outline of a query; raises BadQuery where it is refused unseen."""
        seen = outline(text, f"{self.base}sparql", self.settings.nesting)
        return Asked(text, seen, tuple(default_graphs), tuple(named_graphs))

    def answer(self, asked: Asked, media_type: str, client: str = "") -> Answer:
        """Evaluate for `client`, and serialize as `media_type`.

        Raises BadQuery, BadRequest, TooManyRequests, or a MachineError.
        """
        days = self._days(asked)
        default, named = self._dataset(asked, days)
        expanded = self._expand(asked)
        job = {
            "query": expanded.text,
            "base": f"{self.base}sparql",
            "prefixes": self.prefixes,
            "media_type": media_type,
            "default_graphs": default,
            "named_graphs": named,
        }
        try:
            return self.pool.answer(job, {iri: self.calendar.graph(iri) for iri in days}, client=client)
        except BadQuery as error:
            if error.line is not None and error.column is not None:
                error.line, error.column = expanded.original(error.line, error.column)
            raise

    @cached_property
    def finder(self) -> Finder:
        """The index of names, read when it is first needed; NoRelease where the release is older than the index."""
        try:
            return Finder(read(self.release, FILE))
        except NotFound as error:
            raise NoRelease("This release has no index of names; make one that has: depositary build") from error

    def close(self) -> None:
        """End the workers."""
        self.pool.close()

    def _expand(self, asked: Asked) -> Expanded:
        """Compute the patterns with dep:textMatch, of which most queries have none."""
        iri = f"{self.base}ns#{NAME}"
        if iri not in asked.outline.iris:
            return Expanded(asked.text)
        return expand(asked.text, f"{self.base}sparql", iri, self._search)

    def _search(self, words: str) -> list[tuple[str, int]]:
        return [(match.iri, match.score) for match in self.finder.find(words, self.settings.matches)]

    def _days(self, asked: Asked) -> list[str]:
        named = {*asked.outline.iris, *asked.default_graphs, *asked.named_graphs}
        days = sorted(iri for iri in named if self.calendar.is_asof(iri))
        if len(days) > MOST_DAYS:
            raise BadRequest(f"The query names {len(days)} as-of graphs; at most {MOST_DAYS} can be asked for at once.")
        return days

    def _dataset(self, asked: Asked, days: list[str]) -> tuple[list[str] | None, list[str] | None]:
        """Choose the dataset: that of the protocol, else that of FROM, else everything; "" is the merge of all."""
        if asked.default_graphs or asked.named_graphs:
            return list(asked.default_graphs), list(asked.named_graphs)
        if asked.outline.has_dataset:
            return None, None
        return [""], [*self.graphs, *days]
