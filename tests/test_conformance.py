"""W3C suites, where DEPOSITARY_SUITES names the folder that holds them; without it, this module says so."""

import os
from pathlib import Path

import pytest

from depositary.store import canonical, load_nquads, sorted_nquads

SUITES = os.environ.get("DEPOSITARY_SUITES")
CASES = sorted((Path(SUITES) / "rdf-canon" / "tests" / "rdfc10").glob("*-rdfc10.nq")) if SUITES else []
OTHER_HASH = {"test075-rdfc10"}  # asks for SHA-384; the dumps use SHA-256, the default (RDFC-1.0, section 4.3)

pytestmark = pytest.mark.skipif(
    not SUITES, reason="the W3C suites are not part of the project: name their folder in DEPOSITARY_SUITES to run them"
)


def test_the_suite_is_there():
    assert len(CASES) > 50


@pytest.mark.parametrize("path", [case for case in CASES if case.stem not in OTHER_HASH], ids=lambda path: path.stem)
def test_rdf_dataset_canonicalization(path):
    given = path.with_name(path.name.replace("-rdfc10", "-in"))
    assert sorted_nquads(canonical(load_nquads(given))) == path.read_bytes()
