"""The catalogues: whole in both languages, used, and nothing that is said stands elsewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chat_app.ui.text import LANGUAGES, catalogue, say

UI = Path("chat_app/ui")
TEXTS = UI / "text"
_ENTRY = re.compile(r"^([a-z][a-z0-9-]*) *=((?:.*)(?:\n[ }].*)*)", re.MULTILINE)
_VARIABLE = re.compile(r"\$(\w+)")
_NAMED = re.compile(r"""["'`]([a-z]+(?:-[a-z0-9]+)+)["'`]""")
_SHOWN = {
    "aria_label",
    "aria_roledescription",
    "title",
    "placeholder",
    "alt",
    "data_tip",
    "hint",
    "label",
    "action",
}
_IN_WORDS = re.compile(r"^[A-Z][a-z]|[a-z]+ [a-z]+ [a-z]+")
_NAMES = {"Parley", "Mira", "Jonas"}
_JS_SHOWN = re.compile(r"""\b(?:text|title|label|action|message|hint)\s*:\s*["'`]([^"'`]+)["'`]""")
_BUILT = re.compile(r"""["`]([a-z]+(?:-[a-z0-9]+)*-)\$?\{""")


def whole(language: str) -> str:
    return catalogue(language) + catalogue(language, is_late=True)


def texts(language: str) -> dict[str, set[str]]:
    """The variables of each text."""
    return {name: set(_VARIABLE.findall(text)) for name, text in _ENTRY.findall(whole(language))}


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


def test_no_component_says_what_is_in_no_catalogue() -> None:
    found = [
        f"{file}:{node.lineno} {node.value!r}"
        for part in ("components", "pages", "theme")
        for file in sorted((UI / part).glob("*.py"))
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        for node in _shown(call)
        if _IN_WORDS.search(node.value) and node.value not in _NAMES
    ]
    assert found == []


def test_no_client_module_says_what_is_in_no_catalogue() -> None:
    found = [
        f"{file}: {text}"
        for file in sorted((UI / "client").glob("*.js"))
        for text in _JS_SHOWN.findall(file.read_text())
        if _IN_WORDS.search(text)
    ]
    assert found == []


def _shown(call: ast.Call) -> Iterator[Any]:
    """The literal strings of a call that a person would see: its content, and what is read out or shown."""
    named = [keyword.value for keyword in call.keywords if keyword.arg in _SHOWN]
    for place in call.args:
        if isinstance(place, ast.Dict):
            named += [
                value
                for key, value in zip(place.keys, place.values, strict=True)
                if isinstance(key, ast.Constant) and str(key.value).replace("-", "_") in _SHOWN
            ]
    for node in [*call.args, *named]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node
