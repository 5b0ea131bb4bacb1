"""The things that quads speak of, indexed for the few lookups that stages need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from depositary.store import Quad

SOURCE = "http://purl.org/dc/terms/source"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


class Things:
    """The statements about each subject by the local name of their property; dct:source is "source".

    Of the labels only the English ones are kept, in `names`.
    """

    def __init__(self, quads: Iterable[Quad], base: str) -> None:
        """Index the quads whose predicate is one of ours or names a source, all types and the English names."""
        self.ns = f"{base}ns#"
        self._values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.names: dict[str, str] = {}
        self.types: dict[str, set[str]] = defaultdict(set)
        for quad in quads:
            subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object.value  # type: ignore[union-attr]
            if predicate.startswith(self.ns):
                self._values[subject][predicate[len(self.ns) :]].append(value)
            elif predicate == SOURCE:
                self._values[subject]["source"].append(value)
            elif predicate == LABEL and getattr(quad.object, "language", None) == "en":
                self.names[subject] = value
            elif predicate.endswith("#type"):
                self.types[subject].add(value.removeprefix(self.ns))

    def all(self, subject: str, name: str) -> list[str]:
        """Return the values of a property."""
        return self._values[subject][name] if subject in self._values else []

    def one(self, subject: str, name: str) -> str | None:
        """Return a value of a property, None if it has none."""
        return next(iter(self.all(subject, name)), None)

    def of_class(self, name: str) -> list[str]:
        """List the subjects of a class, in order."""
        return sorted(subject for subject, types in self.types.items() if name in types)
