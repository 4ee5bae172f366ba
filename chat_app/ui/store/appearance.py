"""Light, dark, or as the system has it."""

from chat_app.ui.store.face import does, known

appearance = known("useAppearance", str, "appearance")
"""`system`, `light` or `dark`. Where it is used, the page follows the choice made in another tab."""
set_appearance = does("setAppearance", "appearance")
choose_appearance = does("chooseAppearance", "appearance")
"""The same, for a field whose value it is."""
