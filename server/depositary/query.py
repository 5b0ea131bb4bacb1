"""Published queries: a .rq file with a header of comments, its parameters bound to values.

The header lines begin with "#+", as grlc has them: title, description, and one line a parameter, with its kind, its
default as it stands in the text, and what it means:  #+ parameter: date | asof | 2021-06-16 | The day asked about.

The header is in English. Its texts in other languages stand in languages/<language>.po beside the queries, by the
English text: so what many parameters mean is translated once, and a text that was changed is seen to lack translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from babel.messages.pofile import read_po

from depositary.errors import BadQuery, BadRequest
from depositary.namespaces import moved
from depositary.settings import BASE, Settings
from depositary.syntax import tokens

LANGUAGES = "languages"
"""The folder, beside queries, of their texts in other languages."""
_LINE = re.compile(r"^#\+\s*([\w-]+):\s*(.*)$", re.MULTILINE)
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
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
    """A query with its name, what it asks and its parameters; `others` are the same query told in other languages."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str
    headings: Mapping[str, str] = field(default_factory=dict)
    """What a person reads above each column of the answer, by its variable."""
    language: str = "en"
    others: tuple[Query, ...] = ()

    @property
    def texts(self) -> list[str]:
        """What a person reads of it: title, description, what each parameter means, and headings of the answer."""
        meanings = (parameter.meaning for parameter in self.parameters)
        return [text for text in (self.title, self.description, *meanings, *self.headings.values()) if text]

    def told(self, language: str) -> Query:
        """Return the query as it is told in a language; in English where it is not told in that one."""
        return next((other for other in self.others if other.language == language), self)

    def translated(self, texts: Mapping[str, Mapping[str, str]]) -> Query:
        """Return the query with itself in each language that has all its texts: a part of them would help nobody."""
        whole = {language: known for language, known in texts.items() if all(map(known.get, self.texts))}
        return replace(self, others=tuple(self._in(language, {"": "", **known}) for language, known in whole.items()))

    def _in(self, language: str, known: Mapping[str, str]) -> Query:
        parameters = tuple(replace(parameter, meaning=known[parameter.meaning]) for parameter in self.parameters)
        return replace(
            self,
            title=known[self.title],
            description=known[self.description],
            parameters=parameters,
            headings={variable: known[heading] for variable, heading in self.headings.items()},
            language=language,
        )

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
    headings = {variable: _CAPITAL.sub(" ", variable).lower().capitalize() for variable in columns(text)}
    return Query(name, head.get("title", name), head.get("description", ""), tuple(parameters), text, headings)


def columns(text: str) -> list[str]:
    """Return the variables that a SELECT names for its answer, in order; none where it is no SELECT or names none."""
    found: list[str] = []
    depth, before = 0, ""
    for kind, token, _ in tokens(text):
        if token == "{":
            break
        depth += (token == "(") - (token == ")")
        if kind == "variable" and (depth == 0 or before == "AS"):
            found.append(token[1:])
        before = token.upper()
    return found


def extract(file: BinaryIO, *_: object, **__: object) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield the texts of a query for the catalogues, as Babel asks for them: line, function, text and comments."""
    return ((1, "", text, []) for text in parse(file.read().decode(), file.name).texts)


def translations(folder: Path) -> dict[str, dict[str, str]]:
    """Read the texts of the queries of a folder in other languages: language to English text to text."""
    found = {}
    for path in sorted((folder / LANGUAGES).glob("*.po")):
        with path.open("rb") as file:
            messages = [message for message in read_po(file) if message.id and not message.fuzzy]
        found[path.stem] = {str(message.id): str(message.string) for message in messages}
    return found


def published(settings: Settings, folder: str = "") -> list[Query]:
    """Read all queries of queries/, or of a folder in it, in order of their names, in all languages that they have."""
    beside = settings.sources / "queries" / folder
    texts = translations(beside)
    paths: Iterable[Path] = sorted(beside.glob("*.rq"))
    read = (parse(moved(path.read_text(encoding="utf-8"), settings.base, BASE), path.stem) for path in paths)
    return [query.translated(texts) for query in read]
