"""The ontology as a part of a web page, made by pyLODE when a release is built.

pyLODE names its anchors by labels, in lower case, names functional properties twice, and leaves out individuals. Here
each term has one anchor, its local name, so that its IRI leads to its place on the page. The page is in English, as the
definitions are: of several labels pyLODE would take any.
"""

from __future__ import annotations

import builtins
import functools
import logging
import re
from typing import Any

import rdflib
from markupsafe import escape
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

FILE = "ontology.html"
_BODY = re.compile(r'<div id="content">.*?(?=<div id="legend">)', re.DOTALL)
_ENTITY = re.compile(r'(<div class="[^"]*\bentity\b[^"]*") id="([^"]+)"(>.*?<code>)([^<]+)(?=</code>)', re.DOTALL)
_ACTIVE = re.compile(r"<(script|style)\b.*?</\1>|\s(?:style|on\w+)=\"[^\"]*\"", re.DOTALL)


@functools.lru_cache(4)
def render(ntriples: bytes) -> bytes:
    """Return the documentation of an ontology as HTML, without scripts and styles."""
    graph = rdflib.Graph().parse(data=ntriples, format="nt")
    for term, label in list(graph.subject_objects(RDFS.label)):
        if getattr(label, "language", None) not in (None, "en"):
            graph.remove((term, RDFS.label, label))
    ontology = str(graph.value(None, RDF.type, OWL.Ontology))
    individuals = _individuals(graph, ontology)
    found = _BODY.search(_document(graph))
    if found is None:
        raise RuntimeError("pyLODE has changed the frame of its pages; see ontologypage.")
    text = _anchored(_ACTIVE.sub("", found[0]).strip(), ontology)
    return (re.sub(r"\n\s+", "\n", _once(text + individuals)) + "</div>\n").encode()


def _document(graph: rdflib.Graph) -> str:
    """Have pyLODE write its page.

    It would keep a file beside its own modules, where not everybody may write; of a file that cannot be opened it only
    warns. What it does to the root logger is undone.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.addHandler(logging.NullHandler())  # without one, its first message would install one that prints
    try:
        from pylode import OntPub, utils

        utils.open = _open_to_read
        return str(OntPub(graph, sort_subjects=True).make_html())
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def _open_to_read(file: Any, mode: str = "r", **more: Any) -> Any:
    if "w" in mode:
        raise FileNotFoundError(file)
    return builtins.open(file, mode, **more)


def _anchored(text: str, ontology: str) -> str:
    """Give each term the anchor by which its IRI is resolved, and let the links of the page lead there."""
    found = sorted((_anchor(iri, ontology).startswith("http"), old, iri) for _, old, _, iri in _ENTITY.findall(text))
    names: dict[str, str] = {}
    for _, old, iri in found:  # pyLODE gives foaf:Agent and our agent one anchor; a link to it means ours
        names.setdefault(old, _anchor(iri, ontology))
    text = _ENTITY.sub(lambda term: f'{term[1]} id="{_anchor(term[4], ontology)}"{term[3]}{term[4]}', text)
    text = text.replace('<dt id="', '<dt id="prefix-')
    return re.sub(r'href="#([^"]+)"', lambda link: f'href="#{names.get(link[1], link[1])}"', text)


def _anchor(iri: str, ontology: str) -> str:
    """Return the anchor of a term: the local name of one of ours, for another its whole IRI."""
    return _local(iri) if iri.startswith(f"{ontology}#") else _slug(iri)


def _once(text: str) -> str:
    """Keep the first anchor of each name: a functional property is listed twice."""
    seen: set[str] = set()

    def anchor(found: re.Match[str]) -> str:
        new = found[0] not in seen
        seen.add(found[0])
        return found[0] if new else ""

    return re.sub(r' id="[^"]*"', anchor, text)


def _individuals(graph: rdflib.Graph, ontology: str) -> str:
    """List the terms that are members of the ontology's own classes, by class."""
    parts = []
    for kind in sorted(term for term in set(graph.subjects(RDF.type, OWL.Class)) if isinstance(term, URIRef)):
        members = sorted(term for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef))
        rows = [_individual(graph, term) for term in members if str(term).startswith(f"{ontology}#")]
        if rows:
            head = f'<h3><a href="#{_local(str(kind))}">{escape(_english(graph, kind, RDFS.label))}</a></h3>'
            parts.append(f"{head}\n<dl>\n" + "\n".join(rows) + "\n</dl>\n")
    return f'<div class="section" id="individuals">\n<h2>Individuals</h2>\n{"".join(parts)}</div>\n' if parts else ""


def _individual(graph: rdflib.Graph, term: URIRef) -> str:
    label, meaning = _english(graph, term, RDFS.label), _english(graph, term, SKOS.definition)
    return (
        f'<div class="entity" id="{escape(_local(str(term)))}"><dt>{escape(label)} <code>{escape(term)}</code></dt>'
        f"<dd>{escape(meaning)}</dd></div>"
    )


def _english(graph: rdflib.Graph, term: rdflib.term.Node, name: URIRef) -> str:
    """Return the English text that a term has of a property, else its local name or nothing."""
    texts = [str(o) for o in graph.objects(term, name) if getattr(o, "language", None) == "en"]
    return min(texts, default=_local(str(term)) if name == RDFS.label else "")


def _local(iri: str) -> str:
    return re.split("[#/]", iri)[-1]


def _slug(iri: str) -> str:
    """Make an anchor for a term of another vocabulary, which may have the same local name as one of ours."""
    return re.sub(r"\W+", "-", iri)
