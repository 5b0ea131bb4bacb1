"""Published queries: a .rq file with a header of comments, its parameters bound to values.

The header lines begin with "#+", as grlc has them: title, description, and one line a parameter, with its kind, its
default as it stands in the text, and what it means:  #+ parameter: date | asof | 2021-06-16 | The day asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from depositary.errors import BadQuery, BadRequest
from depositary.namespaces import moved
from depositary.settings import BASE, Settings

_LINE = re.compile(r"^#\+\s*([\w-]+):\s*(.*)$", re.MULTILINE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Parameter:
    """A place in the query that can be changed: kind "asof" is a day, "text" a string, any other a thing of that kind.

    A day stands in the IRI of an as-of graph, and may also stand as an xsd:date; a string stands in double quotes.
    """

    name: str
    kind: str
    default: str
    meaning: str

    @property
    def places(self) -> str:
        """The default wherever it stands for this parameter, as a regular expression."""
        default = re.escape(self.default)
        if self.kind == "asof":
            return rf"(?<=/asof/){default}|(?<=\"){default}(?=\"\^\^xsd:date)"
        if self.kind == "text":
            return rf"(?<=\"){default}(?=\")"
        return rf"(?<=\b{self.kind}:){default}(?![\w-])"

    def read(self, value: str) -> str:
        """Return `value` as it is put into the text; BadRequest where it is not of the kind."""
        if self.kind == "asof":
            try:
                return date.fromisoformat(value).isoformat()
            except ValueError as error:
                raise BadRequest(f"{self.name} is {value!r}; it must be a day like {self.default}.") from error
        if self.kind == "text":
            return "".join(_ESCAPES.get(character, character) for character in value)
        if not _SLUG.fullmatch(value):
            raise BadRequest(f"{self.name} is {value!r}; it must be the slug of a {self.kind}, like {self.default}.")
        return value


@dataclass(frozen=True)
class Query:
    """A query with its name, what it asks and its parameters."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str

    def bind(self, values: Mapping[str, str]) -> str:
        """Return the text with `values` in place of the defaults; BadRequest for a name that it does not have."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise BadRequest(f"{self.name} has no parameter {name!r}; it has: {', '.join(known) or 'none'}.")
        if not values:
            return self.text
        chosen = [(known[name], known[name].read(value)) for name, value in values.items()]
        form = "|".join(f"(?P<p{n}>{parameter.places})" for n, (parameter, _) in enumerate(chosen))
        # In one pass: a value that is the default of another parameter must stay as it was put.
        return re.sub(form, lambda found: chosen[int(str(found.lastgroup)[1:])][1], self.text)


def parse(text: str, name: str) -> Query:
    """Read the header of a query; BadQuery where a parameter line has not its four parts."""
    head: dict[str, str] = {}
    parameters = []
    for key, value in _LINE.findall(text):
        if key != "parameter":
            head[key] = value.strip()
            continue
        parts = [part.strip() for part in value.split("|")]
        if len(parts) != 4:
            raise BadQuery(f"{name}: a parameter line needs 'name | kind | default | meaning', not {value!r}.")
        parameters.append(Parameter(*parts))
    return Query(name, head.get("title", name), head.get("description", ""), tuple(parameters), text)


def published(settings: Settings, folder: str = "") -> list[Query]:
    """Read all queries of queries/, or of a folder in it, in order of their names."""
    paths: Iterable[Path] = sorted((settings.sources / "queries" / folder).glob("*.rq"))
    return [parse(moved(path.read_text(encoding="utf-8"), settings.base, BASE), path.stem) for path in paths]
