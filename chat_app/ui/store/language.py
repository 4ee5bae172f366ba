"""The language that everything is said in."""

from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known

language = known("useLanguage", str, "saying")
"""The one that is spoken."""
chosen_language = known("useChosenLanguage", str, "saying")
"""`en` or `id`, or nothing where it is the browser's own."""
choose_language = does("chooseLanguage", "languageChoice")
"""Called with one of these."""
language_chosen = does("languageChosen", "languageChoice")
"""Where it was chosen among radio buttons."""


def choose_this_language(code: str) -> Var[Any]:
    return does("chooseLanguage", "languageChoice", code)
