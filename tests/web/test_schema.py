"""Descriptions by schema.org, of a thing and in a page."""

import json

import pytest

from depositary.endpoint import Endpoint
from depositary.release import current
from depositary.settings import BASE
from depositary.web import create_app, dossiers, schema

ROOT = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def endpoint(built):
    endpoint = Endpoint(built, current(built))
    yield endpoint
    endpoint.close()


def described(endpoint, slug):
    iri = f"{BASE}id/{slug}"
    with create_app(endpoint.settings, endpoint).test_request_context("/"):
        return schema.thing(endpoint, ROOT, dossiers.fetch(endpoint, iri))


def test_a_state_is_what_the_ontology_aligns_states_with(endpoint):
    facts = described(endpoint, "state/alba")
    assert facts["@type"] == "Country"
    assert facts["@id"] == f"{BASE}id/state/alba"
    assert facts["name"] == "Alba"
    assert facts["url"] == f"{ROOT}doc/state/alba"
    assert facts["isPartOf"]["@id"] == f"{BASE}release/{endpoint.release.version}"
    assert "sameAs" not in facts


def test_a_facility_has_its_position_and_a_treaty_no_class_that_is_not_its_own(endpoint):
    facility = described(endpoint, "facility/port-alba")
    assert facility["@type"] == "Place"
    assert {"latitude", "longitude"} <= facility["geo"].keys()
    assert "geo" not in described(endpoint, "document/gazette")


def test_no_text_ends_the_element_that_it_stands_in():
    facts = {"name": "</script><!-- & \u2028"}
    element = schema.embed(facts)
    body = element.partition(">")[2].rpartition("</script>")[0]
    assert "<" not in body
    assert json.loads(body) == facts


@pytest.mark.parametrize(("path", "kind"), [("/doc/state/alba.html", "Country"), ("/", "Dataset")])
def test_pages_carry_their_description(endpoint, path, kind):
    page = create_app(endpoint.settings, endpoint).test_client().get(path, headers={"Accept": "text/html"}).text
    _, _, rest = page.partition('<script type="application/ld+json">')
    assert json.loads(rest.partition("</script>")[0])["@type"] == kind
