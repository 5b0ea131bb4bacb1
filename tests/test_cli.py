"""The commands, run as a curator runs them: in a process of their own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from depositary.cli import main

DOCUMENT = Path(__file__).parent.parent / "docs" / "commands.md"
SYNTAX = ("dep:facilityKind dep:navalBase ;", "dep:facilityKind dep:navalBase", "syntax")
OTHERS = [
    ('dep:end "2001-03"', 'dep:end "2001-13"', "is no xsd:gYearMonth"),
    ('dep:end "2010-09-30"', 'dep:end "1990-09-30"', "end lies before the start"),
    ("    dct:source document:gazette ;\n    dep:end", "    dep:end", "Name at least one source"),
    ("dep:hostState state:alba", "dep:hostState state:carpa", "host state and sending state must differ"),
]


def run(*arguments, stdin=None):
    command = [sys.executable, "-m", "depositary.cli", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60)


def options(settings):
    return "--sources", settings.sources, "--out", settings.releases


@pytest.mark.parametrize("breaks", [[SYNTAX], OTHERS], ids=["syntax", "others"])
def test_faults_are_shown_with_file_and_line_and_refuse_the_build(sound, breaks):
    before = (sound.releases / "current").resolve()
    path = sound.sources / "graphs" / "world.ttl"
    for old, new, _ in breaks:
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
    checked, built = run("check", "--sources", sound.sources), run("build", *options(sound))
    assert (checked.returncode, built.returncode) == (1, 1)
    for _, _, said in breaks:
        shown = [line for line in checked.stdout.splitlines() if said in line]
        assert shown
        assert re.match(rf"{re.escape(str(path))}:\d+:", shown[0])
        assert said in built.stdout
    assert (sound.releases / "current").resolve() == before


def test_check_of_sound_sources_ends_with_0(world):
    done = run("check", "--sources", world.sources)
    assert (done.returncode, done.stdout.splitlines()[0][:9]) == (0, "No faults")


def test_a_query_is_answered_with_its_parameters(built, tmp_path):
    path = tmp_path / "hosts.rq"
    path.write_text(
        "#+ parameter: date | asof | 2000-01-01 | The day.\n"
        "SELECT ?host FROM <https://w3id.org/depositary/asof/2000-01-01>"
        " { ?host <https://w3id.org/depositary/ns#hostsForcesOf> ?sender }\n"
    )
    answered = run("query", path, "--releases", built.releases)
    assert answered.stdout.splitlines() == ["host", "https://w3id.org/depositary/id/state/alba"]
    later = run("query", path, "-p", "date=2020-01-01", "--releases", built.releases)
    assert later.stdout.splitlines() == ["host"]
    wrong = run("query", path, "-p", "date=soon", "--releases", built.releases)
    assert (wrong.returncode, "must be a day like 2000-01-01" in wrong.stderr) == (2, True)


def test_a_query_from_standard_input(built):
    done = run("query", "-", "--format", "json", "--releases", built.releases, stdin="ASK { ?s ?p ?o }")
    assert '"boolean":true' in done.stdout


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT foo", "line 1, column"),
        ("INSERT DATA { <a:a> <a:b> 1 }", "read-only"),
        ("SELECT * { SERVICE <a:a> {} }", "SERVICE"),
    ],
)
def test_a_bad_query_ends_with_2_and_a_message(built, query, said):
    done = run("query", "-", "--releases", built.releases, stdin=query)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_verify_dump_and_asof_read_the_current_release(built):
    assert "files are as the manifest says" in run("verify", built.releases / "current").stdout
    dumped = run("dump", "graph/world.ttl", "--releases", built.releases).stdout
    assert dumped == (built.sources / "graphs" / "world.ttl").read_text()
    assert "hostsForcesOf" in run("asof", "2000-01-01", "--releases", built.releases).stdout
    assert run("asof", "yesterday", "--releases", built.releases).returncode == 2


def test_without_a_release_the_exit_code_is_3(tmp_path):
    assert run("dump", "--releases", tmp_path).returncode == 3


def test_every_command_and_option_is_documented():
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, command in main.commands.items():
        assert f"## depositary {name}" in text
        assert command.help
        for parameter in command.params:
            assert all(flag in text for flag in parameter.opts if flag.startswith("--"))


def test_format_mends_what_check_complains_of(world):
    path = world.sources / "graphs" / "world.ttl"
    sound = path.read_text()
    path.write_text(sound.replace(" ;\n    ", "; "))
    assert "run: depositary format" in run("check", "--sources", world.sources).stdout
    assert run("format", "--sources", world.sources, path).returncode == 0
    assert path.read_text() == sound
