"""The language that everything is said in."""

from chat_app.ui.store.face import does, known

chosen_language = known("useChosenLanguage", str, "saying")
"""`en` or `id`, or nothing where it is the browser's own."""
set_language = does("chooseLanguage", "saying")
