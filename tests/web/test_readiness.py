"""What is read of a release before the first page of it is asked for."""

import pytest

from depositary import release
from depositary.endpoint import Endpoint
from depositary.web import create_app, readiness


@pytest.fixture
def endpoint(built):
    found = Endpoint(built, release.current(built))
    yield found
    found.close()


def test_a_page_of_a_prepared_release_asks_no_worker(built, endpoint):
    app = create_app(built, endpoint)
    readiness.prepare(app, endpoint)
    before = endpoint.pool.stats()["answered"]
    client = app.test_client()
    for suffix in ("html", "ttl", "jsonld", "csv"):
        assert client.get(f"/doc/state/alba.{suffix}").status_code == 200
    assert endpoint.pool.stats()["answered"] == before > 0


def test_the_first_names_of_a_prepared_release_are_matched_without_a_worker(built, endpoint):
    app = create_app(built, endpoint)
    readiness.prepare(app, endpoint)
    before = endpoint.pool.stats()["answered"]
    found = app.test_client().get("/reconcile", query_string={"queries": '{"q0": {"query": "Alba"}}'}).get_json()
    assert found["q0"]["result"][0]["id"] == "state/alba"
    assert endpoint.pool.stats()["answered"] == before
