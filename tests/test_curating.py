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


def test_the_examples_are_sound(world, tmp_path):
    _, _, faults = publish.check(world, [write(tmp_path, EXAMPLES)])
    assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize("name", ["a-state", "a-membership", "a-treaty", "a-base", "a-claim"])
def test_an_example_whose_sources_are_missing_is_at_fault(name, world, tmp_path):
    others = {key: text for key, text in EXAMPLES.items() if key != "a-source"}
    _, _, faults = publish.check(world, [write(tmp_path, others)])
    assert any(fault.path.name == f"{name}.ttl" for fault in faults)
