"""The examples of docs/curating.md are what they say: sound, each of them."""

import re
from pathlib import Path

import pytest

from depositary import publish

GUIDE = (Path(__file__).parent.parent / "docs" / "curating.md").read_text(encoding="utf-8")
EXAMPLES = {
    section.partition("\n")[0].lower().replace(" ", "-"): re.sub(
        r"\A.*?```turtle\n(.*?)```.*", r"\1", section, flags=re.DOTALL
    )
    for section in GUIDE.split("\n## ")
    if "```turtle" in section
}


def write(folder, examples):
    for name, text in examples.items():
        (folder / f"{name}.ttl").write_text(text, encoding="utf-8")
    return folder


def test_there_is_an_example_of_each_thing_that_curators_add():
    assert list(EXAMPLES) == ["a-source", "a-state", "a-membership", "a-treaty", "a-base", "a-claim", "a-withdrawal"]


def test_the_examples_are_sound(built, tmp_path):
    _, _, faults = publish.check(built, [write(tmp_path, EXAMPLES)])
    assert [str(fault) for fault in faults] == []


@pytest.fixture(scope="module")
def unsourced(built, tmp_path_factory):
    """The faults of all examples when the one that describes their sources is not among them."""
    others = {key: text for key, text in EXAMPLES.items() if key != "a-source"}
    return publish.check(built, [write(tmp_path_factory.mktemp("unsourced"), others)])[2]


@pytest.mark.parametrize("name", ["a-state", "a-membership", "a-treaty", "a-base", "a-claim"])
def test_an_example_whose_sources_are_missing_is_at_fault(name, unsourced):
    assert any(fault.path.name == f"{name}.ttl" for fault in unsourced)
