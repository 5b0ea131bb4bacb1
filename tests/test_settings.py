from dataclasses import fields
from pathlib import Path

import pytest

from depositary.errors import BadSetting
from depositary.settings import Settings

DOCUMENT = Path(__file__).parent.parent / "docs" / "settings.md"


def test_options_win_over_the_environment_and_that_over_the_defaults():
    environ = {"DEPOSITARY_PORT": "9000", "DEPOSITARY_DEADLINE": "2.5"}
    settings = Settings.load({"port": 9001, "host": None}, environ)
    assert (settings.port, settings.deadline, settings.host) == (9001, 2.5, "127.0.0.1")


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"DEPOSITARY_PORT": "many"}, "DEPOSITARY_PORT is 'many'"),
        ({"DEPOSITARY_QUERY_WORKERS": "0"}, "query_workers is 0"),
        ({"DEPOSITARY_LOG": "xml"}, "one of json, text, off"),
        ({"DEPOSITARY_LOG_QUERIES": "perhaps"}, "true or false"),
        ({"DEPOSITARY_BASE": "https://example.org"}, "ends in a slash"),
        ({"DEPOSITARY_CONTACT": "office@example.org"}, "mailto:"),
    ],
)
def test_a_bad_setting_is_named_with_its_remedy(environ, named):
    with pytest.raises(BadSetting, match=named):
        Settings.load({}, environ)


def test_every_setting_is_documented():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [item.name for item in fields(Settings) if f"`DEPOSITARY_{item.name.upper()}`" not in text] == []
    assert all(item.metadata["help"] in text for item in fields(Settings))
