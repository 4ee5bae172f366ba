"""The catalogues: whole in both languages, used, and nothing that is said stands elsewhere."""

import re
from pathlib import Path

import pytest

from chat_app.ui.text import LANGUAGES, catalogue, say

UI = Path("chat_app/ui")
TEXTS = UI / "text"
_ENTRY = re.compile(r"^([a-z][a-z0-9-]*) *=((?:.*)(?:\n[ }].*)*)", re.MULTILINE)
_VARIABLE = re.compile(r"\$(\w+)")
_NAMED = re.compile(r"""["'`]([a-z]+(?:-[a-z0-9]+)+)["'`]""")
_BUILT = re.compile(r"`([a-z]+(?:-[a-z0-9]+)*-)\$\{")


def texts(language: str) -> dict[str, set[str]]:
    """The variables of each text."""
    return {name: set(_VARIABLE.findall(text)) for name, text in _ENTRY.findall(catalogue(language))}


def code() -> str:
    files = [*UI.rglob("*.py"), *(UI / "client").glob("*.js")]
    return "\n".join(file.read_text() for file in files)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_every_text_with_the_same_variables(language: str) -> None:
    assert texts(language) == texts("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_stands_in_the_file_of_its_area_and_once(language: str) -> None:
    for file in (TEXTS / language).glob("*.ftl"):
        names = [name for name, _ in _ENTRY.findall(file.read_text())]
        assert len(names) == len(set(names)), file
        assert [name for name in names if not name.startswith(f"{file.stem}-")] == [], file


def test_every_text_is_said_somewhere() -> None:
    written = code()
    named = set(_NAMED.findall(written))
    built = tuple(_BUILT.findall(written))
    unused = {name for name in texts("en") if name not in named and not (built and name.startswith(built))}
    assert unused == set()


def test_what_the_client_says_is_in_the_catalogue() -> None:
    said = re.findall(r"""\bsay\(\s*["'`]([a-z0-9-]+)["'`]""", code())
    assert [name for name in said if name not in texts("en")] == []


def test_a_component_cannot_say_what_is_in_no_catalogue() -> None:
    with pytest.raises(LookupError, match="common-nonsense"):
        say("common-nonsense")
