"""The page of the ontology: every term has its anchor, nothing is active, and it is the same each time."""

import logging
import os
import re
import subprocess
import sys

import pytest
from rdflib import OWL, RDF, Graph

from depositary import ontologypage
from depositary.load import load
from depositary.settings import BASE, Settings
from depositary.store import write

MAKE = """import sys
from depositary import ontologypage
sys.stdout.buffer.write(ontologypage.render(sys.stdin.buffer.read()))"""


@pytest.fixture(scope="module")
def ntriples():
    sources, _ = load(Settings())
    return write(sources.quads("ontology"), "application/n-triples")


@pytest.fixture(scope="module")
def page(ntriples):
    return ontologypage.render(ntriples).decode()


def test_every_term_of_the_ontology_has_one_anchor_by_its_local_name(page, ntriples):
    graph = Graph().parse(data=ntriples, format="nt")
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    ours = [str(term) for kind in kinds for term in graph.subjects(RDF.type, kind) if f"{BASE}ns#" in term]
    anchors = re.findall(r' id="([^"]*)"', page)
    assert len(ours) > 200
    assert {term.rpartition("#")[2] for term in ours} <= set(anchors)
    assert "fullMember" in anchors
    assert len(anchors) == len(set(anchors))


def test_terms_are_named_in_english_only(page):
    assert "full member" in page
    assert not re.search(r"membre à part|[\u0400-\u04ff\u0600-\u06ff\u4e00-\u9fff]", page)


def test_an_anchor_by_a_local_name_leads_to_our_term_and_not_to_one_of_another_vocabulary(page):
    found = dict(re.findall(r'<div class="property entity" id="([^"]+)">.*?<code>([^<]+)</code>', page, re.DOTALL))
    assert found["Agent"] == f"{BASE}ns#Agent"
    assert found["http-xmlns-com-foaf-0-1-Agent"] == "http://xmlns.com/foaf/0.1/Agent"
    assert all(iri == f"{BASE}ns#{name}" for name, iri in found.items() if not name.startswith("http"))


def test_every_link_within_the_page_leads_to_an_anchor(page):
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert "Treaty" in links
    assert links <= set(re.findall(r' id="([^"]*)"', page))


def test_nothing_in_it_needs_more_than_a_policy_of_self(page):
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|<link|<img|<iframe", page)


def test_the_root_logger_stays_as_it_was(ntriples):
    root = logging.getLogger()
    before = root.handlers[:], root.level
    ontologypage.render.__wrapped__(ntriples)
    assert (root.handlers[:], root.level) == before


def test_it_is_the_same_with_another_hash_seed(page, ntriples):
    environ = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", MAKE], input=ntriples, env=environ, capture_output=True, check=True)
    assert done.stdout.decode() == page
